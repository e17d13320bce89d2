#include "run/gate.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace corspec::run {
namespace {

struct GatesRow {
  Result result;
  bool gates;
};

class ResultGates : public testing::TestWithParam<GatesRow> {};

TEST_P(ResultGates, AsTheTableSays) {
  EXPECT_EQ(gates(GetParam().result), GetParam().gates);
}

INSTANTIATE_TEST_SUITE_P(Gate, ResultGates,
                         testing::Values(GatesRow{Result::pass, false}, GatesRow{Result::fail, true},
                                         GatesRow{Result::skip, false}, GatesRow{Result::error, true},
                                         GatesRow{Result::blocked, false}, GatesRow{Result::accepted, false},
                                         GatesRow{Result::known, false}, GatesRow{Result::fixed, true},
                                         GatesRow{Result::flaky, true}),
                         [](const auto& row) { return std::string(name(row.param.result)); });

TEST(ResultNames, AreFoundAgain) {
  for (int index = 0; index < result_count; ++index) {
    const auto result = static_cast<Result>(index);
    EXPECT_EQ(find_result(name(result)), result);
  }
  EXPECT_EQ(find_result("passed"), std::nullopt);
  EXPECT_EQ(find_result(""), std::nullopt);
}

struct Reached {
  std::vector<Result> results;
  bool reachable = true;
  bool anything_selected = true;
};

struct GateRow {
  const char* name;
  std::vector<Reached> targets;
  ExitCode expected;
  bool shard = false;
  bool complete = true;
  std::string broken_off = {};
};

Report report_of(const GateRow& row) {
  Report report;
  report.shard = row.shard;
  report.info.complete = row.complete;
  report.info.broken_off = row.broken_off;
  for (const Reached& target : row.targets) {
    const std::string url = "http://t" + std::to_string(report.targets.size()) + ".example/";
    TargetInfo info;
    info.url = url;
    info.reachable = target.reachable;
    info.anything_selected = target.anything_selected;
    report.targets.push_back(info);
    for (const Result result : target.results) {
      CaseResult& added = report.results.emplace_back();
      added.target = url;
      added.result = result;
    }
  }
  return report;
}

class Gate : public testing::TestWithParam<GateRow> {};

TEST_P(Gate, DecidesTheExitCode) {
  EXPECT_EQ(gate(report_of(GetParam())), GetParam().expected);
}

using enum Result;
using enum ExitCode;

INSTANTIATE_TEST_SUITE_P(
    Table, Gate,
    testing::Values(
        GateRow{"all_pass", {{{pass, pass}}}, as_expected}, GateRow{"pass_beside_skip", {{{pass, skip}}}, as_expected},
        GateRow{"failure", {{{pass, fail}}}, failures},
        GateRow{"known_failure_that_passes", {{{pass, fixed}}}, failures},
        GateRow{"flaky", {{{pass, flaky}}}, failures}, GateRow{"known_failure", {{{pass, known}}}, as_expected},
        GateRow{"only_known_failures", {{{known}}}, as_expected}, GateRow{"accepted", {{{accepted}}}, as_expected},
        GateRow{"error_of_a_living_target", {{{pass, error}}}, failures},
        GateRow{"error_of_a_dead_target", {{{pass, error}, false}}, unreachable},
        GateRow{"never_reached", {{{}, false}}, unreachable},
        GateRow{"blocked_beside_what_blocks_it", {{{fail, blocked}}}, failures},
        GateRow{"blocked_by_a_known_failure", {{{known, blocked}}}, as_expected},
        GateRow{"all_skip", {{{skip, skip}}}, nothing_run}, GateRow{"empty_selection", {{{}}}, nothing_run},
        GateRow{"nothing_at_all", {}, nothing_run}, GateRow{"empty_shard", {{{}}}, as_expected, true},
        GateRow{"shard_of_an_empty_selection", {{{}, true, false}}, nothing_run, true},
        GateRow{"shard_of_skips", {{{skip}}}, as_expected, true},
        GateRow{"shard_with_a_failure", {{{fail}}}, failures, true},
        GateRow{"shard_of_an_unreached_target", {{{}, false}}, unreachable, true},
        GateRow{"two_targets_worst_wins_failure", {{{pass}}, {{fail}}}, failures},
        GateRow{"two_targets_worst_wins_unreachable", {{{fail}}, {{}, false}}, unreachable},
        GateRow{"two_targets_worst_wins_nothing_run", {{{pass}}, {{skip}}}, nothing_run},
        GateRow{"two_targets_failure_beats_nothing_run", {{{skip}}, {{fail}}}, failures},
        GateRow{"interrupted", {{{pass}}}, interrupted, false, false, std::string(interrupted_by_user)},
        GateRow{"interrupted_after_a_failure", {{{fail}}}, interrupted, false, false, std::string(interrupted_by_user)},
        GateRow{"harness_broke_off", {{{pass}}}, unreachable, false, false, "out of memory"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Counting, SumsAndGates) {
  const Report report = report_of({"", {{{pass, pass, fail, fixed, skip, flaky, error, known}}}, as_expected});
  const Counts counts = count(report);
  EXPECT_EQ(counts.of(pass), 2);
  EXPECT_EQ(counts.of(fail), 1);
  EXPECT_EQ(counts.of(blocked), 0);
  EXPECT_EQ(counts.total(), 8);
  EXPECT_EQ(counts.gating(), 4);
}

TEST(GateWithoutTargets, JudgesTheResultsAlone) {
  Report report;
  report.results.emplace_back().result = fail;
  EXPECT_EQ(gate(report), failures);
}

}  // namespace
}  // namespace corspec::run
