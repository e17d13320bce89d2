#include "browser/main_fetch.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace corspec::browser {
namespace {

Request page_request(std::string method = "GET") {
  Request request;
  request.origin = "https://app.example";
  request.url = fetch::parse_url("https://api.example/r").value();
  request.method = std::move(method);
  return request;
}

Response shared(int status, std::vector<message::Header> more = {}) {
  more.insert(more.begin(), {"Access-Control-Allow-Origin", "https://app.example"});
  return {status, message::HeaderList(std::move(more))};
}

/// Answers in order, whatever is asked; what was sent is kept.
struct Server {
  std::vector<Response> answers;
  std::vector<Send> sent = {};

  Verdict serve(Request request, const Engine& engine = spec_engine()) {
    PreflightCache cache(engine);
    MainFetch fetching(engine, cache, std::move(request));
    Action action = fetching.start({});
    while (auto* send = std::get_if<Send>(&action)) {
      sent.push_back(*send);
      if (sent.size() > answers.size()) return std::get<Verdict>(fetching.on_failure("nothing left to answer", {}));
      action = fetching.on_response(answers[sent.size() - 1], {});
    }
    return std::get<Verdict>(std::move(action));
  }
};

struct RefusedRow {
  const char* name;
  Request request;
  std::string rule;
};

std::vector<RefusedRow> refused_rows() {
  std::vector<RefusedRow> rows;
  const auto add = [&](const char* name, std::string rule, auto change) {
    Request request = page_request();
    change(request);
    rows.push_back({name, std::move(request), std::move(rule)});
  };
  add("forbidden_method", "METH-4", [](Request& r) { r.method = "trace"; });
  add("no_token", "METH-1", [](Request& r) { r.method = "P UT"; });
  add("get_with_body", "METH-5", [](Request& r) { r.body = {.kind = Body::Kind::text, .bytes = "x"}; });
  add("no_cors_put", "METH-5", [](Request& r) { r.mode = Mode::no_cors, r.method = "PUT"; });
  add("same_origin_mode", "NEED-3", [](Request& r) { r.mode = Mode::same_origin; });
  add("no_cors_redirect_error", "NEED-4", [](Request& r) { r.mode = Mode::no_cors, r.redirect = RedirectMode::error; });
  return rows;
}

TEST(MainFetch, RefusesBeforeSending) {
  for (const auto& row : refused_rows()) {
    Server server{{shared(200)}};
    const Verdict verdict = server.serve(row.request);
    EXPECT_EQ(verdict.kind, Verdict::Kind::block) << row.name;
    EXPECT_EQ(verdict.stage, Verdict::Stage::before_sending) << row.name;
    ASSERT_TRUE(verdict.refusal) << row.name;
    EXPECT_EQ(verdict.refusal->rule, row.rule) << row.name;
    EXPECT_TRUE(server.sent.empty()) << row.name;
  }
}

TEST(MainFetch, APreflightCarriesNamesAndNoCredentials) {  // PFQ-1 to PFQ-8, PFQ-17
  Request request = page_request("PUT");
  request.credentials = fetch::CredentialsMode::include;
  request.headers = {{"X-B", "secret"}, {"x-a", "1"}, {"Accept", "text/html"}};
  request.body = {.kind = Body::Kind::text, .bytes = "body"};
  Server server{{shared(204, {{"Access-Control-Allow-Credentials", "true"},
                              {"Access-Control-Allow-Methods", "PUT"},
                              {"Access-Control-Allow-Headers", "x-a, x-b"}}),
                 shared(200, {{"Access-Control-Allow-Credentials", "true"}})}};
  EXPECT_TRUE(server.serve(request).allowed());
  ASSERT_EQ(server.sent.size(), 2u);
  const Send& preflight = server.sent[0];
  EXPECT_EQ(preflight.method, "OPTIONS");
  EXPECT_FALSE(preflight.credentials);
  EXPECT_TRUE(preflight.body.empty());
  EXPECT_EQ(preflight.headers, (message::HeaderList{{"Accept", "*/*"},
                                                    {"Access-Control-Request-Method", "PUT"},
                                                    {"Access-Control-Request-Headers", "x-a,x-b"},
                                                    {"Origin", "https://app.example"}}));
  const Send& actual = server.sent[1];
  EXPECT_TRUE(actual.credentials);
  EXPECT_EQ(actual.body, "body");
  EXPECT_EQ(actual.headers.get("X-B"), "secret");
  EXPECT_EQ(actual.headers.get("Content-Type"), "text/plain;charset=UTF-8");
}

TEST(MainFetch, CredentialsGoAlongOnlyWhereTheModeAllows) {
  struct Row {
    fetch::CredentialsMode mode;
    const char* url;
    bool credentials;
  };
  using Credentials = fetch::CredentialsMode;
  for (const Row& row :
       {Row{Credentials::omit, "https://api.example/", false},
        Row{Credentials::same_origin, "https://api.example/", false},
        Row{Credentials::include, "https://api.example/", true}, Row{Credentials::omit, "https://app.example/", false},
        Row{Credentials::same_origin, "https://app.example/", true},
        Row{Credentials::include, "https://app.example/", true}}) {
    Request request = page_request();
    request.credentials = row.mode;
    request.url = fetch::parse_url(row.url).value();
    Server server{{shared(200, {{"Access-Control-Allow-Credentials", "true"}})}};
    EXPECT_TRUE(server.serve(request).allowed());
    EXPECT_EQ(server.sent.at(0).credentials, row.credentials) << row.url;
  }
}

TEST(MainFetch, OriginGoesWithEveryCorsRequestAndEveryUnsafeOne) {  // ORIGIN-1 to ORIGIN-3
  Request same = page_request();
  same.url = fetch::parse_url("https://app.example/").value();
  Server get{{shared(200)}};
  EXPECT_TRUE(get.serve(same).allowed());
  EXPECT_FALSE(get.sent.at(0).headers.contains("Origin"));
  same.method = "POST";
  Server post{{shared(200)}};
  EXPECT_TRUE(post.serve(same).allowed());
  EXPECT_EQ(post.sent.at(0).headers.get("Origin"), "https://app.example");
  Server cross{{shared(200)}};
  EXPECT_TRUE(cross.serve(page_request()).allowed());
  EXPECT_EQ(cross.sent.at(0).headers.get("Origin"), "https://app.example");
}

TEST(MainFetch, MisdirectedIsTriedOnceMore) {  // PFQ-19, ACT-6
  Server once{{shared(421), shared(200)}};
  EXPECT_TRUE(once.serve(page_request()).allowed());
  Server twice{{shared(421), shared(421), shared(200)}};
  EXPECT_TRUE(twice.serve(page_request()).allowed()) << "421 with the right headers is readable";
  EXPECT_EQ(twice.sent.size(), 2u);
  Server preflight{{shared(421), shared(421), shared(204)}};
  EXPECT_EQ(preflight.serve(page_request("PUT")).refusal->rule, "PF-1");
}

TEST(MainFetch, FollowsTwentyRedirectsAndNoMore) {  // REDIR-7
  Server server;
  for (int i = 0; i < 21; ++i) server.answers.push_back(shared(302, {{"Location", "/next"}}));
  const Verdict verdict = server.serve(page_request());
  EXPECT_EQ(verdict.refusal->rule, "REDIR-7");
  EXPECT_EQ(server.sent.size(), 21u);
}

struct RedirectRow {
  const char* name;
  int status;
  const char* method;
  const char* sends;
  bool keeps_content_type;
};

TEST(MainFetch, RedirectsRewriteMethodsAsTheStandardSays) {  // REDIR-3
  for (const RedirectRow& row :
       {RedirectRow{"301 POST", 301, "POST", "GET", false}, RedirectRow{"302 POST", 302, "POST", "GET", false},
        RedirectRow{"303 POST", 303, "POST", "GET", false}, RedirectRow{"303 PUT", 303, "PUT", "GET", false},
        RedirectRow{"303 HEAD", 303, "HEAD", "HEAD", true}, RedirectRow{"301 PUT", 301, "PUT", "PUT", true},
        RedirectRow{"302 DELETE", 302, "DELETE", "DELETE", true}, RedirectRow{"307 POST", 307, "POST", "POST", true},
        RedirectRow{"308 POST", 308, "POST", "POST", true}}) {
    Request request = page_request(row.method);
    request.origin = "https://api.example";  // same-origin: no preflights in between
    request.headers = {{"Content-Type", "text/plain"}};
    Server server{{shared(row.status, {{"Location", "/next"}}), shared(200)}};
    EXPECT_TRUE(server.serve(request).allowed()) << row.name;
    ASSERT_EQ(server.sent.size(), 2u) << row.name;
    EXPECT_EQ(server.sent[1].method, row.sends) << row.name;
    EXPECT_EQ(server.sent[1].headers.contains("Content-Type"), row.keeps_content_type) << row.name;
  }
}

struct TaintRow {
  const char* from;
  const char* to;
  const char* origin;  ///< of the follow-up; "" is none
};

TEST(MainFetch, RedirectTaintMakesTheOriginNull) {  // REDIR-9
  for (const TaintRow& row : {TaintRow{"https://app.example/a", "https://api.example/", "https://app.example"},
                              TaintRow{"https://api.example/a", "https://api.example/b", "https://app.example"},
                              TaintRow{"https://api.example/a", "https://other.example/", "null"},
                              TaintRow{"https://api.example/a", "https://app.example/", "null"},
                              TaintRow{"https://app.example/a", "https://app.example/b", ""}}) {
    Request request = page_request();
    request.url = fetch::parse_url(row.from).value();
    Server server{{shared(302, {{"Location", row.to}}), {200, {{"Access-Control-Allow-Origin", "*"}}}}};
    EXPECT_TRUE(server.serve(request).allowed()) << row.from << " to " << row.to;
    EXPECT_EQ(server.sent.at(1).headers.get("Origin").value_or(""), row.origin) << row.from << " to " << row.to;
  }
}

TEST(MainFetch, LeavesTheTargetRatherThanAskAnotherHost) {
  Request request = page_request();
  request.only_authority = "api.example";
  Server server{{shared(302, {{"Location", "https://other.example/x"}}), shared(200)}};
  const Verdict verdict = server.serve(request);
  EXPECT_EQ(verdict.kind, Verdict::Kind::left_target);
  EXPECT_EQ(verdict.location, "https://other.example/x");
  EXPECT_EQ(server.sent.size(), 1u);
  Server unshared{{{302, {{"Location", "https://other.example/x"}}}}};
  EXPECT_EQ(unshared.serve(request).refusal->rule, "CORS-CHECK-2") << "REDIR-1 comes first";
}

TEST(MainFetch, RedirectModes) {  // REDIR-8
  Request request = page_request();
  request.redirect = RedirectMode::error;
  EXPECT_EQ((Server{{shared(302, {{"Location", "/"}})}}.serve(request).refusal->rule), "REDIR-8");
  request.redirect = RedirectMode::manual;
  EXPECT_EQ((Server{{shared(302, {{"Location", "/"}})}}.serve(request).kind), Verdict::Kind::opaque);
  request.redirect = RedirectMode::follow;
  EXPECT_TRUE((Server{{shared(302)}}.serve(request).allowed())) << "without Location a redirect is a response";
  EXPECT_EQ((Server{{shared(302, {{"Location", "ftp://api.example/"}})}}.serve(request).refusal->rule), "REDIR-6");
}

TEST(MainFetch, NoCorsIsOpaqueAndMarkupNeverPreflightsOnHeaders) {  // NEED-4, NEED-8
  Request request = page_request();
  request.mode = Mode::no_cors;
  EXPECT_EQ((Server{{{200, {}}}}.serve(request).kind), Verdict::Kind::opaque);
  request = page_request();
  request.api = Api::markup;
  request.headers = {{"X-A", "1"}};
  Server server{{shared(200)}};
  EXPECT_EQ(server.serve(request).hops.front().preflight.answer, PreflightNeed::Answer::not_needed);
}

TEST(MainFetch, TimingFailsOnceAHopFails) {  // TAO-1
  const message::Header timing{"Timing-Allow-Origin", "https://app.example"};
  EXPECT_FALSE((Server{{shared(200, {timing})}}.serve(page_request()).timing));
  EXPECT_TRUE((Server{{shared(200)}}.serve(page_request()).timing));
  EXPECT_TRUE((Server{{shared(302, {{"Location", "/"}}), shared(200, {timing})}}.serve(page_request()).timing));
}

TEST(MainFetch, XhrCombinesHeadersThatFetchAppends) {
  Request request = page_request();
  for (int i = 0; i < 2; ++i) request.headers.append("Accept", std::string(100, 'a'));
  Server fetch_api{{shared(200)}};
  EXPECT_EQ(fetch_api.serve(request).hops.front().preflight.answer, PreflightNeed::Answer::not_needed);
  request.api = Api::xhr;
  Server xhr{{shared(204, {{"Access-Control-Allow-Headers", "accept"}}), shared(200)}};
  EXPECT_EQ(xhr.serve(request).hops.front().preflight.unsafe_names, std::vector<std::string>{"accept"});
}

TEST(MainFetch, PreflightAloneIsSentNeededOrNotAndCached) {
  PreflightCache cache(spec_engine());
  MainFetch alone(spec_engine(), cache, page_request("PUT"));
  Action action = alone.start_preflight_only({});
  ASSERT_TRUE(std::holds_alternative<Send>(action));
  EXPECT_EQ(std::get<Send>(action).purpose, Send::Purpose::preflight);
  action = alone.on_response(shared(204, {{"Access-Control-Allow-Methods", "PUT"}}), {});
  EXPECT_TRUE(std::get<Verdict>(action).allowed());
  MainFetch next(spec_engine(), cache, page_request("PUT"));
  action = next.start({});
  EXPECT_EQ(std::get<Send>(action).purpose, Send::Purpose::request);
}

}  // namespace
}  // namespace corspec::browser
