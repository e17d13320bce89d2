#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "run/gate.hpp"
#include "run/report.hpp"

namespace corspec::reports {

/// Sentences that several formats share; all of them printable, ASCII unless a case file's own text is not.

/// "38 pass, 2 fail": only what occurs, in the order of the enumerators.
[[nodiscard]] std::string counts_text(const run::Counts& counts);

/// What a whole run came to, in a word or two: "OK", "FAILED".
[[nodiscard]] std::string_view headline(run::ExitCode code);

/// What was seen, quoted and printable, or `(absent)`.
[[nodiscard]] std::string seen_text(const run::CheckFailure& failure);

/// The failures of a result's last attempt that make it fail, or all of them when none gates.
[[nodiscard]] std::vector<const run::CheckFailure*> decisive_failures(const run::CaseResult& result);

/// The exchange that shows a failure: the last one of its step, or the one whose answer a shared cache gave there; null
/// when nothing was exchanged.
[[nodiscard]] const run::RecordedExchange* exchange_of(const run::CaseResult& result, const run::CheckFailure& failure);

/// The rule a failure is best explained by: the one that refused, else the first the expectation checks.
[[nodiscard]] std::string_view leading_rule(const run::CheckFailure& failure);

/// The link to that rule's section; empty when the report does not know the rule.
[[nodiscard]] std::string_view rule_link(const run::Report& report, std::string_view rule);

/// Everything a developer needs to mend one failure, as indented `name  value` lines.
[[nodiscard]] std::string failure_details(const run::Report& report, const run::CaseResult& result,
                                          const run::CheckFailure& failure, std::string_view indent);

/// The case's id; with target, profile and engine where the report has several of them.
[[nodiscard]] std::string case_label(const run::Report& report, const run::CaseResult& result);

/// What a case's label says after the id: ` in chromium`; empty in a report of one target, profile and engine.
[[nodiscard]] std::string whereabouts(const run::Report& report, const run::CaseResult& result);

/// "preflight" of "preflight/method".
[[nodiscard]] std::string_view topic(const run::CaseResult& result);

}  // namespace corspec::reports
