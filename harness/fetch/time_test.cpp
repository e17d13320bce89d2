#include "fetch/time.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <ostream>

#include "testing/row_name.hpp"

namespace corspec::fetch {
namespace {

using corspec::testing::row_name;

constexpr auto largest = std::numeric_limits<std::int64_t>::max();

struct AddRow {
  const char* name;
  Instant start;
  Seconds delay;
  Instant sum;
};

void PrintTo(const AddRow& row, std::ostream* out) {
  *out << row.name;
}

class InstantPlusSeconds : public ::testing::TestWithParam<AddRow> {};

TEST_P(InstantPlusSeconds, Saturates) {
  EXPECT_EQ(GetParam().start + GetParam().delay, GetParam().sum);
}

INSTANTIATE_TEST_SUITE_P(, InstantPlusSeconds,
                         ::testing::Values(AddRow{"nothing", {7}, {0}, {7}},
                                           AddRow{"seconds_are_thousands", {7}, {600}, {600'007}},
                                           AddRow{"last_second_that_fits", {807}, {largest / 1000}, {largest}},
                                           AddRow{"one_millisecond_too_many", {808}, {largest / 1000}, {largest}},
                                           AddRow{"one_second_too_many", {0}, {largest / 1000 + 1}, {largest}},
                                           AddRow{"as_long_as_can_be", {1}, Seconds::max(), {largest}},
                                           AddRow{"at_the_end_of_time", {largest}, Seconds::max(), {largest}},
                                           AddRow{"nothing_at_the_end_of_time", {largest}, {0}, {largest}}),
                         row_name);

}  // namespace
}  // namespace corspec::fetch
