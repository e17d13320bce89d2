#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "run/check_rows.hpp"

namespace corspec::run {
namespace {

using namespace check_rows;

class CheckPart : public testing::TestWithParam<CheckRow> {};

TEST_P(CheckPart, SaysWhatADeveloperCanActOn) {
  expect_sentences(GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Parts, CheckPart,
    testing::Values(
        CheckRow{"preflight_sent",
                 preflight(Expectation::Preflight::sent),
                 with(allowed(fetch_kind, {}),
                      [](Observation& it) { it.verdict->hops = {hop(PreflightNeed::Answer::sent)}; }),
                 {}},
        CheckRow{
            "preflight_not_cached",
            preflight(Expectation::Preflight::cached),
            with(allowed(fetch_kind, {}),
                 [](Observation& it) { it.verdict->hops = {hop(PreflightNeed::Answer::sent)}; }),
            {"A browser sends another preflight for the GET request from https://foo.example: what it was told before "
             "does "
             "not cover this request, or holds no longer."}},
        CheckRow{"preflight_of_the_first_hop_counts",
                 preflight(Expectation::Preflight::cached),
                 with(allowed(fetch_kind, {}),
                      [](Observation& it) {
                        it.verdict->hops = {hop(PreflightNeed::Answer::cached), hop(PreflightNeed::Answer::sent)};
                      }),
                 {}},
        CheckRow{
            "preflight_unneeded",
            preflight(Expectation::Preflight::sent),
            allowed(fetch_kind, {}),
            {"For the GET request from https://foo.example, no preflight is needed; expected is that a preflight is "
             "sent."}},
        CheckRow{
            "max_age", max_age(600), with(allowed(preflight_kind, {}), [](Observation& it) { it.max_age = 600; }), {}},
        CheckRow{
            "max_age_default",
            max_age(600),
            with(allowed(preflight_kind, {}), [](Observation& it) { it.max_age = 5; }),
            {"A browser keeps the answer to the preflight for GET from https://foo.example for 5 seconds, expected "
             "600: "
             "Access-Control-Max-Age is missing, so that the default holds."}},
        CheckRow{
            "max_age_malformed",
            max_age(600),
            with(allowed(preflight_kind, {{"Access-Control-Max-Age", "soon"}}),
                 [](Observation& it) {
                   it.max_age = 5;
                   it.max_age_source = fetch::MaxAge::Source::malformed;
                 }),
            {"A browser keeps the answer to the preflight for GET from https://foo.example for 5 seconds, expected "
             "600: "
             "Access-Control-Max-Age is not a number in digits, so that the default holds."}},
        CheckRow{
            "max_age_of_a_refused_preflight",
            max_age(600),
            refused(preflight_kind, {"PF-1", "status", "a status from 200 to 299", "500"}),
            {"A browser keeps no preflight answer for the preflight for PUT from https://foo.example: it is refused."}},
        CheckRow{"exposed",
                 exposes({"X-Id"}, {"x-secret"}),
                 with(allowed(fetch_kind, {}), [](Observation& it) { it.verdict->exposed = {"x-id"}; }),
                 {}},
        CheckRow{"not_exposed",
                 exposes({"x-id"}),
                 allowed(fetch_kind, {}),
                 {"Of the GET request from https://foo.example, the set of headers that script may read does not list "
                  "`x-id`."}},
        CheckRow{"timing_refused",
                 expects([](Expectation& it) { it.timing_allowed = true; }),
                 with(allowed(fetch_kind, {}),
                      [](Observation& it) {
                        it.verdict->timing =
                            fetch::Refusal{"TAO-1", "Timing-Allow-Origin", "the origin or `*`", std::nullopt};
                      }),
                 {"Script may not read the timing of the GET request from https://foo.example: Timing-Allow-Origin is "
                  "missing; "
                  "it has to hold `https://foo.example` or `*`."}},
        CheckRow{"timing_granted",
                 expects([](Expectation& it) { it.timing_allowed = false; }),
                 allowed(fetch_kind, {{"Timing-Allow-Origin", "*"}}),
                 {"Script may read the timing of the GET request from https://foo.example, which has to be refused."}},
        CheckRow{"granted_out_of_a_cache",
                 block(),
                 with(allowed(fetch_kind, {{"Access-Control-Allow-Origin", "*"}, {"Vary", "Accept"}}),
                      [](Observation& it) { it.stored_in_step = 1; }),
                 {"A shared cache may reuse the answer to step 2, which does not say `Vary: Origin`. Then a browser "
                  "allows the GET request from https://foo.example, which has to be refused (the answer says "
                  "Access-Control-Allow-Origin: *)."}},
        CheckRow{"refused_out_of_a_cache_by_an_answer_to_the_same_origin",
                 allow(),
                 with(refused(fetch_kind, {"CORS-CHECK-2", "Access-Control-Allow-Origin", "the origin", std::nullopt}),
                      [](Observation& it) {
                        it.stored_in_step = 0;
                        it.answer = browser::Response{200, {{"Vary", "Accept, ORIGIN"}}};
                      }),
                 {"The GET request from https://foo.example is refused: Access-Control-Allow-Origin is missing; it has "
                  "to be `https://foo.example` or `*`."}},
        CheckRow{"from_cache",
                 expects([](Expectation& it) { it.served_from_cache = false; }),
                 with(allowed(fetch_kind, {}), [](Observation& it) { it.stored_in_step = 0; }),
                 {"A shared cache answers the GET request from https://foo.example with what it stored for another "
                  "request."}},
        CheckRow{
            "preflight_answer",
            expects([](Expectation& it) { it.preflight_response.status = {{204, 204}}; }),
            with(allowed(fetch_kind, {}), [](Observation& it) { it.preflight = browser::Response{200, {}}; }),
            {"The answer to the preflight of the GET request from https://foo.example has status 200; expected 204."}},
        CheckRow{"preflight_answer_but_none_sent",
                 expects([](Expectation& it) { it.preflight_response.status = {{204, 204}}; }),
                 allowed(fetch_kind, {}),
                 {"The preflight of the GET request from https://foo.example was not sent."}},
        CheckRow{"answer_of_a_request_that_was_never_sent",
                 status(200),
                 with(refused(fetch_kind, {"PF-1", "status", "a status from 200 to 299", "500"}),
                      [](Observation& it) { it.answer.reset(); }),
                 {"The PUT request from https://foo.example was not sent, since the browser refused before (PF-1)."}},
        CheckRow{"judged_part_by_part",
                 expects([](Expectation& it) { it.preflight_response.status = {{204, 204}}; }),
                 with(unanswered(fetch_kind), [](Observation& it) { it.preflight = browser::Response{204, {}}; }),
                 {}},
        CheckRow{"no_answer_is_said_once",
                 expects([](Expectation& it) {
                   it.verdict = Expectation::Verdict::allow;
                   it.response.status = {{200, 200}};
                   it.exposes = suite::ListMatcher{{"x"}, {}, std::nullopt};
                 }),
                 unanswered(fetch_kind),
                 {"The PUT request from https://foo.example got no answer (timeout: no byte for 10 s)."}}),
    row_name);

INSTANTIATE_TEST_SUITE_P(
    Plain, CheckPart,
    testing::Values(
        CheckRow{"status", status(204), plain(204, {}), {}},
        CheckRow{
            "other_status", status(204), plain(405, {}), {"The answer to OPTIONS * has status 405; expected 204."}},
        CheckRow{"header",
                 header("Allow", "GET"),
                 plain(200, {{"allow", "PUT"}}),
                 {"In the answer to OPTIONS *, Allow is `PUT`; expected `GET`."}},
        CheckRow{"request_needs_an_answer",
                 status(204),
                 silent(StepSubject::Kind::request),
                 {"GET /r got no answer (closed: connection reset)."}},
        CheckRow{"request_without_other_parts_needs_an_answer",
                 expects([](Expectation&) {}),
                 silent(StepSubject::Kind::request),
                 {"GET /r got no answer (closed: connection reset)."}},
        CheckRow{"raw_may_go_unanswered", status(400), silent(StepSubject::Kind::raw), {}},
        CheckRow{"raw_but_answered",
                 status(400),
                 plain(200, {}, StepSubject::Kind::raw),
                 {"The answer to the raw request has status 200; expected 400."}},
        CheckRow{"raw_must_be_answered",
                 answer(suite::AnswerWanted::response),
                 silent(StepSubject::Kind::raw),
                 {"The raw request got no answer (closed: connection reset)."}},
        CheckRow{"raw_must_not_be_answered",
                 answer(suite::AnswerWanted::none),
                 plain(200, {}, StepSubject::Kind::raw),
                 {"The raw request is answered with status 200; no answer was to come."}},
        CheckRow{"raw_is_not_answered", answer(suite::AnswerWanted::none), silent(StepSubject::Kind::raw), {}},
        CheckRow{"condition_holds",
                 expects([](Expectation& it) {
                   it.when.status = {{405, 405}};
                   suite::HeaderMatcher matcher;
                   matcher.present = true;
                   it.response.headers = {{"Allow", matcher}};
                 }),
                 plain(405, {}),
                 {"In the answer to OPTIONS *, Allow is missing."}},
        CheckRow{"condition_does_not_hold",
                 expects([](Expectation& it) {
                   it.when.status = {{405, 405}};
                   suite::HeaderMatcher matcher;
                   matcher.present = true;
                   it.response.headers = {{"Allow", matcher}};
                 }),
                 plain(404, {}),
                 {}},
        CheckRow{"condition_on_an_earlier_answer_holds",
                 expects([](Expectation& it) {
                   it.when.status = {{200, 299}};
                   it.when_step = 0;
                   it.response.status = {{200, 299}};
                 }),
                 after(200, plain(404, {})),
                 {"The answer to OPTIONS * has status 404; expected from 200 to 299."}},
        CheckRow{"condition_on_an_earlier_answer_does_not_hold",
                 expects([](Expectation& it) {
                   it.when.status = {{200, 299}};
                   it.when_step = 0;
                   it.response.status = {{200, 299}};
                 }),
                 after(404, plain(404, {})),
                 {}},
        CheckRow{"condition_without_an_answer",
                 expects([](Expectation& it) {
                   it.when.status = {{405, 405}};
                   it.response.status = {{405, 405}};
                 }),
                 silent(StepSubject::Kind::request),
                 {}}),
    row_name);

}  // namespace
}  // namespace corspec::run
