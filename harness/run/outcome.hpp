#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "run/report.hpp"
#include "suite/case.hpp"
#include "suite/expectation.hpp"
#include "suite/known.hpp"

/// From attempts to the result of a case. Pure.
namespace corspec::run {

/// What decides which failures count.
struct Weights {
  suite::Level gate_level = suite::Level::must;
  std::vector<std::string> accept;  ///< flags that the operator takes as they are
  std::vector<std::string> reject;  ///< flags raised to `must`; stronger than `accept`
};

/// Sets `level`, `gating` and `accepted` of every failure, and the result of a failed attempt: `pass` when no failure
/// gates, `accepted` when those that do are accepted.
void weigh(Attempt& attempt, const Weights& weights);

/// Whether the case has an expectation that could fail a run so weighed. One that has none, and cannot be judged, is no
/// reason to fail the run either.
[[nodiscard]] bool is_at_stake(const suite::Case& subject, const Weights& weights);

/// What the lists of known failures say of one case; null when it is not listed.
struct KnownEntries {
  const suite::KnownEntry* failing = nullptr;
  const suite::KnownEntry* flaky = nullptr;
};

struct JudgedCase {
  Result result = Result::pass;
  std::string reason;
  std::string known_issue;
};

/// The result of a case from its weighed attempts, in order, at least one. `reason` is of the last attempt's error or
/// skip; `today` is `YYYY-MM-DD`.
[[nodiscard]] JudgedCase judge(const std::vector<Attempt>& attempts, std::string reason, const KnownEntries& known,
                               std::string_view today);

}  // namespace corspec::run
