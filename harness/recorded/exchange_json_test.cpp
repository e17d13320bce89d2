#include "recorded/exchange_json.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "testing/row_name.hpp"

namespace corspec::recorded {
namespace {

const std::string put =
    R"({"step":0,"purpose":"request","method":"PUT","url":"http://h/r","sent":"PUT /r HTTP/1.1\r\nHost: h\r\nX-A: \u00e9\r\n\r\n",)"
    R"("status":200,"head":"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\n\r\n","duration_ms":1})";

suite::Loaded<std::vector<Exchange>> read(const std::string& text) {
  const auto document = suite::parse_document("x.json", text);
  if (!document) return std::unexpected(document.error());
  EXPECT_TRUE(are_exchanges(document->root()));
  const auto* only = &*document;
  return read_exchanges({&only, 1});
}

TEST(ExchangeJson, IsReadAloneInAnArrayOrInAReport) {
  for (const auto& text :
       {put, "[" + put + "]", R"({"results":[{"id":"a","attempts":[{"exchanges":[)" + put + "]}]}]}"}) {
    const auto exchanges = read(text);
    ASSERT_TRUE(exchanges && exchanges->size() == 1U) << text;
    EXPECT_EQ(exchanges->front().method, "PUT");
    EXPECT_EQ(exchanges->front().headers.get("x-a"), "\xE9");
    EXPECT_EQ(exchanges->front().response->status, 200);
    EXPECT_TRUE(exchanges->front().response->headers.contains("access-control-allow-origin"));
  }
}

TEST(ExchangeJson, ThoseOfOneArrayAreOnePage) {
  const auto exchanges = read(R"({"a":{"exchanges":[)" + put + "," + put + R"(]},"b":{"exchanges":[)" + put + "]}}");
  ASSERT_TRUE(exchanges && exchanges->size() == 3U);
  EXPECT_EQ(exchanges->at(0).page, exchanges->at(1).page);
  EXPECT_NE(exchanges->at(0).page, exchanges->at(2).page);
}

TEST(ExchangeJson, APageIsNamedByItsCase) {
  const auto exchanges = read(R"({"results":[{"id":"a/b","attempts":[{"exchanges":[)" + put + "]}]}]}");
  ASSERT_TRUE(exchanges && exchanges->size() == 1U);
  EXPECT_EQ(exchanges->front().page, "a/b at /results/0/attempts/0/exchanges");
}

TEST(ExchangeJson, WithoutAnAnswerItSaysWhy) {
  const auto exchanges =
      read(R"({"purpose":"preflight","method":"OPTIONS","url":"http://h/","sent":"OPTIONS / HTTP/1.1\r\n\r\n",)"
           R"("status":0,"head":"","error":"connection reset"})");
  ASSERT_TRUE(exchanges && exchanges->size() == 1U);
  EXPECT_FALSE(exchanges->front().response);
  EXPECT_EQ(exchanges->front().failure, "connection reset");
}

TEST(ExchangeJson, RawBytesAreLeftOut) {
  EXPECT_TRUE(read(R"({"purpose":"raw","method":"","url":"http://h/","sent":"x","head":""})").value().empty());
}

TEST(ExchangeJson, WhatBrokeOffIsNoAnswer) {
  const auto exchanges =
      read(R"({"purpose":"request","method":"GET","url":"http://h/","sent":"GET / HTTP/1.1\r\n\r\n",)"
           R"("head":"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n","error":"closed: after 3 bytes of 9"})");
  ASSERT_TRUE(exchanges && exchanges->size() == 1U);
  EXPECT_FALSE(exchanges->front().response);
  EXPECT_EQ(exchanges->front().failure, "closed: after 3 bytes of 9");
}

TEST(ExchangeJson, WhatAModelledCacheAnsweredIsLeftOut) {
  EXPECT_TRUE(read(R"({"stored_answer":0,)" + put.substr(1)).value().empty());
}

TEST(ExchangeJson, AReportMayHaveNone) {
  for (const auto* text : {R"({"format":"corspec-report","results":[]})", R"({"type":"start"})", R"({"type":"end"})"}) {
    const auto exchanges = read(text);
    EXPECT_TRUE(exchanges && exchanges->empty()) << text;
  }
}

struct BadRow {
  const char* name;
  std::string text;
  const char* pointer;
  const char* what;

  friend std::ostream& operator<<(std::ostream& out, const BadRow& row) { return out << row.name; }
};

class BadExchange : public ::testing::TestWithParam<BadRow> {};

TEST_P(BadExchange, IsAnErrorWithItsPlace) {
  const auto exchanges = read(GetParam().text);
  ASSERT_FALSE(exchanges);
  EXPECT_EQ(exchanges.error().front().pointer, GetParam().pointer);
  EXPECT_TRUE(exchanges.error().front().what.contains(GetParam().what)) << exchanges.error().front().what;
}

INSTANTIATE_TEST_SUITE_P(
    , BadExchange,
    ::testing::Values(
        BadRow{"other_element", "[" + put + R"(,{"foo":1}])", "/1", "no exchange"},
        BadRow{"other_head",
               R"({"purpose":"request","method":"GET","url":"http://h/","sent":"GET / HTTP/1.1\r\n\r\n","head":"x"})",
               "/head", "a status line, or be empty, not `x`"},
        BadRow{"other_sent", R"({"purpose":"request","method":"GET","url":"http://h/","sent":"GET","head":""})", "",
               "the request head as `sent`"}),
    testing::row_name);

TEST(ExchangeJson, WhatIsMissingIsAnErrorWithItsPlace) {
  const auto exchanges =
      read(R"([{"purpose":"request","method":"GET","url":"/r","sent":"GET / HTTP/1.1\r\n\r\n","head":""}])");
  ASSERT_FALSE(exchanges);
  EXPECT_EQ(exchanges.error().front().pointer, "/0");
  EXPECT_FALSE(read(R"({"purpose":"request","method":"GET","url":"http://h/","sent":"\u20ac","head":""})"));
}

}  // namespace
}  // namespace corspec::recorded
