#include "run/explain.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "run/explain_steps.hpp"
#include "suite/scenario.hpp"
#include "testing/row_name.hpp"

namespace corspec::run {
namespace {

using Outcome = ExplainedExchange::Outcome;
using browser::PreflightNeed;
using browser::Send;
using browser::Verdict;

Explanation explained(std::string_view json, const browser::Engine& engine = browser::spec_engine()) {
  const auto scenarios = suite::load_scenarios("scenario.json", json);
  if (!scenarios) {
    for (const auto& error : scenarios.error()) ADD_FAILURE() << describe(error);
    return {};
  }
  return explain(scenarios->front(), engine);
}

TEST(Explain, AllowedAfterAPreflight) {
  const auto explanation = explained(scenario({step(put, both(granting, shared))}));
  EXPECT_EQ(explanation.scenario, "n");
  EXPECT_EQ(explanation.engine, "spec");
  ASSERT_EQ(explanation.steps.size(), 1U);
  const auto& only = explanation.steps[0];
  ASSERT_EQ(outcomes(only), (std::vector{Outcome::allowed, Outcome::allowed}));
  EXPECT_EQ(only.exchanges[0].sent.purpose, Send::Purpose::preflight);
  EXPECT_EQ(only.exchanges[0].sent.method, "OPTIONS");
  EXPECT_EQ(only.exchanges[0].sent.headers.get("access-control-request-method"), "PUT");
  EXPECT_EQ(only.exchanges[0].sent.headers.get("access-control-request-headers"), "x-a");
  EXPECT_EQ(only.exchanges[1].sent.method, "PUT");
  ASSERT_EQ(only.hops.size(), 1U);
  EXPECT_EQ(only.hops[0].preflight.answer, PreflightNeed::Answer::sent);
  EXPECT_TRUE(only.hops[0].preflight.method_not_safelisted);
  EXPECT_EQ(only.hops[0].preflight.unsafe_names, (std::vector<std::string>{"x-a"}));
  ASSERT_TRUE(only.verdict);
  EXPECT_TRUE(only.verdict->allowed());
  EXPECT_TRUE(only.changes.empty());
  ASSERT_EQ(only.cache.size(), 2U);
  EXPECT_EQ(only.cache[0].max_age, fetch::Seconds{600});
}

struct ThrownRow {
  const char* name;
  const char* request;
  std::string_view rule;

  friend std::ostream& operator<<(std::ostream& out, const ThrownRow& row) { return out << row.name; }
};

class Thrown : public ::testing::TestWithParam<ThrownRow> {};

TEST_P(Thrown, IsAVerdictBeforeAnythingIsSent) {
  const auto explanation = explained(scenario({step(GetParam().request, shared)}));
  ASSERT_EQ(explanation.steps.size(), 1U);
  const auto& only = explanation.steps[0];
  EXPECT_TRUE(only.exchanges.empty());
  ASSERT_TRUE(only.verdict && only.verdict->refusal);
  EXPECT_EQ(only.verdict->stage, Verdict::Stage::before_sending);
  EXPECT_EQ(only.verdict->refusal->rule, GetParam().rule);
}

INSTANTIATE_TEST_SUITE_P(, Thrown,
                         ::testing::Values(ThrownRow{"forbidden_method", R"("method":"Connect")", "METH-4"},
                                           ThrownRow{"no_cors_put", R"("mode":"no-cors","method":"PUT")", "METH-5"},
                                           ThrownRow{"get_with_body", R"("body":"x")", "METH-5"},
                                           ThrownRow{"head_with_body", R"("method":"head","body":"x")", "METH-5"}),
                         testing::row_name);

TEST(Explain, TheNextRequestUsesTheCache) {
  const auto explanation = explained(scenario({step(put, both(granting, shared)), step(put, shared)}));
  ASSERT_EQ(explanation.steps.size(), 2U);
  const auto& second = explanation.steps[1];
  EXPECT_EQ(second.hops[0].preflight.answer, PreflightNeed::Answer::cached);
  ASSERT_EQ(outcomes(second), (std::vector{Outcome::allowed}));
  EXPECT_EQ(second.exchanges[0].sent.purpose, Send::Purpose::request);
}

TEST(Explain, ARefusedPreflightSaysWhatWouldAllowIt) {
  const auto explanation = explained(scenario({step(
      put,
      R"("preflight":{"status":204,"headers":[["Access-Control-Allow-Origin","https://app.example/"],["Access-Control-Allow-Methods","put"]]})")}));
  const auto& only = explanation.steps[0];
  ASSERT_EQ(outcomes(only), (std::vector{Outcome::refused}));
  ASSERT_TRUE(only.exchanges[0].refusal);
  EXPECT_EQ(only.exchanges[0].refusal->rule, "CORS-CHECK-4");
  ASSERT_TRUE(only.verdict);
  EXPECT_EQ(only.verdict->kind, Verdict::Kind::block);
  EXPECT_EQ(only.verdict->stage, Verdict::Stage::preflight);
  EXPECT_EQ(only.changes, (std::vector<ResponseChange>{{"Access-Control-Allow-Origin", "https://app.example"},
                                                       {"Access-Control-Allow-Methods", "put, PUT"},
                                                       {"Access-Control-Allow-Headers", "x-a"}}));
  EXPECT_TRUE(only.cache.empty());
}

TEST(Explain, ARefusedResponseSaysWhatWouldAllowIt) {
  const auto explanation = explained(scenario({step(
      R"("credentials":"include")", R"("answer":{"status":200,"headers":[["Access-Control-Allow-Origin","*"]]})")}));
  const auto& only = explanation.steps[0];
  EXPECT_EQ(only.hops[0].preflight.answer, PreflightNeed::Answer::not_needed);
  ASSERT_EQ(outcomes(only), (std::vector{Outcome::refused}));
  EXPECT_EQ(only.exchanges[0].refusal->rule, "CORS-CHECK-4");
  EXPECT_EQ(only.verdict->stage, Verdict::Stage::request);
  EXPECT_EQ(only.changes, (std::vector<ResponseChange>{{"Access-Control-Allow-Origin", "https://app.example"},
                                                       {"Access-Control-Allow-Credentials", "true"}}));
}

TEST(Explain, WithoutAnAnswerThereIsNoVerdictButTheReasons) {
  const auto explanation = explained(scenario({step(put, shared), step(put, granting), step(put, shared)}));
  ASSERT_EQ(explanation.steps.size(), 3U);

  const auto& no_preflight = explanation.steps[0];
  EXPECT_FALSE(no_preflight.verdict);
  ASSERT_EQ(outcomes(no_preflight), (std::vector{Outcome::unanswered}));
  EXPECT_FALSE(no_preflight.exchanges[0].answer);
  EXPECT_EQ(no_preflight.exchanges[0].sent.purpose, Send::Purpose::preflight);
  ASSERT_EQ(no_preflight.hops.size(), 1U);
  EXPECT_EQ(no_preflight.hops[0].preflight.answer, PreflightNeed::Answer::sent);

  const auto& no_answer = explanation.steps[1];
  EXPECT_FALSE(no_answer.verdict);
  ASSERT_EQ(outcomes(no_answer), (std::vector{Outcome::allowed, Outcome::unanswered}));
  EXPECT_EQ(no_answer.cache.size(), 2U) << "what is not known to have failed clears nothing";

  EXPECT_EQ(explanation.steps[2].hops[0].preflight.answer, PreflightNeed::Answer::cached);
}

TEST(Explain, NoAnswerFromTheServerIsAFailure) {
  const auto explanation = explained(scenario({step(put, R"("preflight":{"failure":"connection reset"})")}));
  const auto& only = explanation.steps[0];
  ASSERT_EQ(outcomes(only), (std::vector{Outcome::refused}));
  ASSERT_TRUE(only.verdict && only.verdict->refusal);
  EXPECT_EQ(only.verdict->refusal->rule, "PF-17");
  EXPECT_EQ(only.verdict->refusal->seen, "connection reset");
  EXPECT_TRUE(only.changes.empty());
}

TEST(Explain, AMisdirectedPreflightIsSentAgain) {
  auto twice = std::string(granting);
  twice.insert(twice.find('{'), R"([{"status":421},)");
  const auto explanation = explained(scenario({step(put, both(twice + "]", shared))}));
  EXPECT_EQ(outcomes(explanation.steps[0]), (std::vector{Outcome::retried, Outcome::allowed, Outcome::allowed}));
  EXPECT_EQ(explanation.steps[0].hops.size(), 1U);
}

TEST(Explain, ARedirectIsAnotherHop) {
  const auto explanation = explained(scenario({step(
      "\"method\":\"GET\"",
      R"("answer":[{"status":302,"headers":[["Access-Control-Allow-Origin","*"],["Location","https://other.example/x"]]},)"
      R"({"status":200,"headers":[["Access-Control-Allow-Origin","https://app.example"]]}])")}));
  const auto& only = explanation.steps[0];
  ASSERT_EQ(outcomes(only), (std::vector{Outcome::redirected, Outcome::refused}));
  EXPECT_EQ(only.exchanges[0].hop, 0U);
  EXPECT_EQ(only.exchanges[1].hop, 1U);
  ASSERT_EQ(only.hops.size(), 2U);
  EXPECT_EQ(only.hops[1].origin, "null");
  EXPECT_EQ(only.changes, (std::vector<ResponseChange>{{"Access-Control-Allow-Origin", "null"}}));
}

TEST(Explain, AForbiddenRedirectCannotBeMendedByHeaders) {
  const auto explanation = explained(
      scenario({step(R"("redirect":"error")",
                     R"("answer":{"status":302,"headers":[["Access-Control-Allow-Origin","*"],["Location","/x"]]})")}));
  const auto& only = explanation.steps[0];
  ASSERT_TRUE(only.verdict);
  EXPECT_EQ(only.verdict->kind, Verdict::Kind::block);
  EXPECT_TRUE(only.changes.empty());
}

TEST(Explain, BeforeSendingThereIsNothingToShow) {
  const auto explanation = explained(scenario({step(R"("mode":"same-origin")", R"("at":0)")}));
  const auto& only = explanation.steps[0];
  EXPECT_TRUE(only.exchanges.empty());
  ASSERT_TRUE(only.verdict && only.verdict->refusal);
  EXPECT_EQ(only.verdict->stage, Verdict::Stage::before_sending);
  EXPECT_EQ(only.verdict->refusal->rule, "NEED-3");
}

TEST(Explain, WhatFollowsAnAnswerMayBeWhatIsRefused) {
  const auto streamed =
      explained(scenario({step(R"("method":"POST","body":{"kind":"stream","bytes":"x"})",
                               R"("preflight":{"status":204,"headers":[["Access-Control-Allow-Origin","*"]]})")}));
  EXPECT_EQ(outcomes(streamed.steps[0]), (std::vector{Outcome::allowed}));
  EXPECT_EQ(streamed.steps[0].verdict->refusal->rule, "FLAG-3");
  EXPECT_TRUE(streamed.steps[0].changes.empty());

  const auto redirected = explained(
      R"({"steps":[{"request":{"origin":"https://api.example","url":"https://api.example/r","mode":"same-origin"},)"
      R"("answer":{"status":302,"headers":[["Location","https://other.example/"]]}}]})");
  EXPECT_EQ(outcomes(redirected.steps[0]), (std::vector{Outcome::redirected}));
  EXPECT_EQ(redirected.steps[0].verdict->refusal->rule, "NEED-3");
  EXPECT_FALSE(redirected.steps[0].exchanges[0].refusal);
  EXPECT_EQ(redirected.steps[0].hops.size(), 2U);
}

TEST(Explain, AnOpaqueResponseEndsWithoutRefusal) {
  const auto explanation = explained(scenario({step(R"("mode":"no-cors")", R"("answer":{"status":200})")}));
  const auto& only = explanation.steps[0];
  EXPECT_EQ(outcomes(only), (std::vector{Outcome::ended}));
  ASSERT_TRUE(only.verdict);
  EXPECT_EQ(only.verdict->kind, Verdict::Kind::opaque);
  EXPECT_TRUE(only.changes.empty());
}

TEST(Explain, TheEngineDecides) {
  const auto text = scenario({step(
      R"("headers":[["Authorization","Bearer t"]])",
      R"("preflight":{"status":204,"headers":[["Access-Control-Allow-Origin","*"],["Access-Control-Allow-Headers","*"]]},"answer":{"status":200,"headers":[["Access-Control-Allow-Origin","*"]]})")});
  const auto spec = explained(text);
  EXPECT_EQ(spec.steps[0].verdict->refusal->rule, "PF-6");
  EXPECT_EQ(spec.steps[0].changes, (std::vector<ResponseChange>{{"Access-Control-Allow-Headers", "*, authorization"}}));
  const auto chromium = explained(text, *browser::find_engine("chromium"));
  EXPECT_EQ(chromium.engine, "chromium");
  EXPECT_TRUE(chromium.steps[0].verdict->allowed());
}

}  // namespace
}  // namespace corspec::run
