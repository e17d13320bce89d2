#include "run/replay.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "run/recording.hpp"
#include "run/replay_steps.hpp"

namespace corspec::run {
namespace {

using namespace replay_steps;

struct Row {
  const char* label;
  std::vector<Step> steps;
  std::vector<http::ExchangeResult> answers;
  std::string methods;  ///< what is sent
  Result result;
  std::size_t failures = 0;
};

class Replaying : public testing::TestWithParam<Row> {};

TEST_P(Replaying, SendsAndJudges) {
  const Row& row = GetParam();
  const Played played = play(case_of(row.steps), {row.answers.begin(), row.answers.end()});
  EXPECT_EQ(played.methods(), row.methods);
  EXPECT_EQ(played.outcome.attempt.result, row.result);
  EXPECT_EQ(played.outcome.attempt.failures.size(), row.failures);
  EXPECT_EQ(played.outcome.attempt.exchanges.size(), played.requests.size());
}

const Step advance_5s{suite::AdvanceStep{{5}}, {}};
const Step advance_599s{suite::AdvanceStep{{599}}, {}};
const Step advance_1s{suite::AdvanceStep{{1}}, {}};

INSTANTIATE_TEST_SUITE_P(
    Browser, Replaying,
    testing::Values(
        Row{"simple_get", {{fetch("GET"), {allow}}}, {answer(200, shared)}, "GET", Result::pass},
        Row{"simple_get_refused", {{fetch("GET"), {allow}}}, {answer(200)}, "GET", Result::fail, 1},
        Row{"denied_as_expected", {{fetch("GET"), {block}}}, {answer(200)}, "GET", Result::pass},
        Row{"put_with_preflight",
            {{fetch("PUT"), {preflight_is(Expectation::Preflight::sent)}}},
            {answer(204, granted()), answer(200, shared)},
            "OPTIONS PUT",
            Result::pass},
        Row{"put_refused_at_its_preflight",
            {{fetch("PUT"), {allow}}},
            {answer(204, granted("GET"))},
            "OPTIONS",
            Result::fail,
            1},
        Row{"preflight_alone", {{preflight("GET"), {allow}}}, {answer(204, granted())}, "OPTIONS", Result::pass},
        Row{"second_put_from_the_preflight_cache",
            {{fetch("PUT"), {allow}}, {fetch("PUT"), {preflight_is(Expectation::Preflight::cached)}}},
            {answer(204, granted()), answer(200, shared), answer(200, shared)},
            "OPTIONS PUT PUT",
            Result::pass},
        Row{"a_preflight_step_feeds_the_cache",
            {{preflight("PUT"), {allow}}, {fetch("PUT"), {preflight_is(Expectation::Preflight::cached)}}},
            {answer(204, granted()), answer(200, shared)},
            "OPTIONS PUT",
            Result::pass},
        Row{"just_before_expiry",
            {{preflight("PUT"), {allow}}, advance_599s, {fetch("PUT"), {preflight_is(Expectation::Preflight::cached)}}},
            {answer(204, granted()), answer(200, shared)},
            "OPTIONS PUT",
            Result::pass},
        Row{"at_expiry",
            {{preflight("PUT"), {allow}},
             advance_599s,
             advance_1s,
             {fetch("PUT"), {preflight_is(Expectation::Preflight::sent)}}},
            {answer(204, granted()), answer(204, granted()), answer(200, shared)},
            "OPTIONS OPTIONS PUT",
            Result::pass},
        Row{"default_max_age",
            {{preflight("PUT"), {allow}}, advance_5s, {fetch("PUT"), {preflight_is(Expectation::Preflight::cached)}}},
            {answer(204, granted("PUT", "soon")), answer(204, granted()), answer(200, shared)},
            "OPTIONS OPTIONS PUT",
            Result::fail,
            1},
        Row{"misdirected_preflight_is_retried_once",
            {{preflight("PUT"), {allow}}},
            {answer(421), answer(204, granted())},
            "OPTIONS OPTIONS",
            Result::pass},
        Row{"redirect_on_the_target",
            {{fetch("GET"), {allow}}},
            {answer(302, {{"Access-Control-Allow-Origin", foo}, {"Location", "/other"}}), answer(200, shared)},
            "GET GET",
            Result::pass},
        Row{"redirect_away_is_a_skip",
            {{fetch("GET"), {allow}}},
            {answer(302, {{"Access-Control-Allow-Origin", foo}, {"Location", "http://elsewhere.example/"}})},
            "GET",
            Result::skip},
        Row{"redirect_to_another_scheme_of_the_same_host_is_away",
            {{fetch("GET"), {allow}}},
            {answer(302, {{"Access-Control-Allow-Origin", foo}, {"Location", "https://127.0.0.1:8080/"}})},
            "GET",
            Result::skip},
        Row{"redirect_away_beside_a_failure",
            {{fetch("GET"), {allow}}, {fetch("GET"), {allow}}},
            {answer(302, {{"Access-Control-Allow-Origin", foo}, {"Location", "http://elsewhere.example/"}}),
             answer(200)},
            "GET GET",
            Result::fail,
            1}),
    [](const auto& row) { return std::string(row.param.label); });

Expectation conditional(Expectation expectation, std::string rule, std::int64_t status) {
  expectation.rules = {std::move(rule)};
  expectation.when.status = {{status, status}};
  return expectation;
}

struct UnjudgedRow {
  const char* label;
  std::vector<Step> steps;
  std::vector<http::ExchangeResult> answers;
  std::vector<std::string> unjudged;  ///< of the case's rules HTTP-1, HTTP-2, PF-5
};

class Unjudged : public testing::TestWithParam<UnjudgedRow> {};

TEST_P(Unjudged, Rules) {
  const UnjudgedRow& row = GetParam();
  suite::Case subject = case_of(row.steps);
  subject.rules = {"HTTP-1", "HTTP-2", "PF-5"};
  const Played played = play(subject, {row.answers.begin(), row.answers.end()});
  EXPECT_EQ(played.outcome.attempt.unjudged, row.unjudged);
}

const Step away{fetch("GET"), {allow}};
const http::ExchangeResult to_elsewhere =
    answer(302, {{"Access-Control-Allow-Origin", foo}, {"Location", "http://elsewhere.example/"}});

INSTANTIATE_TEST_SUITE_P(
    Table, Unjudged,
    testing::Values(
        UnjudgedRow{"all_are_judged",
                    {{plain("GET"), {status_is(200), conditional(allow, "HTTP-2", 200)}}, {fetch("GET"), {allow}}},
                    {answer(200), answer(200, shared)},
                    {}},
        UnjudgedRow{
            "a_failure_judges_too",
            {{plain("GET"), {status_is(200), conditional(status_is(405), "HTTP-2", 200)}}, {fetch("GET"), {allow}}},
            {answer(200), answer(200)},
            {}},
        UnjudgedRow{
            "condition_not_met",
            {{plain("GET"), {status_is(200), conditional(status_is(405), "HTTP-2", 405)}}, {fetch("GET"), {allow}}},
            {answer(200), answer(200, shared)},
            {"HTTP-2"}},
        UnjudgedRow{"condition_met_once",
                    {{plain("GET"), {conditional(status_is(405), "HTTP-2", 405)}},
                     {plain("GET"), {status_is(405), conditional(status_is(405), "HTTP-2", 405)}},
                     {fetch("GET"), {allow}}},
                    {answer(200), answer(405), answer(200, shared)},
                    {}},
        UnjudgedRow{"no_answer_meets_no_condition",
                    {{fetch("GET"), {allow, conditional(allow, "HTTP-2", 200)}}, {plain("GET"), {status_is(200)}}},
                    {no_answer(), answer(200)},
                    {"HTTP-2"}},
        UnjudgedRow{"set_up_judges_nothing",
                    {setup({plain("GET"), {status_is(200)}}), {fetch("GET"), {allow}}},
                    {answer(200), answer(200, shared)},
                    {"HTTP-1", "HTTP-2"}},
        UnjudgedRow{"redirected_away_beside_a_judgment",
                    {away, {plain("GET"), {status_is(200)}}},
                    {to_elsewhere, answer(200)},
                    {"HTTP-2", "PF-5"}}),
    [](const auto& row) { return std::string(row.param.label); });

TEST(Replay, RedirectedAwayWithNothingElseToJudgeIsASkip) {
  const Played played =
      play(case_of({away, {plain("GET"), {conditional(status_is(405), "HTTP-2", 405)}}}), {to_elsewhere, answer(200)});
  EXPECT_EQ(played.outcome.attempt.result, Result::skip);
}

INSTANTIATE_TEST_SUITE_P(
    NoAnswer, Replaying,
    testing::Values(
        Row{"preflight_unanswered", {{preflight("PUT"), {allow}}}, {no_answer()}, "OPTIONS", Result::fail, 1},
        Row{"a_silent_denial_is_one", {{preflight("PUT"), {block}}}, {no_answer()}, "OPTIONS", Result::pass, 0},
        Row{"request_unanswered_after_its_preflight",
            {{fetch("PUT"), {allow}}},
            {answer(204, granted()), no_answer()},
            "OPTIONS PUT",
            Result::fail,
            1},
        Row{"the_case_goes_on",
            {{fetch("GET"), {allow}}, {fetch("GET"), {allow}}},
            {no_answer(), answer(200, shared)},
            "GET GET",
            Result::fail,
            1},
        Row{"a_raw_request_may_go_unanswered",
            {{suite::RawStep{"GET"}, {status_is(400)}}},
            {no_answer()},
            "GET",
            Result::pass},
        Row{"a_raw_follow_up_may_be_too_much",
            {{suite::RawStep{.bytes = "GET", .then = "GET"}, {status_is(200)}}},
            {answer(429)},
            "GET",
            Result::pass},
        Row{"a_plain_one_may_not", {{plain("GET"), {status_is(200)}}}, {no_answer()}, "GET", Result::fail, 1}),
    [](const auto& row) { return std::string(row.param.label); });

INSTANTIATE_TEST_SUITE_P(SetUp, Replaying,
                         testing::Values(Row{"holds",
                                             {setup({preflight("PUT"), {allow}}), {fetch("PUT"), {allow}}},
                                             {answer(204, granted()), answer(200, shared)},
                                             "OPTIONS PUT",
                                             Result::pass},
                                         Row{"fails",
                                             {setup({preflight("PUT"), {allow}}), {fetch("PUT"), {allow}}},
                                             {answer(500)},
                                             "OPTIONS",
                                             Result::error,
                                             1},
                                         Row{"leaves_the_target",
                                             {setup({fetch("GET"), {allow}}), {fetch("GET"), {allow}}},
                                             {answer(302, {{"Access-Control-Allow-Origin", foo},
                                                           {"Location", "http://elsewhere.example/"}})},
                                             "GET",
                                             Result::skip}),
                         [](const auto& row) { return std::string(row.param.label); });

TEST(AuthorHeaders, MakeThePageAskForThem) {
  ReplayContext with = context();
  with.wire.author_headers = {{"X-Key", "1"}};
  message::HeaderList headers = granted();
  headers.append("Access-Control-Allow-Headers", "x-key");
  const suite::Case subject = case_of({{fetch("GET"), {allow}}});
  const Played played = play(subject, {answer(204, headers), answer(200, shared)}, with);
  ASSERT_EQ(played.requests.size(), 2U);
  EXPECT_EQ(played.requests[0].headers.get("Access-Control-Request-Headers"), "x-key");
  EXPECT_FALSE(played.requests[0].headers.contains("X-Key"));
  EXPECT_EQ(played.requests[1].headers.get("X-Key"), "1");
}

TEST(AuthorHeaders, GiveWayToTheCasesOwn) {
  ReplayContext with = context();
  with.wire.author_headers = {{"accept", "text/html"}};
  const suite::Case subject = case_of({{fetch("GET", {{"Accept", "a/b"}}), {allow}}});
  const Played played = play(subject, {answer(200, shared)}, with);
  EXPECT_EQ(played.requests[0].headers.lines("Accept"), std::vector<std::string_view>{"a/b"});
}

TEST(Credentials, TravelOnlyWithRequestsThatIncludeThem) {
  ReplayContext with = context();
  with.wire.credentials = {{"Cookie", "session=1"}};
  FetchStep including = fetch("PUT");
  including.credentials = fetch::CredentialsMode::include;
  message::HeaderList preflight_headers = granted();
  preflight_headers.append("Access-Control-Allow-Credentials", "true");
  message::HeaderList headers = shared;
  headers.append("Access-Control-Allow-Credentials", "true");
  const suite::Case subject = case_of({{including, {allow}}});
  const Played played = play(subject, {answer(204, preflight_headers), answer(200, headers)}, with);
  ASSERT_EQ(played.requests.size(), 2U);
  EXPECT_FALSE(played.requests[0].headers.contains("Cookie"));
  EXPECT_EQ(played.requests[0].pool, http::Pool::anonymous);
  EXPECT_EQ(played.requests[1].headers.get("Cookie"), "session=1");
  EXPECT_EQ(played.requests[1].pool, http::Pool::credentialed);
}

TEST(Overrides, ApplyToTheRequestOfAFetchAndToThePreflightOfAPreflight) {
  FetchStep fetching = fetch("PUT");
  fetching.override_headers = {{"Origin", "HTTPS://FOO.example"}};
  FetchStep preflighting = preflight("PUT");
  preflighting.override_headers = {{"Origin", std::nullopt}};
  const suite::Case subject = case_of({{fetching, {allow}}, {preflighting, {allow}}});
  const Played played = play(subject, {answer(204, granted()), answer(200, shared), answer(204, granted())});
  ASSERT_EQ(played.requests.size(), 3U);
  EXPECT_EQ(played.requests[0].headers.get("Origin"), foo);
  EXPECT_EQ(played.requests[1].headers.get("Origin"), "HTTPS://FOO.example");
  EXPECT_FALSE(played.requests[2].headers.contains("Origin"));
  EXPECT_EQ(played.outcome.attempt.result, Result::pass);
}

TEST(Paths, NeverBecomeAHost) {
  for (const char* path : {"//elsewhere.example/", ".elsewhere.example/", "@elsewhere.example/", ":81/", "r"}) {
    FetchStep step = fetch("GET");
    step.target = path;
    const suite::Case subject = case_of({{step, {allow}}});
    const Played played = play(subject, {answer(200, shared)});
    ASSERT_EQ(played.requests.size(), 1U) << path;
    EXPECT_EQ(played.requests[0].headers.get("Host"), "127.0.0.1:8080") << path;
  }
}

TEST(Recording, KeepsTheBytesOfEveryExchange) {
  const suite::Case subject = case_of({{fetch("PUT"), {allow}}});
  http::ExchangeResult long_answer = answer(200, shared, std::string(recorded_body + 1, 'x'));
  long_answer->response.findings = {http::FramingFinding::bare_lf};
  const Played played = play(subject, {answer(204, granted()), std::move(long_answer)});
  const auto& exchanges = played.outcome.attempt.exchanges;
  ASSERT_EQ(exchanges.size(), 2U);
  EXPECT_EQ(exchanges[0].purpose, "preflight");
  EXPECT_EQ(exchanges[0].method, "OPTIONS");
  EXPECT_EQ(exchanges[0].url, "http://127.0.0.1:8080/r");
  EXPECT_EQ(exchanges[0].head, "HTTP/1.1 204 \r\n\r\n");
  EXPECT_EQ(exchanges[1].purpose, "request");
  EXPECT_TRUE(exchanges[1].body_truncated);
  EXPECT_EQ(exchanges[1].body.size(), recorded_body);
  EXPECT_EQ(exchanges[1].findings.size(), 1U);
  EXPECT_EQ(played.outcome.attempt.notes.size(), 1U);
  EXPECT_FALSE(played.outcome.unanswered);
}

TEST(Recording, TellsWhatComesOutOfACache) {
  message::HeaderList stored = shared;
  stored.append("Age", "17");
  const Played played = play(case_of({{fetch("GET"), {allow}}}), {answer(200, stored)});
  EXPECT_EQ(played.outcome.attempt.notes,
            std::vector<std::string>{
                "step 1: the answer comes out of a cache (Age: 17): it may have been made for another request"});
}

TEST(Recording, KeepsWhatCameBeforeItWentWrong) {
  const Played played = play(case_of({{fetch("GET"), {allow}}}), {no_answer()});
  ASSERT_EQ(played.outcome.attempt.exchanges.size(), 1U);
  const RecordedExchange& exchange = played.outcome.attempt.exchanges[0];
  EXPECT_NE(exchange.error.find("connection reset by peer"), std::string::npos);
  EXPECT_EQ(exchange.head, "HTTP/1");
  EXPECT_EQ(exchange.status, 0);
  EXPECT_TRUE(played.outcome.unanswered);
}

TEST(Recording, SaysWhenItWasSent) {
  http::Exchange exchange;
  exchange.timings.began += std::chrono::seconds{1'795'435'200} + std::chrono::microseconds{7'999};
  exchange.timings.total = std::chrono::microseconds{250};
  RecordedExchange recorded;
  record(exchange, recorded);
  EXPECT_EQ(recorded.started,
            recorded::Timestamp(std::chrono::seconds{1'795'435'200} + std::chrono::microseconds{7'999}));
  EXPECT_EQ(recorded.duration, exchange.timings.total);
}

TEST(Recording, KnowsNoTimeOfWhatWasNeverSent) {
  http::TransportError error;
  RecordedExchange recorded;
  record(error, recorded);
  EXPECT_EQ(recorded.started, std::nullopt);
}

TEST(SetUpFailures, AreNamed) {
  const Played played = play(case_of({setup({preflight("PUT"), {allow}}), {fetch("PUT"), {allow}}}), {answer(500)});
  EXPECT_EQ(
      played.outcome.reason,
      "the set-up failed in step 1: The preflight for PUT from https://foo.example is refused: "
      "Access-Control-Allow-Origin is missing; it has to be `https://foo.example` or `*` (the answer has status 500).");
}

TEST(Abandoning, IsAnErrorWithWhatCameLast) {
  const suite::Case subject = case_of({{fetch("GET"), {allow}}});
  const ReplayContext with = context();
  Replay replay(subject, with);
  ASSERT_TRUE(replay.next().has_value());
  replay.abandon("too busy", answer(503));
  EXPECT_FALSE(replay.next().has_value());
  const Replay::Outcome outcome = replay.take();
  EXPECT_EQ(outcome.attempt.result, Result::error);
  EXPECT_EQ(outcome.reason, "too busy");
  ASSERT_EQ(outcome.attempt.exchanges.size(), 1U);
  EXPECT_EQ(outcome.attempt.exchanges[0].status, 503);
}

TEST(Repeating, GivesTheSameRequest) {
  const suite::Case subject = case_of({{fetch("PUT"), {allow}}});
  const ReplayContext with = context();
  Replay replay(subject, with);
  const auto request = replay.next();
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(http::serialize(replay.again()), http::serialize(*request));
}

struct BusyRow {
  const char* label;
  Step step;
  int status;
  bool inconclusive;
};

class Inconclusive : public testing::TestWithParam<BusyRow> {};

TEST_P(Inconclusive, IsABusyServerUnlessTheCaseAsksForTheStatus) {
  ReplayContext with = context();
  with.error_path = "/error?x";
  const suite::Case subject = case_of({GetParam().step});
  Replay replay(subject, with);
  ASSERT_TRUE(replay.next().has_value());
  EXPECT_EQ(replay.is_inconclusive(GetParam().status), GetParam().inconclusive);
}

FetchStep at(FetchStep step, std::string target) {
  step.target = std::move(target);
  return step;
}

Expectation status_between(std::int64_t min, std::int64_t max) {
  Expectation expectation;
  expectation.response.status = {{min, max}};
  return expectation;
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Inconclusive,
    testing::Values(BusyRow{"ok", {fetch("GET"), {allow}}, 200, false},
                    BusyRow{"error", {fetch("GET"), {allow}}, 500, false},
                    BusyRow{"unavailable", {fetch("GET"), {allow}}, 503, true},
                    BusyRow{"too_many", {preflight("PUT"), {allow}}, 429, true},
                    BusyRow{"asked_for", {plain("GET"), {status_is(503)}}, 503, false},
                    BusyRow{"asked_for_as_a_class", {plain("GET"), {status_between(500, 599)}}, 503, false},
                    BusyRow{"any_status_will_do", {plain("GET"), {status_between(200, 599)}}, 503, true},
                    BusyRow{"the_path_of_errors", {at(fetch("GET"), "/error?corspec=1"), {allow}}, 503, true},
                    BusyRow{"too_many_on_the_path_of_errors", {at(fetch("GET"), "/error"), {allow}}, 429, true},
                    BusyRow{"another_path", {at(fetch("GET"), "/errors"), {allow}}, 503, true}),
    [](const auto& row) { return std::string(row.param.label); });

}  // namespace
}  // namespace corspec::run
