#include "run/politeness.hpp"

#include <gtest/gtest.h>

#include <string>

namespace corspec::run {
namespace {

using std::chrono::milliseconds;

struct WaitRow {
  const char* label;
  message::HeaderList headers;
  int answers_before;
  std::optional<milliseconds> wait;
};

class BusyWait : public testing::TestWithParam<WaitRow> {};

TEST_P(BusyWait, ObeysTheServerWithinBounds) {
  EXPECT_EQ(busy_wait(GetParam().headers, GetParam().answers_before), GetParam().wait);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, BusyWait,
    testing::Values(WaitRow{"unsaid_first", {}, 0, milliseconds{250}},
                    WaitRow{"unsaid_third", {}, 2, milliseconds{1000}},
                    WaitRow{"unsaid_often", {}, 1000, longest_busy_wait},
                    WaitRow{"seconds", {{"retry-after", "2"}}, 0, milliseconds{2000}},
                    WaitRow{"just_bearable", {{"Retry-After", "60"}}, 0, milliseconds{60000}},
                    WaitRow{"a_little_too_long", {{"Retry-After", "61"}}, 0, std::nullopt},
                    WaitRow{"at_once", {{"Retry-After", "0"}}, 0, milliseconds{0}},
                    WaitRow{"too_long", {{"Retry-After", "3600"}}, 0, std::nullopt},
                    WaitRow{"overflow", {{"Retry-After", "99999999999999"}}, 0, std::nullopt},
                    WaitRow{"negative", {{"Retry-After", "-1"}}, 0, milliseconds{250}},
                    WaitRow{"date", {{"Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT"}}, 0, milliseconds{250}},
                    WaitRow{"empty", {{"Retry-After", ""}}, 0, milliseconds{250}}),
    [](const auto& row) { return std::string(row.param.label); });

TEST(Pace, SpacesExchangesEvenly) {
  Pace pace(10);
  const Pace::Time start{};
  EXPECT_EQ(pace.take_slot(start), milliseconds{0});
  EXPECT_EQ(pace.take_slot(start), milliseconds{100});
  EXPECT_EQ(pace.take_slot(start + milliseconds{50}), milliseconds{150});
}

TEST(Pace, DoesNotSaveUpWhatWasNotUsed) {
  Pace pace(10);
  const Pace::Time start{};
  EXPECT_EQ(pace.take_slot(start), milliseconds{0});
  EXPECT_EQ(pace.take_slot(start + milliseconds{1000}), milliseconds{0});
  EXPECT_EQ(pace.take_slot(start + milliseconds{1000}), milliseconds{100});
}

TEST(Pace, IsNoneWithoutALimit) {
  Pace pace(0);
  for (int exchange = 0; exchange < 100; ++exchange) EXPECT_EQ(pace.take_slot({}), milliseconds{0});
}

TEST(Pace, TakesMoreThanAThousandPerSecond) {
  Pace pace(4000);
  milliseconds last{0};
  for (int exchange = 0; exchange < 4001; ++exchange) last = pace.take_slot({});
  EXPECT_EQ(last, milliseconds{1000});
}

}  // namespace
}  // namespace corspec::run
