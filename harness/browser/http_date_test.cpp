#include "browser/http_date.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string_view>

namespace corspec::browser {
namespace {

struct DateRow {
  const char* name;
  std::string_view text;
  std::optional<std::int64_t> expected;
};

void PrintTo(const DateRow& row, std::ostream* out) {
  *out << row.name;
}

class HttpDate : public testing::TestWithParam<DateRow> {};

TEST_P(HttpDate, IsSecondsSinceTheEpoch) {
  EXPECT_EQ(parse_http_date(GetParam().text), GetParam().expected);
}

constexpr std::int64_t example = 784111777;

INSTANTIATE_TEST_SUITE_P(
    Rows, HttpDate,
    testing::Values(DateRow{"imf_fixdate", "Sun, 06 Nov 1994 08:49:37 GMT", example},
                    DateRow{"rfc850", "Sunday, 06-Nov-94 08:49:37 GMT", example},
                    DateRow{"asctime", "Sun Nov  6 08:49:37 1994", example},
                    DateRow{"asctime_two_digits", "Wed Nov 16 08:49:37 1994", example + 10 * 86400},
                    DateRow{"epoch", "Thu, 01 Jan 1970 00:00:00 GMT", 0},
                    DateRow{"before_the_epoch", "Wed, 31 Dec 1969 23:59:59 GMT", -1},
                    DateRow{"leap_day", "Thu, 29 Feb 2024 12:00:00 GMT", 1709208000},
                    DateRow{"leap_second", "Sat, 31 Dec 2016 23:59:60 GMT", 1483228800},
                    DateRow{"rfc850_this_century", "Friday, 01-Jan-69 00:00:00 GMT", 3124224000},
                    DateRow{"wrong_day_name_is_not_judged", "Mon, 06 Nov 1994 08:49:37 GMT", example},
                    DateRow{"no_leap_day", "Wed, 29 Feb 2023 12:00:00 GMT", std::nullopt},
                    DateRow{"day_zero", "Sun, 00 Nov 1994 08:49:37 GMT", std::nullopt},
                    DateRow{"hour_24", "Sun, 06 Nov 1994 24:00:00 GMT", std::nullopt},
                    DateRow{"minute_60", "Sun, 06 Nov 1994 08:60:37 GMT", std::nullopt},
                    DateRow{"one_digit_day", "Sun, 6 Nov 1994 08:49:37 GMT", std::nullopt},
                    DateRow{"other_zone", "Sun, 06 Nov 1994 08:49:37 CET", std::nullopt},
                    DateRow{"lower_case_month", "Sun, 06 nov 1994 08:49:37 GMT", std::nullopt},
                    DateRow{"text_after", "Sun, 06 Nov 1994 08:49:37 GMT ", std::nullopt},
                    DateRow{"cut_short", "Sun, 06 Nov 1994 08:49", std::nullopt},
                    DateRow{"iso", "1994-11-06T08:49:37Z", std::nullopt}, DateRow{"zero", "0", std::nullopt},
                    DateRow{"empty", "", std::nullopt}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace corspec::browser
