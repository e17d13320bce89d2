#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <utility>

#include "reports/explanation.hpp"
#include "reports/explanation_steps.hpp"

namespace corspec::reports {
namespace {

TEST(ExplanationOfARecording, SaysHowCredentialsWereGuessed) {
  run::Explanation explanation{"", "spec", {allowed_step()}};
  auto& step = explanation.steps[0];
  step.credentials_source = run::ExplainedStep::CredentialsMode::inferred;
  EXPECT_TRUE(text_of(explanation).contains("credentials include (inferred: ")) << text_of(explanation);
  step.credentials_source = run::ExplainedStep::CredentialsMode::assumed;
  step.unexplained_failure = "net::ERR_FAILED";
  EXPECT_TRUE(text_of(explanation).contains("credentials include (assumed: ")) << text_of(explanation);
  EXPECT_TRUE(text_of(explanation).contains("it failed (net::ERR_FAILED): not by CORS")) << text_of(explanation);
}

struct DoubtRow {
  const char* name;
  run::Doubt::Kind kind;
  const char* text;
  const char* json;
};

void PrintTo(const DoubtRow& row, std::ostream* out) {
  *out << row.name;
}

class ExplanationInDoubt : public testing::TestWithParam<DoubtRow> {};

TEST_P(ExplanationInDoubt, SaysNoVerdictAndWhy) {
  auto step = refused_step();
  step.doubt = run::Doubt{GetParam().kind, std::exchange(step.verdict, std::nullopt)};
  const run::Explanation explanation{"", "spec", {step}};
  const auto text = text_of(explanation);
  EXPECT_FALSE(text.contains("BLOCK")) << text;
  EXPECT_TRUE(text.contains("  NOT DECIDABLE from the recording: by its answers alone, PF-5 would refuse\n    but   "))
      << text;
  EXPECT_TRUE(text.contains(GetParam().text)) << text;
  EXPECT_TRUE(text.contains("    seen      Access-Control-Allow-Methods: put\n")) << text;
  const auto json = nlohmann::json::parse(explanation_json(explanation))["steps"][0];
  EXPECT_EQ(json["verdict"], nullptr);
  EXPECT_EQ(json["doubt"]["kind"], GetParam().json);
  EXPECT_EQ(json["doubt"]["by_answers_alone"]["refusal"]["rule"], "PF-5");
}

INSTANTIATE_TEST_SUITE_P(
    Rows, ExplanationInDoubt,
    testing::Values(DoubtRow{"stored", run::Doubt::Kind::stored_response, "the stored response", "stored-response"},
                    DoubtRow{"sent", run::Doubt::Kind::was_sent, "the browser sent the request", "was-sent"},
                    DoubtRow{"shown", run::Doubt::Kind::was_shown, "gave the response to script", "was-shown"}),
    [](const auto& row) { return row.param.name; });

TEST(ExplanationOfARecording, SaysThatARecordedFailureIsOpenWithoutAnAnswer) {
  auto step = refused_step();
  step.verdict.reset();
  step.exchanges[0] = {.sent = preflight()};
  step.unexplained_failure = "net::ERR_FAILED";
  const auto text = text_of({"", "spec", {step}});
  EXPECT_TRUE(text.contains("it failed (net::ERR_FAILED): whether by CORS, the missing answer would tell\n")) << text;
}

TEST(ExplanationOfARecording, SaysThatThePreflightIsGranted) {
  auto step = allowed_step();
  step.verdict.reset();
  step.exchanges.back() = {.sent = step.exchanges.back().sent};
  const auto text = text_of({"", "spec", {step}});
  EXPECT_TRUE(text.contains("  NO VERDICT: the preflight is granted, and there is no answer to this request ("))
      << text;
}

TEST(ExplanationOfARecording, SaysWhichBrowserLetItPass) {
  auto step = refused_step();
  step.passed_in = "chromium";
  const run::Explanation explanation{"", "spec", {step}};
  EXPECT_TRUE(
      text_of(explanation).contains("    but       chromium, which recorded it, let it pass: --engine chromium "))
      << text_of(explanation);
  EXPECT_EQ(nlohmann::json::parse(explanation_json(explanation))["steps"][0]["passed_in"], "chromium");
}

TEST(ExplanationOfARecording, SaysWhatIsNotCors) {
  auto step = refused_step();
  step.verdict->refusal = fetch::Refusal{"PF-17", "response", "an answer", "net::ERR_CONNECTION_RESET"};
  step.doubt = run::Doubt{run::Doubt::Kind::not_cors, std::exchange(step.verdict, std::nullopt)};
  step.unexplained_failure = "net::ERR_CONNECTION_RESET";
  const run::Explanation explanation{"", "spec", {step}};
  const auto text = text_of(explanation);
  EXPECT_TRUE(
      text.contains("  NOT CORS: the request failed by something else (net::ERR_CONNECTION_RESET)\n"
                    "    that is   the connection broke, or was never made\n"
                    "    console   Firefox: CORSDidNotSucceed\n"))
      << text;
  const auto json = nlohmann::json::parse(explanation_json(explanation))["steps"][0];
  EXPECT_EQ(json["verdict"], nullptr);
  EXPECT_EQ(json["doubt"]["kind"], "not-cors");
  EXPECT_EQ(json["console"], nlohmann::json::parse(R"({"chromium":null,"firefox":"CORSDidNotSucceed"})"));
  EXPECT_EQ(json["unexplained_failure"], "net::ERR_CONNECTION_RESET");
}

TEST(ExplanationOfARecording, SaysWhatMayBeCorsAndMayBeNot) {
  auto step = refused_step();
  step.verdict->refusal = fetch::Refusal{"PF-17", "response", "an answer", "net::ERR_FAILED"};
  step.doubt = run::Doubt{run::Doubt::Kind::no_answer, std::exchange(step.verdict, std::nullopt)};
  step.unexplained_failure = "net::ERR_FAILED";
  const run::Explanation explanation{"", "spec", {step}};
  EXPECT_TRUE(
      text_of(explanation)
          .contains("  NOT DECIDABLE from the recording: the request failed (net::ERR_FAILED)\n"
                    "    but       browsers say so of a refusal by CORS and of failures that are none, and there "
                    "is no answer to judge\n"))
      << text_of(explanation);
  const auto json = nlohmann::json::parse(explanation_json(explanation))["steps"][0];
  EXPECT_EQ(json["verdict"], nullptr);
  EXPECT_EQ(json["doubt"]["kind"], "no-answer");
}

TEST(ExplanationOfARecording, SaysThatAStoredResponseHasMoreHeaders) {
  run::Explanation explanation{"", "spec", {allowed_step()}};
  EXPECT_FALSE(text_of(explanation).contains("stored response"));
  explanation.steps[0].reads_stored_response = true;
  EXPECT_TRUE(text_of(explanation).contains("and those of the stored response")) << text_of(explanation);
}

}  // namespace
}  // namespace corspec::reports
