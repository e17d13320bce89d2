#include "http/body_framing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/row_name.hpp"

namespace corspec::http {
namespace {

using Kind = BodyFraming::Kind;
using message::HeaderList;
using ::testing::UnorderedElementsAreArray;
using enum FramingFinding;

struct Row {
  const char* name;
  int status;
  HeaderList headers;
  Kind kind;
  std::uint64_t length = 0;
  bool keep_alive = false;
  std::vector<FramingFinding> findings;
  const char* method = "GET";
  int minor_version = 1;
};

class Framing : public ::testing::TestWithParam<Row> {};

TEST_P(Framing, Follows) {
  const Row& row = GetParam();
  ResponseHead head;
  head.status = row.status;
  head.minor_version = row.minor_version;
  head.headers = row.headers;
  const auto framing = body_framing(row.method, head);
  ASSERT_TRUE(framing) << describe(framing.error());
  EXPECT_EQ(framing->kind, row.kind);
  EXPECT_EQ(framing->length, row.length);
  EXPECT_EQ(framing->keep_alive, row.keep_alive);
  EXPECT_THAT(framing->findings, UnorderedElementsAreArray(row.findings));
}

const message::Header chunked{"Transfer-Encoding", "chunked"};
const message::Header five{"Content-Length", "5"};
const message::Header zero{"Content-Length", "0"};

INSTANTIATE_TEST_SUITE_P(
    Lengths, Framing,
    ::testing::Values(
        Row{"length", 200, {five}, Kind::length, 5, true}, Row{"length_zero", 200, {zero}, Kind::none, 0, true},
        Row{"length_twice_alike", 200, {five, five}, Kind::length, 5, true},
        Row{"length_list_alike", 200, {{"content-length", "5, 5"}}, Kind::length, 5, true},
        Row{"length_list_with_empty_member", 200, {{"content-length", "5,"}}, Kind::length, 5, true},
        Row{"length_empty", 200, {{"content-length", ""}}, Kind::until_close, 0, false, {invalid_content_length}},
        Row{"length_of_words",
            200,
            {{"content-length", "five"}},
            Kind::until_close,
            0,
            false,
            {invalid_content_length}},
        Row{"length_signed", 200, {{"content-length", "+5"}}, Kind::until_close, 0, false, {invalid_content_length}},
        Row{"length_negative", 200, {{"content-length", "-5"}}, Kind::until_close, 0, false, {invalid_content_length}},
        Row{"length_hex", 200, {{"content-length", "0x5"}}, Kind::until_close, 0, false, {invalid_content_length}},
        Row{"length_too_large",
            200,
            {{"content-length", "18446744073709551616"}},
            Kind::until_close,
            0,
            false,
            {invalid_content_length}},
        Row{"length_largest",
            200,
            {{"content-length", "18446744073709551615"}},
            Kind::length,
            18446744073709551615U,
            true},
        Row{"nothing_announced", 200, {}, Kind::until_close, 0, false},
        Row{"nothing_announced_on_error", 500, {}, Kind::until_close, 0, false},
        Row{"reset_content_is_framed_as_any", 205, {zero}, Kind::none, 0, true}),
    corspec::testing::row_name);

INSTANTIATE_TEST_SUITE_P(
    Codings, Framing,
    ::testing::Values(
        Row{"chunked", 200, {chunked}, Kind::chunked, 0, true},
        Row{"chunked_in_capitals", 200, {{"TRANSFER-ENCODING", "CHUNKED"}}, Kind::chunked, 0, true},
        Row{"chunked_last", 200, {{"Transfer-Encoding", "gzip, chunked"}}, Kind::chunked, 0, true},
        Row{"another_coding", 200, {{"Transfer-Encoding", "gzip"}}, Kind::until_close, 0, false},
        Row{"chunked_beside_length", 200, {five, chunked}, Kind::chunked, 0, false, {length_and_chunked}},
        Row{"chunked_beside_two_lengths", 200, {five, zero, chunked}, Kind::chunked, 0, false, {length_and_chunked}},
        Row{"chunked_in_http_1_0", 200, {chunked}, Kind::until_close, 0, false, {}, "GET", 0}),
    corspec::testing::row_name);

INSTANTIATE_TEST_SUITE_P(
    NoContent, Framing,
    ::testing::Values(Row{"no_content", 204, {}, Kind::none, 0, true},
                      Row{"no_content_with_zero", 204, {zero}, Kind::none, 0, true, {content_length_on_204}},
                      Row{"no_content_with_length", 204, {five}, Kind::none, 0, false, {content_length_on_204}},
                      Row{"no_content_with_chunked", 204, {chunked}, Kind::none, 0, false},
                      Row{"not_modified", 304, {five}, Kind::none, 0, true},
                      Row{"head", 200, {five}, Kind::none, 0, true, {}, "HEAD"},
                      Row{"head_without_length", 200, {}, Kind::none, 0, true, {}, "HEAD"},
                      Row{"head_chunked", 200, {chunked}, Kind::none, 0, true, {}, "HEAD"},
                      Row{"head_in_lower_case_is_another_method", 200, {five}, Kind::length, 5, true, {}, "head"},
                      Row{"switching_protocols", 101, {}, Kind::none, 0, false},
                      Row{"connect", 200, {}, Kind::none, 0, false, {}, "CONNECT"},
                      Row{"connect_refused", 405, {five}, Kind::length, 5, true, {}, "CONNECT"}),
    corspec::testing::row_name);

INSTANTIATE_TEST_SUITE_P(
    Persistence, Framing,
    ::testing::Values(
        Row{"close", 200, {zero, {"Connection", "close"}}, Kind::none, 0, false},
        Row{"close_in_a_list", 200, {zero, {"connection", "x, CLOSE"}}, Kind::none, 0, false},
        Row{"close_on_a_second_line",
            200,
            {zero, {"Connection", "keep-alive"}, {"Connection", "close"}},
            Kind::none,
            0,
            false},
        Row{"http_1_0", 200, {zero}, Kind::none, 0, false, {}, "GET", 0},
        Row{"http_1_0_keep_alive", 200, {zero, {"Connection", "Keep-Alive"}}, Kind::none, 0, true, {}, "GET", 0}),
    corspec::testing::row_name);

TEST(Framing, RefusesTwoLengths) {
  for (const HeaderList& headers :
       {HeaderList{five, zero}, HeaderList{{"Content-Length", "5, 6"}}, HeaderList{five, {"content-length", "05"}},
        HeaderList{{"Content-Length", "5, x"}}}) {
    ResponseHead head;
    head.status = 200;
    head.headers = headers;
    EXPECT_EQ(body_framing("GET", head).error(), FramingFault::two_content_lengths);
    EXPECT_EQ(body_framing("HEAD", head).error(), FramingFault::two_content_lengths);
  }
  EXPECT_EQ(describe(FramingFault::two_content_lengths), "two different Content-Length");
}

}  // namespace
}  // namespace corspec::http
