#include "fetch/range.hpp"

#include <algorithm>
#include <cstddef>

#include "message/bytes.hpp"

namespace corspec::fetch {

namespace {

constexpr std::string_view unit = "bytes";

/// The digits at the front of `input`, which is advanced behind them.
std::string_view collect_digits(std::string_view& input) {
  const auto end = std::ranges::find_if_not(
      input, [](char byte) { return message::is_ascii_digit(static_cast<unsigned char>(byte)); });
  const auto digits = input.substr(0, static_cast<std::size_t>(end - input.begin()));
  input.remove_prefix(digits.size());
  return digits;
}

/// Numbers may be longer than any integer type: the longer one is greater, then the bytes decide.
bool is_greater(std::string_view left, std::string_view right) {
  left.remove_prefix(std::min(left.find_first_not_of('0'), left.size()));
  right.remove_prefix(std::min(right.find_first_not_of('0'), right.size()));
  return left.size() != right.size() ? left.size() > right.size() : left > right;
}

}  // namespace

std::optional<SingleRange> parse_single_range(std::string_view value) {
  if (!value.starts_with(unit)) return std::nullopt;
  value.remove_prefix(unit.size());
  if (!value.starts_with('=')) return std::nullopt;
  value.remove_prefix(1);
  const auto start = collect_digits(value);
  if (!value.starts_with('-')) return std::nullopt;
  value.remove_prefix(1);
  const auto end = collect_digits(value);
  if (!value.empty()) return std::nullopt;

  if (start.empty() && end.empty()) return std::nullopt;
  if (!start.empty() && !end.empty() && is_greater(start, end)) return std::nullopt;
  return SingleRange{start, end};
}

}  // namespace corspec::fetch
