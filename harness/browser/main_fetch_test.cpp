// What the scenarios do not say: the bytes that go out, what a verdict tells about each hop, and misuse.

#include "browser/main_fetch.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "testing/row_name.hpp"

namespace corspec::browser {
namespace {

using message::HeaderList;

Request page_request(std::string method = "GET") {
  Request request;
  request.origin = "https://app.example";
  request.url = fetch::parse_url("https://api.example/r#here").value();
  request.method = std::move(method);
  return request;
}

Response shared(int status, std::vector<message::Header> more = {}) {
  more.insert(more.begin(), {"Access-Control-Allow-Origin", "https://app.example"});
  return {status, HeaderList(std::move(more))};
}

/// What was sent in order to come to the verdict.
struct Course {
  std::vector<Send> sent;
  Verdict verdict;
};

/// Answers in order, whatever is asked; then the connection fails.
Course course(Request request, const std::vector<Response>& answers, const Engine& engine = spec_engine()) {
  PreflightCache cache(engine);
  MainFetch fetching(engine, cache, std::move(request));
  Course taken;
  Action action = fetching.start({});
  while (auto* send = std::get_if<Send>(&action)) {
    const std::size_t index = taken.sent.size();
    taken.sent.push_back(*send);
    action = index < answers.size() ? fetching.on_response(answers[index], {}) : fetching.on_failure("no answer", {});
  }
  taken.verdict = std::get<Verdict>(std::move(action));
  return taken;
}

TEST(Sends, PreflightAndRequestWithTheirHeadersInOrder) {  // PFQ-1 to PFQ-17, ORIGIN-1
  Request request = page_request("PUT");
  request.credentials = fetch::CredentialsMode::include;
  request.headers = {{"X-B", "secret"}, {"x-a", "1"}, {"Accept", "text/html"}, {"User-Agent", "t/1"}};
  request.user_agent_accept_language = "en";
  request.body = {.kind = Body::Kind::text, .bytes = "body"};
  const auto [sent, verdict] = course(request, {shared(204, {{"Access-Control-Allow-Credentials", "true"},
                                                             {"Access-Control-Allow-Methods", "PUT"},
                                                             {"Access-Control-Allow-Headers", "x-a, x-b, user-agent"}}),
                                                shared(200, {{"Access-Control-Allow-Credentials", "true"}})});
  EXPECT_TRUE(verdict.allowed());
  ASSERT_EQ(sent.size(), 2U);

  EXPECT_EQ(sent[0].purpose, Send::Purpose::preflight);
  EXPECT_EQ(sent[0].method, "OPTIONS");
  EXPECT_EQ(sent[0].url, request.url);
  EXPECT_FALSE(sent[0].credentials);
  EXPECT_FALSE(sent[0].new_connection);
  EXPECT_EQ(sent[0].body, "");
  EXPECT_EQ(sent[0].headers, (HeaderList{{"Accept", "*/*"},
                                         {"Access-Control-Request-Method", "PUT"},
                                         {"Access-Control-Request-Headers", "user-agent,x-a,x-b"},
                                         {"Origin", "https://app.example"}}));

  EXPECT_EQ(sent[1].purpose, Send::Purpose::request);
  EXPECT_EQ(sent[1].method, "PUT");
  EXPECT_TRUE(sent[1].credentials);
  EXPECT_EQ(sent[1].body, "body");
  EXPECT_EQ(sent[1].headers, (HeaderList{{"X-B", "secret"},
                                         {"x-a", "1"},
                                         {"Accept", "text/html"},
                                         {"User-Agent", "t/1"},
                                         {"Content-Type", "text/plain;charset=UTF-8"},
                                         {"Accept-Language", "en"},
                                         {"Origin", "https://app.example"}}));
}

TEST(Sends, AfterMisdirectionTheSameOnAnotherConnection) {  // PFQ-19, ACT-6
  const Response misdirected{421, {}};
  const auto sent = course(page_request("PUT"), {misdirected, shared(204, {{"Access-Control-Allow-Methods", "PUT"}}),
                                                 misdirected, shared(200)})
                        .sent;
  ASSERT_EQ(sent.size(), 4U);
  for (const std::size_t first : {0U, 2U}) {
    EXPECT_FALSE(sent[first].new_connection);
    EXPECT_TRUE(sent[first + 1].new_connection);
    EXPECT_EQ(sent[first].purpose, sent[first + 1].purpose);
    EXPECT_EQ(sent[first].headers, sent[first + 1].headers);
    EXPECT_EQ(sent[first].url, sent[first + 1].url);
  }
}

struct CredentialsRow {
  const char* name;
  fetch::CredentialsMode credentials;
  Mode mode;
  const char* url;
  bool go_along;

  friend std::ostream& operator<<(std::ostream& out, const CredentialsRow& row) { return out << row.name; }
};

class CredentialsOfARequest : public ::testing::TestWithParam<CredentialsRow> {};

TEST_P(CredentialsOfARequest, GoAlongWhereTheModeSaysSo) {
  const CredentialsRow& row = GetParam();
  Request request = page_request();
  request.credentials = row.credentials;
  request.mode = row.mode;
  request.url = fetch::parse_url(row.url).value();
  EXPECT_EQ(course(request, {}).sent.at(0).credentials, row.go_along);
}

constexpr auto omit = fetch::CredentialsMode::omit;
constexpr auto same_origin = fetch::CredentialsMode::same_origin;
constexpr auto include = fetch::CredentialsMode::include;
constexpr const char* own = "https://app.example/";
constexpr const char* other = "https://api.example/";

constexpr CredentialsRow credentials_rows[] = {
    {"omit_own", omit, Mode::cors, own, false},
    {"omit_other", omit, Mode::cors, other, false},
    {"same_origin_own", same_origin, Mode::cors, own, true},
    {"same_origin_own_no_cors", same_origin, Mode::no_cors, own, true},
    {"same_origin_other", same_origin, Mode::cors, other, false},
    {"same_origin_other_no_cors", same_origin, Mode::no_cors, other, false},
    {"include_own", include, Mode::cors, own, true},
    {"include_other", include, Mode::cors, other, true},
    {"include_other_no_cors", include, Mode::no_cors, other, true},
};

INSTANTIATE_TEST_SUITE_P(Rows, CredentialsOfARequest, ::testing::ValuesIn(credentials_rows),
                         corspec::testing::row_name);

TEST(Redirects, TwentyAreFollowed) {  // REDIR-7
  std::vector<Response> answers(20, shared(302, {{"Location", "/next"}}));
  answers.push_back(shared(200));
  EXPECT_TRUE(course(page_request(), answers).verdict.allowed());
}

TEST(Redirects, TheTwentyFirstIsAnError) {  // REDIR-7
  const auto [sent, verdict] = course(page_request(), std::vector<Response>(22, shared(302, {{"Location", "/next"}})));
  EXPECT_EQ(sent.size(), 21U);
  ASSERT_TRUE(verdict.refusal);
  EXPECT_EQ(verdict.refusal->rule, "REDIR-7");
  EXPECT_EQ(verdict.hops.size(), 21U);
}

TEST(Branches, ASchemeWithoutHttpIsAnError) {  // NEED-5
  Request request = page_request();
  request.url.scheme = "ftp";
  const auto [sent, verdict] = course(request, {});
  EXPECT_TRUE(sent.empty());
  ASSERT_TRUE(verdict.refusal);
  EXPECT_EQ(verdict.refusal->rule, "NEED-5");
}

TEST(Branches, WhatTheUrlAloneForbidsIsRefusedOnEveryHop) {  // NEED-11, NEED-12
  Request request = page_request();
  request.block_bad_ports = true;
  request.block_mixed_content = true;
  request.url = fetch::parse_url("https://api.example:6000/").value();
  EXPECT_EQ(course(request, {}).verdict.refusal->rule, "NEED-12");
  request.url = fetch::parse_url("https://api.example/").value();
  const auto [sent, verdict] = course(request, {shared(302, {{"Location", "http://api.example/"}})});
  EXPECT_EQ(sent.size(), 1U);
  ASSERT_TRUE(verdict.refusal);
  EXPECT_EQ(verdict.refusal->rule, "NEED-11");
  EXPECT_EQ(verdict.stage, Verdict::Stage::before_sending);
}

TEST(Hops, TellWhatBecameOfEachUrl) {
  const Response preflight{204,
                           {{"Access-Control-Allow-Origin", "*"},
                            {"Access-Control-Allow-Methods", "PUT"},
                            {"Access-Control-Max-Age", "60"}}};
  const auto verdict = course(page_request("put"), {preflight, shared(307, {{"Location", "https://other.example/x"}}),
                                                    Response{403, preflight.headers}})
                           .verdict;
  EXPECT_EQ(verdict.kind, Verdict::Kind::block);
  EXPECT_EQ(verdict.stage, Verdict::Stage::preflight);
  ASSERT_EQ(verdict.hops.size(), 2U);

  const Hop& first = verdict.hops[0];
  EXPECT_EQ(fetch::serialize(first.url), "https://api.example/r#here");
  EXPECT_EQ(first.method, "PUT");
  EXPECT_EQ(first.origin, "https://app.example");
  EXPECT_EQ(first.preflight.answer, PreflightNeed::Answer::sent);
  EXPECT_TRUE(first.preflight.method_not_safelisted);
  ASSERT_TRUE(first.evaluation);
  EXPECT_TRUE(first.evaluation->allowed());
  EXPECT_EQ(first.evaluation->max_age.seconds, fetch::Seconds{60});
  EXPECT_EQ(first.status, 307);

  const Hop& second = verdict.hops[1];
  EXPECT_EQ(fetch::serialize(second.url), "https://other.example/x#here");
  EXPECT_EQ(second.origin, "null");
  ASSERT_TRUE(second.evaluation);
  EXPECT_EQ(second.evaluation->refusal, verdict.refusal);
  EXPECT_EQ(second.status, 0);
}

TEST(Hops, HaveNoEvaluationWithoutAnAnswer) {
  const auto verdict = course(page_request("PUT"), {}).verdict;
  ASSERT_EQ(verdict.hops.size(), 1U);
  EXPECT_FALSE(verdict.hops[0].evaluation);
  EXPECT_EQ(verdict.refusal, fetch::network_error_refusal("no answer"));
}

TEST(Exposed, OfTheFinalResponseOnly) {  // EXPOSE-1 to EXPOSE-3
  const auto verdict =
      course(page_request(),
             {shared(302, {{"Location", "/x"}, {"Access-Control-Expose-Headers", "*"}, {"X-First", "1"}}),
              shared(200, {{"Access-Control-Expose-Headers", "X-Y"},
                           {"X-Y", "1"},
                           {"X-Z", "1"},
                           {"ETag", "e"},
                           {"content-type", "text/plain"}})})
          .verdict;
  EXPECT_EQ(verdict.exposed, (std::vector<std::string>{"content-type", "x-y"}));
}

TEST(Exposed, OfTheOwnOriginEverythingElse) {
  Request request = page_request();
  request.url = fetch::parse_url("https://app.example/").value();
  const auto verdict =
      course(request, {{200, {{"X-Y", "1"}, {"x-y", "2"}, {"Set-Cookie", "a"}, {"ETag", "e"}}}}).verdict;
  EXPECT_EQ(verdict.exposed, (std::vector<std::string>{"etag", "x-y"}));
}

TEST(Cache, UrlsBeyondTheEnginesLimitAreAskedForEveryTime) {
  const Engine& engine = *find_engine("chromium");
  PreflightCache cache(engine);
  Request request = page_request("PUT");
  request.url = fetch::parse_url("https://api.example/" + std::string(2000, 'a')).value();
  for (int turn = 0; turn < 2; ++turn) {
    MainFetch fetching(engine, cache, request);
    Action action = fetching.start({});
    ASSERT_TRUE(std::holds_alternative<Send>(action));
    EXPECT_EQ(std::get<Send>(action).purpose, Send::Purpose::preflight);
    action = fetching.on_response(
        shared(204, {{"Access-Control-Allow-Methods", "PUT"}, {"Access-Control-Max-Age", "600"}}), {});
    EXPECT_EQ(std::get<Send>(action).purpose, Send::Purpose::request);
  }
}

TEST(Cache, AHitKeepsAnEntryFromBeingTheFirstToGo) {
  const Engine engine{.cache_capacity = 2};
  PreflightCache cache(engine);
  const auto ask = [&](const char* url) {
    Request request = page_request("PUT");
    request.url = fetch::parse_url(url).value();
    MainFetch fetching(engine, cache, request);
    Action action = fetching.start({});
    const auto purpose = std::get<Send>(action).purpose;
    const auto granted = shared(204, {{"Access-Control-Allow-Methods", "PUT"}, {"Access-Control-Max-Age", "600"}});
    while (std::holds_alternative<Send>(action)) action = fetching.on_response(granted, {});
    return purpose;
  };
  EXPECT_EQ(ask("https://api.example/a"), Send::Purpose::preflight);
  EXPECT_EQ(ask("https://api.example/b"), Send::Purpose::preflight);
  EXPECT_EQ(ask("https://api.example/a"), Send::Purpose::request);
  EXPECT_EQ(ask("https://api.example/c"), Send::Purpose::preflight);
  EXPECT_EQ(ask("https://api.example/a"), Send::Purpose::request);
  EXPECT_EQ(ask("https://api.example/b"), Send::Purpose::preflight);
}

TEST(Misuse, AnAnswerToNothingIsAProgrammingError) {
  PreflightCache cache(spec_engine());
  MainFetch fetching(spec_engine(), cache, page_request());
  EXPECT_THROW(static_cast<void>(fetching.on_response(shared(200), {})), std::logic_error);
  EXPECT_THROW(static_cast<void>(fetching.on_failure("closed", {})), std::logic_error);
  Action action = fetching.start({});
  action = fetching.on_response(shared(200), {});
  EXPECT_THROW(static_cast<void>(fetching.on_response(shared(200), {})), std::logic_error);
}

TEST(Moves, AFetchInFlightMayBeMoved) {
  PreflightCache cache(spec_engine());
  MainFetch begun(spec_engine(), cache, page_request("PUT"));
  Action action = begun.start({});
  MainFetch moved = std::move(begun);
  action = moved.on_response(shared(204, {{"Access-Control-Allow-Methods", "PUT"}}), {});
  ASSERT_TRUE(std::holds_alternative<Send>(action));
  EXPECT_EQ(std::get<Send>(action).method, "PUT");
}

}  // namespace
}  // namespace corspec::browser
