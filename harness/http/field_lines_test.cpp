#include "http/field_lines.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/exact_copy.hpp"
#include "testing/row_name.hpp"

namespace corspec::http {
namespace {

using corspec::testing::ExactCopy;
using message::Header;
using message::HeaderList;
using ::testing::UnorderedElementsAreArray;
using enum FramingFinding;

constexpr std::string_view nul("\0", 1);

struct StatusLineRow {
  const char* name;
  std::string line;
  int status;
  std::string reason;
  int minor_version;
  std::vector<FramingFinding> findings;
};

class StatusLine : public ::testing::TestWithParam<StatusLineRow> {};

TEST_P(StatusLine, IsCut) {
  const StatusLineRow& row = GetParam();
  const ExactCopy bytes(row.line + "\r\n\r\n");
  const auto head = parse_head(bytes.view());
  ASSERT_TRUE(head) << describe(head.error());
  EXPECT_EQ(head->status, row.status);
  EXPECT_EQ(head->reason, row.reason);
  EXPECT_EQ(head->minor_version, row.minor_version);
  EXPECT_TRUE(head->headers.empty());
  EXPECT_THAT(head->findings, UnorderedElementsAreArray(row.findings));
}

INSTANTIATE_TEST_SUITE_P(
    Accepted, StatusLine,
    ::testing::Values(
        StatusLineRow{"usual", "HTTP/1.1 200 OK", 200, "OK", 1, {}},
        StatusLineRow{"empty_reason", "HTTP/1.1 204 ", 204, "", 1, {}},
        StatusLineRow{"no_space_after_code", "HTTP/1.1 204", 204, "", 1, {no_space_after_status}},
        StatusLineRow{"reason_of_words", "HTTP/1.1 404 Not Found", 404, "Not Found", 1, {}},
        StatusLineRow{"reason_of_bytes", "HTTP/1.1 200 \xff\xfe", 200, "\xff\xfe", 1, {}},
        StatusLineRow{"http_1_0", "HTTP/1.0 200 OK", 200, "OK", 0, {}},
        StatusLineRow{"http_0_9_written_out", "HTTP/0.9 200 OK", 200, "OK", 0, {odd_status_line}},
        StatusLineRow{"http_1_2", "HTTP/1.2 200 OK", 200, "OK", 1, {odd_status_line}},
        StatusLineRow{"http_2_0", "HTTP/2.0 200 OK", 200, "OK", 1, {odd_status_line}},
        StatusLineRow{"lower_case", "http/1.1 200 OK", 200, "OK", 1, {odd_status_line}},
        StatusLineRow{"two_spaces", "HTTP/1.1  200 OK", 200, "OK", 1, {odd_status_line}},
        StatusLineRow{"tab", "HTTP/1.1\t200 OK", 200, "OK", 1, {odd_status_line}},
        StatusLineRow{"status_099", "HTTP/1.1 099 Odd", 99, "Odd", 1, {}},
        StatusLineRow{"status_999", "HTTP/1.1 999 Odd", 999, "Odd", 1, {}},
        StatusLineRow{"status_0", "HTTP/1.1 0 OK", 0, "OK", 1, {odd_status_line}},
        StatusLineRow{"status_99", "HTTP/1.1 99 OK", 99, "OK", 1, {odd_status_line}},
        StatusLineRow{"reason_glued_on", "HTTP/1.1 200OK", 200, "OK", 1, {odd_status_line}},
        StatusLineRow{"blank_line_before", "\r\nHTTP/1.1 200 OK", 200, "OK", 1, {junk_before_status_line}},
        StatusLineRow{"byte_order_mark_before", "\xef\xbb\xbfHTTP/1.1 200 OK", 200, "OK", 1, {junk_before_status_line}},
        StatusLineRow{"four_bytes_before", "\r\n\r\nHTTP/1.1 200 OK", 200, "OK", 1, {junk_before_status_line}},
        StatusLineRow{"h_before", "HHTTP/1.1 200 OK", 200, "OK", 1, {junk_before_status_line}}),
    corspec::testing::row_name);

struct FieldsRow {
  const char* name;
  std::string lines;
  HeaderList headers;
  std::vector<FramingFinding> findings;
};

class Fields : public ::testing::TestWithParam<FieldsRow> {};

TEST_P(Fields, AreCut) {
  const FieldsRow& row = GetParam();
  const ExactCopy bytes("HTTP/1.1 200 OK\r\n" + row.lines + "\r\n");
  const auto head = parse_head(bytes.view());
  ASSERT_TRUE(head) << describe(head.error());
  EXPECT_EQ(head->headers, row.headers);
  EXPECT_THAT(head->findings, UnorderedElementsAreArray(row.findings));
}

INSTANTIATE_TEST_SUITE_P(
    Accepted, Fields,
    ::testing::Values(
        FieldsRow{"none", "", {}, {}},
        FieldsRow{"order_across_names", "A: 1\r\nB: 2\r\na: 3\r\n", {{"A", "1"}, {"B", "2"}, {"a", "3"}}, {}},
        FieldsRow{"duplicates", "Vary: Origin\r\nVary: Origin\r\n", {{"Vary", "Origin"}, {"Vary", "Origin"}}, {}},
        FieldsRow{"empty_value", "A:\r\nB: \r\n", {{"A", ""}, {"B", ""}}, {}},
        FieldsRow{"no_space", "A:1\r\n", {{"A", "1"}}, {}},
        FieldsRow{"ows_trimmed", "A: \t 1\t2 \t\r\n", {{"A", "1\t2"}}, {}},
        FieldsRow{"vertical_tab_kept", "A: \v1\f\r\n", {{"A", "\v1\f"}}, {}},
        FieldsRow{"controls_kept", "A: \x01\x7f\r\n", {{"A", "\x01\x7f"}}, {}},
        FieldsRow{"high_bytes_kept", "A: \x80\xc3\xa9\xff\r\n", {{"A", "\x80\xc3\xa9\xff"}}, {}},
        FieldsRow{"colons_in_value", "A: https://a.example:8443\r\n", {{"A", "https://a.example:8443"}}, {}},
        FieldsRow{"bare_lf", "A: 1\nB: 2\r\n", {{"A", "1"}, {"B", "2"}}, {bare_lf}},
        FieldsRow{"all_bare_lf", "A: 1\nB: 2\n\n", {{"A", "1"}, {"B", "2"}}, {bare_lf}},
        FieldsRow{"fold_by_space", "A: PUT,\r\n DELETE\r\n", {{"A", "PUT, DELETE"}}, {obs_fold}},
        FieldsRow{
            "fold_by_tab", "A: PUT, \r\n\t \tDELETE \r\nB: 1\r\n", {{"A", "PUT, DELETE"}, {"B", "1"}}, {obs_fold}},
        FieldsRow{"fold_twice", "A: a\r\n b\r\n c\r\n", {{"A", "a b c"}}, {obs_fold}},
        FieldsRow{"fold_after_nothing", "A:\r\n b\r\n", {{"A", "b"}}, {obs_fold}},
        FieldsRow{"fold_of_nothing", "A: a\r\n \r\nB: b\r\n", {{"A", "a"}, {"B", "b"}}, {obs_fold}},
        FieldsRow{"fold_of_a_colon", "A: a\r\n B: b\r\n", {{"A", "a B: b"}}, {obs_fold}},
        FieldsRow{"fold_of_bare_lf", "A: a\n b\r\n", {{"A", "a b"}}, {obs_fold, bare_lf}},
        FieldsRow{"fold_after_the_status_line", " A: a\r\nB: b\r\n", {{"B", "b"}}, {ignored_field_line}},
        FieldsRow{"no_colon", "garbage\r\nB: b\r\n", {{"B", "b"}}, {ignored_field_line}},
        FieldsRow{
            "fold_of_an_ignored_line", "garbage\r\n A: a\r\nB: b\r\n", {{"B", "b"}}, {ignored_field_line, obs_fold}},
        FieldsRow{"no_name", ": a\r\nB: b\r\n", {{"B", "b"}}, {ignored_field_line}},
        FieldsRow{"name_of_two_words", "A B: a\r\nC: c\r\n", {{"C", "c"}}, {ignored_field_line}},
        FieldsRow{"name_with_high_byte", "\xc3\xa9: a\r\nC: c\r\n", {{"C", "c"}}, {ignored_field_line}},
        FieldsRow{"every_token_byte", "!#$%&'*+-.^_`|~09azAZ: a\r\n", {{"!#$%&'*+-.^_`|~09azAZ", "a"}}, {}},
        FieldsRow{"space_before_colon", "A : a\r\n", {{"A", "a"}}, {space_before_colon}},
        FieldsRow{"tab_before_colon", "A\t:a\r\n", {{"A", "a"}}, {space_before_colon}},
        FieldsRow{"cr_at_the_end", "A: a\r\r\n", {{"A", "a"}}, {stray_cr}}),
    corspec::testing::row_name);

struct FaultRow {
  const char* name;
  std::string head;
  HeadFault fault;
};

class Refused : public ::testing::TestWithParam<FaultRow> {};

TEST_P(Refused, IsAFault) {
  const ExactCopy bytes(GetParam().head);
  const auto head = parse_head(bytes.view());
  ASSERT_FALSE(head);
  EXPECT_EQ(head.error(), GetParam().fault) << describe(head.error());
}

const std::string ok = "HTTP/1.1 200 OK\r\n";

INSTANTIATE_TEST_SUITE_P(
    Heads, Refused,
    ::testing::Values(FaultRow{"nothing", "", HeadFault::no_status_line},
                      FaultRow{"html", "<!doctype html>\r\n\r\n", HeadFault::no_status_line},
                      FaultRow{"five_bytes_before", "12345HTTP/1.1 200 OK\r\n\r\n", HeadFault::no_status_line},
                      FaultRow{"another_protocol", "SSH-2.0-OpenSSH\r\n\r\n", HeadFault::no_status_line},
                      FaultRow{"no_version", "HTTP 200 OK\r\n\r\n", HeadFault::no_version},
                      FaultRow{"no_minor_version", "HTTP/1 200 OK\r\n\r\n", HeadFault::no_version},
                      FaultRow{"no_digits", "HTTP/x.y 200 OK\r\n\r\n", HeadFault::no_version},
                      FaultRow{"long_version", "HTTP/1.1111 200 OK\r\n\r\n", HeadFault::no_version},
                      FaultRow{"version_glued_on", "HTTP/1.1x200 OK\r\n\r\n", HeadFault::no_version},
                      FaultRow{"no_code", "HTTP/1.1\r\n\r\n", HeadFault::no_status_code},
                      FaultRow{"space_but_no_code", "HTTP/1.1 \r\n\r\n", HeadFault::no_status_code},
                      FaultRow{"word_for_code", "HTTP/1.1 OK\r\n\r\n", HeadFault::no_status_code},
                      FaultRow{"negative_code", "HTTP/1.1 -200 OK\r\n\r\n", HeadFault::no_status_code},
                      FaultRow{"four_digits", "HTTP/1.1 2000 OK\r\n\r\n", HeadFault::no_status_code},
                      FaultRow{"nul_in_value", ok + "A: a" + std::string(nul) + "b\r\n\r\n", HeadFault::nul},
                      FaultRow{"nul_in_name", ok + "A" + std::string(nul) + ": b\r\n\r\n", HeadFault::nul},
                      FaultRow{"nul_in_status_line", "HTTP/1.1 200 O" + std::string(nul) + "K\r\n\r\n", HeadFault::nul},
                      FaultRow{"cr_in_value", ok + "A: a\rB: b\r\n\r\n", HeadFault::lone_cr},
                      FaultRow{"cr_in_name", ok + "A\r: a\r\n\r\n", HeadFault::lone_cr},
                      FaultRow{"cr_before_name", ok + "\rA: a\r\n\r\n", HeadFault::lone_cr},
                      FaultRow{"cr_in_status_line", "HTTP/1.1 200\rOK\r\n\r\n", HeadFault::lone_cr},
                      FaultRow{"cr_in_continuation", ok + "A: a\r\n b\rc\r\n\r\n", HeadFault::lone_cr}),
    corspec::testing::row_name);

TEST(FindStatusLine, WaitsForAsManyBytesAsItTakes) {
  const std::string_view start = "\r\n\r\nHTTP/1.1";
  for (std::size_t size = 0; size < 8; ++size) {
    const auto found = find_status_line(start.substr(0, size));
    ASSERT_TRUE(found) << size;
    EXPECT_FALSE(*found) << size;
  }
  const auto found = find_status_line(start);
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, 4U);
}

TEST(FindStatusLine, GivesUpWithTheEighthByte) {
  EXPECT_TRUE(find_status_line("xxxx"));
  EXPECT_TRUE(find_status_line("xxxxHTT"));
  EXPECT_FALSE(find_status_line("xxxxx"));
  EXPECT_FALSE(find_status_line("xxxxHTTX"));
}

struct EndRow {
  const char* name;
  std::string_view bytes;
  std::optional<std::size_t> size;
};

class EndOfHead : public ::testing::TestWithParam<EndRow> {};

TEST_P(EndOfHead, IsFoundWhereverTheSearchResumes) {
  const EndRow& row = GetParam();
  EXPECT_EQ(find_end_of_head(row.bytes, 0), row.size);
  for (std::size_t first = 0; first <= row.bytes.size(); ++first) {
    const std::string_view begin = row.bytes.substr(0, first);
    if (find_end_of_head(begin, 0)) break;
    EXPECT_EQ(find_end_of_head(row.bytes, first), row.size) << first;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Heads, EndOfHead,
    ::testing::Values(EndRow{"crlf", "S\r\nA: a\r\n\r\nbody", 11}, EndRow{"lf", "S\nA: a\n\nbody", 8},
                      EndRow{"crlf_then_lf", "S\r\nA: a\r\n\nbody", 10}, EndRow{"lf_then_crlf", "S\nA: a\n\r\nbody", 9},
                      EndRow{"no_fields", "S\r\n\r\n", 5}, EndRow{"open", "S\r\nA: a\r\n", std::nullopt},
                      EndRow{"blank_is_not_empty", "S\r\n \r\n", std::nullopt},
                      EndRow{"two_cr", "S\r\nA: a\r\n\r\r\n", std::nullopt}, EndRow{"nothing", "", std::nullopt}),
    corspec::testing::row_name);

TEST(ParseHead, CutsTenThousandLines) {
  std::string bytes = ok;
  for (int line = 0; line < 10000; ++line) bytes += "X-" + std::to_string(line) + ": v\r\n";
  bytes += "\r\n";
  const auto head = parse_head(bytes);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->headers.size(), 10000U);
  EXPECT_EQ(head->headers.get("x-9999"), "v");
}

TEST(HeadFaults, AreDescribed) {
  for (const HeadFault fault : {HeadFault::no_status_line, HeadFault::no_version, HeadFault::no_status_code,
                                HeadFault::nul, HeadFault::lone_cr}) {
    EXPECT_FALSE(describe(fault).empty());
  }
}

}  // namespace
}  // namespace corspec::http
