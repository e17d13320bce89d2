#include "recorded/timestamp.hpp"

#include <gtest/gtest.h>

#include <cstdint>

#include "testing/row_name.hpp"

namespace corspec::recorded {
namespace {

struct TimeRow {
  const char* name;
  const char* text;
  std::int64_t microseconds;  ///< since 1970

  friend std::ostream& operator<<(std::ostream& out, const TimeRow& row) { return out << row.name; }
};

class ATimestamp : public ::testing::TestWithParam<TimeRow> {};

TEST_P(ATimestamp, IsRead) {
  const auto at = parse_timestamp(GetParam().text);
  ASSERT_TRUE(at);
  EXPECT_EQ(at->time_since_epoch().count(), GetParam().microseconds);
}

TEST_P(ATimestamp, IsReadBackAsItWasWritten) {
  const Timestamp at{std::chrono::microseconds{GetParam().microseconds}};
  EXPECT_EQ(parse_timestamp(write_timestamp(at)), at);
}

INSTANTIATE_TEST_SUITE_P(, ATimestamp,
                         ::testing::Values(TimeRow{"utc", "1970-01-02T00:00:01.5Z", 86'401'500'000},
                                           TimeRow{"microseconds", "1970-01-01T00:00:00.123456Z", 123'456},
                                           TimeRow{"nanoseconds", "1970-01-01T00:00:00.000000999Z", 0},
                                           TimeRow{"whole_seconds", "1970-01-01T00:01:00Z", 60'000'000},
                                           TimeRow{"east", "1970-01-01T02:00:00.000+02:00", 0},
                                           TimeRow{"west", "1969-12-31T18:30:00.000-0530", 0},
                                           TimeRow{"before_1970", "1969-12-31T23:59:59.999999Z", -1},
                                           TimeRow{"leap_day", "2024-02-29T00:00:00Z", 1'709'164'800'000'000}),
                         testing::row_name);

TEST(Timestamp, IsWrittenAsRfc3339) {
  const Timestamp at{std::chrono::seconds{1'795'435'200} + std::chrono::microseconds{7'250}};
  EXPECT_EQ(write_timestamp(at), "2026-11-23T12:00:00.007250Z");
}

TEST(Timestamp, IsNoOtherText) {
  for (const char* text :
       {"", "2026", "2026-02-30T00:00:00Z", "2026-01-31 12:00:00Z", "yesterday", "2026-01-31T12:00Z"})
    EXPECT_FALSE(parse_timestamp(text)) << text;
}

}  // namespace
}  // namespace corspec::recorded
