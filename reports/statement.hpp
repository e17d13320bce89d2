#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "run/report.hpp"
#include "suite/rules.hpp"

/// A report by rule instead of by case: where a server stands with each rule that binds servers.
namespace corspec::reports {

enum class Standing : std::uint8_t {
  conforms,    ///< judged, and at most a remark (`may`)
  departs,     ///< breaks nothing that binds, but does not follow what it should
  violates,    ///< at least one expectation at `must` failed by this rule
  not_tested,  ///< no case judged it
};
inline constexpr int standing_count = 4;
/// "conforms", "departs", "violates", "not-tested".
[[nodiscard]] std::string_view name(Standing standing);

/// A case that failed by the rule.
struct Departure {
  const run::CaseResult* result;
  const run::CheckFailure* failure;
  suite::Level weight;  ///< the failure's level; `should` at most when the profile accepts it
};

/// A case that is about the rule and says nothing of it.
struct Undecided {
  const run::CaseResult* result;
  std::string reason;
};

struct RuleStanding {
  const suite::Rule* rule;
  Standing standing = Standing::not_tested;
  std::vector<const run::CaseResult*> held;  ///< passed
  std::vector<Departure> departures;         ///< the strictest level first, else in the order of the results
  std::vector<Undecided> undecided;          ///< in the order of the results
};

/// Refers to the report and the catalogue, which outlive it.
struct Statement {
  std::vector<RuleStanding> rules;   ///< those that bind servers, in the order of the catalogue
  std::vector<Departure> elsewhere;  ///< but remarks, by what is no rule for servers: no answer at all, for instance

  [[nodiscard]] int count(Standing standing) const;
};

/// Only what was judged by the letter of the standard (engine `spec`) counts. A failure speaks against one rule: the
/// one the browser refused by, else the first for servers that the expectation checks. The other rules of a failed case
/// are undecided there, and so are those of a case that passed since nothing came to judge by them. A known failure is
/// no less a failure; one that the profile accepts weighs as `should` at most. Pure.
[[nodiscard]] Statement make_statement(const run::Report& report, const suite::RuleCatalogue& catalogue);

/// Why a rule was not tested, in a clause.
[[nodiscard]] std::string why_not_tested(const RuleStanding& rule);

/// The statement on `report` by the shipped rules, as JSON (`reports/statement.schema.json`).
[[nodiscard]] std::string statement(const run::Report& report);

/// The same for people, as GitHub Flavored Markdown.
[[nodiscard]] std::string statement_markdown(const run::Report& report);

/// The same as a page of its own, by the sections of the standards; to be read, and printed, without scripts too.
[[nodiscard]] std::string statement_html(const run::Report& report);

}  // namespace corspec::reports
