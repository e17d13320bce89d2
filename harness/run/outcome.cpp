#include "run/outcome.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace corspec::run {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view item) {
  return std::ranges::find(list, item) != list.end();
}

bool any_in(const std::vector<std::string>& items, const std::vector<std::string>& list) {
  return std::ranges::any_of(items, [&list](const std::string& item) { return contains(list, item); });
}

bool all_in(const std::vector<std::string>& items, const std::vector<std::string>& list) {
  return !items.empty() &&
         std::ranges::all_of(items, [&list](const std::string& item) { return contains(list, item); });
}

bool counts(const CheckFailure& failure) {
  return failure.gating && !failure.accepted;
}

std::vector<std::string> accepted_flags(const Attempt& attempt) {
  std::vector<std::string> flags;
  for (const CheckFailure& failure : attempt.failures) {
    if (!failure.gating || !failure.accepted) continue;
    for (const std::string& flag : failure.flags) {
      if (!contains(flags, flag)) flags.push_back(flag);
    }
  }
  return flags;
}

/// The rules that an attempt shows to be broken: what the failed expectations check, and what the browser refused by.
std::vector<std::string> broken_rules(const Attempt& attempt) {
  std::vector<std::string> rules;
  for (const CheckFailure& failure : attempt.failures) {
    if (!counts(failure)) continue;
    for (const std::string& rule : failure.rules) {
      if (!contains(rules, rule)) rules.push_back(rule);
    }
    if (!failure.refused_by.empty() && !contains(rules, failure.refused_by)) rules.push_back(failure.refused_by);
  }
  return rules;
}

JudgedCase judge_failure(const Attempt& attempt, const KnownEntries& known, std::string_view today) {
  const suite::KnownEntry* const entry = known.failing != nullptr ? known.failing : known.flaky;
  if (entry == nullptr) return {Result::fail, {}, {}};
  if (suite::has_expired(*entry, today)) {
    return {Result::fail, fmt::format("listed as known until {}, which is over: {}", entry->until, entry->reason),
            entry->issue};
  }
  const std::vector<std::string> broken = broken_rules(attempt);
  if (!entry->rule.empty() && !contains(broken, entry->rule)) {
    return {Result::fail,
            fmt::format("listed as known to break {}, but breaks {}: {}", entry->rule, fmt::join(broken, ", "),
                        entry->reason),
            entry->issue};
  }
  return {Result::known, entry->reason, entry->issue};
}

/// A case that passed in the end.
JudgedCase judge_pass(const std::vector<Attempt>& attempts, const KnownEntries& known, std::string_view today) {
  const bool retried = attempts.size() > 1;
  if (known.failing != nullptr && !suite::has_expired(*known.failing, today)) {
    if (retried && known.flaky == nullptr) return {Result::flaky, "failed first", known.failing->issue};
    if (!retried) {
      return {Result::fixed, fmt::format("listed as known to fail ({}), but passes", known.failing->reason),
              known.failing->issue};
    }
  }
  if (!retried) return {Result::pass, {}, {}};
  if (known.flaky == nullptr) return {Result::flaky, fmt::format("passed on attempt {} only", attempts.size()), {}};
  if (suite::has_expired(*known.flaky, today)) {
    return {Result::flaky,
            fmt::format("listed as flaky until {}, which is over: {}", known.flaky->until, known.flaky->reason),
            known.flaky->issue};
  }
  return {Result::known, fmt::format("known to be flaky: {}", known.flaky->reason), known.flaky->issue};
}

}  // namespace

void weigh(Attempt& attempt, const Weights& weights) {
  bool any_counts = false;
  bool any_accepted = false;
  for (CheckFailure& failure : attempt.failures) {
    const bool rejected = any_in(failure.flags, weights.reject);
    if (rejected) failure.level = suite::Level::must;
    failure.gating = failure.level <= weights.gate_level;
    failure.accepted = !rejected && all_in(failure.flags, weights.accept);
    any_counts = any_counts || counts(failure);
    any_accepted = any_accepted || (failure.gating && failure.accepted);
  }
  if (attempt.result != Result::fail || any_counts) return;
  attempt.result = any_accepted ? Result::accepted : Result::pass;
}

bool is_at_stake(const suite::Case& subject, const Weights& weights) {
  return std::ranges::any_of(subject.steps, [&](const suite::Step& step) {
    return std::ranges::any_of(step.expect, [&](const suite::Expectation& expectation) {
      return expectation.level <= weights.gate_level || any_in(expectation.flags, weights.reject);
    });
  });
}

JudgedCase judge(const std::vector<Attempt>& attempts, std::string reason, const KnownEntries& known,
                 std::string_view today) {
  const Attempt& last = attempts.back();
  switch (last.result) {
    case Result::pass:
      return judge_pass(attempts, known, today);
    case Result::fail:
      return judge_failure(last, known, today);
    case Result::accepted:
      return {Result::accepted, fmt::format("the profile accepts {}", fmt::join(accepted_flags(last), ", ")), {}};
    default:
      return {last.result, std::move(reason), {}};
  }
}

}  // namespace corspec::run
