#include "recorded/curl_output.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "testing/row_name.hpp"

namespace corspec::recorded {
namespace {

const CurlRequest asked{"https://api.example/r", "PUT", {{"Origin", "https://app.example"}, {"X-A", "1"}}};

TEST(CurlVerbose, HasTheRequestAndItsAnswer) {
  const auto exchanges = read_curl_output("x", R"(*   Trying 127.0.0.1:443...
* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384
} [5 bytes data]
> OPTIONS /items?x HTTP/2
> Host: api.example:8443
> Origin: https://app.example
> Access-Control-Request-Method: PUT
>
< HTTP/2 204
< access-control-allow-origin: *
<
* Connection #0 to host api.example left intact
)",
                                          {});
  ASSERT_TRUE(exchanges && exchanges->size() == 1U);
  const Exchange& only = exchanges->front();
  EXPECT_EQ(only.method, "OPTIONS");
  EXPECT_EQ(fetch::serialize(only.url), "https://api.example:8443/items?x");
  EXPECT_EQ(only.headers.get("origin"), "https://app.example");
  ASSERT_TRUE(only.response);
  EXPECT_EQ(only.response->status, 204);
  EXPECT_EQ(only.response->headers, (message::HeaderList{{"access-control-allow-origin", "*"}}));
}

TEST(CurlVerbose, MayBeMixedWithWhatIncludePrints) {
  const auto exchanges = read_curl_output("x",
                                          "> GET / HTTP/1.1\r\n> Host: h\r\n> \r\n< HTTP/1.1 200 OK\r\n< A: 1\r\n< \r\n"
                                          "HTTP/1.1 200 OK\r\nA: 1\r\n\r\n<html> > < text",
                                          {});
  ASSERT_TRUE(exchanges && exchanges->size() == 1U);
  EXPECT_EQ(fetch::serialize(exchanges->front().url), "http://h/");
  EXPECT_EQ(exchanges->front().response->headers.size(), 1U);
}

TEST(CurlVerbose, SkipsInterimAnswersAndProxies) {
  const auto exchanges =
      read_curl_output("x",
                       "> CONNECT h:443 HTTP/1.1\n> Host: h:443\n>\n< HTTP/1.1 200 Connection established\n<\n"
                       "> POST /a HTTP/1.1\n> Host: h\n>\n< HTTP/1.1 100 Continue\n<\n< HTTP/1.1 201 Created\n<\n",
                       {});
  ASSERT_TRUE(exchanges && exchanges->size() == 1U);
  EXPECT_EQ(exchanges->front().method, "POST");
  EXPECT_EQ(exchanges->front().response->status, 201);
}

struct FailureRow {
  const char* name;
  std::string_view said;
  std::string_view failure;

  friend std::ostream& operator<<(std::ostream& out, const FailureRow& row) { return out << row.name; }
};

class CurlFailure : public ::testing::TestWithParam<FailureRow> {};

TEST_P(CurlFailure, IsWhatCurlSays) {
  const auto text = "> GET / HTTP/1.1\n> Host: h\n>\n" + std::string(GetParam().said);
  const auto exchanges = read_curl_output("x", text, {});
  ASSERT_TRUE(exchanges && exchanges->size() == 1U);
  EXPECT_FALSE(exchanges->front().response);
  EXPECT_EQ(exchanges->front().failure, GetParam().failure);
}

INSTANTIATE_TEST_SUITE_P(, CurlFailure,
                         ::testing::Values(FailureRow{"nothing", "* Closing connection\n", ""},
                                           FailureRow{"empty", "* Empty reply from server\n* Closing connection\n",
                                                      "Empty reply from server"},
                                           FailureRow{"reset", "* Recv failure: Connection reset by peer\n",
                                                      "Recv failure: Connection reset by peer"},
                                           FailureRow{"last_line", "curl: (52) Empty reply from server\n",
                                                      "curl: (52) Empty reply from server"}),
                         testing::row_name);

TEST(CurlVerbose, FollowsRedirects) {
  const auto exchanges = read_curl_output("x",
                                          "> GET /a HTTP/1.1\n> Host: h\n>\n< HTTP/1.1 302 Found\n< Location: /b\n<\n"
                                          "> GET /b HTTP/1.1\n> Host: h\n>\n< HTTP/1.1 200 OK\n<\n",
                                          {});
  ASSERT_TRUE(exchanges && exchanges->size() == 2U);
  EXPECT_EQ(fetch::serialize(exchanges->at(1).url), "http://h/b");
  EXPECT_LT(exchanges->at(0).at_ms, exchanges->at(1).at_ms);
}

TEST(CurlVerbose, GivesEachRequestItsOwnScheme) {
  const auto exchanges =
      read_curl_output("x",
                       "* Connected to h (192.0.2.1) port 44300 (#0)\n"
                       "> GET /a HTTP/1.1\n> Host: h:44300\n>\n< HTTP/1.1 302 Found\n< Location: https://g/b\n<\n"
                       "* Connection #0 to host h left intact\n* Issue another request to this URL: 'https://g/b'\n"
                       "* Connected to proxy (192.0.2.2) port 3128 (#1)\n"
                       "> CONNECT g:443 HTTP/1.1\n> Host: g:443\n>\n< HTTP/1.1 200 OK\n<\n"
                       "> GET /b HTTP/2\n> Host: g\n>\n< HTTP/2 302 \n< location: http://h:44300/c\n<\n"
                       "* Issue another request to this URL: 'http://h:44300/c'\n"
                       "> GET /c HTTP/1.1\n> Host: h:44300\n>\n< HTTP/1.1 200 OK\n<\n",
                       {});
  ASSERT_TRUE(exchanges && exchanges->size() == 3U);
  EXPECT_EQ(fetch::serialize(exchanges->at(0).url), "http://h:44300/a");
  EXPECT_EQ(fetch::serialize(exchanges->at(1).url), "https://g/b");
  EXPECT_EQ(fetch::serialize(exchanges->at(2).url), "http://h:44300/c");
}

TEST(CurlVerbose, SpeaksHttp2OverTls) {
  const auto exchanges = read_curl_output("x", "> GET /a HTTP/2\n> host: h\n>\n< HTTP/2 200 \n<\n", {});
  ASSERT_TRUE(exchanges && exchanges->size() == 1U);
  EXPECT_EQ(fetch::serialize(exchanges->front().url), "https://h/a");
}

TEST(CurlInclude, NeedsTheRequestFromTheCaller) {
  const auto exchanges = read_curl_output(
      "x", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nA: 1\r\nB:2\r\n\r\nA: body\n\nHTTP/1.1 500 no\n", asked);
  ASSERT_TRUE(exchanges && exchanges->size() == 1U);
  const Exchange& only = exchanges->front();
  EXPECT_EQ(only.method, "PUT");
  EXPECT_EQ(only.headers, asked.headers);
  EXPECT_EQ(only.response->status, 200);
  EXPECT_EQ(only.response->headers, (message::HeaderList{{"A", "1"}, {"B", "2"}}));
}

TEST(CurlInclude, FollowsRedirects) {
  const auto exchanges =
      read_curl_output("x", "HTTP/1.1 307 Go\nLocation: https://other.example/x\n\nHTTP/1.1 200 OK\n\n", asked);
  ASSERT_TRUE(exchanges && exchanges->size() == 2U);
  EXPECT_EQ(fetch::serialize(exchanges->at(1).url), "https://other.example/x");
}

struct RefusedRow {
  const char* name;
  std::string_view text;
  CurlRequest asked;
  std::size_t line;
  std::string_view what;

  friend std::ostream& operator<<(std::ostream& out, const RefusedRow& row) { return out << row.name; }
};

class RefusedCurlOutput : public ::testing::TestWithParam<RefusedRow> {};

TEST_P(RefusedCurlOutput, IsOneErrorWithItsLine) {
  const auto exchanges = read_curl_output("x", GetParam().text, GetParam().asked);
  ASSERT_FALSE(exchanges);
  EXPECT_EQ(exchanges.error().front().line, GetParam().line);
  EXPECT_TRUE(exchanges.error().front().what.contains(GetParam().what)) << exchanges.error().front().what;
}

INSTANTIATE_TEST_SUITE_P(
    , RefusedCurlOutput,
    ::testing::Values(
        RefusedRow{"nothing_asked", "HTTP/1.1 200 OK\n\n", {}, 1, "curl -v"},
        RefusedRow{"no_origin", "HTTP/1.1 200 OK\n\n", {"http://h/", "", {}}, 1, "Origin"},
        RefusedRow{"bad_url", "HTTP/1.1 200 OK\n\n", {"h/", "", {{"Origin", "null"}}}, 0, "--url"},
        RefusedRow{"no_host", "*\n> GET / HTTP/1.1\n>\n", {}, 2, "no URL"},
        RefusedRow{"request_cut_off", "*\n> GET / HTTP/1.1\n> Host: h\n", {}, 2, "cut off"},
        RefusedRow{"request_without_end", "> GET / HTTP/1.1\n> Host: h\n< HTTP/1.1 200 OK\n<\n", {}, 1, "cut off"},
        RefusedRow{"answer_cut_off", "> GET / HTTP/1.1\n> Host: h\n>\n< HTTP/1.1 200 OK\n< A: 1", {}, 4, "cut off"},
        RefusedRow{"included_cut_off", "HTTP/1.1 200 OK\nA: 1\n", asked, 1, "cut off"},
        RefusedRow{"asked_beside_verbose", "> GET / HTTP/1.1\n>\n", asked, 0, "--url, -X and -H"},
        RefusedRow{"bad_method",
                   "HTTP/1.1 200 OK\n\n",
                   {"http://h/", "A B", {{"Origin", "null"}}},
                   0,
                   "-X wants a method, not `A B`"},
        RefusedRow{"origin_with_a_path",
                   "HTTP/1.1 200 OK\n\n",
                   {"http://h/", "", {{"Origin", "https://a.example/"}}},
                   0,
                   "`https://a.example/`"},
        RefusedRow{
            "no_origin_at_all", "HTTP/1.1 200 OK\n\n", {"http://h/", "", {{"Origin", "a.example"}}}, 0, "`a.example`"},
        RefusedRow{"two_origins",
                   "HTTP/1.1 200 OK\n\n",
                   {"http://h/", "", {{"Origin", "null"}, {"origin", "null"}}},
                   0,
                   "more than once"},
        RefusedRow{"interim_only", "HTTP/1.1 100 Continue\n\n", asked, 0, "no final answer"}),
    testing::row_name);

TEST(CurlVerbose, HasBodiesThatLookLikeHeads) {
  const auto exchanges = read_curl_output("x",
                                          "> POST /a HTTP/1.1\n> Host: h\n>\n< HTTP/1.1 200 OK\n< A: 1\n<\n"
                                          "> quoted\n< quoted\n<\n> \n< B: 2\n",
                                          {});
  ASSERT_TRUE(exchanges && exchanges->size() == 1U);
  EXPECT_EQ(exchanges->front().response->headers, (message::HeaderList{{"A", "1"}}));
}

TEST(CurlInclude, KnowsOriginsThatBrowsersSend) {
  for (const auto* origin : {"null", "https://a.example:8443", "https://my_app.example", "chrome-extension://abcdef"}) {
    EXPECT_TRUE(read_curl_output("x", "HTTP/1.1 200 OK\n\n", {"http://h/", "", {{"Origin", origin}}})) << origin;
  }
}

TEST(CurlOutput, IsKnownByItsLines) {
  EXPECT_TRUE(is_curl_output("* x\n> GET / HTTP/1.1\n"));
  EXPECT_TRUE(is_curl_output("HTTP/2 204\r\n"));
  EXPECT_FALSE(is_curl_output("# HTTP/1.1\n>> x\nHTTP/1.1\nHTTP/1.1 2x0\n"));
  EXPECT_TRUE(is_curl_output("< HTTP/2 204\n"));
  EXPECT_FALSE(is_curl_output("> a quotation\n< a tag\n> GET\n> GET / FTP\n"));
  EXPECT_FALSE(is_curl_output(""));
}

}  // namespace
}  // namespace corspec::recorded
