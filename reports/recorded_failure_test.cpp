#include "reports/recorded_failure.hpp"

#include <gtest/gtest.h>

namespace corspec::reports {
namespace {

TEST(RecordedFailure, HasAMeaningWhereItIsKnown) {
  EXPECT_EQ(meaning_of_failure("net::ERR_NAME_NOT_RESOLVED"), "DNS knows no such host");
  EXPECT_EQ(meaning_of_failure("net::ERR_CONNECTION_REFUSED"), "nothing listens on that port");
  EXPECT_EQ(meaning_of_failure("net::ERR_CONNECTION_CLOSED"), "the connection broke, or was never made");
  EXPECT_EQ(meaning_of_failure("net::ERR_FAILED"), "");
  EXPECT_EQ(meaning_of_failure(""), "");
}

}  // namespace
}  // namespace corspec::reports
