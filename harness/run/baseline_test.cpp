#include "run/baseline.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace corspec::run {
namespace {

constexpr const char* when = "2026-11-01T09:00:00Z";

CheckFailure failure(const std::string& rule, suite::Level level = suite::Level::must) {
  CheckFailure failure;
  failure.rules = {rule};
  failure.field = "Access-Control-Allow-Origin";
  failure.level = level;
  return failure;
}

CheckFailure below_the_level() {
  CheckFailure failure;
  failure.rules = {"MAX-1"};
  failure.gating = false;
  return failure;
}

CaseResult result(Result outcome, std::vector<CheckFailure> failures = {}) {
  CaseResult result;
  result.target = "http://127.0.0.1:8080/";
  result.profile = "allowlist";
  result.id = "a";
  result.engine = "spec";
  result.result = outcome;
  result.attempts.emplace_back().failures = std::move(failures);
  return result;
}

Report report(std::vector<CaseResult> results, std::vector<TargetInfo> targets = {{.url = "http://127.0.0.1:8080/"}}) {
  Report report;
  report.info.started = when;
  report.targets = std::move(targets);
  report.results = std::move(results);
  return report;
}

struct Row {
  const char* name;
  CaseResult before;
  CaseResult now;
  Result counts_as;
  bool better = false;
  bool judged_no_more = false;
};

std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.name;
}

class HeldAgainst : public testing::TestWithParam<Row> {};

TEST_P(HeldAgainst, ABaseline) {
  const Row& row = GetParam();
  const CaseResult counted = Baseline(report({row.before})).against(row.now);
  EXPECT_EQ(counted.result, row.counts_as);
  EXPECT_EQ(counted.before, row.before.result);
  EXPECT_EQ(got_better(counted), row.better);
  EXPECT_EQ(is_judged_no_more(counted), row.judged_no_more);
  const bool excused = row.counts_as == Result::known && row.now.result != Result::known;
  EXPECT_EQ(counted.reason, excused ? std::string("it is so in the baseline of ") + when : "");
}

using enum Result;

INSTANTIATE_TEST_SUITE_P(
    Rows, HeldAgainst,
    testing::Values(
        Row{"still_passes", result(pass), result(pass), pass},
        Row{"still_fails", result(fail, {failure("PF-5")}), result(fail, {failure("PF-5")}), known},
        Row{"fails_less", result(fail, {failure("PF-5"), failure("VARY-1")}), result(fail, {failure("PF-5")}), known},
        Row{"fails_more", result(fail, {failure("PF-5")}), result(fail, {failure("PF-5"), failure("VARY-1")}), fail},
        Row{"fails_otherwise", result(fail, {failure("PF-5")}), result(fail, {failure("CORS-CHECK-3")}), fail},
        Row{"fails_at_a_stricter_level", result(fail, {failure("PF-5", suite::Level::should)}),
            result(fail, {failure("PF-5")}), fail},
        Row{"fails_now", result(pass), result(fail, {failure("PF-5")}), fail},
        Row{"failed_only_below_the_level", result(pass, {below_the_level()}), result(fail, {failure("MAX-1")}), fail},
        Row{"also_fails_below_the_level", result(fail, {failure("PF-5")}),
            result(fail, {failure("PF-5"), below_the_level()}), known},
        Row{"was_known", result(known, {failure("PF-5")}), result(fail, {failure("PF-5")}), known},
        Row{"was_accepted", result(accepted, {failure("PF-5")}), result(fail, {failure("PF-5")}), fail},
        Row{"is_flaky_now", result(pass), result(flaky, {failure("PF-5")}), flaky},
        Row{"was_flaky_too", result(flaky, {failure("PF-5")}), result(flaky, {failure("PF-5")}), known},
        Row{"failed_and_is_flaky", result(fail, {failure("PF-5")}), result(flaky, {failure("PF-5")}), known},
        Row{"still_in_error", result(error), result(error), known},
        Row{"failed_and_is_in_error", result(fail, {failure("PF-5")}), result(error), error},
        Row{"was_in_error_and_fails", result(error), result(fail, {failure("PF-5")}), fail},
        Row{"listed_as_known_and_mended_since", result(known, {failure("PF-5")}), result(fixed), fixed},
        Row{"mended_before_too", result(fixed), result(fixed), known},
        Row{"got_better", result(fail, {failure("PF-5")}), result(pass), pass, true},
        Row{"came_out_of_error", result(error), result(pass), pass, true},
        Row{"is_skipped_now", result(pass), result(skip), skip, false, true},
        Row{"is_blocked_now", result(fail, {failure("PF-5")}), result(blocked), blocked, false, true},
        Row{"was_skipped_too", result(skip), result(skip), skip}),
    [](const auto& row) { return std::string(row.param.name); });

/// A row over the profile's methods, by its place and its method.
CaseResult row(const std::string& id, const std::string& method, Result outcome) {
  CaseResult row = result(outcome);
  if (outcome != pass) row.attempts.front().failures = {failure("PF-5")};
  row.id = id;
  row.bound = {{"method", method}};
  return row;
}

TEST(Baseline, KnowsARowByWhatItIsAboutAndNotByItsPlace) {
  const Baseline baseline(report({row("m/method:1", "PUT", fail), row("m/method:2", "PATCH", pass)}));
  // The profile lists them the other way round now.
  EXPECT_EQ(baseline.against(row("m/method:2", "PUT", fail)).result, known);
  EXPECT_EQ(baseline.against(row("m/method:2", "PUT", pass)).before, fail);
  const CaseResult worse = baseline.against(row("m/method:1", "PATCH", fail));
  EXPECT_EQ(worse.result, fail);
  EXPECT_EQ(worse.before, pass);
}

TEST(Baseline, SaysWhenTheCaseIsThereAboutSomethingElse) {
  const CaseResult counted = Baseline(report({row("m", "PUT", fail)})).against(row("m", "PATCH", fail));
  EXPECT_EQ(counted.result, fail);
  EXPECT_FALSE(counted.before);
  EXPECT_EQ(counted.attempts.back().notes, (std::vector{std::string("new beside the baseline of ") + when +
                                                        ", which does not ask this with method PATCH"}));
}

TEST(Baseline, KeepsRolesApart) {
  CaseResult role = row("m/origin:suffix/method:1", "PUT", fail);
  CaseResult other = row("m/origin:port/method:1", "PUT", fail);
  const Baseline baseline(report({role}));
  EXPECT_EQ(baseline.against(role).result, known);
  EXPECT_EQ(baseline.against(other).result, fail);
}

TEST(Baseline, KnowsACaseByItsFormerId) {
  CaseResult renamed = row("new/m/method:3", "PUT", fail);
  renamed.aliases = {"older/m", "old/m"};
  EXPECT_EQ(Baseline(report({row("old/m/method:1", "PUT", fail)})).against(renamed).result, known);
}

TEST(Baseline, NoticesThatTheProfileLeavesACaseOut) {
  CaseResult left_out = result(skip);
  left_out.attempts.clear();
  left_out.id = "m";
  EXPECT_TRUE(is_judged_no_more(Baseline(report({row("m", "PUT", pass)})).against(left_out)));
}

TEST(Baseline, DoesNotExcuseWhatItDoesNotHave) {
  CaseResult other = result(fail, {failure("PF-5")});
  other.engine = "chromium";
  const CaseResult counted = Baseline(report({result(fail, {failure("PF-5")})})).against(other);
  EXPECT_EQ(counted.result, fail);
  EXPECT_FALSE(counted.before);
}

TEST(Baseline, OfOneTargetSpeaksOfAnyAndOfSeveralOfTheSame) {
  CaseResult elsewhere = result(fail, {failure("PF-5")});
  elsewhere.target = "http://127.0.0.1:9090/";
  const std::vector<CaseResult> before{result(fail, {failure("PF-5")})};
  EXPECT_EQ(Baseline(report(before)).against(elsewhere).result, known);
  const Baseline several(report(before, {{.url = "http://127.0.0.1:8080/"}, {.url = "http://127.0.0.1:9090/"}}));
  EXPECT_EQ(several.against(elsewhere).result, fail);
  EXPECT_EQ(several.against(before[0]).result, known);
}

TEST(Baseline, IsNamedByTheReport) {
  const Report counted = Baseline(report({result(pass)})).against(report({result(fail, {failure("PF-5")})}));
  EXPECT_EQ(counted.info.baseline, when);
  EXPECT_EQ(counted.results.at(0).before, pass);
}

}  // namespace
}  // namespace corspec::run
