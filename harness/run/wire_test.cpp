#include "run/wire.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace corspec::run {
namespace {

WireContext context() {
  WireContext context;
  context.url = *fetch::parse_url("http://127.0.0.1:8080/r");
  context.user_agent = "corspec/1";
  return context;
}

browser::Send send(browser::Send::Purpose purpose, std::string method, message::HeaderList headers) {
  browser::Send send;
  send.purpose = purpose;
  send.url = *fetch::parse_url("http://127.0.0.1:8080/r?q=1#f");
  send.method = std::move(method);
  send.headers = std::move(headers);
  return send;
}

std::vector<std::string> lines(const http::Request& request) {
  std::vector<std::string> lines;
  for (const message::Header& header : request.headers) lines.push_back(header.name + ": " + header.value);
  return lines;
}

constexpr auto preflight = browser::Send::Purpose::preflight;
constexpr auto actual = browser::Send::Purpose::request;
using Lines = std::vector<std::string>;

TEST(WireRequest, AddsWhatTheNetworkLayerAddsToAPreflight) {
  const http::Request request =
      wire_request(send(preflight, "OPTIONS", {{"Accept", "*/*"}, {"Origin", "null"}}), context(), {});
  EXPECT_EQ(request.method, "OPTIONS");
  EXPECT_EQ(request.target, "/r?q=1");
  EXPECT_EQ(request.pool, http::Pool::anonymous);
  EXPECT_FALSE(request.raw.has_value());
  EXPECT_EQ(lines(request), (Lines{"Host: 127.0.0.1:8080", "User-Agent: corspec/1", "Accept: */*", "Origin: null",
                                   "Accept-Encoding: identity"}));
}

// PFQ-19, ACT-6: the second try after a 421.
TEST(WireRequest, AsksForANewConnectionWhereTheBrowserDoes) {
  browser::Send again = send(preflight, "OPTIONS", {});
  EXPECT_FALSE(wire_request(again, context(), {}).new_connection);
  again.new_connection = true;
  EXPECT_TRUE(wire_request(again, context(), {}).new_connection);
}

TEST(WireRequest, LeavesTheAuthorsUserAgentAlone) {
  const http::Request request = wire_request(send(actual, "GET", {{"user-agent", "mine"}}), context(), {});
  EXPECT_EQ(lines(request), (Lines{"Host: 127.0.0.1:8080", "user-agent: mine", "Accept-Encoding: identity"}));
}

TEST(WireRequest, SendsCredentialsOnlyWhereTheyAreIncluded) {
  WireContext with_credentials = context();
  with_credentials.credentials = {{"Cookie", "a=b"}, {"Authorization", "Basic x"}};
  browser::Send including = send(actual, "GET", {{"authorization", "Bearer of the page"}});
  including.credentials = true;
  const http::Request request = wire_request(including, with_credentials, {});
  EXPECT_EQ(request.pool, http::Pool::credentialed);
  EXPECT_EQ(request.headers.get("Cookie"), "a=b");
  EXPECT_EQ(request.headers.get("Authorization"), "Bearer of the page");

  const http::Request without = wire_request(send(actual, "GET", {}), with_credentials, {});
  EXPECT_EQ(without.pool, http::Pool::anonymous);
  EXPECT_FALSE(without.headers.contains("Cookie"));
}

struct LengthRow {
  const char* label;
  const char* method;
  const char* body;
  browser::Send::Purpose purpose;
  std::optional<std::string> length;
};

class ContentLength : public testing::TestWithParam<LengthRow> {};

TEST_P(ContentLength, IsSaidAsFetchSaysIt) {
  browser::Send sent = send(GetParam().purpose, GetParam().method, {});
  sent.body = GetParam().body;
  EXPECT_EQ(wire_request(sent, context(), {}).headers.get("Content-Length"), GetParam().length);
}

INSTANTIATE_TEST_SUITE_P(Rows, ContentLength,
                         testing::Values(LengthRow{"get", "GET", "", actual, std::nullopt},
                                         LengthRow{"post_without_body", "POST", "", actual, "0"},
                                         LengthRow{"put_without_body", "PUT", "", actual, "0"},
                                         LengthRow{"delete_without_body", "DELETE", "", actual, std::nullopt},
                                         LengthRow{"patch_with_body", "patch", "abc", actual, "3"},
                                         LengthRow{"preflight", "OPTIONS", "", preflight, std::nullopt}),
                         [](const auto& row) { return std::string(row.param.label); });

TEST(WireRequest, PutsTransportHeadersOnPreflightsToo) {
  WireContext transported = context();
  transported.transport_headers = {{"user-agent", "proxy"}, {"X-Route", "a"}, {"X-Route", "b"}};
  const http::Request request = wire_request(send(preflight, "OPTIONS", {{"Accept", "*/*"}}), transported, {});
  EXPECT_EQ(request.headers.lines("User-Agent"), std::vector<std::string_view>{"proxy"});
  EXPECT_EQ(request.headers.count("X-Route"), 2U);
}

TEST(WireRequest, AppliesOverridesLast) {
  const http::Request request =
      wire_request(send(actual, "GET", {{"Accept", "*/*"}, {"Origin", "https://a"}}), context(),
                   {{"origin", "one"}, {"origin", "two"}, {"Accept", std::nullopt}, {"X", "y"}});
  EXPECT_EQ(lines(request), (Lines{"Host: 127.0.0.1:8080", "User-Agent: corspec/1", "origin: one", "origin: two",
                                   "Accept-Encoding: identity", "X: y"}));
}

struct OverrideRow {
  const char* label;
  message::HeaderList headers;
  std::vector<suite::HeaderOverride> overrides;
  message::HeaderList expected;
};

class Overriding : public testing::TestWithParam<OverrideRow> {};

TEST_P(Overriding, ReplacesInPlace) {
  EXPECT_EQ(override_headers(GetParam().headers, GetParam().overrides), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Overriding,
    testing::Values(
        OverrideRow{"nothing", {{"A", "1"}}, {}, {{"A", "1"}}},
        OverrideRow{"one", {{"A", "1"}, {"B", "2"}}, {{"a", "3"}}, {{"a", "3"}, {"B", "2"}}},
        OverrideRow{
            "all_lines_of_a_name", {{"A", "1"}, {"B", "2"}, {"A", "3"}}, {{"A", "4"}}, {{"A", "4"}, {"B", "2"}}},
        OverrideRow{"removed", {{"A", "1"}, {"B", "2"}, {"a", "3"}}, {{"A", std::nullopt}}, {{"B", "2"}}},
        OverrideRow{
            "absent_name_is_appended", {{"A", "1"}}, {{"B", "2"}, {"b", "3"}}, {{"A", "1"}, {"B", "2"}, {"b", "3"}}},
        OverrideRow{"absent_name_removed", {{"A", "1"}}, {{"B", std::nullopt}}, {{"A", "1"}}}),
    [](const auto& row) { return std::string(row.param.label); });

suite::RequestStep plain(std::string method, message::HeaderList headers) {
  suite::RequestStep step;
  step.method = std::move(method);
  step.target = "*";
  step.headers = std::move(headers);
  return step;
}

TEST(PlainRequest, GoesOutExactlySo) {
  const http::Request request =
      wire_request(plain("OPTIONS", {{"Origin", "https://a"}, {"origin", "https://b"}}), context());
  EXPECT_EQ(request.target, "*");
  EXPECT_EQ(lines(request), (Lines{"Host: 127.0.0.1:8080", "Origin: https://a", "origin: https://b"}));
}

TEST(PlainRequest, MayLackAHost) {
  suite::RequestStep step = plain("GET", {});
  step.host_header = false;
  EXPECT_TRUE(wire_request(step, context()).headers.empty());
}

TEST(PlainRequest, SaysTheLengthOfItsBodyUnlessItIsSaidAlready) {
  suite::RequestStep step = plain("POST", {});
  step.body = "abc";
  EXPECT_EQ(wire_request(step, context()).headers.get("Content-Length"), "3");
  step.headers = {{"Content-Length", "5"}};
  EXPECT_EQ(wire_request(step, context()).headers.get("Content-Length"), "5");
  step.headers = {{"Transfer-Encoding", "chunked"}};
  EXPECT_FALSE(wire_request(step, context()).headers.contains("Content-Length"));
}

TEST(PlainRequest, TakesAuthorHeadersUnlessItIsAPreflightByHand) {
  WireContext authored = context();
  authored.author_headers = {{"X-Key", "1"}, {"X-Other", "2"}};
  const http::Request request = wire_request(plain("GET", {{"x-key", "own"}}), authored);
  EXPECT_EQ(request.headers.get("X-Key"), "own");
  EXPECT_EQ(request.headers.get("X-Other"), "2");
  EXPECT_EQ(request.pool, http::Pool::credentialed);

  const http::Request by_hand =
      wire_request(plain("OPTIONS", {{"Origin", "null"}, {"Access-Control-Request-Method", "PUT"}}), authored);
  EXPECT_FALSE(by_hand.headers.contains("X-Key"));
  EXPECT_EQ(by_hand.pool, http::Pool::anonymous);
}

TEST(RawRequest, IsItsBytes) {
  const http::Request request = wire_request(suite::RawStep{"HEAD / HTTP/1.1\n\n"});
  EXPECT_EQ(request.raw, "HEAD / HTTP/1.1\n\n");
  EXPECT_EQ(request.method, "HEAD");
  EXPECT_FALSE(request.then);
}

TEST(RawRequest, MayBeFollowedByAnother) {
  const http::Request request = wire_request(suite::RawStep{.bytes = "OPTIONS / HTTP/1.1\n\n", .then = "HEAD /\n"});
  EXPECT_EQ(request.method, "OPTIONS");
  ASSERT_TRUE(request.then);
  EXPECT_EQ(request.then->method, "HEAD");
  EXPECT_EQ(request.then->bytes, "HEAD /\n");
}

TEST(ControlRequest, IsAPlainGetWithoutOrigin) {
  const http::Request request = control_request("/r", context());
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.target, "/r");
  EXPECT_FALSE(request.headers.contains("Origin"));
  EXPECT_EQ(request.headers.get("Host"), "127.0.0.1:8080");
}

}  // namespace
}  // namespace corspec::run
