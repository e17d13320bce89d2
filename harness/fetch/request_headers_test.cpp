#include "fetch/request_headers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "testing/exact_copy.hpp"
#include "testing/reference.hpp"
#include "testing/row_name.hpp"
#include "testing/token_walk.hpp"

namespace corspec::fetch {
namespace {

using namespace std::string_view_literals;
using corspec::testing::ExactCopy;
using corspec::testing::row_name;
using Names = std::vector<std::string>;

const Deviations hint_safelisting{.client_hints_safelisted = true};
const Deviations total_ignoring{.safelist_total_enforced = false};

TEST(CorsUnsafeRequestHeaderByte, IsOneOfTheseAndNoOther) {
  constexpr auto unsafe_bytes =
      "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0A\x0B\x0C\x0D\x0E\x0F"
      "\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1A\x1B\x1C\x1D\x1E\x1F"
      "\x22\x28\x29\x3A\x3C\x3E\x3F\x40\x5B\x5C\x5D\x7B\x7D\x7F"sv;
  static_assert(unsafe_bytes.size() == 45);
  for (int byte = 0; byte < 256; ++byte) {
    const bool is_unsafe = unsafe_bytes.contains(static_cast<char>(byte));
    EXPECT_EQ(is_cors_unsafe_request_header_byte(static_cast<unsigned char>(byte)), is_unsafe) << "byte " << byte;
    EXPECT_EQ(is_cors_safelisted_request_header("accept", std::string(1, static_cast<char>(byte))), !is_unsafe)
        << "byte " << byte;
    const auto content_type = std::string("text/plain;").append(1, static_cast<char>(byte));
    EXPECT_EQ(is_cors_safelisted_request_header("content-type", content_type), !is_unsafe) << "byte " << byte;
  }
}

TEST(LanguageByte, IsOneOfTheseAndNoOther) {
  constexpr std::string_view language_bytes = " *,-.0123456789;=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  for (int byte = 0; byte < 256; ++byte) {
    const bool is_safe = language_bytes.contains(static_cast<char>(byte));
    const std::string value(1, static_cast<char>(byte));
    EXPECT_EQ(is_cors_safelisted_request_header("accept-language", value), is_safe) << "byte " << byte;
    EXPECT_EQ(is_cors_safelisted_request_header("content-language", value), is_safe) << "byte " << byte;
  }
}

struct SafelistRow {
  const char* name;
  std::string_view header;
  std::string_view value;
  bool safelisted;
};

void PrintTo(const SafelistRow& row, std::ostream* out) {
  *out << row.name;
}

class Safelist : public ::testing::TestWithParam<SafelistRow> {};

TEST_P(Safelist, JudgesOneHeader) {
  const auto& row = GetParam();
  const ExactCopy name(row.header);
  const ExactCopy value(row.value);
  EXPECT_EQ(is_cors_safelisted_request_header(name.view(), value.view()), row.safelisted);
  EXPECT_EQ(reference::is_cors_safelisted_request_header(std::string(row.header), std::string(row.value)),
            row.safelisted);
}

const SafelistRow safelist_rows[] = {
    {"accept", "Accept", "text/html;q=0.9, */*", true},
    {"accept_name_in_any_case", "aCCePT", "*/*", true},
    {"accept_empty", "accept", "", true},
    {"accept_tab_and_latin_1", "accept", "\t\xE9\xFF", true},
    {"accept_quoted_parameter", "accept", "application/vnd.x+json; v=\"2\"", false},
    {"accept_nul", "accept", "a\0"sv, false},
    {"accept_language", "Accept-Language", "en-GB, *;q=0.5", true},
    {"accept_language_empty", "accept-language", "", true},
    {"accept_language_underscore", "accept-language", "en_US", false},
    {"accept_language_tab", "accept-language", "en,\tfr", false},
    {"accept_language_slash", "accept-language", "en/us", false},
    {"accept_language_latin_1", "accept-language",
     "fran\xE7"
     "ais",
     false},
    {"content_language", "Content-Language", "de", true},
    {"content_language_empty", "content-language", "", true},
    {"content_language_underscore", "content-language", "de_DE", false},
    {"text_plain", "Content-Type", "text/plain", true},
    {"text_plain_in_upper_case", "content-type", "TEXT/Plain;charset=utf-8", true},
    {"text_plain_comma_in_parameter", "content-type", "text/plain; a=b, application/json", true},
    {"text_plain_garbage_parameter", "content-type", "text/plain;garbage", true},
    {"text_plain_space_before_semicolon", "content-type", "text/plain ;x", true},
    {"urlencoded", "content-type", "application/x-www-form-urlencoded;charset=UTF-8", true},
    {"form_data", "content-type", "multipart/form-data; boundary=----x", true},
    {"text_plain_quoted_parameter", "content-type", "text/plain;charset=\"utf-8\"", false},
    {"text_plain_colon_in_parameter", "content-type", "text/plain;a:b", false},
    {"text_plain_list", "content-type", "text/plain, application/json", false},
    {"text_plain_space_after_type", "content-type", "text /plain", false},
    {"comma_before_text_plain", "content-type", ",text/plain", false},
    {"json", "content-type", "application/json", false},
    {"json_with_text_plain_parameter", "content-type", "application/json;text/plain", false},
    {"text_html", "content-type", "text/html", false},
    {"text_plain_and_more", "content-type", "text/plainer", false},
    {"form_data_cut_short", "content-type", "multipart/form-dat", false},
    {"content_type_empty", "content-type", "", false},
    {"content_type_no_slash", "content-type", "text", false},
    {"content_type_line_end_inside", "content-type", "text/plain\n;a", false},
    {"range", "Range", "bytes=0-", true},
    {"range_leading_zeros", "range", "bytes=00-9", true},
    {"range_suffix", "range", "bytes=-500", false},
    {"range_reversed", "range", "bytes=9-0", false},
    {"range_list", "range", "bytes=0-1,4-5", false},
    {"range_space", "range", "bytes= 0-1", false},
    {"range_capital_unit", "range", "Bytes=0-1", false},
    {"range_empty", "range", "", false},
    {"no_name", "", "", false},
    {"name_cut_short", "accep", "", false},
    {"name_and_more", "accepts", "", false},
    {"authorization", "Authorization", "Bearer t", false},
    {"user_agent", "User-Agent", "t/1", false},
    {"cache_control", "Cache-Control", "no-cache", false},
    {"if_none_match", "If-None-Match", "*", false},
    {"last_event_id", "Last-Event-ID", "1", false},
    {"dpr", "DPR", "2", false},
    {"save_data", "Save-Data", "on", false},
    {"width", "Width", "100", false},
    {"x_a", "X-A", "1", false},
};

INSTANTIATE_TEST_SUITE_P(, Safelist, ::testing::ValuesIn(safelist_rows), row_name);

struct LengthRow {
  const char* name;
  std::string_view header;
  std::string_view start;
  char filler;
};

void PrintTo(const LengthRow& row, std::ostream* out) {
  *out << row.name;
}

class SafelistedLength : public ::testing::TestWithParam<LengthRow> {};

TEST_P(SafelistedLength, IsAtMost128Bytes) {
  const auto& row = GetParam();
  const std::string longest = std::string(row.start) + std::string(128 - row.start.size(), row.filler);
  EXPECT_TRUE(is_cors_safelisted_request_header(row.header, longest, hint_safelisting));
  EXPECT_FALSE(is_cors_safelisted_request_header(row.header, longest + row.filler, hint_safelisting));
}

INSTANTIATE_TEST_SUITE_P(, SafelistedLength,
                         ::testing::Values(LengthRow{"accept", "accept", "", 'a'},
                                           LengthRow{"accept_language", "accept-language", "", 'a'},
                                           LengthRow{"content_language", "content-language", "", 'a'},
                                           LengthRow{"content_type", "content-type", "text/plain;", 'a'},
                                           LengthRow{"range", "range", "bytes=0-", '9'},
                                           LengthRow{"intervention", "intervention", "", 'a'}),
                         row_name);

struct DeviationRow {
  const char* name;
  std::string_view header;
  std::string_view value;
  bool by_standard;
  bool when_hint_safelisting;
};

void PrintTo(const DeviationRow& row, std::ostream* out) {
  *out << row.name;
}

class SafelistDeviation : public ::testing::TestWithParam<DeviationRow> {};

TEST_P(SafelistDeviation, ConcernsClientHints) {
  const auto& row = GetParam();
  EXPECT_EQ(is_cors_safelisted_request_header(row.header, row.value), row.by_standard);
  EXPECT_EQ(is_cors_safelisted_request_header(row.header, row.value, hint_safelisting), row.when_hint_safelisting);
}

INSTANTIATE_TEST_SUITE_P(, SafelistDeviation,
                         ::testing::Values(DeviationRow{"hint", "DPR", "2", false, true},
                                           DeviationRow{"hint_with_other_value", "DPR", "two", false, false},
                                           DeviationRow{"save_data", "Save-Data", "on", false, true},
                                           DeviationRow{"other_name", "X-A", "2", false, false},
                                           DeviationRow{"content_type", "Content-Type", "a/b", false, false}),
                         row_name);

message::HeaderList repeated(std::size_t times, std::string_view name, std::size_t length) {
  message::HeaderList headers;
  for (std::size_t count = 0; count < times; ++count) headers.append(std::string(name), std::string(length, 'a'));
  return headers;
}

message::HeaderList with(message::HeaderList headers, std::string name, std::string value) {
  headers.append(std::move(name), std::move(value));
  return headers;
}

reference::Headers plain(const message::HeaderList& headers) {
  reference::Headers pairs;
  for (const auto& header : headers) pairs.emplace_back(header.name, header.value);
  return pairs;
}

struct UnsafeNamesRow {
  const char* name;
  message::HeaderList headers;
  Names names;
};

void PrintTo(const UnsafeNamesRow& row, std::ostream* out) {
  *out << row.name;
}

class CorsUnsafeRequestHeaderNames : public ::testing::TestWithParam<UnsafeNamesRow> {};

TEST_P(CorsUnsafeRequestHeaderNames, AreLowerCaseSortedAndUnique) {
  EXPECT_EQ(cors_unsafe_request_header_names(GetParam().headers), GetParam().names);
  EXPECT_EQ(reference::cors_unsafe_request_header_names(plain(GetParam().headers)), GetParam().names);
}

const UnsafeNamesRow unsafe_names_rows[] = {
    {"no_headers", {}, {}},
    {"N4", {{"Content-Type", "TEXT/Plain;charset=utf-8"}}, {}},
    {"N5", {{"Content-Type", "text/plain;charset=\"utf-8\""}}, {"content-type"}},
    {"N6", {{"Content-Type", "text/plain; a=b, application/json"}}, {}},
    {"N7", {{"Content-Type", "text/plain, application/json"}}, {"content-type"}},
    {"N8", {{"Content-Type", "application/json"}, {"Content-Type", "text/plain"}}, {"content-type"}},
    {"N10", {{"Content-Type", "application/json"}}, {"content-type"}},
    {"N11", {{"Content-Type", ""}}, {"content-type"}},
    {"N12", {{"Accept-Language", "en_US"}}, {"accept-language"}},
    {"N13", {{"Accept", "application/vnd.x+json; v=\"2\""}}, {"accept"}},
    {"N14_128", repeated(1, "Accept", 128), {}},
    {"N14_129", repeated(1, "Accept", 129), {"accept"}},
    {"N15_8", repeated(8, "Accept", 128), {}},
    {"N15_9", repeated(9, "Accept", 128), {"accept"}},
    {"N16", with(repeated(8, "Accept", 128), "Accept-Language", "en"), {"accept", "accept-language"}},
    {"total_of_1024_and_an_empty_value", with(repeated(8, "Accept", 128), "Accept-Language", ""), {}},
    {"total_of_1025", with(repeated(8, "Accept", 128), "Accept-Language", "e"), {"accept", "accept-language"}},
    {"total_counts_no_unsafe_value", with(repeated(8, "Accept", 128), "X-A", "e"), {"x-a"}},
    {"total_counts_no_value_that_is_too_long",
     with(repeated(7, "Accept", 128), "Accept-Language", std::string(129, 'a')),
     {"accept-language"}},
    {"N17", {{"Range", "bytes=0-"}, {"Range", "bytes=00-9"}}, {}},
    {"N18", {{"Range", "bytes=-500"}}, {"range"}},
    {"N19", {{"X-B", "1"}, {"x-a", "2"}, {"X_c", "3"}, {"x1", "4"}, {"X-A", "5"}}, {"x-a", "x-b", "x1", "x_c"}},
    {"N20", {{"User-Agent", "t/1"}}, {"user-agent"}},
    {"N23", {{"DPR", "2"}, {"Save-Data", "on"}}, {"dpr", "save-data"}},
    {"order_of_odd_bytes",
     {{"x~", ""}, {"xa", ""}, {"x_a", ""}, {"x1", ""}, {"x.a", ""}, {"x-b", ""}, {"X!", ""}, {"x`", ""}},
     {"x!", "x-b", "x.a", "x1", "x_a", "x`", "xa", "x~"}},
    {"order_is_of_unsigned_bytes", {{"x\xE9", ""}, {"xz", ""}}, {"xz", "x\xE9"}},
};

INSTANTIATE_TEST_SUITE_P(, CorsUnsafeRequestHeaderNames, ::testing::ValuesIn(unsafe_names_rows), row_name);

TEST(CorsUnsafeRequestHeaderNamesDeviation, LeavesTheTotalUnchecked) {
  EXPECT_EQ(cors_unsafe_request_header_names(repeated(9, "Accept", 128), total_ignoring), Names{});
  EXPECT_EQ(cors_unsafe_request_header_names(repeated(9, "Accept", 129), total_ignoring), Names{"accept"});
}

TEST(CorsUnsafeRequestHeaderNamesDeviation, LeavesClientHintsOut) {
  const message::HeaderList headers{{"DPR", "2"}, {"X-A", "1"}, {"Save-Data", "off"}};
  EXPECT_EQ(cors_unsafe_request_header_names(headers, hint_safelisting), (Names{"save-data", "x-a"}));
}

TEST(CorsNonWildcardRequestHeaderName, IsAuthorizationAlone) {
  EXPECT_TRUE(is_cors_non_wildcard_request_header_name("Authorization"));
  EXPECT_TRUE(is_cors_non_wildcard_request_header_name("aUTHORIZATION"));
  EXPECT_FALSE(is_cors_non_wildcard_request_header_name("Proxy-Authorization"));
  EXPECT_FALSE(is_cors_non_wildcard_request_header_name("Authorizatio"));
  EXPECT_FALSE(is_cors_non_wildcard_request_header_name("Cookie"));
  EXPECT_FALSE(is_cors_non_wildcard_request_header_name("*"));
}

TEST(ForbiddenRequestHeaderName, IsOneOfTheseInWhole) {
  constexpr std::array<std::string_view, 21> names{"Accept-Charset",
                                                   "Accept-Encoding",
                                                   "Access-Control-Request-Headers",
                                                   "Access-Control-Request-Method",
                                                   "Connection",
                                                   "Content-Length",
                                                   "Cookie",
                                                   "Cookie2",
                                                   "Date",
                                                   "DNT",
                                                   "Expect",
                                                   "Host",
                                                   "Keep-Alive",
                                                   "Origin",
                                                   "Referer",
                                                   "Set-Cookie",
                                                   "TE",
                                                   "Trailer",
                                                   "Transfer-Encoding",
                                                   "Upgrade",
                                                   "Via"};
  for (const auto name : names) {
    EXPECT_TRUE(is_forbidden_request_header(name, "")) << name;
    EXPECT_FALSE(is_forbidden_request_header(name.substr(1), "")) << name.substr(1);
    EXPECT_FALSE(is_forbidden_request_header(std::string(name) + "-x", "")) << name << "-x";
  }
}

struct ForbiddenRow {
  const char* name;
  std::string_view header;
  std::string_view value;
  bool forbidden;
};

void PrintTo(const ForbiddenRow& row, std::ostream* out) {
  *out << row.name;
}

class ForbiddenRequestHeader : public ::testing::TestWithParam<ForbiddenRow> {};

TEST_P(ForbiddenRequestHeader, IsKnownByNameOrValue) {
  const auto& row = GetParam();
  const ExactCopy name(row.header);
  const ExactCopy value(row.value);
  EXPECT_EQ(is_forbidden_request_header(name.view(), value.view()), row.forbidden);
  EXPECT_EQ(reference::is_forbidden_request_header(std::string(row.header), std::string(row.value)), row.forbidden);
}

const ForbiddenRow forbidden_rows[] = {
    {"name_in_any_case", "hOST", "", true},
    {"proxy", "Proxy-X", "1", true},
    {"proxy_alone", "proxy-", "1", true},
    {"proxy_without_dash", "proxy", "1", false},
    {"sec", "SEC-Fetch-Mode", "cors", true},
    {"sec_alone", "sec-", "", true},
    {"sec_without_dash", "sec", "", false},
    {"section", "section", "", false},
    {"sec_inside", "x-sec-a", "", false},
    {"no_name", "", "", false},
    {"user_agent", "User-Agent", "t/1", false},
    {"set_cookie2", "Set-Cookie2", "", false},
    {"authorization", "Authorization", "", false},
    {"override_put", "X-HTTP-Method-Override", "PUT", false},
    {"override_empty", "X-HTTP-Method-Override", "", false},
    {"override_trace", "X-HTTP-Method-Override", "TRACE", true},
    {"override_connect_in_any_case", "x-http-method", "cOnNeCt", true},
    {"override_track", "X-Method-Override", "track", true},
    {"override_in_a_list", "X-HTTP-Method", "GET,\ttrace , PUT", true},
    {"override_quoted", "X-HTTP-Method", "\"trace\"", false},
    {"override_in_a_quoted_string", "X-HTTP-Method", "\"a,trace,b\"", false},
    {"override_part_of_a_value", "X-HTTP-Method", "trace x", false},
    {"override_longer_name", "X-HTTP-Methods", "trace", false},
    {"other_name_with_trace", "X-A", "trace", false},
};

INSTANTIATE_TEST_SUITE_P(, ForbiddenRequestHeader, ::testing::ValuesIn(forbidden_rows), row_name);

void expect_agreement(std::string_view name, const std::string& value, int& safelisted) {
  const bool is_safelisted = is_cors_safelisted_request_header(name, value);
  ASSERT_EQ(is_safelisted, reference::is_cors_safelisted_request_header(std::string(name), value)) << value;
  safelisted += is_safelisted ? 1 : 0;
}

TEST(SafelistWalk, OfLanguagesAgreesWithTheReference) {
  constexpr std::string_view tokens[] = {"en", "US", "*",  ",", ";",  "q=0.5", "-",
                                         ".",  " ",  "\t", "_", "\"", "/",     "\xE9"};
  int safelisted = 0;
  corspec::testing::for_each_text(
      tokens, 4, [&](const std::string& text) { expect_agreement("Accept-Language", text, safelisted); });
  EXPECT_GT(safelisted, 1000);
}

TEST(SafelistWalk, OfContentTypesAgreesWithTheReference) {
  constexpr std::string_view tokens[] = {"text/plain", "TEXT", "/",  "Plain",   "multipart/form-data",
                                         ";",          " ",    ",",  "charset", "=",
                                         "\"",         ":",    "\t", "\xE9"};
  int safelisted = 0;
  corspec::testing::for_each_text(tokens, 4,
                                  [&](const std::string& text) { expect_agreement("Content-Type", text, safelisted); });
  EXPECT_GT(safelisted, 100);
}

TEST(UnsafeNamesWalk, AgreesWithTheReference) {
  const message::Header lines[] = {{"Accept", std::string(128, 'a')},
                                   {"accept", std::string(129, 'a')},
                                   {"ACCEPT", ""},
                                   {"Accept-Language", std::string(128, 'a')},
                                   {"Content-Type", std::string("text/plain;") + std::string(117, 'a')},
                                   {"content-type", "application/json"},
                                   {"Range", "bytes=0-1"},
                                   {"X-b", "1"},
                                   {"x-B", "2"},
                                   {"x_a", ""}};
  // Seven values of 128 bytes in front bring the total within reach of two more.
  const auto before = repeated(7, "Content-Language", 128);
  int beyond_the_total = 0;
  corspec::testing::for_each_sequence(
      std::span<const message::Header>(lines), 3, [&](std::span<const message::Header> sequence) {
        auto headers = before;
        for (const auto& header : sequence) headers.append(header.name, header.value);
        const auto names = cors_unsafe_request_header_names(headers);
        ASSERT_EQ(names, reference::cors_unsafe_request_header_names(plain(headers)));
        beyond_the_total += std::ranges::find(names, "content-language") != names.end() ? 1 : 0;
      });
  EXPECT_GT(beyond_the_total, 50);
}

}  // namespace
}  // namespace corspec::fetch
