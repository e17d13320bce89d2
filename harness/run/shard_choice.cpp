#include "run/shard_choice.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "run/shard.hpp"

namespace corspec::run {
namespace {

/// Where a service says which part of the work a process has.
struct Service {
  const char* index;
  const char* total;  ///< null: it does not say
  int first;          ///< what the first index is
};

constexpr std::array services{
    Service{"CI_NODE_INDEX", "CI_NODE_TOTAL", 1},                          // GitLab CI
    Service{"CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", 0},                  // CircleCI
    Service{"BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", 0},  // Buildkite
    Service{"GTEST_SHARD_INDEX", "GTEST_TOTAL_SHARDS", 0},                 // GoogleTest's protocol: Bazel and others
    Service{"JOB_COMPLETION_INDEX", nullptr, 0},                           // a Kubernetes Indexed Job
};

std::optional<int> parse_number(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// What one service says; null when it says nothing.
std::expected<std::optional<Shard>, std::string> ask(const Service& service, const Environment& environment,
                                                     const std::optional<std::string>& wanted_total) {
  // GitLab sets the total alone for jobs that are not parallel.
  const auto index = environment(service.index);
  if (!index) return std::nullopt;
  const auto said = service.total != nullptr ? environment(service.total) : std::nullopt;
  if (said && wanted_total && *said != *wanted_total) {
    return std::unexpected(fmt::format("--shard auto/{}: {} is {}", *wanted_total, service.total, *said));
  }
  const auto total = said ? said : wanted_total;
  if (!total) {
    return std::unexpected(
        fmt::format("--shard auto: {} does not say how many shards there are; --shard auto/N does", service.index));
  }
  const auto number = parse_number(*index);
  const auto shard = number && *number >= service.first && *number - service.first < 10'000
                         ? parse_shard(fmt::format("{}/{}", *number - service.first + 1, *total))
                         : std::nullopt;
  if (!shard) {
    return std::unexpected(fmt::format("--shard auto: {}={} of {} is no shard; the first one is {}", service.index,
                                       *index, *total, service.first));
  }
  return shard;
}

std::expected<Shard, std::string> ask_all(const Environment& environment,
                                          const std::optional<std::string>& wanted_total) {
  std::optional<Shard> found;
  const char* by = nullptr;
  for (const Service& service : services) {
    const auto shard = ask(service, environment, wanted_total);
    if (!shard) return std::unexpected(shard.error());
    if (!*shard) continue;
    if (found && *found != **shard)
      return std::unexpected(fmt::format("--shard auto: {} and {} contradict each other", by, service.index));
    found = *shard;
    by = service.index;
  }
  if (found) return *found;
  std::string names;
  for (const Service& service : services) names += fmt::format("{}{}", names.empty() ? "" : ", ", service.index);
  return std::unexpected(fmt::format("--shard auto: none of {} is set", names));
}

}  // namespace

std::expected<Shard, std::string> choose_shard(std::string_view text, const Environment& environment) {
  if (text == "auto") return ask_all(environment, std::nullopt);
  if (text.starts_with("auto/")) return ask_all(environment, std::string(text.substr(5)));
  if (const auto shard = parse_shard(text)) return *shard;
  return std::unexpected(fmt::format("--shard wants K/N with K from 1 to N, auto or auto/N, not '{}'", text));
}

}  // namespace corspec::run
