#include "suite/scenario.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "suite/literal.hpp"

namespace corspec::suite {
namespace {

using browser::Body;
using message::HeaderList;

std::string shown(const LoadErrors& errors) {
  std::string text;
  for (const auto& error : errors) text += describe(error) + '\n';
  return text;
}

/// The scenarios of a text that must load.
std::vector<Scenario> load(std::string_view text, std::string_view file = "s.json") {
  auto scenarios = load_scenarios(file, text);
  EXPECT_TRUE(scenarios) << shown(scenarios ? LoadErrors{} : scenarios.error());
  return scenarios ? *std::move(scenarios) : std::vector<Scenario>{};
}

constexpr std::string_view full = R"({
  "$schema": "scenario.schema.json",
  "name": "everything",
  "steps": [
    { "request": { "origin": "null", "url": "https://api.example/a?b" } },
    { "at": "1500ms",
      "request": {
        "origin": "https://app.example", "url": "HTTPS://API.example:443/../r#f", "method": "put",
        "headers": [["X-A", " 1\t"], ["x-a", { "b64": "/w==" }]],
        "credentials": "include", "mode": "cors", "redirect": "manual", "api": "xhr",
        "body": { "kind": "blob", "bytes": "{}", "type": "application/json" },
        "upload_listener": true, "top_level_site": "https://site.example" },
      "preflight": { "status": 204, "headers": [["Access-Control-Allow-Origin", "*"], ["Vary", ""]] },
      "answer": [ { "status": 307, "headers": [["Location", "/x"]] }, { "failure": "connection reset" } ] } ] })";

TEST(ScenarioFile, GivesEverythingItSays) {
  const auto scenarios = load(full);
  ASSERT_EQ(scenarios.size(), 1U);
  EXPECT_EQ(scenarios[0].name, "everything");
  ASSERT_EQ(scenarios[0].steps.size(), 2U);

  const auto& plain = scenarios[0].steps[0];
  EXPECT_EQ(plain.at, fetch::Instant{0});
  EXPECT_EQ(plain.request.origin, "null");
  EXPECT_EQ(serialize(plain.request.url), "https://api.example/a?b");
  EXPECT_EQ(plain.request.method, "GET");
  EXPECT_TRUE(plain.request.headers.empty());
  EXPECT_EQ(plain.request.credentials, fetch::CredentialsMode::same_origin);
  EXPECT_EQ(plain.request.mode, browser::Mode::cors);
  EXPECT_EQ(plain.request.redirect, browser::RedirectMode::follow);
  EXPECT_EQ(plain.request.api, browser::Api::fetch);
  EXPECT_EQ(plain.request.body, Body{});
  EXPECT_FALSE(plain.request.upload_listener);
  EXPECT_TRUE(plain.preflight_answers.empty());
  EXPECT_TRUE(plain.answers.empty());

  const auto& rich = scenarios[0].steps[1];
  EXPECT_EQ(rich.at, fetch::Instant{1500});
  EXPECT_EQ(serialize(rich.request.url), "https://api.example/r#f");
  EXPECT_EQ(rich.request.method, "put") << "as the author wrote it";
  EXPECT_EQ(rich.request.headers, (HeaderList{{"X-A", "1"}, {"x-a", "\xFF"}}));
  EXPECT_EQ(rich.request.credentials, fetch::CredentialsMode::include);
  EXPECT_EQ(rich.request.redirect, browser::RedirectMode::manual);
  EXPECT_EQ(rich.request.api, browser::Api::xhr);
  EXPECT_EQ(rich.request.body, (Body{Body::Kind::blob, "{}", "application/json"}));
  EXPECT_TRUE(rich.request.upload_listener);
  EXPECT_EQ(rich.request.top_level_site, "https://site.example");
  ASSERT_EQ(rich.preflight_answers.size(), 1U);
  EXPECT_EQ(rich.preflight_answers[0].response.status, 204);
  EXPECT_EQ(rich.preflight_answers[0].response.headers,
            (HeaderList{{"Access-Control-Allow-Origin", "*"}, {"Vary", ""}}));
  ASSERT_EQ(rich.answers.size(), 2U);
  EXPECT_FALSE(rich.answers[0].failure);
  EXPECT_EQ(rich.answers[0].response.status, 307);
  EXPECT_TRUE(rich.answers[1].failure);
  EXPECT_EQ(rich.answers[1].failure_detail, "connection reset");
}

std::string with_request(std::string_view members) {
  return R"({"steps":[{"request":{"origin":"null","url":"http://h/")" + std::string(members) + "}}]}";
}

std::string with_step(std::string_view members) {
  return R"({"steps":[{"request":{"origin":"null","url":"http://h/"})" + std::string(members) + "}]}";
}

// ------------------------------------------------------------------------------------------------------ forms of files

TEST(ScenarioFile, MayBeAnArray) {
  const auto scenarios = load("[\n" + with_step("") + ",\n" + with_step("") + "]");
  EXPECT_EQ(scenarios.size(), 2U);
}

TEST(ScenarioFile, MayBeJsonLines) {
  EXPECT_EQ(load(with_step("") + "\n\n" + with_step("") + "\r\n").size(), 2U);
  EXPECT_EQ(load(with_step("") + "\n", "s.jsonl").size(), 1U);
}

TEST(ScenarioFile, ReportsTheErrorsOfAllJsonLines) {
  const auto loaded = load_scenarios("s.jsonl", with_step(R"(,"at":-1)") + "\n{oops}\n\n" + with_step(R"(,"att":1)"));
  ASSERT_FALSE(loaded);
  ASSERT_EQ(loaded.error().size(), 3U) << shown(loaded.error());
  EXPECT_EQ(loaded.error()[0].line, 1U);
  EXPECT_EQ(loaded.error()[0].pointer, "/steps/0/at");
  EXPECT_EQ(loaded.error()[1].line, 2U);
  EXPECT_EQ(loaded.error()[2].line, 4U);
  EXPECT_EQ(loaded.error()[2].pointer, "/steps/0/att");
  EXPECT_EQ(loaded.error()[2].file, "s.jsonl");
}

TEST(ScenarioFile, ReportsAllErrorsInOrderWithTheirPlace) {
  const auto loaded = load_scenarios("s.json", R"({ "steps": [
  { "request": { "url": "ftp://h/", "method": "TR CE", "credentials": "yes" },
    "preflight": { "status": 100 } },
  { "requst": {} } ] })");
  ASSERT_FALSE(loaded);
  const auto& errors = loaded.error();
  ASSERT_EQ(errors.size(), 6U) << shown(errors);
  EXPECT_EQ(errors[0].what, "`origin` is missing");
  EXPECT_EQ(errors[0].pointer, "/steps/0/request");
  EXPECT_EQ(errors[0].line, 2U);
  EXPECT_EQ(errors[0].column, 16U);
  EXPECT_EQ(errors[1].pointer, "/steps/0/request/url");
  EXPECT_EQ(errors[2].pointer, "/steps/0/request/method");
  EXPECT_EQ(errors[3].pointer, "/steps/0/request/credentials");
  EXPECT_EQ(errors[4].pointer, "/steps/0/preflight/status");
  EXPECT_EQ(errors[4].line, 3U);
  EXPECT_EQ(errors[5].pointer, "/steps/1/requst");
  EXPECT_NE(errors[5].what.find("did you mean `request`"), std::string::npos) << errors[5].what;
}

// ------------------------------------------------------------------------------------------------------- what is
// refused

struct RefusedRow {
  const char* name;
  std::string text;
  const char* pointer;
  const char* what;  ///< part of the message
};

void PrintTo(const RefusedRow& row, std::ostream* out) {
  *out << row.name;
}

class RefusedScenario : public testing::TestWithParam<RefusedRow> {};

TEST_P(RefusedScenario, NamesPlaceAndReason) {
  const auto& row = GetParam();
  const auto loaded = load_scenarios("s.json", row.text);
  ASSERT_FALSE(loaded);
  ASSERT_EQ(loaded.error().size(), 1U) << shown(loaded.error());
  EXPECT_EQ(loaded.error()[0].file, "s.json");
  EXPECT_EQ(loaded.error()[0].pointer, row.pointer);
  EXPECT_NE(loaded.error()[0].what.find(row.what), std::string::npos) << loaded.error()[0].what;
}

const auto row_name = [](const auto& row) { return row.param.name; };

INSTANTIATE_TEST_SUITE_P(
    Files, RefusedScenario,
    testing::Values(RefusedRow{"empty", "", "", "no scenario"}, RefusedRow{"blank", " \n\t", "", "no scenario"},
                    RefusedRow{"not_json", "steps", "", "not JSON"}, RefusedRow{"number", "7", "", "must be an object"},
                    RefusedRow{"empty_array", "[]", "", "no scenario"},
                    RefusedRow{"no_steps", "{}", "", "`steps` is missing"},
                    RefusedRow{"steps_empty", R"({"steps":[]})", "/steps", "at least one step"},
                    RefusedRow{"steps_object", R"({"steps":{}})", "/steps", "must be an array"},
                    RefusedRow{"name_number", R"({"name":1,"steps":[{"request":{"origin":"null","url":"http://h/"}}]})",
                               "/name", "must be a string"},
                    RefusedRow{"key_twice", with_step(R"(,"at":0,"at":0)"), "/steps/0/at", "twice"}),
    row_name);

INSTANTIATE_TEST_SUITE_P(
    Steps, RefusedScenario,
    testing::Values(
        RefusedRow{"at_negative", with_step(R"(,"at":-1)"), "/steps/0/at", "must be"},
        RefusedRow{"at_fraction", with_step(R"(,"at":1.5)"), "/steps/0/at", "must be"},
        RefusedRow{"at_without_unit", with_step(R"(,"at":"3")"), "/steps/0/at", "must be a time"},
        RefusedRow{"at_other_unit", with_step(R"(,"at":"3d")"), "/steps/0/at", "must be a time"},
        RefusedRow{"at_signed", with_step(R"(,"at":"-0s")"), "/steps/0/at", "must be a time"},
        RefusedRow{"at_empty", with_step(R"(,"at":"")"), "/steps/0/at", "must be a time"},
        RefusedRow{"at_too_late", with_step(R"(,"at":"99999999999h")"), "/steps/0/at", "must be a time"},
        RefusedRow{"at_beyond_64_bits", with_step(R"(,"at":"99999999999999999999s")"), "/steps/0/at", "must be a time"},
        RefusedRow{"out_of_order",
                   R"({"steps":[{"at":2,"request":{"origin":"null","url":"http://h/"}},)"
                   R"({"at":"1s","request":{"origin":"null","url":"http://h/"}}]})",
                   "/steps/1/at", "order of time"},
        RefusedRow{"answer_without_status", with_step(R"(,"answer":{"headers":[]})"), "/steps/0/answer",
                   "`status` is missing"},
        RefusedRow{"interim_status", with_step(R"(,"answer":{"status":103})"), "/steps/0/answer/status",
                   "from 200 to 999"},
        RefusedRow{"status_string", with_step(R"(,"answer":{"status":"204"})"), "/steps/0/answer/status",
                   "whole number"},
        RefusedRow{"status_and_failure", with_step(R"(,"answer":{"status":204,"failure":"x"})"),
                   "/steps/0/answer/failure", "either"},
        RefusedRow{"second_answer", with_step(R"(,"preflight":[{"status":204},{"statsu":204,"status":204}])"),
                   "/steps/0/preflight/1/statsu", "did you mean `status`"}),
    row_name);

INSTANTIATE_TEST_SUITE_P(
    Requests, RefusedScenario,
    testing::Values(
        RefusedRow{"relative_url", R"({"steps":[{"request":{"origin":"null","url":"/r"}}]})", "/steps/0/request/url",
                   "relative"},
        RefusedRow{"unicode_host", R"({"steps":[{"request":{"origin":"null","url":"http://b\u00fccher.example"}}]})",
                   "/steps/0/request/url", "punycode"},
        RefusedRow{"non_ascii_origin", R"({"steps":[{"request":{"origin":"https://\u00fc","url":"http://h/"}}]})",
                   "/steps/0/request/origin", "b64"},
        RefusedRow{"method_not_token", with_request(R"(,"method":"A B")"), "/steps/0/request/method", "is no method"},
        RefusedRow{"method_empty", with_request(R"(,"method":"")"), "/steps/0/request/method", "is no method"},
        RefusedRow{"body_kind", with_request(R"(,"method":"POST","body":{"kind":"json"})"),
                   "/steps/0/request/body/kind", "must be"},
        RefusedRow{"type_of_text", with_request(R"(,"method":"POST","body":{"kind":"text","type":"a/b"})"),
                   "/steps/0/request/body/type", "blob"},
        RefusedRow{"body_number", with_request(R"(,"method":"POST","body":5)"), "/steps/0/request/body", "must be"},
        RefusedRow{"navigate", with_request(R"(,"mode":"navigate")"), "/steps/0/request/mode", "must be"},
        RefusedRow{"listener_word", with_request(R"(,"upload_listener":"yes")"), "/steps/0/request/upload_listener",
                   "true or false"},
        RefusedRow{"headers_object", with_request(R"(,"headers":{"x":"1"})"), "/steps/0/request/headers",
                   "must be an array"},
        RefusedRow{"header_not_pair", with_request(R"(,"headers":[["x"]])"), "/steps/0/request/headers/0", "pair"},
        RefusedRow{"header_name", with_request(R"(,"headers":[["x y","1"]])"), "/steps/0/request/headers/0/0",
                   "no header name"},
        RefusedRow{"header_value_newline", with_request(R"(,"headers":[["x",{"b64":"YQ0KYg=="}]])"),
                   "/steps/0/request/headers/0/1", "CR"},
        RefusedRow{"header_value_nul", with_request(R"(,"headers":[["x",{"b64":"AA=="}]])"),
                   "/steps/0/request/headers/0/1", "NUL"},
        RefusedRow{"bad_base64", with_request(R"(,"headers":[["x",{"b64":"AA="}]])"),
                   "/steps/0/request/headers/0/1/b64", "base64"},
        RefusedRow{"names_are_not_bound", with_request(R"(,"headerz":[])"), "/steps/0/request/headerz",
                   "did you mean `headers`"}),
    row_name);

// ---------------------------------------------------------------------------------------------------------------
// values

struct LiteralRow {
  const char* name;
  std::string json;
  std::optional<std::string> expected;
  LiteralUse use = LiteralUse::field;
};

void PrintTo(const LiteralRow& row, std::ostream* out) {
  *out << row.name;
}

class Literal : public testing::TestWithParam<LiteralRow> {};

TEST_P(Literal, IsBytes) {
  const auto document = parse_document("v.json", GetParam().json);
  ASSERT_TRUE(document);
  Problems problems(*document);
  std::size_t generated = 0;
  const auto bytes = LiteralReader(problems, generated).read(document->root(), GetParam().use);
  EXPECT_EQ(problems.empty() ? bytes : std::nullopt, GetParam().expected);
  EXPECT_EQ(problems.empty(), GetParam().expected.has_value()) << (problems.empty() ? "" : problems.first());
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Literal,
    testing::Values(
        LiteralRow{"text", R"("a b~")", "a b~"}, LiteralRow{"tab", R"("a\tb")", "a\tb"},
        LiteralRow{"empty", R"("")", ""}, LiteralRow{"line_break_in_body", R"("a\r\nb")", "a\r\nb", LiteralUse::body},
        LiteralRow{"line_break_in_field", R"("a\r\nb")", std::nullopt},
        LiteralRow{"non_ascii", R"("\u00e9")", std::nullopt}, LiteralRow{"delete", R"("\u007f")", std::nullopt},
        LiteralRow{"base64", R"({"b64":"AP8="})", std::string("\0\xFF", 2)},
        LiteralRow{"base64_unpadded", R"({"b64":"AP8"})", std::nullopt},
        LiteralRow{"base64_and_more", R"({"b64":"AP8=","times":2})", std::nullopt},
        LiteralRow{"repeat", R"({"repeat":"ab","times":3})", "ababab"},
        LiteralRow{"repeat_nothing", R"({"repeat":"ab","times":0})", ""},
        LiteralRow{"repeat_empty", R"({"repeat":"","times":1000000})", ""},
        LiteralRow{"repeat_without_times", R"({"repeat":"ab"})", std::nullopt},
        LiteralRow{"repeat_too_often", R"({"repeat":"ab","times":524289})", std::nullopt},
        LiteralRow{"repeat_of_repeat_too_often", R"({"repeat":{"repeat":"a","times":1025},"times":1024})",
                   std::nullopt},
        LiteralRow{"concat", R"({"concat":["a",{"b64":"/w=="},{"repeat":"c","times":2}]})",
                   "a\xFF"
                   "cc"},
        LiteralRow{"concat_empty", R"({"concat":[]})", ""},
        LiteralRow{"concat_of_nonsense", R"({"concat":["a",1]})", std::nullopt},
        LiteralRow{"concat_no_array", R"({"concat":"a"})", std::nullopt},
        LiteralRow{"concat_too_long", R"({"concat":[{"repeat":"a","times":1048576},"b"]})", std::nullopt},
        LiteralRow{"number", "1", std::nullopt}, LiteralRow{"other_object", R"({"hex":"00"})", std::nullopt}),
    row_name);

TEST(LiteralLimits, AreInclusive) {
  const auto document = parse_document("v.json", R"({"times":1024,"repeat":")" + std::string(1024, 'a') + "\"}");
  Problems problems(*document);
  std::size_t generated = 0;
  LiteralReader literals(problems, generated);
  for (std::size_t i = 0; i < max_literals_length / max_literal_length; ++i)
    EXPECT_EQ(literals.read(document->root(), LiteralUse::field)->size(), max_literal_length);
  EXPECT_TRUE(problems.empty());
  EXPECT_FALSE(literals.read(document->root(), LiteralUse::field));
  EXPECT_FALSE(problems.empty());
}

}  // namespace
}  // namespace corspec::suite
