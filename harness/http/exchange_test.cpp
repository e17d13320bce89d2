#include "http/exchange.hpp"

#include <gtest/gtest.h>

#include <set>

namespace corspec::http {
namespace {

TEST(Serialize, WritesFieldsInOrderAndAddsNothing) {
  Request request;
  request.method = "OPTIONS";
  request.target = "/a?b";
  request.headers = {{"Host", "a.example"}, {"x", ""}, {"X", " odd\xff"}, {"x", "2"}};
  EXPECT_EQ(serialize(request), "OPTIONS /a?b HTTP/1.1\r\nHost: a.example\r\nx: \r\nX:  odd\xff\r\nx: 2\r\n\r\n");
}

TEST(Serialize, WritesTheBody) {
  Request request;
  request.method = "POST";
  request.headers = {{"Content-Length", "3"}};
  request.body = std::string("a\0b", 3);
  EXPECT_EQ(serialize(request), std::string("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\na\0b", 41));
}

TEST(Serialize, WritesRawBytesAsTheyAre) {
  Request request;
  request.headers = {{"Host", "a.example"}};
  request.body = "not sent";
  request.raw = std::string("GET\0\n", 5);
  EXPECT_EQ(serialize(request), std::string("GET\0\n", 5));
}

TEST(FramingFindings, AreDescribedEachInItsOwnWords) {
  std::set<std::string_view> words;
  const int last = static_cast<int>(FramingFinding::broken_chunked);
  for (int finding = 0; finding <= last; ++finding) words.insert(describe(static_cast<FramingFinding>(finding)));
  EXPECT_EQ(words.size(), static_cast<std::size_t>(last) + 1);
  EXPECT_FALSE(words.contains(""));
}

TEST(TransportErrors, AreDescribedEachInItsOwnWords) {
  std::set<std::string_view> words;
  const int last = static_cast<int>(TransportError::Kind::cancelled);
  for (int kind = 0; kind <= last; ++kind) words.insert(describe(static_cast<TransportError::Kind>(kind)));
  EXPECT_EQ(words.size(), static_cast<std::size_t>(last) + 1);
  EXPECT_FALSE(words.contains(""));
}

}  // namespace
}  // namespace corspec::http
