#include "reports/explanation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fetch/url.hpp"
#include "reports/explanation_steps.hpp"

namespace corspec::reports {
namespace {

TEST(ExplanationText, SaysWhatWasRefusedAndWhatWouldAllowIt) {
  const run::Explanation explanation{"a PUT", "spec", {refused_step()}};
  EXPECT_EQ(text_of(explanation),
            R"(a PUT, engine spec

At 1.500 s, https://app.example asks for put https://api.example:8443/r?q#f, credentials same-origin
  preflight (NEED-9): PUT is not a safelisted method; not safelisted as sent: x-a, x-b
    > OPTIONS /r?q HTTP/1.1
    > Host: api.example:8443
    > Accept: */*
    > Access-Control-Request-Method: PUT
    > Access-Control-Request-Headers: x-a,x-b
    > Origin: https://app.example
    < 204
    < Access-Control-Allow-Origin: *
    < Access-Control-Allow-Methods: put
    refused by PF-5
  BLOCK at the preflight, by PF-5
    expected  Access-Control-Allow-Methods: a list with `PUT`, or `*`
    seen      Access-Control-Allow-Methods: put
    to allow  send `Access-Control-Allow-Methods: put, PUT`, once: pages of https://app.example may then send these methods
    and       leave Access-Control-Allow-Headers out
    console   Chromium: a method that is not allowed (MethodDisallowedByPreflightResponse)
              Firefox: CORSMethodNotFound
)");
}

TEST(ExplanationText, ShowsAStepOnceForEachViewOfIt) {
  const std::vector<run::Explanation> explanations{{"", "spec", {refused_step(), allowed_step()}},
                                                   {"", "chromium", {allowed_step(), allowed_step()}},
                                                   {"", "firefox", {refused_step(), allowed_step()}}};
  const auto text = explanation_text(explanations);
  EXPECT_TRUE(text.starts_with("engines spec, chromium, firefox\n\n--- spec, firefox\nAt 1.500 s")) << text;
  EXPECT_EQ(std::ranges::count(text, '\n') - std::ranges::count(text_of(explanations[0]), '\n'),
            1 + std::ranges::count(text_of(explanations[1]), '\n') / 2 + 1)
      << text;
}

TEST(ExplanationText, ShowsSideBySideWhereEnginesDiffer) {
  auto other = refused_step();
  other.exchanges[0].answer->response.headers.append("X-Other", "1");
  const std::vector<run::Explanation> explanations{{"", "spec", {refused_step()}}, {"", "webkit", {other}}};
  const auto text = explanation_text(explanations);
  EXPECT_TRUE(text.ends_with("\n--- webkit: as spec, but\n+     < X-Other: 1\n")) << text;
}

// Browsers upper-case six methods and no other: a page that says `patch` sends `patch`.
TEST(ExplanationText, SaysWhenThePageShouldChange) {
  run::Explanation explanation{"", "spec", {refused_step()}};
  auto& step = explanation.steps[0];
  step.hops[0].method = "patch";
  step.exchanges[0].answer->response.headers = {{"Access-Control-Allow-Methods", "GET, PATCH"}};
  const std::string advice = "    or        let the page say `PATCH`: methods are case-sensitive (METH-2)\n";
  EXPECT_TRUE(text_of(explanation).contains(advice)) << text_of(explanation);

  step.exchanges[0].answer->response.headers = {{"Access-Control-Allow-Methods", "GET, PUT"}};
  EXPECT_FALSE(text_of(explanation).contains("let the page say"));
}

TEST(ExplanationText, SaysWhatTheRuleSays) {
  const run::Explanation explanation{"", "spec", {refused_step()}};
  const suite::RuleCatalogue rules({{"PF-5", "The method must be listed.", "https://fetch.example/#s7", "browser"}}, {},
                                   "2026-07-02");
  const auto text = text_of(explanation, &rules);
  EXPECT_TRUE(text.starts_with("engine spec\n")) << text;
  EXPECT_NE(text.find("    rule      The method must be listed.\n    see       https://fetch.example/#s7\n"),
            std::string::npos)
      << text;
}

TEST(ExplanationText, SaysWhatScriptReadsAndWhatIsCached) {
  const run::Explanation explanation{"", "spec", {allowed_step()}};
  const auto text = text_of(explanation);
  EXPECT_NE(text.find("    the preflight succeeds; max-age 600 s\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  ALLOW: script may read the response; readable headers: x-y\n"), std::string::npos) << text;
  EXPECT_TRUE(text.ends_with(
      "  cached for 600 s, until 600 s, with credentials too: method PUT, header x-a (for https://api.example:8443/r?q "
      "from "
      "https://app.example)\n"
      "  cached for 5 s, until 5.250 s: method GET (for https://api.example:8443/r?q from https://app.example)\n"))
      << text;
}

struct EndingRow {
  const char* name;
  browser::Verdict verdict;
  const char* line;
};

void PrintTo(const EndingRow& row, std::ostream* out) {
  *out << row.name;
}

class ExplanationEnding : public testing::TestWithParam<EndingRow> {};

TEST_P(ExplanationEnding, IsOneLine) {
  run::ExplainedStep step;
  step.request.url = *fetch::parse_url("https://api.example/");
  step.verdict = GetParam().verdict;
  const auto text = text_of({"", "spec", {step}});
  EXPECT_NE(text.find(GetParam().line), std::string::npos) << text;
}

INSTANTIATE_TEST_SUITE_P(
    Rows, ExplanationEnding,
    testing::Values(EndingRow{"nothing_exposed",
                              {.kind = browser::Verdict::Kind::allow},
                              "  ALLOW: script may read the response; readable headers: none\n"},
                    EndingRow{"opaque", {.kind = browser::Verdict::Kind::opaque}, "  OPAQUE: "},
                    EndingRow{"left",
                              {.kind = browser::Verdict::Kind::left_target, .location = "http://x\x1b/"},
                              "  NO VERDICT: redirected to http://x\\x1b/, "},
                    EndingRow{"absent",
                              {.stage = browser::Verdict::Stage::request,
                               .refusal = fetch::Refusal{"CORS-CHECK-2", "Access-Control-Allow-Origin", "null",
                                                         std::nullopt}},
                              "    seen      Access-Control-Allow-Origin: (absent)\n"},
                    EndingRow{"before_sending",
                              {.stage = browser::Verdict::Stage::before_sending,
                               .refusal = fetch::Refusal{"NEED-3", "url", "the page's origin", std::nullopt}},
                              "  BLOCK before anything is sent, by NEED-3\n"}),
    [](const auto& row) { return row.param.name; });

TEST(ExplanationText, AsksForTheAnswerThatIsMissing) {
  auto step = refused_step();
  step.verdict.reset();
  step.changes.clear();
  step.exchanges[0] = {.sent = preflight()};
  auto text = text_of({"", "spec", {step}});
  EXPECT_TRUE(
      text.contains("    there is no answer for this\n"
                    "  NO VERDICT: there is no answer to this preflight (`preflight` in a scenario)\n"))
      << text;
  step.exchanges[0].sent.purpose = browser::Send::Purpose::request;
  text = text_of({"", "spec", {step}});
  EXPECT_TRUE(text.contains("  NO VERDICT: there is no answer to this request (`answer` in a scenario)\n")) << text;
}

/// Every string a scenario or a server controls holds every byte.
run::Explanation hostile() {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  const fetch::Refusal refusal{"PF-7", "Access-Control-Allow-Headers", bytes, bytes};
  auto step = refused_step();
  step.request.origin = step.request.method = step.request.top_level_site = bytes;
  step.request.headers = {{bytes, bytes}};
  step.hops[0].method = step.hops[0].origin = bytes;
  step.hops[0].preflight.unsafe_names = {bytes};
  step.hops[0].evaluation = fetch::PreflightEvaluation{.methods = {bytes}, .header_names = {bytes}};
  step.hops.push_back(step.hops[0]);
  step.exchanges[0].sent.method = step.exchanges[0].sent.body = bytes;
  step.exchanges[0].sent.headers = {{bytes, bytes}};
  step.exchanges[0].answer->response.headers = {{bytes, bytes}};
  step.exchanges.push_back({.sent = preflight(),
                            .hop = 1,
                            .answer = suite::ScriptedAnswer{true, bytes, {}},
                            .outcome = Outcome::refused,
                            .refusal = refusal});
  step.verdict->refusal = refusal;
  step.verdict->location = bytes;
  step.changes = {{"Access-Control-Allow-Headers", bytes}};
  step.cache = {{{bytes, bytes, bytes}, false, bytes, "", {1}, {0}},
                {{bytes, bytes, bytes}, true, "", bytes, {1}, {0}}};
  auto allowed = allowed_step();
  allowed.verdict->exposed = {bytes};
  allowed.verdict->timing = refusal;
  auto left = allowed_step();
  left.verdict->kind = browser::Verdict::Kind::left_target;
  left.verdict->location = bytes;
  auto failed = step;
  failed.doubt = run::Doubt{run::Doubt::Kind::not_cors, std::exchange(failed.verdict, std::nullopt)};
  failed.unexplained_failure = allowed.unexplained_failure = bytes;
  auto doubted = failed;
  doubted.doubt->kind = run::Doubt::Kind::was_shown;
  return {bytes, "spec", {step, allowed, left, failed, doubted}};
}

TEST(ExplanationText, LetsNoControlByteThrough) {
  for (const char byte : text_of(hostile()))
    EXPECT_TRUE(byte == '\n' || (byte >= ' ' && byte <= '~')) << static_cast<int>(static_cast<unsigned char>(byte));
}

TEST(ExplanationJson, IsOneLineOfValidJsonWhateverTheBytes) {
  const auto text = explanation_json(hostile());
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  const auto json = nlohmann::json::parse(text);
  std::string decoded;
  for (int byte = 0; byte < 256; ++byte)
    decoded += byte < 0x80 ? std::string(1, static_cast<char>(byte))
                           : std::string{static_cast<char>(0xC0 | byte >> 6), static_cast<char>(0x80 | (byte & 0x3F))};
  EXPECT_EQ(json["scenario"], decoded);
  EXPECT_EQ(json["steps"][0]["exchanges"][0]["answer"]["headers"][0][1], decoded);
  EXPECT_EQ(json["steps"][0]["cache"][1]["header_name"], decoded);
}

TEST(ExplanationJson, HasEverything) {
  const auto json = nlohmann::json::parse(explanation_json({"n", "webkit", {refused_step(), allowed_step()}}));
  EXPECT_EQ(json["engine"], "webkit");
  const auto& refused = json["steps"][0];
  EXPECT_EQ(refused["at_ms"], 1500);
  EXPECT_EQ(refused["request"]["method"], "put");
  EXPECT_EQ(refused["request"]["credentials"], "same-origin");
  EXPECT_EQ(refused["request"]["headers"], nlohmann::json::parse(R"([["X-A","1"],["X-B","\u00ff"]])"));
  EXPECT_EQ(refused["hops"][0]["preflight"]["answer"], "sent");
  EXPECT_EQ(refused["hops"][0]["preflight"]["rule"], "NEED-9");
  EXPECT_EQ(refused["hops"][0]["evaluation"]["refusal"]["rule"], "PF-5");
  EXPECT_EQ(refused["exchanges"][0]["purpose"], "preflight");
  EXPECT_EQ(refused["exchanges"][0]["outcome"], "refused");
  EXPECT_EQ(refused["verdict"]["kind"], "block");
  EXPECT_EQ(refused["verdict"]["stage"], "preflight");
  EXPECT_EQ(refused["verdict"]["refusal"]["seen"], "put");
  EXPECT_EQ(refused["changes"][0]["field"], "Access-Control-Allow-Methods");
  EXPECT_EQ(refused["changes"][0]["value"], "put, PUT");
  EXPECT_EQ(refused["changes"][0]["gives"], "pages of https://app.example may then send these methods");
  EXPECT_EQ(refused["changes"][1],
            nlohmann::json::parse(R"({"field":"Access-Control-Allow-Headers","value":null,"gives":null})"));
  EXPECT_EQ(
      refused["console"],
      nlohmann::json::parse(R"({"chromium":"MethodDisallowedByPreflightResponse","firefox":"CORSMethodNotFound"})"));
  EXPECT_EQ(refused["request"]["credentials_mode_is"], "known");
  const auto& allowed = json["steps"][1];
  EXPECT_EQ(allowed["verdict"]["exposed"], nlohmann::json::parse(R"(["x-y"])"));
  EXPECT_EQ(allowed["verdict"]["refusal"], nullptr);
  EXPECT_EQ(allowed["exchanges"][1]["credentials"], true);
  EXPECT_EQ(allowed["hops"][0]["evaluation"]["max_age"], 600);
  EXPECT_EQ(allowed["cache"][0]["method"], "PUT");
  EXPECT_EQ(allowed["cache"][2]["stored_ms"], 250);
}

}  // namespace
}  // namespace corspec::reports
