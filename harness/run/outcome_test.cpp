#include "run/outcome.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace corspec::run {
namespace {

using enum Result;
using suite::Level;

CheckFailure failure(Level level, std::vector<std::string> flags = {}, std::vector<std::string> rules = {"PF-5"},
                     std::string refused_by = {}) {
  CheckFailure failure;
  failure.level = level;
  failure.flags = std::move(flags);
  failure.rules = std::move(rules);
  failure.refused_by = std::move(refused_by);
  return failure;
}

Attempt failed(std::vector<CheckFailure> failures) {
  Attempt attempt;
  attempt.result = fail;
  attempt.failures = std::move(failures);
  return attempt;
}

Attempt with_result(Result result) {
  Attempt attempt;
  attempt.result = result;
  return attempt;
}

struct WeighRow {
  const char* label;
  Weights weights;
  Attempt attempt;
  Result expected;
  std::vector<bool> gating;
  std::vector<bool> accepted;
};

class Weighing : public testing::TestWithParam<WeighRow> {};

TEST_P(Weighing, SaysWhatCounts) {
  Attempt attempt = GetParam().attempt;
  weigh(attempt, GetParam().weights);
  EXPECT_EQ(attempt.result, GetParam().expected);
  std::vector<bool> gating;
  std::vector<bool> taken;
  for (const CheckFailure& each : attempt.failures) {
    gating.push_back(each.gating);
    taken.push_back(each.accepted);
  }
  EXPECT_EQ(gating, GetParam().gating);
  EXPECT_EQ(taken, GetParam().accepted);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Weighing,
    testing::Values(
        WeighRow{"must_at_must", {Level::must, {}, {}}, failed({failure(Level::must)}), fail, {true}, {false}},
        WeighRow{"should_at_must", {Level::must, {}, {}}, failed({failure(Level::should)}), pass, {false}, {false}},
        WeighRow{"should_at_should", {Level::should, {}, {}}, failed({failure(Level::should)}), fail, {true}, {false}},
        WeighRow{"may_at_should", {Level::should, {}, {}}, failed({failure(Level::may)}), pass, {false}, {false}},
        WeighRow{"may_at_may", {Level::may, {}, {}}, failed({failure(Level::may)}), fail, {true}, {false}},
        WeighRow{"both_levels",
                 {Level::must, {}, {}},
                 failed({failure(Level::should), failure(Level::must)}),
                 fail,
                 {false, true},
                 {false, false}},
        WeighRow{"accepted", {Level::must, {"f"}, {}}, failed({failure(Level::must, {"f"})}), accepted, {true}, {true}},
        WeighRow{"accepted_in_part",
                 {Level::must, {"f"}, {}},
                 failed({failure(Level::must, {"f", "g"})}),
                 fail,
                 {true},
                 {false}},
        WeighRow{"accepted_beside_another",
                 {Level::must, {"f"}, {}},
                 failed({failure(Level::must, {"f"}), failure(Level::must)}),
                 fail,
                 {true, true},
                 {true, false}},
        WeighRow{"accepted_below_the_level",
                 {Level::must, {"f"}, {}},
                 failed({failure(Level::may, {"f"})}),
                 pass,
                 {false},
                 {true}},
        WeighRow{
            "rejected_raises", {Level::must, {}, {"f"}}, failed({failure(Level::may, {"f"})}), fail, {true}, {false}},
        WeighRow{"rejected_beats_accepted",
                 {Level::must, {"f"}, {"f"}},
                 failed({failure(Level::must, {"f"})}),
                 fail,
                 {true},
                 {false}},
        WeighRow{"no_flags_are_never_accepted",
                 {Level::must, {"f"}, {}},
                 failed({failure(Level::must)}),
                 fail,
                 {true},
                 {false}},
        WeighRow{"an_error_stays_one", {Level::must, {}, {}}, with_result(error), error, {}, {}},
        WeighRow{"a_skip_stays_one", {Level::must, {}, {}}, with_result(skip), skip, {}, {}}),
    [](const auto& row) { return std::string(row.param.label); });

suite::KnownEntry entry(std::string until, std::string rule) {
  return {"a/**", "broken upstream", "https://issues.example/1", std::move(rule), std::move(until), "known.json", 3};
}

const suite::KnownEntry for_ever = entry("", "");
const suite::KnownEntry until_yesterday = entry("2026-03-31", "");
const suite::KnownEntry until_today = entry("2026-04-01", "");
const suite::KnownEntry breaks_pf5 = entry("", "PF-5");
const suite::KnownEntry breaks_pf1 = entry("", "PF-1");

struct JudgeRow {
  const char* label;
  std::vector<Attempt> attempts;
  KnownEntries known;
  Result expected;
  std::string reason;
};

class Judging : public testing::TestWithParam<JudgeRow> {};

TEST_P(Judging, TellsTheResultOfACase) {
  std::vector<Attempt> attempts = GetParam().attempts;
  for (Attempt& attempt : attempts) weigh(attempt, {Level::must, {"f"}, {}});
  const JudgedCase judged = judge(attempts, "the target is not alive", GetParam().known, "2026-04-01");
  EXPECT_EQ(judged.result, GetParam().expected);
  EXPECT_EQ(judged.reason, GetParam().reason);
}

const Attempt breaks_a_must = failed({failure(Level::must)});
const Attempt refused_by_pf1 = failed({failure(Level::must, {}, {"SRV-3"}, "PF-1")});

INSTANTIATE_TEST_SUITE_P(
    Rows, Judging,
    testing::Values(
        JudgeRow{"pass", {with_result(pass)}, {}, pass, ""}, JudgeRow{"fail", {breaks_a_must}, {}, fail, ""},
        JudgeRow{"weaker_failures_pass", {failed({failure(Level::may)})}, {}, pass, ""},
        JudgeRow{"error", {with_result(error)}, {}, error, "the target is not alive"},
        JudgeRow{"skip", {with_result(skip)}, {}, skip, "the target is not alive"},
        JudgeRow{"accepted", {failed({failure(Level::must, {"f"})})}, {}, accepted, "the profile accepts f"},
        JudgeRow{"flaky", {breaks_a_must, with_result(pass)}, {}, flaky, "passed on attempt 2 only"},
        JudgeRow{"failed_every_time", {breaks_a_must, breaks_a_must}, {}, fail, ""},
        JudgeRow{"known", {breaks_a_must}, {&for_ever, nullptr}, known, "broken upstream"},
        JudgeRow{"known_until_today", {breaks_a_must}, {&until_today, nullptr}, known, "broken upstream"},
        JudgeRow{"known_until_yesterday",
                 {breaks_a_must},
                 {&until_yesterday, nullptr},
                 fail,
                 "listed as known until 2026-03-31, which is over: broken upstream"},
        JudgeRow{"known_for_that_rule", {breaks_a_must}, {&breaks_pf5, nullptr}, known, "broken upstream"},
        JudgeRow{"known_for_the_refusing_rule", {refused_by_pf1}, {&breaks_pf1, nullptr}, known, "broken upstream"},
        JudgeRow{"known_for_another_rule",
                 {breaks_a_must},
                 {&breaks_pf1, nullptr},
                 fail,
                 "listed as known to break PF-1, but breaks PF-5: broken upstream"},
        JudgeRow{"known_but_only_a_weaker_failure_breaks_the_rule",
                 {failed({failure(Level::may, {}, {"PF-1"}), failure(Level::must)})},
                 {&breaks_pf1, nullptr},
                 fail,
                 "listed as known to break PF-1, but breaks PF-5: broken upstream"},
        JudgeRow{"fixed",
                 {with_result(pass)},
                 {&for_ever, nullptr},
                 fixed,
                 "listed as known to fail (broken upstream), but passes"},
        JudgeRow{"expired_known_failure_passes", {with_result(pass)}, {&until_yesterday, nullptr}, pass, ""},
        JudgeRow{"known_failure_passes_on_a_retry",
                 {breaks_a_must, with_result(pass)},
                 {&for_ever, nullptr},
                 flaky,
                 "failed first"},
        JudgeRow{"known_flaky_passes", {with_result(pass)}, {nullptr, &for_ever}, pass, ""},
        JudgeRow{"known_flaky_fails", {breaks_a_must}, {nullptr, &for_ever}, known, "broken upstream"},
        JudgeRow{"known_flaky_passes_on_a_retry",
                 {breaks_a_must, with_result(pass)},
                 {nullptr, &for_ever},
                 known,
                 "known to be flaky: broken upstream"},
        JudgeRow{"expired_known_flaky",
                 {breaks_a_must, with_result(pass)},
                 {nullptr, &until_yesterday},
                 flaky,
                 "listed as flaky until 2026-03-31, which is over: broken upstream"},
        JudgeRow{"known_failure_with_an_error",
                 {with_result(error)},
                 {&for_ever, nullptr},
                 error,
                 "the target is not alive"}),
    [](const auto& row) { return std::string(row.param.label); });

TEST(Judging, CarriesTheLinkOfTheEntry) {
  EXPECT_EQ(judge({breaks_a_must}, "", {&for_ever, nullptr}, "2026-04-01").known_issue, "https://issues.example/1");
}

TEST(Stake, IsWhatCouldFailTheRun) {
  using enum suite::Level;
  suite::Case subject;
  subject.steps.resize(2);
  EXPECT_FALSE(is_at_stake(subject, {.gate_level = may}));
  suite::Expectation expectation;
  expectation.level = should;
  expectation.flags = {"odd-input"};
  subject.steps[1].expect = {expectation};
  EXPECT_FALSE(is_at_stake(subject, {.gate_level = must}));
  EXPECT_TRUE(is_at_stake(subject, {.gate_level = should}));
  EXPECT_TRUE(is_at_stake(subject, {.gate_level = may}));
  EXPECT_TRUE(is_at_stake(subject, {.gate_level = must, .reject = {"odd-input"}}));
}

}  // namespace
}  // namespace corspec::run
