#include "fetch/range.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include "testing/exact_copy.hpp"
#include "testing/reference.hpp"
#include "testing/row_name.hpp"
#include "testing/token_walk.hpp"

namespace corspec::fetch {
namespace {

using namespace std::string_view_literals;
using corspec::testing::ExactCopy;
using corspec::testing::row_name;
using Numbers = std::pair<std::string_view, std::string_view>;

std::optional<Numbers> numbers(const std::optional<SingleRange>& range) {
  if (!range) return std::nullopt;
  return Numbers(range->start, range->end);
}

struct RangeRow {
  const char* name;
  std::string_view value;
  std::optional<Numbers> numbers;
};

void PrintTo(const RangeRow& row, std::ostream* out) {
  *out << row.name;
}

class Range : public ::testing::TestWithParam<RangeRow> {};

TEST_P(Range, IsParsedByteForByte) {
  const ExactCopy copy(GetParam().value);
  EXPECT_EQ(numbers(parse_single_range(copy.view())), GetParam().numbers);
}

const RangeRow rows[] = {
    {"both", "bytes=0-1", Numbers("0", "1")},
    {"equal", "bytes=7-7", Numbers("7", "7")},
    {"start_alone", "bytes=0-", Numbers("0", "")},
    {"end_alone", "bytes=-500", Numbers("", "500")},
    {"leading_zeros", "bytes=00-9", Numbers("00", "9")},
    {"more_leading_zeros_than_digits", "bytes=0009-10", Numbers("0009", "10")},
    {"zeros_alone", "bytes=000-0", Numbers("000", "0")},
    {"beyond_64_bits", "bytes=18446744073709551616-18446744073709551617",
     Numbers("18446744073709551616", "18446744073709551617")},
    {"start_greater", "bytes=9-0", std::nullopt},
    {"start_greater_by_length", "bytes=10-9", std::nullopt},
    {"start_greater_behind_zeros", "bytes=10-0000009", std::nullopt},
    {"start_greater_beyond_64_bits", "bytes=18446744073709551617-18446744073709551616", std::nullopt},
    {"start_greater_modulo_64_bits", "bytes=18446744073709551617-2", std::nullopt},
    {"empty", "", std::nullopt},
    {"unit_alone", "bytes", std::nullopt},
    {"unit_cut_short", "byte", std::nullopt},
    {"no_numbers", "bytes=-", std::nullopt},
    {"no_dash", "bytes=1", std::nullopt},
    {"nothing_behind_equals", "bytes=", std::nullopt},
    {"two_ranges", "bytes=0-1,4-5", std::nullopt},
    {"comma_behind", "bytes=0-1,", std::nullopt},
    {"space_behind_equals", "bytes= 0-1", std::nullopt},
    {"space_before_equals", "bytes =0-1", std::nullopt},
    {"space_before_dash", "bytes=0 -1", std::nullopt},
    {"space_behind", "bytes=0-1 ", std::nullopt},
    {"space_in_front", " bytes=0-1", std::nullopt},
    {"tab_behind_dash", "bytes=0-\t1", std::nullopt},
    {"sign", "bytes=+0-1", std::nullopt},
    {"two_dashes", "bytes=0--1", std::nullopt},
    {"hexadecimal", "bytes=0x0-1", std::nullopt},
    {"other_unit", "items=0-1", std::nullopt},
    {"nul_behind", "bytes=0-1\0"sv, std::nullopt},
    {"capital_unit", "Bytes=0-1", std::nullopt},
    {"upper_case_unit", "BYTES=0-1", std::nullopt},
};

INSTANTIATE_TEST_SUITE_P(, Range, ::testing::ValuesIn(rows), row_name);

void expect_agreement(const std::string& text, int& accepted) {
  const auto range = parse_single_range(text);
  const auto expected = reference::parse_single_range(text);
  ASSERT_EQ(range.has_value(), !expected.failure) << text;
  if (!range) return;
  ASSERT_EQ(range->start, expected.start) << text;
  ASSERT_EQ(range->end, expected.end) << text;
  ++accepted;
}

TEST(RangeWalk, AgreesWithTheReference) {
  constexpr std::string_view tokens[] = {"bytes", "Bytes", "=", "-", "0", "1", "9", "10", "00", "18446744073709551616",
                                         " ",     "\t",    ",", "+"};
  int accepted = 0;
  corspec::testing::for_each_text(tokens, 4, [&](const std::string& text) { expect_agreement(text, accepted); });
  EXPECT_GT(accepted, 10);
}

TEST(RangeWalk, AgreesWithTheReferenceBehindTheUnit) {
  constexpr std::string_view tokens[] = {"-", "0", "1", "9", "18446744073709551616", ",", " "};
  int accepted = 0;
  corspec::testing::for_each_text(tokens, 5,
                                  [&](const std::string& text) { expect_agreement("bytes=" + text, accepted); });
  EXPECT_GT(accepted, 500);
}

}  // namespace
}  // namespace corspec::fetch
