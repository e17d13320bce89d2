#include "http/response_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/exact_copy.hpp"
#include "testing/row_name.hpp"

namespace corspec::http {
namespace {

using Kind = TransportError::Kind;
using State = ResponseReader::State;
using ::testing::ElementsAreArray;
using ::testing::UnorderedElementsAreArray;
using enum FramingFinding;

/// What one message came to, comparable as text.
struct Outcome {
  bool is_done = false;  ///< before the connection ended
  bool keep_alive = false;
  std::optional<ResponseReader::Error> error;
  Response response;
};

/// Reads `pieces` one after the other, then the end of the connection if the message is not complete by then. Each
/// piece is given in a block of exactly its size, so that the address sanitizer sees a read beyond the end.
Outcome read(std::string_view method, const std::vector<std::string_view>& pieces, Limits limits) {
  ResponseReader reader(method, limits);
  Outcome outcome;
  for (const std::string_view piece : pieces) {
    const corspec::testing::ExactCopy copy(piece);
    const auto state = reader.feed(copy.view());
    if (!state) {
      outcome.error = state.error();
      return outcome;
    }
    if (*state == State::need_more) continue;
    outcome.is_done = true;
    outcome.keep_alive = reader.keep_alive() && reader.excess().empty();
    outcome.response = reader.take();
    return outcome;
  }
  const auto finished = reader.finish();
  if (finished) {
    outcome.response = reader.take();
  } else {
    outcome.error = finished.error();
  }
  return outcome;
}

struct Row {
  const char* name;
  std::string bytes;
  const char* method = "GET";
  Limits limits = {};
  int status = 200;
  std::string body = {};
  bool is_done = true;  ///< before the connection ends
  bool keep_alive = true;
  bool body_complete = true;
  std::vector<FramingFinding> findings = {};
  std::size_t interim = 0;
  std::optional<Kind> error = {};
  bool has_surplus = false;  ///< bytes behind the end: whether they are seen depends on what comes in one read
};

class Reader : public ::testing::TestWithParam<Row> {
 protected:
  static void expect(const Outcome& outcome, const std::string& how) {
    const Row& row = GetParam();
    SCOPED_TRACE(how);
    ASSERT_EQ(outcome.error.has_value(), row.error.has_value()) << (outcome.error ? outcome.error->detail : "accepted");
    if (row.error) {
      EXPECT_EQ(outcome.error->kind, *row.error) << outcome.error->detail;
      EXPECT_FALSE(outcome.error->detail.empty());
      return;
    }
    const Response& response = outcome.response;
    EXPECT_EQ(outcome.is_done, row.is_done);
    EXPECT_EQ(response.status, row.status);
    EXPECT_EQ(response.body, row.body);
    EXPECT_EQ(response.body_complete, row.body_complete);
    EXPECT_EQ(response.interim.size(), row.interim);
    std::string raw;
    for (const std::string& interim : response.interim) raw += interim;
    raw += response.head;
    EXPECT_EQ(raw, row.bytes.substr(0, raw.size()));
    if (row.has_surplus) return;
    EXPECT_EQ(outcome.keep_alive, row.keep_alive);
    EXPECT_THAT(response.findings, UnorderedElementsAreArray(row.findings));
  }
};

TEST_P(Reader, ReadsWhole) {
  const Row& row = GetParam();
  const Outcome outcome = read(row.method, {row.bytes}, row.limits);
  expect(outcome, "whole");
  if (row.error) return;
  EXPECT_EQ(outcome.keep_alive, row.keep_alive);
  EXPECT_THAT(outcome.response.findings, UnorderedElementsAreArray(row.findings));
}

TEST_P(Reader, ReadsWhateverTheSplit) {
  const Row& row = GetParam();
  const std::string_view bytes = row.bytes;
  const std::size_t step = 1 + bytes.size() / 600;
  for (std::size_t at = 1; at < bytes.size(); at += step) {
    expect(read(row.method, {bytes.substr(0, at), bytes.substr(at)}, row.limits), "split at " + std::to_string(at));
  }
  std::vector<std::string_view> single;
  for (std::size_t at = 0; at < bytes.size(); ++at) single.push_back(bytes.substr(at, 1));
  expect(read(row.method, single, row.limits), "byte by byte");
}

const std::string ok = "HTTP/1.1 200 OK\r\n";
const std::string with_length = ok + "Content-Length: 5\r\n\r\n";
const std::string chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
const std::string early = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";

Row complete(const char* name, std::string bytes, std::string body) {
  return {.name = name, .bytes = std::move(bytes), .body = std::move(body)};
}

Row ends_with_connection(const char* name, std::string bytes, std::string body) {
  return {.name = name, .bytes = std::move(bytes), .body = std::move(body), .is_done = false, .keep_alive = false};
}

Row truncated(const char* name, std::string bytes, std::string body) {
  return {.name = name,
          .bytes = std::move(bytes),
          .body = std::move(body),
          .is_done = false,
          .keep_alive = false,
          .body_complete = false,
          .findings = {truncated_body}};
}

Row broken(const char* name, std::string bytes, std::string body) {
  return {.name = name,
          .bytes = std::move(bytes),
          .body = std::move(body),
          .keep_alive = false,
          .body_complete = false,
          .findings = {broken_chunked}};
}

Row odd(const char* name, std::string bytes, std::string body, FramingFinding finding) {
  return {.name = name, .bytes = std::move(bytes), .body = std::move(body), .findings = {finding}};
}

Row refused(const char* name, std::string bytes, Kind error, Limits limits = {}) {
  return {.name = name, .bytes = std::move(bytes), .limits = limits, .error = error};
}

INSTANTIATE_TEST_SUITE_P(Bodies, Reader,
                         ::testing::Values(complete("empty", ok + "Content-Length: 0\r\n\r\n", ""),
                                           complete("length", with_length + "hello", "hello"),
                                           complete("bytes_of_all_sorts", with_length + std::string("\0\r\n\xff\n", 5),
                                                    std::string("\0\r\n\xff\n", 5)),
                                           truncated("length_cut_short", with_length + "hell", "hell"),
                                           truncated("length_without_a_byte", with_length, ""),
                                           ends_with_connection("until_close", ok + "\r\nhello", "hello"),
                                           ends_with_connection("until_close_empty", ok + "\r\n", ""),
                                           Row{.name = "length_and_more",
                                               .bytes = with_length + "helloHTTP/1.1",
                                               .body = "hello",
                                               .keep_alive = false,
                                               .has_surplus = true}),
                         corspec::testing::row_name);

INSTANTIATE_TEST_SUITE_P(
    Chunks, Reader,
    ::testing::Values(
        complete("two", chunked + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world"),
        complete("none", chunked + "0\r\n\r\n", ""),
        complete("hex", chunked + "0A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789"),
        complete("extension", chunked + "5;a=b;c=\"d\"\r\nhello\r\n0\r\n\r\n", "hello"),
        complete("trailer", chunked + "5\r\nhello\r\n0\r\nA: b\r\nC: d\r\n\r\n", "hello"),
        complete("padded_size", chunked + "5  \r\nhello\r\n0 \r\n\r\n", "hello"),
        complete("bare_lf", chunked + "5\nhello\n0\n\n", "hello"), truncated("cut_short", chunked + "5\r\nhel", "hel"),
        truncated("without_the_last", chunked + "5\r\nhello\r\n", "hello"),
        truncated("without_the_end_of_the_last", chunked + "5\r\nhello\r\n0\r\n", "hello"),
        broken("word_for_size", chunked + "xyz\r\nhello\r\n0\r\n\r\n", ""),
        broken("negative_size", chunked + "-5\r\nhello\r\n0\r\n\r\n", ""),
        broken("hex_prefix", chunked + "0x5\r\nhello\r\n0\r\n\r\n", ""), broken("empty_size", chunked + "\r\n\r\n", ""),
        broken("overflowing_size", chunked + "10000000000000000\r\nhello", ""),
        broken("longer_than_its_size", chunked + "4\r\nhello\r\n0\r\n\r\n", "hell"),
        broken("second_of_them", chunked + "5\r\nhello\r\n?\r\n", "hello"),
        ends_with_connection("in_http_1_0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                             "0\r\n\r\n")),
    corspec::testing::row_name);

INSTANTIATE_TEST_SUITE_P(
    NoContent, Reader,
    ::testing::Values(
        Row{.name = "no_content", .bytes = "HTTP/1.1 204 No Content\r\n\r\n", .status = 204},
        Row{.name = "no_content_zero",
            .bytes = "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
            .status = 204,
            .findings = {content_length_on_204}},
        Row{.name = "no_content_with_body",
            .bytes = "HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nhi",
            .status = 204,
            .keep_alive = false,
            .findings = {content_length_on_204, body_on_no_content},
            .has_surplus = true},
        Row{.name = "not_modified", .bytes = "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", .status = 304},
        Row{.name = "head", .bytes = with_length, .method = "HEAD"},
        Row{.name = "head_with_body",
            .bytes = with_length + "hello",
            .method = "HEAD",
            .keep_alive = false,
            .findings = {body_on_no_content},
            .has_surplus = true},
        Row{.name = "bytes_after_length_zero",
            .bytes = ok + "Content-Length: 0\r\n\r\nhi",
            .keep_alive = false,
            .has_surplus = true}),
    corspec::testing::row_name);

INSTANTIATE_TEST_SUITE_P(
    Heads, Reader,
    ::testing::Values(
        odd("no_space_after_status", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "", no_space_after_status),
        odd("bare_lf", "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", "hi", bare_lf),
        odd("folded", ok + "A: b,\r\n c\r\nContent-Length: 0\r\n\r\n", "", obs_fold),
        odd("junk", "\r\n" + ok + "Content-Length: 0\r\n\r\n", "", junk_before_status_line),
        Row{.name = "invalid_length",
            .bytes = ok + "Content-Length: x\r\n\r\nhi",
            .body = "hi",
            .is_done = false,
            .keep_alive = false,
            .findings = {invalid_content_length}},
        Row{.name = "length_and_chunked",
            .bytes = ok + "Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
            .body = "hi",
            .keep_alive = false,
            .findings = {length_and_chunked}},
        Row{.name = "close", .bytes = ok + "Content-Length: 0\r\nConnection: close\r\n\r\n", .keep_alive = false},
        Row{.name = "http_1_0", .bytes = "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", .keep_alive = false}),
    corspec::testing::row_name);

INSTANTIATE_TEST_SUITE_P(
    Interim, Reader,
    ::testing::Values(
        Row{.name = "one", .bytes = early + with_length + "hello", .body = "hello", .interim = 1},
        Row{.name = "several",
            .bytes = "HTTP/1.1 100 Continue\r\n\r\n" + early + early + "HTTP/1.1 204 No Content\r\n\r\n",
            .status = 204,
            .interim = 3},
        Row{.name = "with_odd_ends", .bytes = "HTTP/1.1 100\n\n" + ok + "Content-Length: 0\r\n\r\n", .interim = 1},
        Row{.name = "switching_is_final",
            .bytes = "HTTP/1.1 101 Switching Protocols\r\n\r\n",
            .status = 101,
            .keep_alive = false},
        refused("alone", early, Kind::closed), refused("then_garbage", early + "garbage", Kind::malformed)),
    corspec::testing::row_name);

INSTANTIATE_TEST_SUITE_P(
    Failures, Reader,
    ::testing::Values(refused("nothing", "", Kind::closed), refused("half_a_word", "HTT", Kind::closed),
                      refused("half_a_head", ok + "Access-Control-Allow-Orig", Kind::closed),
                      refused("head_without_its_empty_line", ok + "A: b\r\n", Kind::closed),
                      refused("http_0_9", "<html></html>", Kind::malformed),
                      refused("tls_alert", "\x15\x03\x01\x02\x02\x16\x03\x03", Kind::malformed),
                      refused("nul", ok + "A: " + std::string("\0", 1) + "\r\n\r\n", Kind::malformed),
                      refused("cr", ok + "A: b\rc\r\n\r\n", Kind::malformed),
                      refused("two_lengths", ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nhi", Kind::malformed)),
    corspec::testing::row_name);

constexpr Limits tight{.head = 64, .body = 8};

/// A whole message whose head has that many bytes.
std::string head_of(std::size_t size) {
  const std::string begin = ok + "Content-Length: 0\r\nA: ";
  const std::string end = "\r\n\r\n";
  return begin + std::string(size - begin.size() - end.size(), 'a') + end;
}

std::string repeat(std::string_view piece, std::size_t times) {
  std::string bytes;
  for (std::size_t time = 0; time < times; ++time) bytes += piece;
  return bytes;
}

Row at_the_limit(const char* name, std::string bytes) {
  return {.name = name, .bytes = std::move(bytes), .limits = tight, .body = "12345678"};
}

Row beyond_the_limit(const char* name, std::string bytes) {
  return {.name = name,
          .bytes = std::move(bytes),
          .limits = tight,
          .body = "12345678",
          .keep_alive = false,
          .body_complete = false};
}

INSTANTIATE_TEST_SUITE_P(
    Limits, Reader,
    ::testing::Values(Row{.name = "head_at_the_limit", .bytes = head_of(64), .limits = tight},
                      refused("head_beyond_the_limit", head_of(65), Kind::limit, tight),
                      refused("field_without_end", ok + "A: " + repeat("a", 1000), Kind::limit, tight),
                      refused("status_line_without_end", "HTTP/1.1 200 " + repeat("a", 1000), Kind::limit, tight),
                      refused("interim_heads_count", repeat("HTTP/1.1 100 Continue\r\n\r\n", 3), Kind::limit, tight),
                      at_the_limit("length_at", ok + "Content-Length: 8\r\n\r\n12345678"),
                      beyond_the_limit("length_beyond", ok + "Content-Length: 9\r\n\r\n123456789"),
                      at_the_limit("chunks_at", chunked + "4\r\n1234\r\n4\r\n5678\r\n0\r\n\r\n"),
                      beyond_the_limit("chunks_beyond", chunked + "4\r\n1234\r\n5\r\n56789\r\n0\r\n\r\n"),
                      Row{.name = "until_close_at",
                          .bytes = ok + "\r\n12345678",
                          .limits = tight,
                          .body = "12345678",
                          .is_done = false,
                          .keep_alive = false},
                      beyond_the_limit("until_close_beyond", ok + "\r\n123456789"),
                      broken("trailer_without_end", chunked + "0\r\n" + repeat("A: bcdefg\n", 7000), ""),
                      broken("chunk_size_without_end", chunked + "5;" + repeat("a", 70000), "")),
    corspec::testing::row_name);

TEST(ReaderAtOneGo, FindsManyInterimHeadsInLinearTime) {
  std::string bytes;
  for (int head = 0; head < 10000; ++head) bytes += "HTTP/1.1 100 C\r\n\r\n";
  const Outcome outcome = read("GET", {bytes, "HTTP/1.1 204 No Content\r\n\r\n"}, {});
  ASSERT_FALSE(outcome.error);
  EXPECT_EQ(outcome.response.interim.size(), 10000U);
}

TEST(ReaderAtOneGo, BoundsInterimHeadsThatNeverEnd) {
  ResponseReader reader("GET", {});
  for (int piece = 0; piece < 100; ++piece) {
    std::string bytes;
    for (int head = 0; head < 500; ++head) bytes += "HTTP/1.1 100 C\r\n\r\n";
    const auto state = reader.feed(bytes);
    if (state) continue;
    EXPECT_EQ(state.error().kind, Kind::limit);
    EXPECT_EQ(state.error().detail, "the head is larger than 262144 bytes");
    EXPECT_LE(reader.received().size(), 262144U + 1);
    return;
  }
  FAIL() << "never refused";
}

TEST(ReaderAtOneGo, KeepsWhatCameBeforeItWentWrong) {
  ResponseReader reader("GET", {});
  ASSERT_TRUE(reader.feed(early + "HTTP/1.1 2"));
  EXPECT_EQ(reader.received(), early + "HTTP/1.1 2");
  ASSERT_FALSE(reader.feed("000\r\n\r\n"));
  EXPECT_EQ(reader.received(), early + "HTTP/1.1 2000\r\n\r\n");
}

TEST(ReaderAtOneGo, DecidesWithTheHead) {
  ResponseReader reader("GET", {});
  ASSERT_TRUE(reader.feed(ok + "Content-Length: 5\r\n"));
  EXPECT_FALSE(reader.head_complete());
  ASSERT_TRUE(reader.feed("\r\n"));
  EXPECT_TRUE(reader.head_complete());
  ASSERT_TRUE(reader.feed("he"));
  reader.stop();
  const Response response = reader.take();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "he");
  EXPECT_FALSE(response.body_complete);
  EXPECT_TRUE(response.findings.empty());
}

TEST(ReaderAtOneGo, BlamesAResetInsideTheBodyOnThePeer) {
  ResponseReader reader("GET", {});
  ASSERT_TRUE(reader.feed(ok + "\r\nhe"));
  ASSERT_TRUE(reader.break_off());
  const Response response = reader.take();
  EXPECT_EQ(response.body, "he");
  EXPECT_FALSE(response.body_complete);
  EXPECT_THAT(response.findings, ElementsAreArray({truncated_body}));
}

TEST(ReaderAtOneGo, NamesTheFault) {
  ResponseReader reader("GET", {});
  const auto state = reader.feed(ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n");
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().detail, "two different Content-Length");
}

}  // namespace
}  // namespace corspec::http
