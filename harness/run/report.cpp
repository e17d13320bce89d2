#include "run/report.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

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

std::vector<std::string> cited_rules(const std::vector<CaseResult>& results) {
  std::vector<std::string> cited;
  std::set<std::string_view> seen;
  const auto cite = [&](const std::string& rule) {
    if (!rule.empty() && seen.insert(rule).second) cited.push_back(rule);
  };
  for (const CaseResult& result : results) {
    for (const std::string& rule : result.rules) cite(rule);
    for (const Attempt& attempt : result.attempts) {
      for (const CheckFailure& failure : attempt.failures) cite(failure.refused_by);
    }
  }
  return cited;
}

std::uint64_t count_exchanges(const Report& report) {
  std::uint64_t count = 0;
  for (const CaseResult& result : report.results) {
    for (const Attempt& attempt : result.attempts) count += static_cast<std::uint64_t>(attempt.exchange_count);
  }
  for (const SessionResult& session : report.sessions) {
    for (const SessionCost& cost : session.costs) count += static_cast<std::uint64_t>(cost.exchange_count);
  }
  return count;
}

int count_sent(const std::vector<RecordedExchange>& exchanges) {
  return static_cast<int>(
      std::ranges::count_if(exchanges, [](const auto& exchange) { return !exchange.stored_answer; }));
}

}  // namespace corspec::run
