#include "message/bytes.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

#include "testing/exact_copy.hpp"
#include "testing/row_name.hpp"

namespace corspec::message {
namespace {

using namespace std::string_view_literals;
using corspec::testing::ExactCopy;
using corspec::testing::row_name;

TEST(ByteClass, HoldsWhatItsPredicateHoldsFor) {
  constexpr ByteClass digits(is_ascii_digit);
  for (int byte = 0; byte < 256; ++byte)
    EXPECT_EQ(digits.contains(static_cast<char>(byte)), byte >= '0' && byte <= '9') << byte;
}

TEST(ByteClass, MeasuresTheMembersAtTheFront) {
  constexpr ByteClass digits(is_ascii_digit);
  EXPECT_EQ(digits.leading(ExactCopy("12a3").view()), 2U);
  EXPECT_EQ(digits.leading(ExactCopy("a12").view()), 0U);
  EXPECT_EQ(digits.leading(ExactCopy("12").view()), 2U);
  EXPECT_EQ(digits.leading(ExactCopy("").view()), 0U);
  EXPECT_TRUE(digits.contains_all("12"));
  EXPECT_TRUE(digits.contains_all(""));
  EXPECT_FALSE(digits.contains_all("12a"));
  EXPECT_FALSE(digits.contains_all("a12"));
}

struct BytePredicateRow {
  const char* name;
  bool (*is_member)(unsigned char byte);
  std::string_view members;
};

void PrintTo(const BytePredicateRow& row, std::ostream* out) {
  *out << row.name;
}

class BytePredicate : public ::testing::TestWithParam<BytePredicateRow> {};

TEST_P(BytePredicate, HoldsTheseBytesAndNoOthers) {
  const auto& row = GetParam();
  for (int byte = 0; byte < 256; ++byte) {
    EXPECT_EQ(row.is_member(static_cast<unsigned char>(byte)), row.members.contains(static_cast<char>(byte)))
        << "byte " << byte;
  }
}

INSTANTIATE_TEST_SUITE_P(
    , BytePredicate,
    ::testing::Values(
        BytePredicateRow{"ascii_digit", is_ascii_digit, "0123456789"},
        BytePredicateRow{"ascii_lower_alpha", is_ascii_lower_alpha, "abcdefghijklmnopqrstuvwxyz"},
        BytePredicateRow{"ascii_upper_alpha", is_ascii_upper_alpha, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
        BytePredicateRow{"ascii_alpha", is_ascii_alpha, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"},
        BytePredicateRow{"ascii_alphanumeric", is_ascii_alphanumeric,
                         "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"},
        BytePredicateRow{"http_tab_or_space", is_http_tab_or_space, "\t "},
        BytePredicateRow{"http_whitespace", is_http_whitespace, "\t\n\r "},
        BytePredicateRow{"token_byte", is_token_byte,
                         "!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~"}),
    row_name);

TEST(TokenByte, AloneIsATokenAndNoOtherByteIs) {
  for (int byte = 0; byte < 256; ++byte) {
    EXPECT_EQ(is_token(std::string(1, static_cast<char>(byte))), is_token_byte(static_cast<unsigned char>(byte)))
        << "byte " << byte;
  }
}

struct TokenRow {
  const char* name;
  std::string_view bytes;
  bool accepted;
};

void PrintTo(const TokenRow& row, std::ostream* out) {
  *out << row.name;
}

class Token : public ::testing::TestWithParam<TokenRow> {};

TEST_P(Token, IsRecognised) {
  const ExactCopy copy(GetParam().bytes);
  EXPECT_EQ(is_token(copy.view()), GetParam().accepted);
}

INSTANTIATE_TEST_SUITE_P(, Token,
                         ::testing::Values(TokenRow{"method", "PUT", true}, TokenRow{"field_name", "x-a", true},
                                           TokenRow{"asterisk", "*", true}, TokenRow{"single_quotes", "'X-A'", true},
                                           TokenRow{"empty", "", false}, TokenRow{"double_quotes", "\"PUT\"", false},
                                           TokenRow{"space_inside", "a b", false},
                                           TokenRow{"space_behind", "a ", false},
                                           TokenRow{"space_in_front", " a", false}, TokenRow{"colon", "X-A:", false},
                                           TokenRow{"slash", "GET/POST", false}, TokenRow{"nul_behind", "a\0"sv, false},
                                           TokenRow{"latin_1", "\xE9t\xE9", false}),
                         row_name);

TEST(ByteLowercase, ChangesUpperAlphaOnly) {
  for (int byte = 0; byte < 256; ++byte) {
    const bool is_upper = byte >= 0x41 && byte <= 0x5A;
    const bool is_lower = byte >= 0x61 && byte <= 0x7A;
    const std::string one(1, static_cast<char>(byte));
    EXPECT_EQ(byte_lowercase(one), std::string(1, static_cast<char>(is_upper ? byte + 0x20 : byte))) << "byte " << byte;
    EXPECT_EQ(byte_uppercase(one), std::string(1, static_cast<char>(is_lower ? byte - 0x20 : byte))) << "byte " << byte;
  }
}

TEST(ByteLowercase, ConvertsEveryByteOfTheSequence) {
  EXPECT_EQ(byte_lowercase("X-PingOther\xC9"), "x-pingother\xC9");
  EXPECT_EQ(byte_uppercase("x-PingOther\xE9"), "X-PINGOTHER\xE9");
  EXPECT_EQ(byte_lowercase(""), "");
}

TEST(ByteCaseInsensitiveMatch, OfTwoBytesIsEqualityButForAsciiLetters) {
  for (int left = 0; left < 256; ++left) {
    for (int right = 0; right < 256; ++right) {
      const auto folded = [](int byte) { return byte >= 0x41 && byte <= 0x5A ? byte + 0x20 : byte; };
      ASSERT_EQ(byte_case_insensitive_match(std::string(1, static_cast<char>(left)),
                                            std::string(1, static_cast<char>(right))),
                folded(left) == folded(right))
          << left << " and " << right;
    }
  }
}

TEST(ByteCaseInsensitiveMatch, ComparesLengths) {
  EXPECT_TRUE(byte_case_insensitive_match("", ""));
  EXPECT_TRUE(byte_case_insensitive_match("Origin", "oRIGIN"));
  EXPECT_FALSE(byte_case_insensitive_match("origin", "origi"));
  EXPECT_FALSE(byte_case_insensitive_match("origi", "origin"));
  EXPECT_FALSE(byte_case_insensitive_match("", "a"));
}

struct StripRow {
  const char* name;
  std::string_view bytes;
  std::string_view without_tab_or_space;
  std::string_view without_whitespace;
};

void PrintTo(const StripRow& row, std::ostream* out) {
  *out << row.name;
}

class Strip : public ::testing::TestWithParam<StripRow> {};

TEST_P(Strip, TakesBothEndsAndNothingInside) {
  const auto& row = GetParam();
  const ExactCopy copy(row.bytes);
  EXPECT_EQ(strip_http_tab_or_space(copy.view()), row.without_tab_or_space);
  EXPECT_EQ(strip_http_whitespace(copy.view()), row.without_whitespace);
}

INSTANTIATE_TEST_SUITE_P(, Strip,
                         ::testing::Values(StripRow{"empty", "", "", ""},
                                           StripRow{"nothing_to_strip", "a b", "a b", "a b"},
                                           StripRow{"both_ends", "\t a\t b \t", "a\t b", "a\t b"},
                                           StripRow{"all_tab_and_space", " \t ", "", ""},
                                           StripRow{"line_ends", "\r\na\r\n", "\r\na\r\n", "a"},
                                           StripRow{"line_end_between", " \r a \n ", "\r a \n", "a"},
                                           StripRow{"vertical_tab_stays", "\va\f", "\va\f", "\va\f"},
                                           StripRow{"nul_stays", "\0 a \0"sv, "\0 a \0"sv, "\0 a \0"sv},
                                           StripRow{"no_break_space_stays",
                                                    "\xA0"
                                                    "a\xA0",
                                                    "\xA0"
                                                    "a\xA0",
                                                    "\xA0"
                                                    "a\xA0"}),
                         row_name);

}  // namespace
}  // namespace corspec::message
