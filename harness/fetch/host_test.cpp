#include "fetch/host.hpp"

#include <gtest/gtest.h>

#include <expected>
#include <set>
#include <string>
#include <string_view>

#include "fetch/ip_address.hpp"

namespace corspec::fetch {
namespace {

using Parsed = std::expected<std::string, UrlError>;

struct HostRow {
  const char* name;
  std::string_view input;
  Parsed expected;
};

void PrintTo(const HostRow& row, std::ostream* out) {
  *out << row.name;
}

std::string shown(const Parsed& parsed) {
  return parsed ? *parsed : "error: " + std::string(describe(parsed.error()));
}

class Host : public testing::TestWithParam<HostRow> {};

TEST_P(Host, IsParsedAndSerialised) {
  const auto& row = GetParam();
  const auto parsed = parse_host(row.input);
  EXPECT_EQ(shown(parsed), shown(row.expected));
  if (parsed) {
    EXPECT_EQ(shown(parse_host(*parsed)), *parsed) << "a serialised host parses to itself";
  }
}

constexpr auto failure(UrlError error) {
  return std::unexpected(error);
}
using enum UrlError;

INSTANTIATE_TEST_SUITE_P(Domains, Host,
                         testing::Values(HostRow{"lower_case", "api.example", "api.example"},
                                         HostRow{"upper_case", "API.Example", "api.example"},
                                         HostRow{"trailing_dot", "example.com.", "example.com."},
                                         HostRow{"underscore", "my_host.example", "my_host.example"},
                                         HostRow{"leading_hyphen", "-a.example", "-a.example"},
                                         HostRow{"punycode", "XN--bcher-kva.example", "xn--bcher-kva.example"},
                                         HostRow{"punycode_is_not_validated", "xn--a", "xn--a"},
                                         HostRow{"percent_decoded", "%61pi.%45xample", "api.example"},
                                         HostRow{"percent_decoded_dot", "a%2Eb", "a.b"},
                                         HostRow{"number_not_last", "1.2.3.example", "1.2.3.example"},
                                         HostRow{"hex_word_not_a_number", "cafe.face", "cafe.face"},
                                         HostRow{"0x_with_non_hex", "a.0xg", "a.0xg"}, HostRow{"single_dot", ".", "."},
                                         HostRow{"two_dots", "..", ".."}),
                         [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(RefusedDomains, Host,
                         testing::Values(HostRow{"empty", "", failure(host_empty)},
                                         HostRow{"space", "a b", failure(host_forbidden)},
                                         HostRow{"encoded_space", "a%20b", failure(host_forbidden)},
                                         HostRow{"encoded_nul", "a%00b", failure(host_forbidden)},
                                         HostRow{"encoded_slash", "a%2fb", failure(host_forbidden)},
                                         HostRow{"encoded_percent", "a%25b", failure(host_forbidden)},
                                         HostRow{"lone_percent", "a%", failure(host_forbidden)},
                                         HostRow{"half_percent", "a%4", failure(host_forbidden)},
                                         HostRow{"percent_without_hex", "a%zz", failure(host_forbidden)},
                                         HostRow{"delete", "a\x7f", failure(host_forbidden)},
                                         HostRow{"at_sign", "a@b", failure(host_forbidden)},
                                         HostRow{"colon", "a:b", failure(host_forbidden)},
                                         HostRow{"asterisk_is_fine", "*.example", "*.example"},
                                         HostRow{"utf8",
                                                 "b\xC3\xBC"
                                                 "cher.example",
                                                 failure(host_non_ascii)},
                                         HostRow{"encoded_utf8", "b%C3%BCcher.example", failure(host_non_ascii)},
                                         HostRow{"stray_byte", "a\xFF", failure(host_non_ascii)},
                                         HostRow{"ideographic_full_stop",
                                                 "a\xE3\x80\x82"
                                                 "b",
                                                 failure(host_non_ascii)}),
                         [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Ipv4, Host,
    testing::Values(
        HostRow{"dotted", "192.0.2.1", "192.0.2.1"}, HostRow{"trailing_dot", "192.0.2.1.", "192.0.2.1"},
        HostRow{"hex_part", "0x7f.1", "127.0.0.1"}, HostRow{"octal_part", "0177.0.0.1", "127.0.0.1"},
        HostRow{"one_number", "2130706433", "127.0.0.1"}, HostRow{"two_parts_fill", "1.2", "1.0.0.2"},
        HostRow{"three_parts_fill", "1.2.65535", "1.2.255.255"}, HostRow{"bare_0x_is_zero", "0x", "0.0.0.0"},
        HostRow{"greatest", "4294967295", "255.255.255.255"}, HostRow{"percent_encoded", "%31.2.3.4", "1.2.3.4"},
        HostRow{"one_too_many", "4294967296", failure(host_ipv4)},
        HostRow{"far_too_many", "99999999999999999999999999", failure(host_ipv4)},
        HostRow{"part_over_255", "1.256.1.1", failure(host_ipv4)},
        HostRow{"last_part_over", "1.2.65536", failure(host_ipv4)},
        HostRow{"five_parts", "1.2.3.4.5", failure(host_ipv4)}, HostRow{"octal_with_8", "1.2.3.08", failure(host_ipv4)},
        HostRow{"empty_part", "1..2", failure(host_ipv4)}, HostRow{"two_trailing_dots", "1.2.3.4..", "1.2.3.4.."},
        HostRow{"word_before_number", "foo.1", failure(host_ipv4)},
        HostRow{"word_before_hex", "foo.0x1f", failure(host_ipv4)}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(Ipv6, Host,
                         testing::Values(HostRow{"loopback", "[::1]", "[::1]"}, HostRow{"any", "[::]", "[::]"},
                                         HostRow{"upper_case", "[2001:DB8::A]", "[2001:db8::a]"},
                                         HostRow{"leading_zeros", "[2001:0db8:0:0:0:0:0:0001]", "[2001:db8::1]"},
                                         HostRow{"longest_run", "[1:0:0:2:0:0:0:3]", "[1:0:0:2::3]"},
                                         HostRow{"first_run_on_a_tie", "[1:0:0:2:0:0:3:4]", "[1::2:0:0:3:4]"},
                                         HostRow{"single_zero_stays", "[1:0:2:3:4:5:6:7]", "[1:0:2:3:4:5:6:7]"},
                                         HostRow{"compression_for_one_piece", "[1::3:4:5:6:7:8]", "[1:0:3:4:5:6:7:8]"},
                                         HostRow{"compression_at_the_end", "[1:2:3:4:5:6:7::]", "[1:2:3:4:5:6:7:0]"},
                                         HostRow{"ipv4_tail", "[::ffff:192.0.2.1]", "[::ffff:c000:201]"},
                                         HostRow{"seven_pieces", "[1:2:3:4:5:6:7]", failure(host_ipv6)},
                                         HostRow{"nine_pieces", "[1:2:3:4:5:6:7:8:9]", failure(host_ipv6)},
                                         HostRow{"eight_and_compression", "[1:2:3:4:5:6:7:8::]", failure(host_ipv6)},
                                         HostRow{"two_compressions", "[1::2::3]", failure(host_ipv6)},
                                         HostRow{"five_digits", "[::12345]", failure(host_ipv6)},
                                         HostRow{"trailing_colon", "[1:2:3:4:5:6:7:]", failure(host_ipv6)},
                                         HostRow{"tail_with_leading_zero", "[::1.2.3.04]", failure(host_ipv6)},
                                         HostRow{"tail_over_255", "[::1.2.3.256]", failure(host_ipv6)},
                                         HostRow{"tail_too_early", "[1:2:3:4:5:6:7:1.2.3.4]", failure(host_ipv6)},
                                         HostRow{"tail_not_last", "[::1.2.3.4:1]", failure(host_ipv6)},
                                         HostRow{"zone", "[fe80::1%25eth0]", failure(host_ipv6)},
                                         HostRow{"empty_brackets", "[]", failure(host_ipv6)},
                                         HostRow{"unclosed", "[::1", failure(host_ipv6)},
                                         HostRow{"text_after", "[::1]a", failure(host_ipv6)},
                                         HostRow{"not_percent_decoded", "[::%31]", failure(host_ipv6)}),
                         [](const auto& row) { return row.param.name; });

TEST(HostBytes, ForbiddenDomainCodePointsAreTheStandardsSet) {
  for (int byte = 0; byte < 128; ++byte) {
    const char character = static_cast<char>(byte);
    const bool forbidden = byte <= 0x20 || byte == 0x7F || std::string_view("#/:<>?@[\\]^|%").contains(character);
    EXPECT_EQ(parse_host(std::string("a") + character + "b").has_value(), !forbidden) << "byte " << byte;
  }
}

TEST(Ipv6Serialiser, IsTheParsersInverseForEveryPatternOfZeroPieces) {
  for (unsigned pattern = 0; pattern < 256; ++pattern) {
    Ipv6Pieces pieces{};
    for (unsigned i = 0; i < 8; ++i) pieces[i] = static_cast<std::uint16_t>((pattern >> i & 1U) != 0 ? 0xA0 + i : 0);
    EXPECT_EQ(parse_ipv6(serialize_ipv6(pieces)), pieces) << serialize_ipv6(pieces);
  }
}

TEST(UrlErrorText, IsDistinctForEachError) {
  std::set<std::string_view> texts;
  for (const auto error : {scheme, host_empty, host_forbidden, host_non_ascii, host_ipv4, host_ipv6, port, relative})
    texts.insert(describe(error));
  EXPECT_EQ(texts.size(), 8U);
}

}  // namespace
}  // namespace corspec::fetch
