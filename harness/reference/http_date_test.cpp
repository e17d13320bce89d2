#include "reference/http_date.hpp"

#include <gtest/gtest.h>

#include <ostream>

#include "testing/row_name.hpp"

namespace corspec::reference {
namespace {

using corspec::testing::row_name;

struct DateRow {
  const char* name;
  std::int64_t seconds;
  std::string_view expected;
};

void PrintTo(const DateRow& row, std::ostream* out) {
  *out << row.name;
}

class HttpDate : public ::testing::TestWithParam<DateRow> {};

TEST_P(HttpDate, IsAnImfFixdate) {
  const auto& row = GetParam();
  EXPECT_EQ(http_date(std::chrono::sys_seconds(std::chrono::seconds(row.seconds))), row.expected);
}

const DateRow date_rows[] = {
    {"example_of_rfc_9110", 784111777, "Sun, 06 Nov 1994 08:49:37 GMT"},
    {"epoch", 0, "Thu, 01 Jan 1970 00:00:00 GMT"},
    {"leap_day", 1709251199, "Thu, 29 Feb 2024 23:59:59 GMT"},
    {"day_after_leap_day", 1709251200, "Fri, 01 Mar 2024 00:00:00 GMT"},
    {"last_month", 1798761599, "Thu, 31 Dec 2026 23:59:59 GMT"},
};

INSTANTIATE_TEST_SUITE_P(, HttpDate, ::testing::ValuesIn(date_rows), row_name);

TEST(HttpDateClock, TellsTheTimeBetweenBeforeAndAfter) {
  const auto now = [] { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); };
  HttpDateClock clock;
  const auto before = now();
  const std::string shown(clock.now());
  const auto after = now();
  bool found = false;
  for (auto second = before; second <= after; second += std::chrono::seconds(1))
    found = found || shown == http_date(second);
  EXPECT_TRUE(found) << shown;
}

}  // namespace
}  // namespace corspec::reference
