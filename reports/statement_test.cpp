#include "reports/statement.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "reports/sample_report.hpp"
#include "reports/shipped_rules.hpp"
#include "testing/row_name.hpp"

namespace corspec::reports {
namespace {

using run::Result;
using suite::Level;

suite::RuleCatalogue catalogue() {
  return {{{.id = "SRV-A", .statement = "It says so.", .link = "https://a.example/#a", .binds = "server"},
           {.id = "BOTH-B", .statement = "It says so.", .link = "https://a.example/#b", .binds = "both"},
           {.id = "BRO-C", .statement = "It says so.", .link = "https://a.example/#c", .binds = "browser"},
           {.id = "NOTE-D", .statement = "It says so.", .link = "https://a.example/#d", .binds = "note"},
           {.id = "SRV-E",
            .statement = "It says so.",
            .link = "https://a.example/#e",
            .binds = "server",
            .unchecked = "Nobody can."}},
          {},
          "2026-07-02"};
}

run::CheckFailure failure(Level level, std::vector<std::string> rules, std::string refused_by = {}) {
  return {
      .level = level, .rules = std::move(rules), .refused_by = std::move(refused_by), .gating = level == Level::must};
}

run::CaseResult judged(Result outcome, std::vector<std::string> rules, std::vector<run::CheckFailure> failures = {}) {
  run::CaseResult result{.id = "a/case", .engine = "spec", .rules = std::move(rules), .result = outcome};
  const bool ran = outcome != Result::skip && outcome != Result::blocked;
  if (ran)
    result.attempts.push_back(
        {.result = failures.empty() ? Result::pass : Result::fail, .failures = std::move(failures)});
  return result;
}

run::CaseResult accepted() {
  auto result = judged(Result::accepted, {"SRV-A"}, {failure(Level::must, {"SRV-A"})});
  result.attempts.front().failures.front().accepted = true;
  return result;
}

run::CaseResult flaky() {
  auto result = judged(Result::flaky, {"SRV-A"}, {failure(Level::must, {"SRV-A"})});
  result.attempts.push_back({.result = Result::pass});
  return result;
}

/// Dead at the first attempt, which says nothing of the server's answers.
run::CaseResult recovered() {
  auto result = judged(Result::pass, {"SRV-A"}, {failure(Level::must, {"SRV-A"})});
  result.attempts.front().result = Result::error;
  result.attempts.push_back({.result = Result::pass});
  return result;
}

/// Passed, since no answer came to which what it expects applies.
run::CaseResult vacuous(std::vector<std::string> rules, std::vector<std::string> unjudged) {
  auto result = judged(Result::pass, std::move(rules));
  result.attempts.front().unjudged = std::move(unjudged);
  return result;
}

/// The second attempt got the answer that the first did not.
run::CaseResult judged_at_last() {
  auto result = vacuous({"SRV-A"}, {"SRV-A"});
  result.attempts.push_back({.result = Result::pass});
  return result;
}

run::CaseResult by_engine(std::string engine, run::CaseResult result) {
  result.engine = std::move(engine);
  return result;
}

struct StandingRow {
  const char* name;
  std::vector<run::CaseResult> results;
  Standing server;  ///< of SRV-A
  Standing both;    ///< of BOTH-B
  int elsewhere = 0;
};

class StandingOf : public ::testing::TestWithParam<StandingRow> {};

TEST_P(StandingOf, Rule) {
  const auto rules = catalogue();
  run::Report report;
  report.results = GetParam().results;
  const auto statement = make_statement(report, rules);
  ASSERT_EQ(statement.rules.size(), 3U) << "those of browsers and the notes bind no server";
  EXPECT_EQ(name(statement.rules[0].standing), name(GetParam().server));
  EXPECT_EQ(name(statement.rules[1].standing), name(GetParam().both));
  EXPECT_EQ(name(statement.rules[2].standing), "not-tested");
  EXPECT_EQ(static_cast<int>(statement.elsewhere.size()), GetParam().elsewhere);
}

constexpr auto conforms = Standing::conforms;
constexpr auto departs = Standing::departs;
constexpr auto violates = Standing::violates;
constexpr auto untested = Standing::not_tested;

INSTANTIATE_TEST_SUITE_P(
    Table, StandingOf,
    ::testing::Values(
        StandingRow{"nothing_run", {}, untested, untested},
        StandingRow{"passes", {judged(Result::pass, {"SRV-A", "BRO-C"})}, conforms, untested},
        StandingRow{"passes_at_last", {judged(Result::fixed, {"SRV-A"})}, conforms, untested},
        StandingRow{"skipped", {judged(Result::skip, {"SRV-A"})}, untested, untested},
        StandingRow{"blocked", {judged(Result::blocked, {"SRV-A"})}, untested, untested},
        StandingRow{"error", {judged(Result::error, {"SRV-A"})}, untested, untested},
        StandingRow{
            "fails_by_the_first_rule_for_servers",
            {judged(Result::fail, {"BRO-C", "BOTH-B", "SRV-A"}, {failure(Level::must, {"BRO-C", "BOTH-B", "SRV-A"})})},
            untested,
            violates},
        StandingRow{"fails_by_the_rule_that_refused",
                    {judged(Result::fail, {"SRV-A", "BOTH-B"}, {failure(Level::must, {"SRV-A"}, "BOTH-B")})},
                    untested,
                    violates},
        StandingRow{
            "one_failure_outweighs",
            {judged(Result::pass, {"SRV-A"}), judged(Result::fail, {"SRV-A"}, {failure(Level::must, {"SRV-A"})}),
             judged(Result::pass, {"SRV-A"})},
            violates,
            untested},
        StandingRow{"failed_case_speaks_for_no_other_rule",
                    {judged(Result::fail, {"SRV-A", "BOTH-B"}, {failure(Level::must, {"SRV-A"})}),
                     judged(Result::pass, {"BOTH-B"})},
                    violates,
                    conforms},
        StandingRow{"no_answer_is_no_rule_for_servers",
                    {judged(Result::fail, {"SRV-A"}, {failure(Level::must, {"SRV-A"}, "BRO-C")})},
                    untested,
                    untested,
                    1},
        StandingRow{"no_answer_to_odd_input",
                    {judged(Result::pass, {"SRV-A"}, {failure(Level::should, {"SRV-A"}, "BRO-C")}),
                     judged(Result::pass, {"SRV-A"}, {failure(Level::may, {"SRV-A"}, "BRO-C")})},
                    untested,
                    untested,
                    1},
        StandingRow{"advice",
                    {judged(Result::pass, {"SRV-A", "BOTH-B"}, {failure(Level::should, {"SRV-A"})})},
                    departs,
                    conforms},
        StandingRow{
            "advice_beside_the_rest",
            {judged(Result::pass, {"SRV-A"}, {failure(Level::should, {"SRV-A"})}), judged(Result::pass, {"SRV-A"})},
            departs,
            untested},
        StandingRow{"remark", {judged(Result::pass, {"SRV-A"}, {failure(Level::may, {"SRV-A"})})}, conforms, untested},
        StandingRow{"advice_fails_a_stricter_run",
                    {judged(Result::fail, {"SRV-A"}, {failure(Level::should, {"SRV-A"})})},
                    departs,
                    untested},
        StandingRow{"known", {judged(Result::known, {"SRV-A"}, {failure(Level::must, {"SRV-A"})})}, violates, untested},
        StandingRow{"accepted", {accepted()}, departs, untested}, StandingRow{"flaky", {flaky()}, violates, untested},
        StandingRow{"not_alive_at_first", {recovered()}, conforms, untested},
        StandingRow{"passes_without_judging", {vacuous({"SRV-A"}, {"SRV-A"})}, untested, untested},
        StandingRow{"judges_by_one_rule_alone", {vacuous({"SRV-A", "BOTH-B"}, {"BOTH-B"})}, conforms, untested},
        StandingRow{"another_case_judges",
                    {vacuous({"SRV-A"}, {"SRV-A"}), judged(Result::pass, {"SRV-A"})},
                    conforms,
                    untested},
        StandingRow{"judges_at_last", {judged_at_last()}, conforms, untested},
        StandingRow{"another_engine_says_nothing",
                    {judged(Result::pass, {"SRV-A"}),
                     by_engine("chromium", judged(Result::fail, {"SRV-A"}, {failure(Level::must, {"SRV-A"})}))},
                    conforms,
                    untested},
        StandingRow{"only_another_engine", {by_engine("firefox", judged(Result::pass, {"SRV-A"}))}, untested, untested},
        StandingRow{
            "unknown_rules",
            {judged(Result::fail, {"OWN-1"}, {failure(Level::must, {"OWN-1"})}), judged(Result::pass, {"OWN-2"})},
            untested,
            untested,
            1}),
    corspec::testing::row_name);

TEST(Statement, SaysWhyNothingIsSaid) {
  const auto rules = catalogue();
  run::Report report;
  report.results = {judged(Result::skip, {"SRV-A"}), judged(Result::skip, {"SRV-A"}),
                    judged(Result::fail, {"SRV-A", "BOTH-B"}, {failure(Level::must, {"BRO-C"}, "BRO-C")})};
  report.results.front().reason = "the profile has none";
  const auto statement = make_statement(report, rules);
  EXPECT_EQ(why_not_tested(statement.rules[0]), "the profile has none; skip; fails by BRO-C");
  EXPECT_EQ(why_not_tested(statement.rules[1]), "fails by BRO-C");
  EXPECT_EQ(why_not_tested(statement.rules[2]), "Nobody can.");
}

TEST(Statement, TheStrictestFailureIsTheProof) {
  const auto rules = catalogue();
  run::Report report;
  report.results = {
      judged(Result::pass, {"SRV-A"}, {failure(Level::may, {"SRV-A"})}),
      judged(Result::fail, {"SRV-A"}, {failure(Level::should, {"SRV-A"}), failure(Level::must, {"SRV-A"})})};
  const auto statement = make_statement(report, rules);
  ASSERT_EQ(statement.rules[0].departures.size(), 2U);
  EXPECT_EQ(statement.rules[0].departures.front().failure, &report.results[1].attempts[0].failures[1]);
}

TEST(Statement, HoldsEveryShippedRuleForServersOnce) {
  const auto document = nlohmann::json::parse(statement(sample_report()));
  std::vector<std::string> wanted;
  for (const auto& rule : shipped_rules().rules()) {
    if (rule.binds == "server" || rule.binds == "both") wanted.push_back(rule.id);
  }
  std::vector<std::string> listed;
  int counted = 0;
  for (const auto& rule : document.at("rules")) listed.push_back(rule.at("id"));
  for (const auto& [standing, count] : document.at("summary").items()) counted += count.get<int>();
  EXPECT_EQ(listed, wanted);
  EXPECT_EQ(counted, static_cast<int>(wanted.size()));
}

TEST(Statement, KeepsBytesOfTheTarget) {
  const auto document = nlohmann::json::parse(statement(sample_report("\xff\x01")));
  EXPECT_EQ(document.at("targets").at(0).at("server"), "\xc3\xbf\x01");
  EXPECT_TRUE(statement_markdown(sample_report("\xff\x01")).contains("\\xff\\x01"));
}

TEST(Statement, TheCommandIsForAShell) {
  run::Report report;
  report.info.command_line = {"corspec", "run", "http://a.example/", "-H", "X: it's\n"};
  EXPECT_EQ(command_to_repeat(report), R"(corspec run http://a.example/ -H $'X: it\'s\012')");
}

}  // namespace
}  // namespace corspec::reports
