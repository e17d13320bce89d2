#include "run/shard.hpp"

#include <charconv>
#include <cstdint>

#include "run/fnv1a.hpp"

namespace corspec::run {
namespace {

constexpr int most_shards = 10000;

std::optional<int> parse_number(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

bool belongs_to(const Shard& shard, std::string_view id) {
  return fnv1a(id) % static_cast<std::uint64_t>(shard.count) == static_cast<std::uint64_t>(shard.index - 1);
}

std::optional<Shard> parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto index = parse_number(text.substr(0, slash));
  const auto count = parse_number(text.substr(slash + 1));
  if (!index || !count || *index < 1 || *count < *index || *count > most_shards) return std::nullopt;
  return Shard{*index, *count};
}

}  // namespace corspec::run
