#include "run/baseline.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "run/gate.hpp"

namespace corspec::run {
namespace {

/// What a failure is about, whatever the target answered this time.
using Likeness = std::tuple<int, suite::Level, std::string_view, std::vector<std::string>>;

/// Of every attempt: one that failed and passed on a retry failed all the same.
std::set<Likeness> failures_of(const CaseResult& result) {
  std::set<Likeness> failures;
  for (const Attempt& attempt : result.attempts) {
    for (const CheckFailure& failure : attempt.failures) {
      if (failure.gating && !failure.accepted) {
        failures.emplace(failure.step, failure.level, failure.field, failure.rules);
      }
    }
  }
  return failures;
}

bool failed(Result result) {
  return result == Result::fail || result == Result::flaky || result == Result::known;
}

bool was_there_before(const CaseResult& now, const CaseResult& before) {
  if (now.result == Result::error) return before.result == Result::error;
  if (now.result == Result::fixed) return before.result == Result::fixed;
  return failed(before.result) && std::ranges::includes(failures_of(before), failures_of(now));
}

}  // namespace

Baseline::Baseline(Report report) : report_(std::move(report)) {
  for (const CaseResult& result : report_.results) by_key_.emplace(key_of(result), &result);
}

Baseline::Key Baseline::key_of(const CaseResult& result) const {
  const std::string_view target = report_.targets.size() > 1 ? std::string_view(result.target) : std::string_view();
  return {target, result.profile, result.id, result.engine};
}

CaseResult Baseline::against(CaseResult result) const {
  const auto found = by_key_.find(key_of(result));
  if (found == by_key_.end()) return result;
  const CaseResult& before = *found->second;
  result.before = before.result;
  if (gates(result.result) && was_there_before(result, before)) {
    result.result = Result::known;
    result.reason = "it is so in the baseline of " + report_.info.started;
  }
  return result;
}

Report Baseline::against(Report report) const {
  report.info.baseline = report_.info.started;
  for (CaseResult& result : report.results) result = against(std::move(result));
  return report;
}

bool got_better(const CaseResult& result) {
  return result.result == Result::pass && result.before && (failed(*result.before) || *result.before == Result::error);
}

bool is_judged_no_more(const CaseResult& result) {
  const bool is_judged = result.result != Result::skip && result.result != Result::blocked;
  const bool was_judged = result.before && *result.before != Result::skip && *result.before != Result::blocked &&
                          *result.before != Result::error;
  return was_judged && !is_judged;
}

}  // namespace corspec::run
