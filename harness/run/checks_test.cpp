#include "run/checks.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "run/check_rows.hpp"

namespace corspec::run {
namespace {

using namespace check_rows;

class CheckVerdict : public testing::TestWithParam<CheckRow> {};

TEST_P(CheckVerdict, SaysWhatADeveloperCanActOn) {
  expect_sentences(GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Allow, CheckVerdict,
    testing::Values(
        CheckRow{"granted", allow(), allowed(preflight_kind, {}, "PUT"), {}},
        CheckRow{
            "method_missing",
            allow(),
            refused(preflight_kind, {"PF-5", "Access-Control-Allow-Methods", "a list with `PUT`, or `*`", "GET"}),
            {"The preflight for PUT from https://foo.example is refused: Access-Control-Allow-Methods does not list "
             "PUT "
             "(methods are compared byte for byte)."}},
        CheckRow{
            "methods_absent",
            allow(),
            refused(preflight_kind,
                    {"PF-5", "Access-Control-Allow-Methods", "a list with `PUT`, or `*`", std::nullopt}),
            {"The preflight for PUT from https://foo.example is refused: Access-Control-Allow-Methods is missing; it "
             "has "
             "to list PUT."}},
        CheckRow{
            "star_with_credentials",
            allow(),
            refused(preflight_kind, {"PF-5", "Access-Control-Allow-Methods", "a list with `PUT`", "*"}, "PUT", true),
            {"The preflight for PUT from https://foo.example with credentials is refused: Access-Control-Allow-Methods "
             "does not list PUT (methods are compared byte for byte) (`*` does not count when credentials are "
             "included)."}},
        CheckRow{
            "origin_absent",
            allow(),
            refused(preflight_kind, {"CORS-CHECK-2", "Access-Control-Allow-Origin", "the origin", std::nullopt}),
            {"The preflight for PUT from https://foo.example is refused: Access-Control-Allow-Origin is missing; it "
             "has to "
             "be `https://foo.example` or `*`."}},
        CheckRow{"origin_differs",
                 allow(),
                 refused(preflight_kind,
                         {"CORS-CHECK-4", "Access-Control-Allow-Origin", "the origin", "https://foo.example/"}),
                 {"The preflight for PUT from https://foo.example is refused: Access-Control-Allow-Origin is "
                  "`https://foo.example/`, which is not byte for byte the page's origin `https://foo.example`."}},
        CheckRow{
            "origin_star_with_credentials",
            allow(),
            refused(preflight_kind, {"CORS-CHECK-4", "Access-Control-Allow-Origin", "the origin", "*"}, "PUT", true),
            {"The preflight for PUT from https://foo.example with credentials is refused: Access-Control-Allow-Origin "
             "is "
             "`*`, which is not byte for byte the page's origin `https://foo.example` (`*` does not count when "
             "credentials are included)."}},
        CheckRow{
            "origin_twice",
            allow(),
            refused(preflight_kind, {"CORS-CHECK-4", "Access-Control-Allow-Origin", "the origin", "*, *"}),
            {"The preflight for PUT from https://foo.example is refused: Access-Control-Allow-Origin is `*, *`, which "
             "is "
             "not byte for byte the page's origin `https://foo.example` (there must be one value in one line)."}},
        CheckRow{
            "credentials_in_capitals",
            allow(),
            refused(preflight_kind, {"CORS-CHECK-7", "Access-Control-Allow-Credentials", "true", "True"}, "PUT", true),
            {"The preflight for PUT from https://foo.example with credentials is refused: "
             "Access-Control-Allow-Credentials is `True`; a request with credentials needs exactly `true`, in lower "
             "case."}},
        CheckRow{
            "status_of_preflight",
            allow(),
            refused(preflight_kind, {"PF-1", "status", "a status from 200 to 299", "405"}),
            {"The preflight for PUT from https://foo.example is refused: its answer has status 405; a browser accepts "
             "200 "
             "to 299 only."}},
        CheckRow{
            "origin_absent_on_an_error_page",
            allow(),
            with(refused(preflight_kind, {"CORS-CHECK-2", "Access-Control-Allow-Origin", "the origin", std::nullopt}),
                 [](Observation& it) { it.preflight->status = 405; }),
            {"The preflight for PUT from https://foo.example is refused: Access-Control-Allow-Origin is missing; it "
             "has "
             "to be `https://foo.example` or `*` (the answer has status 405)."}},
        CheckRow{
            "header_missing_at_the_preflight_of_a_fetch",
            allow(),
            refused(fetch_kind, {"PF-7", "Access-Control-Allow-Headers", "a list with `x-a`, or `*`", "x-b"}),
            {"The PUT request from https://foo.example is refused at its preflight: Access-Control-Allow-Headers does "
             "not "
             "list x-a."}},
        CheckRow{
            "a_rule_without_wording",
            allow(),
            refused(fetch_kind, {"REDIR-6", "Location", "an http or https URL", "ftp://a/"}),
            {"The PUT request from https://foo.example is refused at its preflight: Location is `ftp://a/`; expected "
             "an "
             "http or https URL."}},
        CheckRow{"opaque",
                 allow(),
                 with(allowed(fetch_kind, {}), [](Observation& it) { it.verdict->kind = Verdict::Kind::opaque; }),
                 {"The GET request from https://foo.example ends in an opaque response, which script cannot read."}},
        CheckRow{"no_answer",
                 allow(),
                 unanswered(preflight_kind),
                 {"The preflight for PUT from https://foo.example got no answer (timeout: no byte for 10 s)."}}),
    row_name);

INSTANTIATE_TEST_SUITE_P(
    Block, CheckVerdict,
    testing::Values(
        CheckRow{"refused",
                 block(),
                 refused(preflight_kind, {"CORS-CHECK-2", "Access-Control-Allow-Origin", "the origin", std::nullopt}),
                 {}},
        CheckRow{"refused_by_the_right_rule",
                 block({"CORS-CHECK-4", "CORS-CHECK-2"}),
                 refused(preflight_kind, {"CORS-CHECK-2", "Access-Control-Allow-Origin", "the origin", std::nullopt}),
                 {}},
        CheckRow{
            "refused_by_another_rule",
            block({"PF-5"}),
            refused(preflight_kind, {"PF-1", "status", "a status from 200 to 299", "500"}),
            {"The preflight for PUT from https://foo.example is refused as it should be, but by PF-1 instead of PF-5: "
             "its "
             "answer has status 500; a browser accepts 200 to 299 only."}},
        CheckRow{"reflected",
                 block(),
                 allowed(fetch_kind, {{"Access-Control-Allow-Origin", "https://foo.example"}}),
                 {"A browser allows the GET request from https://foo.example, which has to be refused (the answer says "
                  "Access-Control-Allow-Origin: `https://foo.example`)."}},
        CheckRow{
            "preflight_granted_with_credentials",
            block(),
            allowed(preflight_kind,
                    {{"Access-Control-Allow-Origin", "https://foo.example"},
                     {"Access-Control-Allow-Credentials", "true"},
                     {"Access-Control-Allow-Methods", "PUT"}},
                    "PUT", true),
            {"A browser allows the preflight for PUT from https://foo.example with credentials, which has to be "
             "refused "
             "(the answer says Access-Control-Allow-Origin: `https://foo.example`, Access-Control-Allow-Credentials: "
             "`true`, Access-Control-Allow-Methods: `PUT`)."}},
        CheckRow{"granted_what_no_browser_sends",
                 block(),
                 malformed(allowed(fetch_kind, {{"Access-Control-Allow-Origin", "https://foo.example"}})),
                 {"The GET request from https://foo.example, which no browser sends so, is granted (the answer says "
                  "Access-Control-Allow-Origin: `https://foo.example`)."}},
        CheckRow{"granted_what_is_legal_and_a_mistake",
                 advice(block()),
                 allowed(fetch_kind, {{"Access-Control-Allow-Origin", "null"}}),
                 {"A browser allows the GET request from https://foo.example, which had better be refused (the answer "
                  "says Access-Control-Allow-Origin: `null`)."}},
        CheckRow{"silence_is_a_denial", block(), unanswered(preflight_kind), {}},
        CheckRow{"silence_where_another_rule_is_to_refuse",
                 block({"CORS-CHECK-4"}),
                 unanswered(preflight_kind),
                 {"The preflight for PUT from https://foo.example got no answer (timeout: no byte for 10 s)."}},
        CheckRow{"silence_that_was_expected", block({"PF-17"}), unanswered(preflight_kind), {}}),
    row_name);

INSTANTIATE_TEST_SUITE_P(Body, CheckVerdict,
                         testing::Values(CheckRow{"without", body_without("<x>"), with_body("a &lt;x> page"), {}},
                                         CheckRow{"none", body_without("<x>"), with_body(""), {}},
                                         CheckRow{"with",
                                                  body_without("<x>"),
                                                  with_body("a <x> page"),
                                                  {"The body of the answer to OPTIONS * holds `<x>`."}}),
                         row_name);

INSTANTIATE_TEST_SUITE_P(
    Head, CheckVerdict,
    testing::Values(CheckRow{"without", head_without("\rX"), unreadable("HTTP/1.1 200 OK\r\nA: a\rb\r\n\r\n"), {}},
                    CheckRow{"nothing_came", head_without("\rX"), silent(StepSubject::Kind::raw), {}},
                    CheckRow{"with",
                             head_without("\rX"),
                             unreadable("HTTP/1.1 200 OK\r\nA: a\rX: b\r\n\r\n"),
                             {"The head of the answer to the raw request holds `\rX`."}},
                    CheckRow{"that_cannot_be_read",
                             answer(suite::AnswerWanted::response),
                             unreadable("HTTP/1.1 200 OK\r\nA: a\rX: b\r\n\r\n"),
                             {"The raw request got no answer that can be read (the answer is not HTTP/1.x: CR inside "
                              "a line of the head)."}}),
    row_name);

TEST(CheckFailures, CutTheBodyToWhatSurroundsIt) {
  const std::string body = std::string(200, 'a') + "<x>" + std::string(200, 'b');
  const auto failures = check(body_without("<x>"), with_body(body));
  ASSERT_EQ(failures.size(), 1U);
  EXPECT_EQ(failures[0].field, "body");
  EXPECT_EQ(failures[0].seen, std::string(40, 'a') + "<x>" + std::string(40, 'b'));
}

TEST(CheckFailures, CarryWhatTheExpectationSaysAndWhatWasSeen) {
  Expectation expectation = allow();
  expectation.level = suite::Level::should;
  expectation.kind = suite::Kind::security;
  expectation.flags = {"some-flag"};
  const auto failures =
      check(expectation,
            refused(preflight_kind, {"PF-5", "Access-Control-Allow-Methods", "a list with `PUT`, or `*`", "GET"}));
  ASSERT_EQ(failures.size(), 1U);
  EXPECT_EQ(failures[0].level, suite::Level::should);
  EXPECT_EQ(failures[0].kind, suite::Kind::security);
  EXPECT_EQ(failures[0].flags, std::vector<std::string>{"some-flag"});
  EXPECT_EQ(failures[0].refused_by, "PF-5");
  EXPECT_EQ(failures[0].field, "Access-Control-Allow-Methods");
  EXPECT_EQ(failures[0].expected, "a list with `PUT`, or `*`");
  EXPECT_EQ(failures[0].seen, "GET");
  EXPECT_FALSE(failures[0].absent);
}

TEST(CheckFailures, CutLongValuesInSentencesOnly) {
  const std::string value(5000, 'a');
  const auto failures = check(header("Allow", "GET"), plain(200, {{"Allow", value}}));
  ASSERT_EQ(failures.size(), 1U);
  EXPECT_LT(failures[0].what.size(), 400U);
  EXPECT_EQ(failures[0].seen, value);
}

}  // namespace
}  // namespace corspec::run
