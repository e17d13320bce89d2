#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "run/explain.hpp"
#include "run/explain_steps.hpp"
#include "suite/scenario.hpp"
#include "testing/row_name.hpp"

namespace corspec::run {
namespace {

using Outcome = ExplainedExchange::Outcome;
using Source = ExplainedStep::CredentialsMode;
using Recording = suite::ScenarioStep::Recording;

/// One recorded step.
ExplainedStep recorded(std::string_view request, std::string_view answers, Recording recording) {
  auto scenarios = suite::load_scenarios("scenario.json", scenario({step(request, answers)}));
  if (!scenarios) {
    ADD_FAILURE() << describe(scenarios.error().front());
    return {};
  }
  scenarios->front().steps[0].recording = std::move(recording);
  return explain(scenarios->front(), browser::spec_engine()).steps.at(0);
}

constexpr std::string_view with_origin_alone =
    R"("answer":{"status":200,"headers":[["Access-Control-Allow-Origin","https://app.example"]]})";

TEST(ExplainRecording, APreflightThatIsNotThereWasGranted) {
  const auto step = recorded(put, shared, {.by_browser = true});
  ASSERT_EQ(outcomes(step), (std::vector{Outcome::assumed, Outcome::allowed}));
  ASSERT_TRUE(step.verdict);
  EXPECT_TRUE(step.verdict->allowed());
  EXPECT_TRUE(step.cache.empty());
}

// Nothing proves that a request that got no answer ever went out.
TEST(ExplainRecording, APreflightThatIsNotThereMayHaveBeenRefused) {
  const auto step = recorded(put, R"("answer":{"failure":"net::ERR_FAILED"})",
                             {.by_browser = true, .refused = true, .failure = "net::ERR_FAILED"});
  EXPECT_EQ(outcomes(step), (std::vector{Outcome::unanswered}));
  EXPECT_FALSE(step.verdict || step.doubt);
  EXPECT_EQ(step.unexplained_failure, "net::ERR_FAILED");
}

TEST(ExplainRecording, OnePreflightAloneIsJudged) {
  const auto step = recorded(put, granting, {.preflighted = true});
  ASSERT_EQ(outcomes(step), (std::vector{Outcome::allowed, Outcome::unanswered}));
  EXPECT_FALSE(step.verdict);
}

TEST(ExplainRecording, ARefusalTellsTheCredentialsMode) {
  const auto step = recorded(R"("method":"GET")", with_origin_alone,
                             {.credentials_known = false, .refused = true, .failure = "net::ERR_FAILED"});
  EXPECT_EQ(step.credentials_source, Source::inferred);
  EXPECT_EQ(step.request.credentials, fetch::CredentialsMode::include);
  ASSERT_TRUE(step.verdict && step.verdict->refusal);
  EXPECT_EQ(step.verdict->refusal->rule, "CORS-CHECK-7");
  EXPECT_EQ(step.unexplained_failure, "");
}

TEST(ExplainRecording, WithoutARefusalTheDefaultIsAssumed) {
  const auto step = recorded(R"("method":"GET")", with_origin_alone, {.credentials_known = false});
  EXPECT_EQ(step.credentials_source, Source::assumed);
  EXPECT_TRUE(step.verdict && step.verdict->allowed());
}

TEST(ExplainRecording, ARefusalThatNoModeExplainsIsSaid) {
  const auto step =
      recorded(R"("method":"GET")",
               R"("answer":{"status":200,"headers":[["Access-Control-Allow-Origin","https://app.example"],)"
               R"(["Access-Control-Allow-Credentials","true"]]})",
               {.credentials_known = false, .refused = true, .failure = "net::ERR_FAILED"});
  EXPECT_TRUE(step.verdict && step.verdict->allowed());
  EXPECT_EQ(step.unexplained_failure, "net::ERR_FAILED");
}

// curl sends no preflight of its own accord.
TEST(ExplainRecording, WhoIsNoBrowserProvesNoPreflight) {
  const auto step = recorded(put, shared, {});
  EXPECT_EQ(outcomes(step), (std::vector{Outcome::unanswered}));
  EXPECT_FALSE(step.verdict);
}

// ACT-1: whatever the preflight would have said.
TEST(ExplainRecording, WhatTheResponseDoesNotGrantNoPreflightCan) {
  for (const auto& recording : {suite::ScenarioStep::Recording{}, {.by_browser = true}}) {
    const auto step = recorded(put, R"("answer":{"status":200})", recording);
    EXPECT_EQ(outcomes(step), (std::vector{Outcome::assumed, Outcome::refused}));
    ASSERT_TRUE(step.verdict && step.verdict->refusal);
    EXPECT_EQ(step.verdict->refusal->rule, "CORS-CHECK-2");
    EXPECT_FALSE(step.changes.empty());
  }
}

TEST(ExplainRecording, AWordForManyFailuresAloneDecidesNothing) {
  const auto step = recorded(R"("method":"GET")", R"("answer":{"failure":"net::ERR_FAILED"})",
                             {.by_browser = true, .refused = true, .failure = "net::ERR_FAILED"});
  EXPECT_FALSE(step.verdict);
  ASSERT_TRUE(step.doubt);
  EXPECT_EQ(step.doubt->kind, Doubt::Kind::no_answer);
  EXPECT_EQ(step.unexplained_failure, "net::ERR_FAILED");
}

TEST(ExplainRecording, OtherFailuresTellNoCredentialsMode) {
  const auto step = recorded(R"("method":"GET")", shared, {.credentials_known = false, .failure = "net::ERR_ABORTED"});
  EXPECT_EQ(step.credentials_source, Source::assumed);
  EXPECT_EQ(step.unexplained_failure, "net::ERR_ABORTED");
}

TEST(ExplainRecording, APreflightDoesNotStopWhatWasAnswered) {
  const auto step =
      recorded(put, both(granting, shared),
               {.credentials_known = false, .preflighted = true, .refused = true, .failure = "net::ERR_FAILED"});
  EXPECT_EQ(step.credentials_source, Source::assumed);
  EXPECT_TRUE(step.verdict && step.verdict->allowed());
}

constexpr std::string_view not_modified = R"("answer":{"status":304,"headers":[["ETag","e"]]})";
constexpr std::string_view refusing = R"("preflight":{"status":204})";

struct DoubtRow {
  const char* name;
  std::string_view request;
  std::string answers;
  Recording recording;
  std::optional<Doubt::Kind> doubt;  ///< null: the verdict stands
  std::string_view rule;             ///< that refuses by the answers alone; empty: none
  std::string_view failure = "";
  std::string_view passed_in = "";

  friend std::ostream& operator<<(std::ostream& out, const DoubtRow& row) { return out << row.name; }
};

class RecordingInDoubt : public ::testing::TestWithParam<DoubtRow> {};

TEST_P(RecordingInDoubt, LeadsToNoVerdict) {
  const auto& row = GetParam();
  const auto step = recorded(row.request, row.answers, row.recording);
  ASSERT_EQ(step.doubt.has_value(), row.doubt.has_value());
  EXPECT_NE(step.doubt.has_value(), step.verdict.has_value());
  EXPECT_EQ(step.passed_in, row.passed_in);
  if (row.doubt) {
    EXPECT_EQ(step.doubt->kind, *row.doubt);
    const auto& verdict = step.doubt->by_answers_alone;
    EXPECT_EQ(verdict && verdict->refusal ? verdict->refusal->rule : "", row.rule);
    EXPECT_EQ(step.unexplained_failure, row.failure);
    EXPECT_TRUE(step.changes.empty());
    EXPECT_NE(step.exchanges.back().outcome, Outcome::refused);
    EXPECT_FALSE(step.exchanges.back().refusal);
  } else {
    EXPECT_EQ(step.verdict->refusal ? step.verdict->refusal->rule : "", row.rule);
  }
}

constexpr std::string_view get = R"("method":"GET")";
constexpr std::string_view star_covers_authorization =
    R"("preflight":{"status":204,"headers":[["Access-Control-Allow-Origin","*"],["Access-Control-Allow-Headers","*"]]})";

INSTANTIATE_TEST_SUITE_P(
    , RecordingInDoubt,
    ::testing::Values(
        DoubtRow{"cancelled",
                 get,
                 std::string(shared),
                 {.by_browser = true, .failure = "net::ERR_ABORTED"},
                 Doubt::Kind::not_cors,
                 "",
                 "net::ERR_ABORTED"},
        DoubtRow{"refused_by_another_word",
                 get,
                 R"("answer":{"status":200})",
                 {.by_browser = true, .failure = "net::ERR_BLOCKED_BY_CLIENT"},
                 Doubt::Kind::not_cors,
                 "CORS-CHECK-2",
                 "net::ERR_BLOCKED_BY_CLIENT"},
        DoubtRow{"no_such_host",
                 get,
                 R"("answer":{"failure":"net::ERR_NAME_NOT_RESOLVED"})",
                 {.by_browser = true, .failure = "net::ERR_NAME_NOT_RESOLVED"},
                 Doubt::Kind::not_cors,
                 "PF-17",
                 "net::ERR_NAME_NOT_RESOLVED"},
        DoubtRow{"no_answer_in_firefox",
                 get,
                 R"("answer":{"failure":"none was recorded"})",
                 {.by_browser = true, .refused = true, .failure = "no answer was recorded"},
                 Doubt::Kind::no_answer,
                 "PF-17",
                 "no answer was recorded"},
        DoubtRow{"no_answer_to_the_preflight",
                 put,
                 R"("preflight":{"failure":"connection reset"})",
                 {.preflighted = true},
                 Doubt::Kind::not_cors,
                 "PF-17",
                 "connection reset"},
        DoubtRow{"not_modified",
                 get,
                 std::string(not_modified),
                 {.by_browser = true},
                 Doubt::Kind::stored_response,
                 "CORS-CHECK-2"},
        DoubtRow{"not_modified_and_shown",
                 get,
                 std::string(not_modified),
                 {.by_browser = true, .shown = true},
                 Doubt::Kind::stored_response,
                 "CORS-CHECK-2"},
        DoubtRow{"not_modified_for_curl", get, std::string(not_modified), {}, std::nullopt, "CORS-CHECK-2"},
        DoubtRow{"not_modified_as_the_author_asked",
                 R"("headers":[["If-None-Match","e"]])",
                 std::string(not_modified),
                 {.by_browser = true},
                 std::nullopt,
                 "CORS-CHECK-2"},
        DoubtRow{"not_modified_with_another_origin",
                 get,
                 R"("answer":{"status":304,"headers":[["Access-Control-Allow-Origin","https://b.example"]]})",
                 {.by_browser = true},
                 std::nullopt,
                 "CORS-CHECK-4"},
        DoubtRow{"shown",
                 get,
                 R"("answer":{"status":200})",
                 {.by_browser = true, .shown = true},
                 Doubt::Kind::was_shown,
                 "CORS-CHECK-2"},
        DoubtRow{"not_shown", get, R"("answer":{"status":200})", {.by_browser = true}, std::nullopt, "CORS-CHECK-2"},
        DoubtRow{"sent",
                 put,
                 both(refusing, shared),
                 {.preflighted = true, .by_browser = true},
                 Doubt::Kind::was_sent,
                 "CORS-CHECK-2"},
        DoubtRow{"not_sent",
                 put,
                 both(refusing, R"("answer":{"failure":"none"})"),
                 {.preflighted = true, .by_browser = true},
                 std::nullopt,
                 "CORS-CHECK-2"},
        DoubtRow{"sent_by_curl", put, both(refusing, shared), {.preflighted = true}, std::nullopt, "CORS-CHECK-2"},
        DoubtRow{"another_engine_sends",
                 R"("headers":[["Authorization","Bearer t"]])",
                 both(star_covers_authorization, shared),
                 {.preflighted = true, .by_browser = true, .shown = true, .engine = "chromium"},
                 std::nullopt,
                 "PF-6",
                 "",
                 "chromium"},
        DoubtRow{"no_engine_sends",
                 put,
                 both(refusing, shared),
                 {.preflighted = true, .by_browser = true, .shown = true, .engine = "chromium"},
                 Doubt::Kind::was_sent,
                 "CORS-CHECK-2"}),
    testing::row_name);

TEST(ExplainRecording, AStoredResponseHasMoreHeaders) {
  const auto not_modified_and_shared = R"("answer":{"status":304,"headers":[["Access-Control-Allow-Origin","*"]]})";
  const auto step = recorded(get, not_modified_and_shared, {.by_browser = true});
  EXPECT_TRUE(step.verdict && step.verdict->allowed());
  EXPECT_TRUE(step.reads_stored_response);
  EXPECT_FALSE(recorded(get, not_modified_and_shared, {}).reads_stored_response);
}

TEST(ExplainRecording, ARecordedPreflightIsJudgedThoughTheCacheHasIt) {
  auto scenarios = suite::load_scenarios(
      "scenario.json", scenario({step(put, both(granting, shared)), step(put, both(granting, shared))}));
  ASSERT_TRUE(scenarios);
  for (auto& one : scenarios->front().steps) one.recording = Recording{.preflighted = true};
  const auto explanation = explain(scenarios->front(), browser::spec_engine());
  EXPECT_EQ(outcomes(explanation.steps[1]), (std::vector{Outcome::allowed, Outcome::allowed}));
}

}  // namespace
}  // namespace corspec::run
