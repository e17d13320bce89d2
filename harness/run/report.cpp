#include "run/report.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace corspec::run {
namespace {

constexpr std::array<std::string_view, result_count> names{"pass",     "fail",  "skip",  "error", "blocked",
                                                           "accepted", "known", "fixed", "flaky"};

}  // namespace

std::string_view name(Result result) {
  return names.at(static_cast<std::size_t>(result));
}

std::optional<Result> find_result(std::string_view name) {
  const auto* const found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Result>(std::distance(names.begin(), found));
}

}  // namespace corspec::run
