#include "fetch/origin.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/url.hpp"
#include "testing/reference.hpp"

namespace corspec::fetch {
namespace {

/// Parses a copy in a block of exactly its size; what is accepted must serialise to itself, and the naive reference
/// must agree.
std::expected<Origin, OriginError> parse_and_check(std::string_view bytes) {
  const auto block = std::make_unique<char[]>(bytes.size());
  std::memcpy(block.get(), bytes.data(), bytes.size());
  auto origin = parse_origin({block.get(), bytes.size()});
  EXPECT_EQ(origin.has_value(), reference::accepts_origin(std::string(bytes))) << bytes;
  if (origin) {
    EXPECT_EQ(serialize(*origin), bytes);
  }
  return origin;
}

struct AcceptedRow {
  const char* name;
  std::string_view bytes;
  Origin expected;
};

void PrintTo(const AcceptedRow& row, std::ostream* out) {
  *out << row.name;
}

class AcceptedOrigin : public testing::TestWithParam<AcceptedRow> {};

TEST_P(AcceptedOrigin, IsSplit) {
  const auto origin = parse_and_check(GetParam().bytes);
  ASSERT_TRUE(origin) << describe(origin.error());
  EXPECT_EQ(*origin, GetParam().expected);
}

using enum Origin::Host;
constexpr auto tuple = Origin::Kind::tuple;

INSTANTIATE_TEST_SUITE_P(
    Rows, AcceptedOrigin,
    testing::Values(
        AcceptedRow{"null", "null", {Origin::Kind::null, "", none, "", ""}},
        AcceptedRow{"https", "https://app.example", {tuple, "https", domain, "app.example", ""}},
        AcceptedRow{"port", "http://app.example:8080", {tuple, "http", domain, "app.example", "8080"}},
        AcceptedRow{"one_label", "http://localhost:3000", {tuple, "http", domain, "localhost", "3000"}},
        AcceptedRow{"label_null", "http://null", {tuple, "http", domain, "null", ""}},
        AcceptedRow{"punycode", "https://xn--bcher-kva.example", {tuple, "https", domain, "xn--bcher-kva.example", ""}},
        AcceptedRow{"hyphens", "https://a-b--c.x-1", {tuple, "https", domain, "a-b--c.x-1", ""}},
        AcceptedRow{"digit_label", "https://1a.2", {tuple, "https", domain, "1a.2", ""}},
        AcceptedRow{"extension", "chrome-extension://abcdef", {tuple, "chrome-extension", domain, "abcdef", ""}},
        AcceptedRow{"app_scheme", "capacitor://localhost", {tuple, "capacitor", domain, "localhost", ""}},
        AcceptedRow{"scheme_bytes", "a+b-c.1://h", {tuple, "a+b-c.1", domain, "h", ""}},
        AcceptedRow{"ipv4", "http://127.0.0.1:80", {tuple, "http", ipv4, "127.0.0.1", "80"}},
        AcceptedRow{"ipv4_limits", "http://255.255.255.255", {tuple, "http", ipv4, "255.255.255.255", ""}},
        AcceptedRow{"ipv4_too_large_is_labels", "http://256.1.1.1", {tuple, "http", domain, "256.1.1.1", ""}},
        AcceptedRow{"ipv4_leading_zero_is_labels", "http://1.2.3.04", {tuple, "http", domain, "1.2.3.04", ""}},
        AcceptedRow{"ipv4_short_is_labels", "http://1.2.3", {tuple, "http", domain, "1.2.3", ""}},
        AcceptedRow{"ipv6_loopback", "http://[::1]:8080", {tuple, "http", ipv6, "[::1]", "8080"}},
        AcceptedRow{"ipv6_any", "http://[::]", {tuple, "http", ipv6, "[::]", ""}},
        AcceptedRow{"ipv6_full", "http://[1:2:3:4:5:6:7:8]", {tuple, "http", ipv6, "[1:2:3:4:5:6:7:8]", ""}},
        AcceptedRow{
            "ipv6_uncompressed_zeros", "http://[1:0:0:0:0:0:0:8]", {tuple, "http", ipv6, "[1:0:0:0:0:0:0:8]", ""}},
        AcceptedRow{"ipv6_six_pieces", "http://[1::4:5:6:7:8]", {tuple, "http", ipv6, "[1::4:5:6:7:8]", ""}},
        AcceptedRow{"ipv6_six_before", "http://[1:2:3:4:5:6::]", {tuple, "http", ipv6, "[1:2:3:4:5:6::]", ""}},
        AcceptedRow{"ipv6_hex", "http://[2001:db8::abcd:ef0]", {tuple, "http", ipv6, "[2001:db8::abcd:ef0]", ""}},
        AcceptedRow{
            "default_port_is_grammatical", "https://app.example:443", {tuple, "https", domain, "app.example", "443"}},
        AcceptedRow{"port_out_of_range_is_grammatical",
                    "https://app.example:99999",
                    {tuple, "https", domain, "app.example", "99999"}},
        AcceptedRow{"port_with_zeros", "https://app.example:00080", {tuple, "https", domain, "app.example", "00080"}}),
    [](const auto& row) { return row.param.name; });

struct RefusedRow {
  const char* name;
  std::string_view bytes;
  OriginError expected;
};

void PrintTo(const RefusedRow& row, std::ostream* out) {
  *out << row.name;
}

class RefusedOrigin : public testing::TestWithParam<RefusedRow> {};

TEST_P(RefusedOrigin, NamesThePart) {
  const auto origin = parse_and_check(GetParam().bytes);
  ASSERT_FALSE(origin);
  EXPECT_EQ(describe(origin.error()), describe(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(
    Rows, RefusedOrigin,
    testing::Values(
        RefusedRow{"empty", "", OriginError::empty}, RefusedRow{"null_capitalised", "Null", OriginError::scheme},
        RefusedRow{"null_upper", "NULL", OriginError::scheme}, RefusedRow{"null_padded", "null ", OriginError::scheme},
        RefusedRow{"star", "*", OriginError::scheme}, RefusedRow{"quoted_star", "\"*\"", OriginError::scheme},
        RefusedRow{"no_scheme", "app.example", OriginError::separator},
        RefusedRow{"scheme_relative", "//app.example", OriginError::scheme},
        RefusedRow{"upper_scheme", "HTTPS://app.example", OriginError::scheme},
        RefusedRow{"scheme_starts_with_digit", "1a://app.example", OriginError::scheme},
        RefusedRow{"scheme_underscore", "a_b://app.example", OriginError::scheme},
        RefusedRow{"leading_space", " https://app.example", OriginError::scheme},
        RefusedRow{"one_slash", "https:/app.example", OriginError::separator},
        RefusedRow{"scheme_only", "https:", OriginError::separator},
        RefusedRow{"no_host", "https://", OriginError::host},
        RefusedRow{"no_host_but_port", "https://:443", OriginError::host},
        RefusedRow{"three_slashes", "https:///app.example", OriginError::host},
        RefusedRow{"upper_host", "https://App.example", OriginError::host},
        RefusedRow{"upper_tail", "https://app.Example", OriginError::host},
        RefusedRow{"pattern", "https://*.example", OriginError::host},
        RefusedRow{"userinfo", "https://u@app.example", OriginError::host},
        RefusedRow{"percent", "https://app%2eexample", OriginError::host},
        RefusedRow{"unicode", "https://\xC3\xBCn\xC3\xAF.example", OriginError::host},
        RefusedRow{"underscore", "http://my_host.example", OriginError::host},
        RefusedRow{"trailing_dot", "https://example.com.", OriginError::host},
        RefusedRow{"leading_dot", "https://.example.com", OriginError::host},
        RefusedRow{"empty_label", "https://a..example", OriginError::host},
        RefusedRow{"leading_hyphen", "http://-a.example", OriginError::host},
        RefusedRow{"trailing_hyphen", "http://a-.example", OriginError::host},
        RefusedRow{"backslash", "https://app.example\\x", OriginError::host},
        RefusedRow{"nul", {"https://app\0.example", 20}, OriginError::host},
        RefusedRow{"newline", "https://app.example\n", OriginError::host},
        RefusedRow{"trailing_slash", "https://app.example/", OriginError::trailing},
        RefusedRow{"path", "https://app.example/x", OriginError::trailing},
        RefusedRow{"query", "https://app.example?x", OriginError::trailing},
        RefusedRow{"fragment", "https://app.example#x", OriginError::trailing},
        RefusedRow{"trailing_space", "https://app.example ", OriginError::trailing},
        RefusedRow{"space_separated", "https://a.example https://b.example", OriginError::trailing},
        RefusedRow{"comma_separated", "https://a.example, https://b.example", OriginError::trailing},
        RefusedRow{"path_after_port", "https://app.example:8443/", OriginError::trailing},
        RefusedRow{"empty_port", "https://app.example:", OriginError::port},
        RefusedRow{"six_digit_port", "https://app.example:000080", OriginError::port},
        RefusedRow{"port_word", "https://app.example:http", OriginError::port},
        RefusedRow{"port_then_word", "https://app.example:80a", OriginError::port},
        RefusedRow{"two_ports", "https://app.example:80:80", OriginError::port},
        RefusedRow{"ipv6_upper", "http://[2001:DB8::1]", OriginError::host_ipv6},
        RefusedRow{"ipv6_leading_zero", "http://[2001:0db8::1]", OriginError::host_ipv6},
        RefusedRow{"ipv6_double_zero", "http://[1:00::1]", OriginError::host_ipv6},
        RefusedRow{"ipv6_compression_of_one_piece", "http://[1::3:4:5:6:7:8]", OriginError::host_ipv6},
        RefusedRow{"ipv6_two_compressions", "http://[1::2::3]", OriginError::host_ipv6},
        RefusedRow{"ipv6_three_colons", "http://[1:::2]", OriginError::host_ipv6},
        RefusedRow{"ipv6_seven_pieces", "http://[1:2:3:4:5:6:7]", OriginError::host_ipv6},
        RefusedRow{"ipv6_nine_pieces", "http://[1:2:3:4:5:6:7:8:9]", OriginError::host_ipv6},
        RefusedRow{"ipv6_five_digits", "http://[::12345]", OriginError::host_ipv6},
        RefusedRow{"ipv6_dotted_tail", "http://[::ffff:1.2.3.4]", OriginError::host_ipv6},
        RefusedRow{"ipv6_zone", "http://[fe80::1%25eth0]", OriginError::host_ipv6},
        RefusedRow{"ipv6_empty", "http://[]", OriginError::host_ipv6},
        RefusedRow{"ipv6_unclosed", "http://[::1", OriginError::host_ipv6},
        RefusedRow{"ipv6_unclosed_bracket_alone", "http://[", OriginError::host_ipv6},
        RefusedRow{"ipv6_text_after", "http://[::1]a", OriginError::host_ipv6},
        RefusedRow{"ipv6_without_brackets", "http://::1", OriginError::host}),
    [](const auto& row) { return row.param.name; });

/// Every sequence of up to `length` tokens after `prefix`.
template <std::size_t Size>
std::size_t walk(const std::string& prefix, const std::array<std::string_view, Size>& tokens, int length) {
  parse_and_check(prefix);
  std::size_t inputs = 1;
  if (length == 0 || testing::Test::HasFailure()) return inputs;
  for (const auto token : tokens) inputs += walk(prefix + std::string(token), tokens, length - 1);
  return inputs;
}

TEST(OriginTokenWalk, AgreesWithTheReferenceOnWholeOrigins) {
  static constexpr std::array<std::string_view, 14> tokens = {"http", "://", ":", "/", "a", "-",   ".",
                                                              "8",    "A",   "_", "[", "]", "::1", "null"};
  EXPECT_EQ(walk("", tokens, 4), 41371U);
}

TEST(OriginTokenWalk, AgreesWithTheReferenceOnHosts) {
  static constexpr std::array<std::string_view, 8> tokens = {"a", "9", "-", ".", ":", "256", "@", " "};
  EXPECT_EQ(walk("http://", tokens, 5), 37449U);
}

TEST(OriginTokenWalk, AgreesWithTheReferenceOnIpv6) {
  static constexpr std::array<std::string_view, 5> tokens = {"::", ":0", "1:", "f", "]"};
  EXPECT_EQ(walk("http://[", tokens, 7), 97656U);
  static constexpr std::array<std::string_view, 3> around_the_limit = {":1", "::", "]"};
  EXPECT_EQ(walk("http://[1", around_the_limit, 9), 29524U);
}

TEST(OriginOfUrl, IsGrammaticalForOrdinaryHosts) {
  for (const auto* text : {"https://App.Example:443/x", "http://0x7f.1:8080", "http://[2001:0DB8:0:0:0:0:0:1]",
                           "http://[1:0:0:2:0:0:3:4]/", "https://[::ffff:1.2.3.4]", "https://xn--bcher-kva.example"}) {
    const auto origin = serialize_origin(*parse_url(text));
    EXPECT_TRUE(parse_and_check(origin)) << origin;
  }
}

TEST(OriginOfUrl, MayLieOutsideTheGrammar) {
  for (const auto* text : {"http://my_host.example", "https://example.com.", "http://-a.example"}) {
    const auto origin = serialize_origin(*parse_url(text));
    EXPECT_EQ(origin, text);
    EXPECT_FALSE(parse_and_check(origin)) << origin;
  }
}

TEST(OriginErrorText, IsDistinctForEachError) {
  std::set<std::string_view> texts;
  for (const auto error : {OriginError::empty, OriginError::scheme, OriginError::separator, OriginError::host,
                           OriginError::host_ipv6, OriginError::port, OriginError::trailing})
    texts.insert(describe(error));
  EXPECT_EQ(texts.size(), 7U);
}

}  // namespace
}  // namespace corspec::fetch
