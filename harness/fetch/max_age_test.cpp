#include "fetch/max_age.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <ostream>
#include <string>
#include <string_view>

#include "testing/reference.hpp"
#include "testing/row_name.hpp"
#include "testing/token_walk.hpp"

namespace corspec::fetch {
namespace {

using namespace std::string_view_literals;
using corspec::testing::row_name;
using Source = MaxAge::Source;

constexpr auto largest = std::numeric_limits<std::int64_t>::max();

// The columns of section 8.3 of the rules that concern this header.
const Deviations standard{};
const Deviations sign_taking{.max_age_negative = 0, .max_age_overflow = 5, .max_age_accepts_plus = true};
const Deviations not_caching{.max_age_negative = 0, .max_age_malformed = 0};

message::HeaderList one_line(std::string_view value) {
  return {{"Date", "1"}, {"access-control-max-AGE", std::string(value)}};
}

struct MaxAgeRow {
  const char* name;
  message::HeaderList headers;
  MaxAge by_standard;
  std::int64_t when_sign_taking;
  std::int64_t when_not_caching;
};

void PrintTo(const MaxAgeRow& row, std::ostream* out) {
  *out << row.name;
}

class PreflightMaxAge : public ::testing::TestWithParam<MaxAgeRow> {};

TEST_P(PreflightMaxAge, IsNeverAnError) {
  const auto& row = GetParam();
  EXPECT_EQ(preflight_max_age(row.headers), row.by_standard);
  EXPECT_EQ(preflight_max_age(row.headers, standard), row.by_standard);
  EXPECT_EQ(preflight_max_age(row.headers, sign_taking).seconds.count, row.when_sign_taking);
  EXPECT_EQ(preflight_max_age(row.headers, not_caching).seconds.count, row.when_not_caching);
}

const MaxAgeRow rows[] = {
    {"absent", {}, {{5}, Source::absent}, 5, 5},
    {"other_name", {{"Max-Age", "600"}}, {{5}, Source::absent}, 5, 5},
    {"number", one_line("600"), {{600}, Source::value}, 600, 600},
    {"zero", one_line("0"), {{0}, Source::value}, 0, 0},
    {"leading_zero_is_not_octal", one_line("0600"), {{600}, Source::value}, 600, 600},
    {"many_leading_zeros", one_line("00000000000000000000000000000600"), {{600}, Source::value}, 600, 600},
    {"largest", one_line("9223372036854775807"), {{largest}, Source::value}, largest, largest},
    {"largest_plus_one", one_line("9223372036854775808"), {{largest}, Source::overflow}, 5, largest},
    {"beyond_64_bits", one_line("99999999999999999999"), {{largest}, Source::overflow}, 5, largest},
    {"two_to_the_64th", one_line("18446744073709551616"), {{largest}, Source::overflow}, 5, largest},
    {"negative", one_line("-1"), {{5}, Source::negative}, 0, 0},
    {"negative_zero", one_line("-0"), {{5}, Source::negative}, 0, 0},
    {"negative_beyond_64_bits", one_line("-99999999999999999999"), {{5}, Source::negative}, 0, 0},
    {"plus", one_line("+600"), {{5}, Source::malformed}, 600, 0},
    {"plus_alone", one_line("+"), {{5}, Source::malformed}, 5, 0},
    {"two_pluses", one_line("++1"), {{5}, Source::malformed}, 5, 0},
    {"plus_minus", one_line("+-1"), {{5}, Source::malformed}, 5, 0},
    {"minus_plus", one_line("-+1"), {{5}, Source::malformed}, 5, 0},
    {"plus_overflow", one_line("+99999999999999999999"), {{5}, Source::malformed}, 5, 0},
    {"minus_alone", one_line("-"), {{5}, Source::malformed}, 5, 0},
    {"two_minuses", one_line("--1"), {{5}, Source::malformed}, 5, 0},
    {"empty", one_line(""), {{5}, Source::malformed}, 5, 5},
    {"word", one_line("soon"), {{5}, Source::malformed}, 5, 0},
    {"unit", one_line("600s"), {{5}, Source::malformed}, 5, 0},
    {"exponent", one_line("6e2"), {{5}, Source::malformed}, 5, 0},
    {"fraction", one_line("600.0"), {{5}, Source::malformed}, 5, 0},
    {"hexadecimal", one_line("0x10"), {{5}, Source::malformed}, 5, 0},
    {"inner_space", one_line("6 00"), {{5}, Source::malformed}, 5, 0},
    {"list", one_line("600, 600"), {{5}, Source::malformed}, 5, 0},
    {"quoted", one_line("\"600\""), {{5}, Source::malformed}, 5, 0},
    {"nul_behind", one_line("600\0"sv), {{5}, Source::malformed}, 5, 0},
    {"latin_1_digit", one_line("\xB2"), {{5}, Source::malformed}, 5, 0},
    {"two_lines_that_agree",
     {{"Access-Control-Max-Age", "600"}, {"Access-Control-Max-Age", "600"}},
     {{5}, Source::malformed},
     5,
     0},
    {"a_line_and_an_empty_line",
     {{"Access-Control-Max-Age", "600"}, {"Access-Control-Max-Age", ""}},
     {{5}, Source::malformed},
     5,
     0},
};

INSTANTIATE_TEST_SUITE_P(, PreflightMaxAge, ::testing::ValuesIn(rows), row_name);

TEST(PreflightMaxAgeWalk, AgreesWithTheReference) {
  constexpr std::string_view tokens[] = {
      "0", "6", "00", "9223372036854775807", "9223372036854775808", "-", "+", ".", "e", " ", "\t", ",", "s", "\xB2"};
  int numbers = 0;
  corspec::testing::for_each_text(tokens, 4, [&](const std::string& text) {
    const auto max_age = preflight_max_age({{"Access-Control-Max-Age", text}});
    ASSERT_EQ(max_age.seconds.count, reference::preflight_max_age({{"access-control-max-age", text}})) << text;
    numbers += max_age.source == Source::value || max_age.source == Source::overflow ? 1 : 0;
  });
  EXPECT_GT(numbers, 500);
}

}  // namespace
}  // namespace corspec::fetch
