#include "run/checks.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace corspec::run {
namespace {

using browser::PreflightNeed;
using browser::Verdict;
using suite::Expectation;

constexpr std::string_view foo = "https://foo.example";

Observation observed(StepSubject::Kind kind, std::string method, bool credentials = false) {
  Observation observation;
  observation.subject = {kind, std::move(method), std::string(foo), "/r", credentials};
  return observation;
}

browser::Hop hop(PreflightNeed::Answer answer) {
  browser::Hop hop;
  hop.origin = foo;
  hop.preflight.answer = answer;
  return hop;
}

Observation allowed(StepSubject::Kind kind, message::HeaderList headers, std::string method = "GET",
                    bool credentials = false) {
  Observation observation = observed(kind, std::move(method), credentials);
  observation.verdict.emplace().kind = Verdict::Kind::allow;
  observation.verdict->hops.push_back(
      hop(kind == StepSubject::Kind::preflight ? PreflightNeed::Answer::sent : PreflightNeed::Answer::not_needed));
  browser::Response answer{200, std::move(headers)};
  (kind == StepSubject::Kind::preflight ? observation.preflight : observation.answer) = std::move(answer);
  return observation;
}

Observation refused(StepSubject::Kind kind, fetch::Refusal refusal, std::string method = "PUT",
                    bool credentials = false) {
  Observation observation = allowed(kind, {}, std::move(method), credentials);
  observation.verdict->kind = Verdict::Kind::block;
  observation.verdict->stage = Verdict::Stage::preflight;
  observation.verdict->refusal = std::move(refusal);
  return observation;
}

Observation unanswered(StepSubject::Kind kind) {
  Observation observation =
      refused(kind, {"PF-17", "response", "a complete response header section", "timeout: no byte for 10 s"});
  observation.preflight.reset();
  observation.answer.reset();
  observation.failure = "timeout: no byte for 10 s";
  if (kind == StepSubject::Kind::preflight) observation.preflight_failure = observation.failure;
  return observation;
}

Observation plain(int status, message::HeaderList headers, StepSubject::Kind kind = StepSubject::Kind::request) {
  Observation observation;
  observation.subject = {kind, "OPTIONS", "", "*", false};
  observation.answer = browser::Response{status, std::move(headers)};
  return observation;
}

Observation silent(StepSubject::Kind kind) {
  Observation observation;
  observation.subject = {kind, "GET", "", "/r", false};
  observation.failure = "closed: connection reset";
  return observation;
}

Expectation expects(const std::function<void(Expectation&)>& set) {
  Expectation expectation;
  expectation.rules = {"PF-5"};
  set(expectation);
  return expectation;
}

Expectation allow() {
  return expects([](Expectation& it) { it.verdict = Expectation::Verdict::allow; });
}

Expectation block(std::vector<std::string> refused_by = {}) {
  return expects([&](Expectation& it) {
    it.verdict = Expectation::Verdict::block;
    it.refused_by = refused_by;
  });
}

Expectation status(std::int64_t wanted) {
  return expects([&](Expectation& it) { it.response.status = {{wanted, wanted}}; });
}

Expectation header(std::string name, std::string value) {
  return expects([&](Expectation& it) {
    suite::HeaderMatcher matcher;
    matcher.any_of = {value};
    it.response.headers = {{name, matcher}};
  });
}

Expectation answer(suite::AnswerWanted wanted) {
  return expects([&](Expectation& it) { it.answer = wanted; });
}

Expectation max_age(std::int64_t seconds) {
  return expects([&](Expectation& it) { it.max_age = suite::IntegerRange{seconds, seconds}; });
}

Expectation preflight(Expectation::Preflight wanted) {
  return expects([&](Expectation& it) { it.preflight = wanted; });
}

Expectation exposes(std::vector<std::string> names, std::vector<std::string> not_names = {}) {
  return expects([&](Expectation& it) { it.exposes = suite::ListMatcher{names, not_names, std::nullopt}; });
}

Observation with(Observation observation, const std::function<void(Observation&)>& change) {
  change(observation);
  return observation;
}

struct Row {
  const char* label;
  Expectation expectation;
  Observation observation;
  std::vector<std::string> sentences;  ///< empty: it holds
};

class Check : public testing::TestWithParam<Row> {};

TEST_P(Check, SaysWhatADeveloperCanActOn) {
  std::vector<std::string> sentences;
  for (const CheckFailure& failure : check(GetParam().expectation, GetParam().observation)) {
    sentences.push_back(failure.what);
    EXPECT_FALSE(failure.field.empty());
    EXPECT_FALSE(failure.expected.empty());
    EXPECT_EQ(failure.rules, GetParam().expectation.rules);
  }
  EXPECT_EQ(sentences, GetParam().sentences);
}

std::string row_name(const testing::TestParamInfo<Row>& row) {
  return row.param.label;
}

constexpr auto preflight_kind = StepSubject::Kind::preflight;
constexpr auto fetch_kind = StepSubject::Kind::fetch;

INSTANTIATE_TEST_SUITE_P(
    Allow, Check,
    testing::Values(
        Row{"granted", allow(), allowed(preflight_kind, {}, "PUT"), {}},
        Row{"method_missing",
            allow(),
            refused(preflight_kind, {"PF-5", "Access-Control-Allow-Methods", "a list with `PUT`, or `*`", "GET"}),
            {"The preflight for PUT from https://foo.example is refused: Access-Control-Allow-Methods does not list "
             "PUT "
             "(methods are compared byte for byte)."}},
        Row{"methods_absent",
            allow(),
            refused(preflight_kind,
                    {"PF-5", "Access-Control-Allow-Methods", "a list with `PUT`, or `*`", std::nullopt}),
            {"The preflight for PUT from https://foo.example is refused: Access-Control-Allow-Methods is missing; it "
             "has "
             "to list PUT."}},
        Row{"star_with_credentials",
            allow(),
            refused(preflight_kind, {"PF-5", "Access-Control-Allow-Methods", "a list with `PUT`", "*"}, "PUT", true),
            {"The preflight for PUT from https://foo.example with credentials is refused: Access-Control-Allow-Methods "
             "does not list PUT (methods are compared byte for byte) (`*` does not count when credentials are "
             "included)."}},
        Row{"origin_absent",
            allow(),
            refused(preflight_kind, {"CORS-CHECK-2", "Access-Control-Allow-Origin", "the origin", std::nullopt}),
            {"The preflight for PUT from https://foo.example is refused: Access-Control-Allow-Origin is missing; it "
             "has to "
             "be `https://foo.example` or `*`."}},
        Row{"origin_differs",
            allow(),
            refused(preflight_kind,
                    {"CORS-CHECK-4", "Access-Control-Allow-Origin", "the origin", "https://foo.example/"}),
            {"The preflight for PUT from https://foo.example is refused: Access-Control-Allow-Origin is "
             "`https://foo.example/`, which is not byte for byte the page's origin `https://foo.example`."}},
        Row{"origin_star_with_credentials",
            allow(),
            refused(preflight_kind, {"CORS-CHECK-4", "Access-Control-Allow-Origin", "the origin", "*"}, "PUT", true),
            {"The preflight for PUT from https://foo.example with credentials is refused: Access-Control-Allow-Origin "
             "is "
             "`*`, which is not byte for byte the page's origin `https://foo.example` (`*` does not count when "
             "credentials are included)."}},
        Row{"origin_twice",
            allow(),
            refused(preflight_kind, {"CORS-CHECK-4", "Access-Control-Allow-Origin", "the origin", "*, *"}),
            {"The preflight for PUT from https://foo.example is refused: Access-Control-Allow-Origin is `*, *`, which "
             "is "
             "not byte for byte the page's origin `https://foo.example` (there must be one value in one line)."}},
        Row{"credentials_in_capitals",
            allow(),
            refused(preflight_kind, {"CORS-CHECK-7", "Access-Control-Allow-Credentials", "true", "True"}, "PUT", true),
            {"The preflight for PUT from https://foo.example with credentials is refused: "
             "Access-Control-Allow-Credentials is `True`; a request with credentials needs exactly `true`, in lower "
             "case."}},
        Row{"status_of_preflight",
            allow(),
            refused(preflight_kind, {"PF-1", "status", "a status from 200 to 299", "405"}),
            {"The preflight for PUT from https://foo.example is refused: its answer has status 405; a browser accepts "
             "200 "
             "to 299 only."}},
        Row{"header_missing_at_the_preflight_of_a_fetch",
            allow(),
            refused(fetch_kind, {"PF-7", "Access-Control-Allow-Headers", "a list with `x-a`, or `*`", "x-b"}),
            {"The PUT request from https://foo.example is refused at its preflight: Access-Control-Allow-Headers does "
             "not "
             "list x-a."}},
        Row{"a_rule_without_wording",
            allow(),
            refused(fetch_kind, {"REDIR-6", "Location", "an http or https URL", "ftp://a/"}),
            {"The PUT request from https://foo.example is refused at its preflight: Location is `ftp://a/`; expected "
             "an "
             "http or https URL."}},
        Row{"opaque",
            allow(),
            with(allowed(fetch_kind, {}), [](Observation& it) { it.verdict->kind = Verdict::Kind::opaque; }),
            {"The GET request from https://foo.example ends in an opaque response, which script cannot read."}},
        Row{"no_answer",
            allow(),
            unanswered(preflight_kind),
            {"The preflight for PUT from https://foo.example got no answer (timeout: no byte for 10 s)."}}),
    row_name);

INSTANTIATE_TEST_SUITE_P(
    Block, Check,
    testing::Values(
        Row{"refused",
            block(),
            refused(preflight_kind, {"CORS-CHECK-2", "Access-Control-Allow-Origin", "the origin", std::nullopt}),
            {}},
        Row{"refused_by_the_right_rule",
            block({"CORS-CHECK-4", "CORS-CHECK-2"}),
            refused(preflight_kind, {"CORS-CHECK-2", "Access-Control-Allow-Origin", "the origin", std::nullopt}),
            {}},
        Row{"refused_by_another_rule",
            block({"PF-5"}),
            refused(preflight_kind, {"PF-1", "status", "a status from 200 to 299", "500"}),
            {"The preflight for PUT from https://foo.example is refused as it should be, but by PF-1 instead of PF-5: "
             "its "
             "answer has status 500; a browser accepts 200 to 299 only."}},
        Row{"reflected",
            block(),
            allowed(fetch_kind, {{"Access-Control-Allow-Origin", "https://foo.example"}}),
            {"A browser allows the GET request from https://foo.example, which has to be refused (the answer says "
             "Access-Control-Allow-Origin: `https://foo.example`)."}},
        Row{"preflight_granted_with_credentials",
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
        Row{"silence_is_no_denial",
            block(),
            unanswered(preflight_kind),
            {"The preflight for PUT from https://foo.example got no answer (timeout: no byte for 10 s)."}},
        Row{"silence_that_was_expected", block({"PF-17"}), unanswered(preflight_kind), {}}),
    row_name);

INSTANTIATE_TEST_SUITE_P(
    Parts, Check,
    testing::Values(
        Row{"preflight_sent",
            preflight(Expectation::Preflight::sent),
            with(allowed(fetch_kind, {}),
                 [](Observation& it) { it.verdict->hops = {hop(PreflightNeed::Answer::sent)}; }),
            {}},
        Row{"preflight_not_cached",
            preflight(Expectation::Preflight::cached),
            with(allowed(fetch_kind, {}),
                 [](Observation& it) { it.verdict->hops = {hop(PreflightNeed::Answer::sent)}; }),
            {"A browser sends another preflight for the GET request from https://foo.example: what it was told before "
             "does "
             "not cover this request, or holds no longer."}},
        Row{"preflight_of_the_first_hop_counts",
            preflight(Expectation::Preflight::cached),
            with(allowed(fetch_kind, {}),
                 [](Observation& it) {
                   it.verdict->hops = {hop(PreflightNeed::Answer::cached), hop(PreflightNeed::Answer::sent)};
                 }),
            {}},
        Row{"preflight_unneeded",
            preflight(Expectation::Preflight::sent),
            allowed(fetch_kind, {}),
            {"For the GET request from https://foo.example, no preflight is needed; expected is that a preflight is "
             "sent."}},
        Row{"max_age", max_age(600), with(allowed(preflight_kind, {}), [](Observation& it) { it.max_age = 600; }), {}},
        Row{"max_age_default",
            max_age(600),
            with(allowed(preflight_kind, {}), [](Observation& it) { it.max_age = 5; }),
            {"A browser keeps the answer to the preflight for GET from https://foo.example for 5 seconds, expected "
             "600: "
             "Access-Control-Max-Age is missing, so that the default holds."}},
        Row{"max_age_malformed",
            max_age(600),
            with(allowed(preflight_kind, {{"Access-Control-Max-Age", "soon"}}),
                 [](Observation& it) {
                   it.max_age = 5;
                   it.max_age_source = fetch::MaxAge::Source::malformed;
                 }),
            {"A browser keeps the answer to the preflight for GET from https://foo.example for 5 seconds, expected "
             "600: "
             "Access-Control-Max-Age is not a number in digits, so that the default holds."}},
        Row{"max_age_of_a_refused_preflight",
            max_age(600),
            refused(preflight_kind, {"PF-1", "status", "a status from 200 to 299", "500"}),
            {"A browser keeps no preflight answer for the preflight for PUT from https://foo.example: it is refused."}},
        Row{"exposed",
            exposes({"X-Id"}, {"x-secret"}),
            with(allowed(fetch_kind, {}), [](Observation& it) { it.verdict->exposed = {"x-id"}; }),
            {}},
        Row{"not_exposed",
            exposes({"x-id"}),
            allowed(fetch_kind, {}),
            {"Of the GET request from https://foo.example, the set of headers that script may read does not list "
             "`x-id`."}},
        Row{"timing_refused",
            expects([](Expectation& it) { it.timing_allowed = true; }),
            with(allowed(fetch_kind, {}),
                 [](Observation& it) {
                   it.verdict->timing =
                       fetch::Refusal{"TAO-1", "Timing-Allow-Origin", "the origin or `*`", std::nullopt};
                 }),
            {"Script may not read the timing of the GET request from https://foo.example: Timing-Allow-Origin is "
             "missing; "
             "it has to hold `https://foo.example` or `*`."}},
        Row{"timing_granted",
            expects([](Expectation& it) { it.timing_allowed = false; }),
            allowed(fetch_kind, {{"Timing-Allow-Origin", "*"}}),
            {"Script may read the timing of the GET request from https://foo.example, which has to be refused."}},
        Row{"from_cache",
            expects([](Expectation& it) { it.served_from_cache = false; }),
            with(allowed(fetch_kind, {}), [](Observation& it) { it.from_cache = true; }),
            {"A shared cache answers the GET request from https://foo.example with what it stored for another "
             "request."}},
        Row{"preflight_answer",
            expects([](Expectation& it) { it.preflight_response.status = {{204, 204}}; }),
            with(allowed(fetch_kind, {}), [](Observation& it) { it.preflight = browser::Response{200, {}}; }),
            {"The answer to the preflight of the GET request from https://foo.example has status 200; expected 204."}},
        Row{"preflight_answer_but_none_sent",
            expects([](Expectation& it) { it.preflight_response.status = {{204, 204}}; }),
            allowed(fetch_kind, {}),
            {"The preflight of the GET request from https://foo.example was not sent."}},
        Row{"answer_of_a_request_that_was_never_sent",
            status(200),
            with(refused(fetch_kind, {"PF-1", "status", "a status from 200 to 299", "500"}),
                 [](Observation& it) { it.answer.reset(); }),
            {"The PUT request from https://foo.example was not sent, since the browser refused before (PF-1)."}},
        Row{"judged_part_by_part",
            expects([](Expectation& it) { it.preflight_response.status = {{204, 204}}; }),
            with(unanswered(fetch_kind), [](Observation& it) { it.preflight = browser::Response{204, {}}; }),
            {}},
        Row{"no_answer_is_said_once",
            expects([](Expectation& it) {
              it.verdict = Expectation::Verdict::allow;
              it.response.status = {{200, 200}};
              it.exposes = suite::ListMatcher{{"x"}, {}, std::nullopt};
            }),
            unanswered(fetch_kind),
            {"The PUT request from https://foo.example got no answer (timeout: no byte for 10 s)."}}),
    row_name);

INSTANTIATE_TEST_SUITE_P(
    Plain, Check,
    testing::Values(
        Row{"status", status(204), plain(204, {}), {}},
        Row{"other_status", status(204), plain(405, {}), {"The answer to OPTIONS * has status 405; expected 204."}},
        Row{"header",
            header("Allow", "GET"),
            plain(200, {{"allow", "PUT"}}),
            {"In the answer to OPTIONS *, Allow is `PUT`; expected `GET`."}},
        Row{"request_needs_an_answer",
            status(204),
            silent(StepSubject::Kind::request),
            {"GET /r got no answer (closed: connection reset)."}},
        Row{"request_without_other_parts_needs_an_answer",
            expects([](Expectation&) {}),
            silent(StepSubject::Kind::request),
            {"GET /r got no answer (closed: connection reset)."}},
        Row{"raw_may_go_unanswered", status(400), silent(StepSubject::Kind::raw), {}},
        Row{"raw_but_answered",
            status(400),
            plain(200, {}, StepSubject::Kind::raw),
            {"The answer to the raw request has status 200; expected 400."}},
        Row{"raw_must_be_answered",
            answer(suite::AnswerWanted::response),
            silent(StepSubject::Kind::raw),
            {"The raw request got no answer (closed: connection reset)."}},
        Row{"raw_must_not_be_answered",
            answer(suite::AnswerWanted::none),
            plain(200, {}, StepSubject::Kind::raw),
            {"The raw request is answered with status 200; no answer was to come."}},
        Row{"raw_is_not_answered", answer(suite::AnswerWanted::none), silent(StepSubject::Kind::raw), {}},
        Row{"condition_holds",
            expects([](Expectation& it) {
              it.when.status = {{405, 405}};
              suite::HeaderMatcher matcher;
              matcher.present = true;
              it.response.headers = {{"Allow", matcher}};
            }),
            plain(405, {}),
            {"In the answer to OPTIONS *, Allow is missing."}},
        Row{"condition_does_not_hold",
            expects([](Expectation& it) {
              it.when.status = {{405, 405}};
              suite::HeaderMatcher matcher;
              matcher.present = true;
              it.response.headers = {{"Allow", matcher}};
            }),
            plain(404, {}),
            {}},
        Row{"condition_without_an_answer",
            expects([](Expectation& it) {
              it.when.status = {{405, 405}};
              it.response.status = {{405, 405}};
            }),
            silent(StepSubject::Kind::request),
            {}}),
    row_name);

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
