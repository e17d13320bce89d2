#include "run/baseline.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "run/dependencies.hpp"
#include "run/gate.hpp"
#include "run/row.hpp"

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

/// `method PATCH, origin.allowed https://foo.example`
std::string list(const std::map<std::string, std::string>& bound) {
  std::string text;
  for (const auto& [name, value] : bound) text.append(text.empty() ? "" : ", ").append(name).append(" ").append(value);
  return text;
}

}  // namespace

Baseline::Baseline(Report report) : report_(std::move(report)) {
  for (const CaseResult& result : report_.results)
    cases_[key_of(result, base_id(result.id))].emplace(result.bound, &result);
}

Baseline::Key Baseline::key_of(const CaseResult& result, std::string_view base) const {
  const std::string_view target = report_.targets.size() > 1 ? std::string_view(result.target) : std::string_view();
  const std::string row = id_without_places(result.id, result.bound).substr(base_id(result.id).size());
  return {target, result.profile, result.engine, std::string(base) + row};
}

const Baseline::Rows* Baseline::rows_of(const CaseResult& result) const {
  auto found = cases_.find(key_of(result, base_id(result.id)));
  for (auto alias = result.aliases.begin(); found == cases_.end() && alias != result.aliases.end(); ++alias)
    found = cases_.find(key_of(result, *alias));
  return found == cases_.end() ? nullptr : &found->second;
}

CaseResult Baseline::against(CaseResult result) const {
  const Rows* const rows = rows_of(result);
  if (rows == nullptr) return result;
  // What the profile leaves out now is about nothing; it was about something when it was judged.
  const bool is_left_out = result.result == Result::skip && result.bound.empty();
  const auto row = is_left_out ? rows->begin() : rows->find(result.bound);
  if (row == rows->end()) {
    if (gates(result.result) && !result.attempts.empty()) {
      result.attempts.back().notes.push_back("new beside the baseline of " + report_.info.started +
                                             ", which does not ask this with " + list(result.bound));
    }
    return result;
  }
  const CaseResult& before = *row->second;
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
