#include "run/dependencies.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace corspec::run {
namespace {

struct BaseRow {
  const char* label;
  std::string_view id;
  std::string_view base;
};

class BaseId : public testing::TestWithParam<BaseRow> {};

TEST_P(BaseId, LeavesRowsOut) {
  EXPECT_EQ(base_id(GetParam().id), GetParam().base);
}

INSTANTIATE_TEST_SUITE_P(Rows, BaseId,
                         testing::Values(BaseRow{"no_row", "preflight/method/unsafelisted",
                                                 "preflight/method/unsafelisted"},
                                         BaseRow{"one_row", "preflight/method/method:1", "preflight/method"},
                                         BaseRow{"two_rows", "a/b/method:1/origin:suffix", "a/b"},
                                         BaseRow{"one_part", "a", "a"}, BaseRow{"empty", "", ""}),
                         [](const auto& row) { return std::string(row.param.label); });

CaseResult result(std::string id, Result outcome, std::vector<std::string> depends_on = {},
                  std::string engine = "spec") {
  CaseResult added;
  added.target = "http://t/";
  added.profile = "p";
  added.engine = std::move(engine);
  added.id = std::move(id);
  added.result = outcome;
  added.depends_on = std::move(depends_on);
  added.attempts.emplace_back();
  return added;
}

/// Left out by the profile, before anything was replayed.
CaseResult left_out(std::string id, std::vector<std::string> depends_on = {}) {
  CaseResult skipped = result(std::move(id), Result::skip, std::move(depends_on));
  skipped.reason = "the profile names no denied origin";
  skipped.attempts.clear();
  return skipped;
}

struct Row {
  const char* label;
  std::vector<CaseResult> results;
  std::vector<Result> resolved;
};

class Resolving : public testing::TestWithParam<Row> {};

TEST_P(Resolving, BlocksWhatIsMeaningless) {
  Report report;
  report.results = GetParam().results;
  resolve_dependencies(report);
  std::vector<Result> resolved;
  for (const CaseResult& each : report.results) {
    resolved.push_back(each.result);
    EXPECT_EQ(each.attempts.empty(), each.result == Result::blocked);
    EXPECT_EQ(each.reason.empty(), each.result != Result::blocked);
  }
  EXPECT_EQ(resolved, GetParam().resolved);
}

using enum Result;

INSTANTIATE_TEST_SUITE_P(
    Rows, Resolving,
    testing::Values(
        Row{"dependency_passes", {result("a", pass), result("b", fail, {"a"})}, {pass, fail}},
        Row{"dependency_fails", {result("a", fail), result("b", fail, {"a"})}, {fail, blocked}},
        Row{"dependent_passed_all_the_same", {result("a", fail), result("b", pass, {"a"})}, {fail, blocked}},
        Row{"dependency_has_an_error", {result("a", error), result("b", pass, {"a"})}, {error, blocked}},
        Row{"dependency_is_known_to_fail", {result("a", known), result("b", fail, {"a"})}, {known, blocked}},
        Row{"dependency_is_accepted", {result("a", accepted), result("b", fail, {"a"})}, {accepted, blocked}},
        Row{"dependency_is_flaky", {result("a", flaky), result("b", pass, {"a"})}, {flaky, pass}},
        Row{"dependency_is_skipped", {result("a", skip), result("b", pass, {"a"})}, {skip, pass}},
        Row{"skipped_while_it_was_replayed", {result("a", fail), result("b", skip, {"a"})}, {fail, blocked}},
        Row{"skipped_while_it_was_replayed_for_good_reason",
            {result("a", pass), result("b", skip, {"a"})},
            {pass, skip}},
        Row{"dependency_was_not_selected", {result("b", fail, {"a"})}, {fail}},
        Row{"chain_against_the_order",
            {result("c", pass, {"b"}), result("b", pass, {"a"}), result("a", fail)},
            {blocked, blocked, fail}},
        Row{"one_row_is_enough",
            {result("a/x:1", pass), result("a/x:2", fail), result("b/y:1", pass, {"a"})},
            {pass, fail, blocked}},
        Row{"a_longer_id_is_another_case", {result("a/more", fail), result("b", pass, {"a"})}, {fail, pass}},
        Row{"another_engine_is_another_world",
            {result("a", fail, {}, "firefox"), result("b", pass, {"a"})},
            {fail, pass}},
        Row{"second_of_two_dependencies",
            {result("a", pass), result("b", fail), result("c", pass, {"a", "b"})},
            {pass, fail, blocked}}),
    [](const auto& row) { return std::string(row.param.label); });

TEST(Resolving, SaysWhy) {
  Report report;
  report.results = {result("a", fail), result("b", pass, {"a"}), result("c", pass, {"b"}), result("d", pass, {"c"})};
  resolve_dependencies(report);
  EXPECT_EQ(report.results[1].reason, "depends on a, which failed");
  EXPECT_EQ(report.results[2].reason, "depends on b, which is blocked by a, which failed");
  EXPECT_EQ(report.results[3].reason, "depends on c, which is blocked by a, which failed");
  const std::string once = report.results[3].reason;
  resolve_dependencies(report);
  EXPECT_EQ(report.results[3].reason, once);
}

struct RootRow {
  const char* label;
  Result root;
  std::string_view reason;
};

class AtTheRoot : public testing::TestWithParam<RootRow> {};

TEST_P(AtTheRoot, SaysWhatItDid) {
  Report report;
  report.results = {result("a/row:1", pass), result("a/row:2", GetParam().root), result("b", pass, {"a"}),
                    result("c", pass, {"b"})};
  resolve_dependencies(report);
  EXPECT_EQ(report.results[3].reason, "depends on b, which is blocked by a, which " + std::string(GetParam().reason));
}

INSTANTIATE_TEST_SUITE_P(Rows, AtTheRoot,
                         testing::Values(RootRow{"failed", fail, "failed"},
                                         RootRow{"error", error, "could not be judged"},
                                         RootRow{"known", known, "is known to fail"},
                                         RootRow{"accepted", accepted, "fails, as the profile accepts"},
                                         // By what is not in the report.
                                         RootRow{"blocked", blocked, "is blocked itself"}),
                         [](const auto& row) { return std::string(row.param.label); });

/// In a shard each ran by itself, in whatever order: what a whole run would not have run says nothing.
TEST(Resolving, SaysOfWhatRanInSpiteOfItWhyItWouldNotHave) {
  Report report;
  report.results = {result("c", fail, {"b", "a"}), result("b", fail, {"a"}), result("a", fail)};
  resolve_dependencies(report);
  EXPECT_EQ(report.results[0].reason, "depends on b, which is blocked by a, which failed");
  EXPECT_EQ(report.results[1].reason, "depends on a, which failed");
}

TEST(Resolving, NamesTheFirstDependencyWhicheverWasKnownFirst) {
  Report report;
  report.results = {result("a", fail), result("b", fail), result("c", blocked, {"a", "b"})};
  report.results[2].reason = "depends on b, which failed";
  report.results[2].attempts.clear();
  resolve_dependencies(report);
  EXPECT_EQ(report.results[2].reason, "depends on a, which failed");
}

TEST(Resolving, ComesToAnEndInACircle) {
  Report report;
  report.results = {result("a", fail, {"b"}), result("b", fail, {"a"}), result("c", pass, {"c"})};
  resolve_dependencies(report);
  EXPECT_EQ(report.results[2].result, pass);
  EXPECT_TRUE(report.results[0].result == blocked || report.results[1].result == blocked);
}

TEST(Resolving, FollowsALongChain) {
  Report report;
  report.results = {result("0", fail)};
  for (int at = 1; at < 20'000; ++at)
    report.results.push_back(result(std::to_string(at), pass, {std::to_string(at - 1)}));
  std::ranges::reverse(report.results);
  resolve_dependencies(report);
  EXPECT_EQ(report.results.front().reason, "depends on 19998, which is blocked by 0, which failed");
}

TEST(Resolving, KeepsSkippedCasesSkipped) {
  Report report;
  report.results = {result("a", fail), left_out("b", {"a"})};
  resolve_dependencies(report);
  EXPECT_EQ(report.results[1].result, skip);
  EXPECT_EQ(report.results[1].reason, "the profile names no denied origin");
}

TEST(Resolving, HandsOnThroughWhatWasSkipped) {
  Report report;
  report.results = {result("a", fail), left_out("b", {"a"}), result("c", pass, {"b"}), left_out("d"),
                    result("e", pass, {"d"})};
  resolve_dependencies(report);
  EXPECT_EQ(report.results[2].reason, "depends on a, which failed");
  EXPECT_EQ(report.results[4].result, pass);
}

TEST(BlockedByExcused, IsCountedAlongTheChain) {
  Report report;
  report.results = {result("c", Result::blocked, {"b"}),      result("a", Result::known),
                    result("b", Result::blocked, {"a"}),      result("d/row:1", Result::accepted),
                    result("e", Result::blocked, {"f", "d"}), result("f", Result::fail),
                    result("g", Result::blocked, {"f"}),      result("h", Result::blocked, {"a"}, "firefox")};
  EXPECT_EQ(count_blocked_by_excused(report), 3);
  EXPECT_EQ(count_blocked_by_excused({}), 0);
}

}  // namespace
}  // namespace corspec::run
