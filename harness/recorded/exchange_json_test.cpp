#include "recorded/exchange_json.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace corspec::recorded {
namespace {

const std::string put =
    R"({"step":0,"purpose":"request","method":"PUT","url":"http://h/r","sent":"PUT /r HTTP/1.1\r\nHost: h\r\nX-A: \u00e9\r\n\r\n",)"
    R"("status":200,"head":"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\n\r\n","duration_ms":1})";

suite::Loaded<std::vector<Exchange>> read(const std::string& text) {
  const auto document = suite::parse_document("x.json", text);
  if (!document) return std::unexpected(document.error());
  EXPECT_TRUE(has_exchanges(document->root()));
  return read_exchanges(*document);
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

TEST(ExchangeJson, WhatIsMissingIsAnErrorWithItsPlace) {
  const auto exchanges =
      read(R"([{"purpose":"request","method":"GET","url":"/r","sent":"GET / HTTP/1.1\r\n\r\n","head":""}])");
  ASSERT_FALSE(exchanges);
  EXPECT_EQ(exchanges.error().front().pointer, "/0");
  EXPECT_FALSE(read(R"({"purpose":"request","method":"GET","url":"http://h/","sent":"\u20ac","head":""})"));
}

}  // namespace
}  // namespace corspec::recorded
