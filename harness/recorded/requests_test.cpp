#include "recorded/requests.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "message/bytes.hpp"
#include "testing/row_name.hpp"

namespace corspec::recorded {
namespace {

constexpr auto app = "https://app.example";

Exchange exchange(std::int64_t at, std::string method, std::string_view url, message::HeaderList headers,
                  std::optional<browser::Response> response = browser::Response{200, {}}) {
  return {.at_ms = at,
          .method = std::move(method),
          .url = fetch::parse_url(url).value(),
          .headers = std::move(headers),
          .response = std::move(response)};
}

Exchange preflight(std::int64_t at, std::string_view url, std::string method, std::string names = "") {
  message::HeaderList headers{{"Origin", app}, {"Access-Control-Request-Method", std::move(method)}};
  if (!names.empty()) headers.append("Access-Control-Request-Headers", std::move(names));
  return exchange(at, "OPTIONS", url, std::move(headers), browser::Response{204, {}});
}

suite::ScenarioStep only_step(std::vector<Exchange> exchanges) {
  const auto requests = requests_of(std::move(exchanges));
  EXPECT_EQ(requests.scenarios.size(), 1U);
  if (requests.scenarios.size() != 1U || requests.scenarios[0].steps.size() != 1U) {
    ADD_FAILURE() << "not one request";
    return {};
  }
  return requests.scenarios[0].steps[0];
}

TEST(Requests, JoinAPreflightWithItsRequestWhicheverComesFirst) {
  for (const std::int64_t at : {90, 110}) {
    const auto step = only_step({preflight(at, "https://api.example/r", "PUT", "x-a"),
                                 exchange(100, "PUT", "https://api.example/r", {{"Origin", app}, {"X-A", "1"}})});
    EXPECT_EQ(step.request.origin, app);
    EXPECT_EQ(step.request.method, "PUT");
    EXPECT_EQ(step.request.headers, (message::HeaderList{{"X-A", "1"}}));
    EXPECT_EQ(step.preflight_answers.size(), 1U);
    EXPECT_EQ(step.answers.size(), 1U);
    ASSERT_TRUE(step.recording);
    EXPECT_TRUE(step.recording->preflighted);
    EXPECT_FALSE(step.recording->credentials_known);
    EXPECT_EQ(step.recording->failure, "");
  }
}

TEST(Requests, EachPreflightGoesToTheNearestRequest) {
  const auto requests = requests_of({exchange(100, "PUT", "https://api.example/r", {{"Origin", app}}),
                                     preflight(105, "https://api.example/r", "PUT"),
                                     exchange(500, "PUT", "https://api.example/r", {{"Origin", app}}),
                                     exchange(900, "PUT", "https://api.example/r", {{"Origin", app}}),
                                     preflight(905, "https://api.example/r", "PUT")});
  ASSERT_EQ(requests.scenarios.size(), 1U);
  const auto& steps = requests.scenarios[0].steps;
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(steps[0].preflight_answers.size(), 1U);
  EXPECT_EQ(steps[1].preflight_answers.size(), 0U);
  EXPECT_EQ(steps[2].preflight_answers.size(), 1U);
  EXPECT_EQ(requests.left_out, 0U);
}

// Chromium shows a request that its preflight stopped without the headers that were never sent.
TEST(Requests, TheAuthorsHeadersAreInThePreflight) {
  auto stopped = exchange(100, "PUT", "https://api.example/r", {{"User-Agent", "x"}}, std::nullopt);
  stopped.failure = "net::ERR_FAILED";
  const auto step = only_step({stopped, preflight(101, "https://api.example/r", "PUT", "authorization,x-a")});
  EXPECT_EQ(step.request.origin, app);
  EXPECT_EQ(step.request.headers, (message::HeaderList{{"authorization", "(unknown)"}, {"x-a", "(unknown)"}}));
  EXPECT_EQ(step.recording->failure, "net::ERR_FAILED");
  ASSERT_EQ(step.answers.size(), 1U);
  EXPECT_TRUE(step.answers[0].failure);
}

TEST(Requests, APreflightAloneIsARequestToo) {
  const auto step = only_step({preflight(0, "https://api.example/r", "DELETE")});
  EXPECT_EQ(step.request.method, "DELETE");
  EXPECT_TRUE(step.answers.empty());
}

TEST(Requests, WhatBrowsersAddIsNotTheAuthors) {
  const auto step = only_step({exchange(0, "GET", "https://api.example/r",
                                        {{"Host", "api.example"},
                                         {"Origin", app},
                                         {"User-Agent", "x"},
                                         {"Accept-Language", "de"},
                                         {"Cache-Control", "no-cache"},
                                         {"Sec-Fetch-Mode", "cors"},
                                         {"X-A", "1"}})});
  EXPECT_EQ(step.request.headers, (message::HeaderList{{"X-A", "1"}}));
}

struct AddedRow {
  const char* name;
  message::Header header;

  friend std::ostream& operator<<(std::ostream& out, const AddedRow& row) { return out << row.name; }
};

class AddedByBrowser : public ::testing::TestWithParam<AddedRow> {};

TEST_P(AddedByBrowser, IsTheAuthorsOnlyWhenAsked) {
  const message::HeaderList headers{{"Origin", app}, GetParam().header};
  EXPECT_TRUE(only_step({exchange(0, "GET", "https://api.example/r", headers)}).request.headers.empty());
  const auto asked = message::byte_lowercase(GetParam().header.name);
  EXPECT_EQ(only_step({preflight(0, "https://api.example/r", "GET", asked),
                       exchange(1, "GET", "https://api.example/r", headers)})
                .request.headers,
            (message::HeaderList{GetParam().header}));
}

INSTANTIATE_TEST_SUITE_P(, AddedByBrowser,
                         ::testing::Values(AddedRow{"alternative_service", {"Alt-Used", "api.example"}},
                                           AddedRow{"variations", {"X-Client-Data", "CI="}},
                                           AddedRow{"channel", {"x-browser-channel", "stable"}},
                                           AddedRow{"revalidation", {"If-None-Match", "\"e\""}}),
                         testing::row_name);

const message::HeaderList with_credentials{{"Access-Control-Allow-Origin", app},
                                           {"Access-Control-Allow-Credentials", "true"}};

struct AuthorizationRow {
  const char* name;
  message::HeaderList sent;
  message::HeaderList answered = with_credentials;
  bool by_browser = true;
  bool is_browsers_own = false;

  friend std::ostream& operator<<(std::ostream& out, const AuthorizationRow& row) { return out << row.name; }
};

class Authorization : public ::testing::TestWithParam<AuthorizationRow> {};

TEST_P(Authorization, IsTheBrowsersOwnOrTheAuthors) {
  auto headers = GetParam().sent;
  headers.append("Origin", app);
  auto request = exchange(0, "GET", "https://api.example/r", headers, browser::Response{200, GetParam().answered});
  request.by_browser = GetParam().by_browser;
  const auto step = only_step({request});
  EXPECT_EQ(step.request.headers.contains("Authorization"), !GetParam().is_browsers_own);
  EXPECT_EQ(step.recording->credentials_known, GetParam().is_browsers_own);
  EXPECT_EQ(step.request.credentials == fetch::CredentialsMode::include, GetParam().is_browsers_own);
}

INSTANTIATE_TEST_SUITE_P(
    , Authorization,
    ::testing::Values(
        AuthorizationRow{.name = "basic", .sent = {{"Authorization", "Basic dTpw"}}, .is_browsers_own = true},
        AuthorizationRow{
            .name = "lower_case_name", .sent = {{"authorization", "negotiate x"}}, .is_browsers_own = true},
        AuthorizationRow{.name = "bearer", .sent = {{"Authorization", "Bearer t"}}},
        AuthorizationRow{.name = "curl", .sent = {{"Authorization", "Basic dTpw"}}, .by_browser = false},
        AuthorizationRow{.name = "beside_what_was_not_preflighted_either",
                         .sent = {{"Authorization", "Basic dTpw"}, {"X-A", "1"}}},
        AuthorizationRow{.name = "not_as_a_request_with_credentials",
                         .sent = {{"Authorization", "Basic dTpw"}},
                         .answered = {{"Access-Control-Allow-Origin", "*"}}}),
    testing::row_name);

TEST(Requests, AuthorizationThatWasAskedForOnceIsTheAuthorsWhileThePreflightCacheCoversIt) {
  auto request = exchange(1, "GET", "https://api.example/r", {{"Origin", app}, {"Authorization", "Basic dTpw"}},
                          browser::Response{200, with_credentials});
  request.by_browser = true;
  auto again = request;
  again.at_ms = 2;
  const auto requests = requests_of({preflight(0, "https://api.example/r", "GET", "authorization"), request, again});
  ASSERT_EQ(requests.scenarios.at(0).steps.size(), 2U);
  for (const auto& step : requests.scenarios[0].steps) EXPECT_TRUE(step.request.headers.contains("Authorization"));
}

TEST(Requests, WhereThePreflightDoesNotNameItNobodySetIt) {
  const auto step = only_step(
      {preflight(0, "https://api.example/r", "PUT", "x-a"),
       exchange(1, "PUT", "https://api.example/r", {{"Origin", app}, {"X-A", "1"}, {"DPR", "2"}, {"Accept", "a"}})});
  EXPECT_EQ(step.request.headers, (message::HeaderList{{"X-A", "1"}, {"Accept", "a"}}));
}

TEST(Requests, APreflightThatAsksForNothingWasForced) {
  const auto step =
      only_step({preflight(0, "https://api.example/r", "POST"), exchange(1, "POST", "https://api.example/r", {})});
  EXPECT_TRUE(step.request.upload_listener);
  EXPECT_EQ(step.request.api, browser::Api::xhr);
}

TEST(Requests, ACookieThatWentAwayWasIncluded) {
  const auto step = only_step({exchange(0, "GET", "https://api.example/r", {{"Origin", app}, {"Cookie", "a=b"}})});
  EXPECT_EQ(step.request.credentials, fetch::CredentialsMode::include);
  EXPECT_TRUE(step.recording->credentials_known);
}

TEST(Requests, TheCallerMayKnowTheCredentialsMode) {
  const auto requests =
      requests_of({exchange(0, "GET", "https://api.example/r", {{"Origin", app}})}, fetch::CredentialsMode::omit);
  EXPECT_EQ(requests.scenarios.at(0).steps.at(0).request.credentials, fetch::CredentialsMode::omit);
  EXPECT_TRUE(requests.scenarios[0].steps[0].recording->credentials_known);
}

TEST(Requests, RedirectsAreOneRequest) {
  auto home =
      exchange(0, "GET", "https://app.example/r", {}, browser::Response{302, {{"Location", "https://api.example/x"}}});
  home.page_origin = app;
  const auto step = only_step({home,
                               exchange(5, "GET", "https://api.example/x", {{"Origin", app}},
                                        browser::Response{302, {{"Location", "https://other.example/y"}}}),
                               exchange(9, "GET", "https://other.example/y", {{"Origin", "null"}})});
  EXPECT_EQ(step.answers.size(), 3U);
  EXPECT_EQ(fetch::serialize(step.request.url), "https://app.example/r");
}

TEST(Requests, WhatIsNoCorsIsLeftOut) {
  auto image = exchange(0, "GET", "https://cdn.example/i.png", {});
  image.page_origin = app;
  auto own = exchange(1, "POST", "https://app.example/r", {{"Origin", app}});
  auto fetched = exchange(2, "GET", "https://api.example/r", {});
  fetched.page_origin = app;
  fetched.by_script = true;
  const auto nobodys = exchange(3, "GET", "https://cdn.example/", {});
  auto form = exchange(4, "POST", "https://api.example/login", {{"Origin", app}});
  form.by_navigation = true;
  const auto beacon = exchange(5, "POST", "https://api.example/log", {{"Origin", app}, {"Sec-Fetch-Mode", "no-cors"}});
  const auto requests = requests_of({image, own, fetched, nobodys, form, beacon});
  EXPECT_EQ(requests.left_out, 5U);
  ASSERT_EQ(requests.scenarios.size(), 1U);
  ASSERT_EQ(requests.scenarios[0].steps.size(), 1U);
  EXPECT_EQ(requests.scenarios[0].steps[0].request.origin, app);
}

struct FailureRow {
  const char* name;
  std::optional<browser::Response> response;
  const char* word;
  const char* failure;
  bool refused;

  friend std::ostream& operator<<(std::ostream& out, const FailureRow& row) { return out << row.name; }
};

class RecordedFailure : public ::testing::TestWithParam<FailureRow> {};

TEST_P(RecordedFailure, IsARefusalOrNot) {
  auto failed = exchange(0, "GET", "https://api.example/r", {{"Origin", app}}, GetParam().response);
  failed.failure = GetParam().word;
  const auto step = only_step({failed});
  EXPECT_EQ(step.recording->failure, GetParam().failure);
  EXPECT_EQ(step.recording->refused, GetParam().refused);
}

INSTANTIATE_TEST_SUITE_P(, RecordedFailure,
                         ::testing::Values(FailureRow{"none", browser::Response{200, {}}, "", "", false},
                                           FailureRow{"chromium", browser::Response{200, {}}, "net::ERR_FAILED",
                                                      "net::ERR_FAILED", true},
                                           FailureRow{"firefox", std::nullopt, "", "no answer was recorded", true},
                                           FailureRow{"cancelled", browser::Response{200, {}}, "net::ERR_ABORTED",
                                                      "net::ERR_ABORTED", false},
                                           FailureRow{"name_lookup", std::nullopt, "net::ERR_NAME_NOT_RESOLVED",
                                                      "net::ERR_NAME_NOT_RESOLVED", false}),
                         testing::row_name);

TEST(Requests, TheLastAnswerIsTheOneThatWasShown) {
  for (const bool last : {false, true}) {
    auto redirect = exchange(0, "GET", "https://api.example/r", {{"Origin", app}},
                             browser::Response{302, {{"Location", "https://api.example/x"}}});
    auto target = exchange(1, "GET", "https://api.example/x", {{"Origin", app}});
    redirect.shown = true;
    target.shown = last;
    redirect.engine = target.engine = "chromium";
    const auto step = only_step({redirect, target});
    EXPECT_EQ(step.recording->shown, last);
    EXPECT_EQ(step.recording->engine, "chromium");
  }
}

TEST(Requests, PagesAreScenarios) {
  auto first = exchange(0, "GET", "https://api.example/r", {{"Origin", app}});
  auto second = first;
  second.page = "page_2";
  const auto requests = requests_of({first, second});
  ASSERT_EQ(requests.scenarios.size(), 2U);
  EXPECT_EQ(requests.scenarios[1].name, "page_2");
}

}  // namespace
}  // namespace corspec::recorded
