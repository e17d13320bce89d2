#include "run/interruption.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace corspec::run {
namespace {

class InterruptionOf : public testing::TestWithParam<int> {};

TEST_P(InterruptionOf, IsRememberedAndForgotten) {
  {
    const Interruption interruption;
    EXPECT_FALSE(Interruption::requested());
    ASSERT_EQ(raise(GetParam()), 0);
    EXPECT_TRUE(Interruption::requested());
  }
  const Interruption another;
  EXPECT_FALSE(Interruption::requested());
}

INSTANTIATE_TEST_SUITE_P(Signals, InterruptionOf, testing::Values(SIGINT, SIGTERM, SIGHUP));

TEST(Interruption, PutsBackWhatWasThere) {
  struct sigaction before{};
  struct sigaction after{};
  sigaction(SIGINT, nullptr, &before);
  {
    const Interruption interruption;
  }
  sigaction(SIGINT, nullptr, &after);
  EXPECT_EQ(before.sa_handler, after.sa_handler);
}

}  // namespace
}  // namespace corspec::run
