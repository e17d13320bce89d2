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
    outcome.keep_alive = reader.keep_alive();
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
  int status = 200;
  std::string body;
  bool is_done = true;
  bool keep_alive = true;
  bool body_complete = true;
  std::vector<FramingFinding> findings;
  std::size_t interim = 0;
  const char* method = "GET";
  std::optional<Kind> error;
  Limits limits;
  /// Whether the answer may depend on what came in one read: bytes behind the end are seen, or not.
  bool has_surplus = false;
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

INSTANTIATE_TEST_SUITE_P(
    Bodies, Reader,
    ::testing::Values(
        Row{"empty", ok + "Content-Length: 0\r\n\r\n"},
        Row{"length", ok + "Content-Length: 5\r\n\r\nhello", 200, "hello"},
        Row{"length_and_more",
            ok + "Content-Length: 5\r\n\r\nhelloHTTP/1.1",
            200,
            "hello",
            true,
            false,
            true,
            {},
            0,
            "GET",
            {},
            {},
            true},
        Row{"length_cut_short",
            ok + "Content-Length: 5\r\n\r\nhell",
            200,
            "hell",
            false,
            false,
            false,
            {truncated_body}},
        Row{"length_without_a_byte", ok + "Content-Length: 5\r\n\r\n", 200, "", false, false, false, {truncated_body}},
        Row{"until_close", ok + "\r\nhello", 200, "hello", false, false},
        Row{"until_close_empty", ok + "\r\n", 200, "", false, false},
        Row{"chunked", ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", 200,
            "hello world"},
        Row{"chunked_hex", ok + "Transfer-Encoding: chunked\r\n\r\n0A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n",
            200, "01234567890123456789"},
        Row{"chunked_extension", ok + "Transfer-Encoding: chunked\r\n\r\n5;a=b;c=\"d\"\r\nhello\r\n0\r\n\r\n", 200,
            "hello"},
        Row{"chunked_trailer", ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\nC: d\r\n\r\n", 200,
            "hello"},
        Row{"chunked_padded", ok + "Transfer-Encoding: chunked\r\n\r\n5  \r\nhello\r\n0 \r\n\r\n", 200, "hello"},
        Row{"chunked_bare_lf", ok + "Transfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n", 200, "hello"},
        Row{"chunked_empty", ok + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        Row{"chunked_cut_short",
            ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhel",
            200,
            "hel",
            false,
            false,
            false,
            {truncated_body}},
        Row{"chunked_without_end",
            ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
            200,
            "hello",
            false,
            false,
            false,
            {truncated_body}},
        Row{"chunked_broken_size",
            ok + "Transfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n0\r\n\r\n",
            200,
            "",
            true,
            false,
            false,
            {broken_chunked}},
        Row{"chunked_negative_size",
            ok + "Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
            200,
            "",
            true,
            false,
            false,
            {broken_chunked}},
        Row{"chunked_overflowing_size",
            ok + "Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\nhello",
            200,
            "",
            true,
            false,
            false,
            {broken_chunked}},
        Row{"chunked_hex_prefix",
            ok + "Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n",
            200,
            "",
            true,
            false,
            false,
            {broken_chunked}},
        Row{"chunked_too_long",
            ok + "Transfer-Encoding: chunked\r\n\r\n4\r\nhello\r\n0\r\n\r\n",
            200,
            "hell",
            true,
            false,
            false,
            {broken_chunked}},
        Row{"chunked_empty_size",
            ok + "Transfer-Encoding: chunked\r\n\r\n\r\n",
            200,
            "",
            true,
            false,
            false,
            {broken_chunked}},
        Row{"chunked_broken_second",
            ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n?\r\n",
            200,
            "hello",
            true,
            false,
            false,
            {broken_chunked}},
        Row{"chunked_in_http_1_0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 200, "0\r\n\r\n",
            false, false},
        Row{"bytes_of_all_sorts", ok + "Content-Length: 4\r\n\r\n" + std::string("\0\r\n\xff", 4), 200,
            std::string("\0\r\n\xff", 4)}),
    corspec::testing::row_name);

INSTANTIATE_TEST_SUITE_P(
    NoContent, Reader,
    ::testing::Values(Row{"no_content", "HTTP/1.1 204 No Content\r\n\r\n", 204},
                      Row{"no_content_zero",
                          "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
                          204,
                          "",
                          true,
                          true,
                          true,
                          {content_length_on_204}},
                      Row{"no_content_with_body",
                          "HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nhi",
                          204,
                          "",
                          true,
                          false,
                          true,
                          {content_length_on_204, body_on_no_content},
                          0,
                          "GET",
                          {},
                          {},
                          true},
                      Row{"not_modified", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", 304},
                      Row{"head", ok + "Content-Length: 5\r\n\r\n", 200, "", true, true, true, {}, 0, "HEAD"},
                      Row{"head_with_body",
                          ok + "Content-Length: 5\r\n\r\nhello",
                          200,
                          "",
                          true,
                          false,
                          true,
                          {body_on_no_content},
                          0,
                          "HEAD",
                          {},
                          {},
                          true},
                      Row{"bytes_after_length_zero",
                          ok + "Content-Length: 0\r\n\r\nhi",
                          200,
                          "",
                          true,
                          false,
                          true,
                          {},
                          0,
                          "GET",
                          {},
                          {},
                          true}),
    corspec::testing::row_name);

INSTANTIATE_TEST_SUITE_P(
    Heads, Reader,
    ::testing::Values(
        Row{"no_space_after_status", "HTTP/1.1 204\r\n\r\n", 204, "", true, true, true, {no_space_after_status}},
        Row{"bare_lf", "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", 200, "hi", true, true, true, {bare_lf}},
        Row{"folded", ok + "A: b,\r\n c\r\nContent-Length: 0\r\n\r\n", 200, "", true, true, true, {obs_fold}},
        Row{"junk", "\r\n" + ok + "Content-Length: 0\r\n\r\n", 200, "", true, true, true, {junk_before_status_line}},
        Row{"invalid_length",
            ok + "Content-Length: x\r\n\r\nhi",
            200,
            "hi",
            false,
            false,
            true,
            {invalid_content_length}},
        Row{"length_and_chunked",
            ok + "Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
            200,
            "hi",
            true,
            false,
            true,
            {length_and_chunked}},
        Row{"close", ok + "Content-Length: 0\r\nConnection: close\r\n\r\n", 200, "", true, false},
        Row{"http_1_0", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", 200, "", true, false}),
    corspec::testing::row_name);

const std::string early = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";

INSTANTIATE_TEST_SUITE_P(
    Interim, Reader,
    ::testing::Values(
        Row{"one", early + ok + "Content-Length: 2\r\n\r\nhi", 200, "hi", true, true, true, {}, 1},
        Row{"several",
            "HTTP/1.1 100 Continue\r\n\r\n" + early + early + "HTTP/1.1 204 No Content\r\n\r\n",
            204,
            "",
            true,
            true,
            true,
            {},
            3},
        Row{"with_odd_ends", "HTTP/1.1 100\n\n" + ok + "Content-Length: 0\r\n\r\n", 200, "", true, true, true, {}, 1},
        Row{"switching_is_final", "HTTP/1.1 101 Switching Protocols\r\n\r\n", 101, "", true, false},
        Row{"alone", early, 0, "", false, false, true, {}, 0, "GET", Kind::closed},
        Row{"then_garbage", early + "garbage", 0, "", false, false, true, {}, 0, "GET", Kind::malformed}),
    corspec::testing::row_name);

INSTANTIATE_TEST_SUITE_P(
    Failures, Reader,
    ::testing::Values(
        Row{"nothing", "", 0, "", false, false, true, {}, 0, "GET", Kind::closed},
        Row{"half_a_word", "HTT", 0, "", false, false, true, {}, 0, "GET", Kind::closed},
        Row{"half_a_head",
            "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Orig",
            0,
            "",
            false,
            false,
            true,
            {},
            0,
            "GET",
            Kind::closed},
        Row{"head_without_its_empty_line", ok + "A: b\r\n", 0, "", false, false, true, {}, 0, "GET", Kind::closed},
        Row{"http_0_9", "<html></html>", 0, "", false, false, true, {}, 0, "GET", Kind::malformed},
        Row{"tls_alert", "\x15\x03\x01\x02\x02\x16\x03\x03", 0, "", false, false, true, {}, 0, "GET", Kind::malformed},
        Row{"nul",
            ok + "A: " + std::string("\0", 1) + "\r\n\r\n",
            0,
            "",
            false,
            false,
            true,
            {},
            0,
            "GET",
            Kind::malformed},
        Row{"cr", ok + "A: b\rc\r\n\r\n", 0, "", false, false, true, {}, 0, "GET", Kind::malformed},
        Row{"two_lengths",
            ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nhi",
            0,
            "",
            false,
            false,
            true,
            {},
            0,
            "GET",
            Kind::malformed}),
    corspec::testing::row_name);

std::string trailer_of_70000() {
  std::string lines;
  for (int line = 0; line < 7000; ++line) lines += "A: bcdefg\n";
  return lines;
}

constexpr Limits tight{.head = 64, .body = 8};
const std::string small_head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n";
const std::string head_of_64 = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nA: " + std::string(21, 'a') + "\r\n\r\n";
const std::string head_of_65 = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nA: " + std::string(22, 'a') + "\r\n\r\n";

INSTANTIATE_TEST_SUITE_P(
    Limits, Reader,
    ::testing::Values(
        Row{"head_at_the_limit", head_of_64, 200, "", true, true, true, {}, 0, "GET", {}, tight},
        Row{"head_beyond_the_limit", head_of_65, 0, "", false, false, true, {}, 0, "GET", Kind::limit, tight},
        Row{"head_without_end",
            ok + "A: " + std::string(1000, 'a'),
            0,
            "",
            false,
            false,
            true,
            {},
            0,
            "GET",
            Kind::limit,
            tight},
        Row{"line_without_end",
            "HTTP/1.1 200 " + std::string(1000, 'a'),
            0,
            "",
            false,
            false,
            true,
            {},
            0,
            "GET",
            Kind::limit,
            tight},
        Row{"interim_heads_count",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n",
            0,
            "",
            false,
            false,
            true,
            {},
            0,
            "GET",
            Kind::limit,
            tight},
        Row{"body_at_the_limit",
            ok + "Content-Length: 8\r\n\r\n12345678",
            200,
            "12345678",
            true,
            true,
            true,
            {},
            0,
            "GET",
            {},
            tight},
        Row{"body_beyond_the_limit",
            ok + "Content-Length: 9\r\n\r\n123456789",
            200,
            "12345678",
            true,
            false,
            false,
            {},
            0,
            "GET",
            {},
            tight},
        Row{"chunked_at_the_limit",
            small_head + "\r\n4\r\n1234\r\n4\r\n5678\r\n0\r\n\r\n",
            200,
            "12345678",
            true,
            true,
            true,
            {},
            0,
            "GET",
            {},
            tight},
        Row{"chunked_beyond_the_limit",
            small_head + "\r\n4\r\n1234\r\n5\r\n56789\r\n0\r\n\r\n",
            200,
            "12345678",
            true,
            false,
            false,
            {},
            0,
            "GET",
            {},
            tight},
        Row{"until_close_at_the_limit",
            ok + "\r\n12345678",
            200,
            "12345678",
            false,
            false,
            true,
            {},
            0,
            "GET",
            {},
            tight},
        Row{"until_close_beyond_the_limit",
            ok + "\r\n123456789",
            200,
            "12345678",
            true,
            false,
            false,
            {},
            0,
            "GET",
            {},
            tight},
        Row{"trailer_without_end",
            ok + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + trailer_of_70000(),
            200,
            "",
            true,
            false,
            false,
            {broken_chunked}},
        Row{"chunk_head_without_end",
            ok + "Transfer-Encoding: chunked\r\n\r\n5;" + std::string(70000, 'a'),
            200,
            "",
            true,
            false,
            false,
            {broken_chunked}}),
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
