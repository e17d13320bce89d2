#include "recorded/har.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "testing/row_name.hpp"

namespace corspec::recorded {
namespace {

suite::Loaded<std::vector<Exchange>> read(const std::string& text) {
  const auto document = suite::parse_document("x.har", text);
  if (!document) {
    ADD_FAILURE() << describe(document.error().front());
    return {};
  }
  EXPECT_TRUE(is_har(document->root()));
  const auto* only = &*document;
  return read_har({&only, 1});
}

std::string har(const std::string& entries) {
  return R"({"log":{"pages":[{"id":"p","title":"https://app.example/start"}],"entries":[)" + entries + "]}}";
}

constexpr auto time = R"("startedDateTime":"2026-01-31T12:00:00.250Z")";

std::string entry(const std::string& request, const std::string& rest = "") {
  return std::string("{") + time + R"(,"pageref":"p","request":{)" + request + "}" + rest + "}";
}

const std::string get = R"("method":"GET","url":"https://api.example/r")";

TEST(Har, ReadsWhatWasSentAndAnswered) {
  const auto exchanges = read(har(entry(
      get +
          R"(,"headers":[{"name":":authority","value":"x"},{"name":"X-A","value":" \u00e9 "},{"name":"Origin","value":"null"}])",
      R"(,"_resourceType":"fetch","response":{"status":200,"headers":[{"name":"A","value":"1"},{"name":"a","value":"2"}],)"
      R"("_error":"net::ERR_FAILED"})")));
  ASSERT_TRUE(exchanges && exchanges->size() == 1U);
  const Exchange& only = exchanges->front();
  EXPECT_EQ(only.method, "GET");
  EXPECT_EQ(fetch::serialize(only.url), "https://api.example/r");
  EXPECT_EQ(only.headers, (message::HeaderList{{"X-A", "\xE9"}, {"Origin", "null"}}));
  ASSERT_TRUE(only.response);
  EXPECT_EQ(only.response->status, 200);
  EXPECT_EQ(only.response->headers, (message::HeaderList{{"A", "1"}, {"a", "2"}}));
  EXPECT_EQ(only.failure, "net::ERR_FAILED");
  EXPECT_TRUE(only.by_script);
  EXPECT_EQ(only.page, "p");
  EXPECT_EQ(only.page_origin, "https://app.example");
}

// What is absent or null in tools that are sparing, and what is a tool's own, is no error.
TEST(Har, MayBeSeveralInAnArray) {
  const auto exchanges = read("[" + har(entry(get)) + "," + har(entry(get) + "," + entry(get)) + "]");
  ASSERT_TRUE(exchanges);
  EXPECT_EQ(exchanges->size(), 3U);
}

TEST(Har, IsReadWithWhatItHas) {
  const auto exchanges =
      read(har(entry(get, R"(,"response":null)") + "," +
               entry(get + R"(,"headers":null)", R"(,"_resourceType":1,"response":{"status":200,"_error":{}})")));
  ASSERT_TRUE(exchanges && exchanges->size() == 2U);
  EXPECT_EQ(exchanges->at(1).failure, "");
  EXPECT_FALSE(exchanges->at(1).shown);
}

// As `corspec run --report-har` writes it.
TEST(Har, LeavesOutWhatNoPageAskedFor) {
  const auto with = [](const std::string& purpose) { return entry(get, R"(,"_purpose":")" + purpose + '"'); };
  const std::string raw = entry(R"("method":"","url":"http://h")", R"(,"_purpose":"raw")");
  const auto exchanges = read(har(raw + "," + with("control") + "," + with("preflight") + "," + with("request")));
  ASSERT_TRUE(exchanges);
  EXPECT_EQ(exchanges->size(), 2U);
}

// They begin in the same millisecond, and what comes out of the modelled cache has no time; a case asks what no browser
// does.
TEST(Har, TakesEntriesOfCorspecAsTheyStand) {
  const std::string untimed = R"({"startedDateTime":"2026-01-31T11:00:00.000Z","request":{)" + get + "}";
  const auto exchanges =
      read(har(entry(get, R"(,"_purpose":"preflight")") + "," + entry(get, R"(,"_purpose":"request")") + "," + untimed +
               R"(,"_purpose":"request"},)" + untimed + "}"));
  ASSERT_TRUE(exchanges && exchanges->size() == 4U);
  for (const std::size_t at : {0U, 1U, 2U}) {
    EXPECT_EQ(exchanges->at(at).at_ms, static_cast<std::int64_t>(at));
    EXPECT_FALSE(exchanges->at(at).by_browser);
  }
  EXPECT_GT(exchanges->at(3).at_ms, 1'000'000);
  EXPECT_TRUE(exchanges->at(3).by_browser);
}

TEST(Har, StatusZeroIsNoAnswer) {
  const auto exchanges = read(har(entry(get, R"(,"response":{"status":0,"headers":[]})") + "," +
                                  entry(get, R"(,"response":{"status":-1})") + "," + entry(get)));
  ASSERT_TRUE(exchanges && exchanges->size() == 3U);
  for (const auto& exchange : *exchanges) EXPECT_FALSE(exchange.response);
}

struct RecorderRow {
  const char* name;
  std::string log;
  std::string_view engine;

  friend std::ostream& operator<<(std::ostream& out, const RecorderRow& row) { return out << row.name; }
};

class HarRecorder : public ::testing::TestWithParam<RecorderRow> {};

TEST_P(HarRecorder, IsTheEnginesName) {
  const auto exchanges = read(R"({"log":{)" + GetParam().log + R"("entries":[)" + entry(get) + "]}}");
  ASSERT_TRUE(exchanges && exchanges->size() == 1U);
  EXPECT_EQ(exchanges->front().engine, GetParam().engine);
}

INSTANTIATE_TEST_SUITE_P(
    , HarRecorder,
    ::testing::Values(
        RecorderRow{"chromium", R"("creator":{"name":"WebInspector"},)", "chromium"},
        RecorderRow{"firefox", R"("creator":{"name":"Firefox"},"browser":{"name":"Firefox"},)", "firefox"},
        RecorderRow{"safari", R"("creator":{"name":"WebKit Web Inspector"},)", "webkit"},
        RecorderRow{"playwright", R"("creator":{"name":"Playwright"},"browser":{"name":"webkit"},)", "webkit"},
        RecorderRow{"proxy", R"("creator":{"name":"Some Proxy"},)", ""}, RecorderRow{"nobody", "", ""}),
    testing::row_name);

TEST(Har, ChromiumSaysWhatWasShownToScript) {
  const auto shown = [](const std::string& response) {
    return read(har(entry(get, R"(,"response":{)" + response + "}"))).value().at(0).shown;
  };
  EXPECT_TRUE(shown(R"("status":200,"_error":null)"));
  EXPECT_FALSE(shown(R"("status":200,"_error":"net::ERR_FAILED")"));
  EXPECT_FALSE(shown(R"("status":0,"_error":null)"));
  EXPECT_FALSE(shown(R"("status":200)"));
}

TEST(Har, TheReferrerIsNearerThanThePage) {
  const auto exchanges = read(har(entry(get + R"(,"headers":[{"name":"Referer","value":"https://frame.example/x"}])")));
  ASSERT_TRUE(exchanges && exchanges->size() == 1U);
  EXPECT_EQ(exchanges->front().page_origin, "https://frame.example");
}

TEST(Har, LeavesOtherSchemesOut) {
  const auto exchanges =
      read(har(entry(R"("method":"GET","url":"data:,x")") + "," + entry(R"("method":"GET","url":"wss://h/")")));
  ASSERT_TRUE(exchanges);
  EXPECT_TRUE(exchanges->empty());
}

TEST(Har, MayComeWithoutItsLog) {
  EXPECT_EQ(read(R"({"entries":[)" + entry(get) + "]}").value().size(), 1U);
}

TEST(Har, TellsInWhatOrderRequestsWereMade) {
  const auto exchanges = read(har(R"({"startedDateTime":"1970-01-01T01:00:00.123456+01:00","request":{)" + get + "}}"));
  ASSERT_TRUE(exchanges && exchanges->size() == 1U);
  EXPECT_EQ(exchanges->front().at_ms, 123);
}

struct BadRow {
  const char* name;
  std::string text;
  std::string_view pointer;
  std::string_view what;

  friend std::ostream& operator<<(std::ostream& out, const BadRow& row) { return out << row.name; }
};

class BadHar : public ::testing::TestWithParam<BadRow> {};

TEST_P(BadHar, IsOneErrorWithItsPlace) {
  const auto exchanges = read(GetParam().text);
  ASSERT_FALSE(exchanges);
  ASSERT_EQ(exchanges.error().size(), 1U);
  EXPECT_EQ(exchanges.error().front().pointer, GetParam().pointer);
  EXPECT_TRUE(exchanges.error().front().what.contains(GetParam().what)) << exchanges.error().front().what;
}

INSTANTIATE_TEST_SUITE_P(
    , BadHar,
    ::testing::Values(
        BadRow{"empty_log", R"({"log":{}})", "/log", "`entries` is missing"},
        BadRow{"log_of_another_type", R"({"log":[]})", "/log", "an object: the log of a HAR"},
        BadRow{"entries_of_another_type", R"({"log":{"entries":{}}})", "/log/entries", "an array"},
        BadRow{"no_request", har("{}"), "/log/entries/0", "`request` is missing"},
        BadRow{"request_of_another_type", har(R"({"request":"GET"})"), "/log/entries/0/request", "an object"},
        BadRow{"no_url", har(entry(R"("method":"GET")")), "/log/entries/0/request", "`url`"},
        BadRow{"url_of_another_type", har(entry(R"("method":"GET","url":1)")), "/log/entries/0/request/url",
               "a string"},
        BadRow{"broken_url", har(entry(R"("method":"GET","url":"https://a b/")")), "/log/entries/0/request/url",
               "no absolute URL: the host"},
        BadRow{"relative_url", har(entry(R"("method":"GET","url":"/r:1")")), "/log/entries/0/request/url",
               "no absolute URL"},
        BadRow{"no_method", har(entry(R"("url":"http://h/")")), "/log/entries/0/request", "`method`"},
        BadRow{"bad_method", har(entry(R"("url":"http://h/","method":"A B")")), "/log/entries/0/request/method",
               "`A B` is no method"},
        BadRow{"no_time", har(R"({"request":{)" + get + "}}"), "/log/entries/0", "startedDateTime"},
        BadRow{"bad_time", har(R"({"startedDateTime":"2026-02-30T00:00:00Z","request":{)" + get + "}}"),
               "/log/entries/0/startedDateTime", "2026-02-30"},
        BadRow{"headers_of_another_type", har(entry(get + R"(,"headers":"a: b")")), "/log/entries/0/request/headers",
               "an array"},
        BadRow{"header_of_another_type", har(entry(get + R"(,"headers":["a: b"])")), "/log/entries/0/request/headers/0",
               "an object"},
        BadRow{"header_without_value", har(entry(get + R"(,"headers":[{"name":"a"}])")),
               "/log/entries/0/request/headers/0", "`value` is missing"},
        BadRow{"value_of_another_type", har(entry(get + R"(,"headers":[{"name":"a","value":1}])")),
               "/log/entries/0/request/headers/0/value", "a string"},
        BadRow{"response_of_another_type", har(entry(get, R"(,"response":"200")")), "/log/entries/0/response",
               "an object"},
        BadRow{"no_status", har(entry(get, R"(,"response":{})")), "/log/entries/0/response", "`status`"},
        BadRow{"status_beyond_integers", har(entry(get, R"(,"response":{"status":1e99})")),
               "/log/entries/0/response/status", "a whole number"},
        BadRow{"status_beyond_http", har(entry(get, R"(,"response":{"status":1000})")),
               "/log/entries/0/response/status", "from -1 to 999"},
        BadRow{"status_of_another_type", har(entry(get, R"(,"response":{"status":"200"})")),
               "/log/entries/0/response/status", "a whole number"},
        BadRow{"entry_of_another_type", har("1"), "/log/entries/0", "an object"},
        BadRow{"pages_of_another_type", R"({"log":{"pages":{},"entries":[]}})", "/log/pages", "an array"},
        BadRow{"page_of_another_type", R"({"log":{"pages":[{"id":1}],"entries":[]}})", "/log/pages/0/id", "a string"}),
    testing::row_name);

}  // namespace
}  // namespace corspec::recorded
