#include "fuzz/live/reduce.hpp"

#include <gtest/gtest.h>

namespace corspec::fuzz {
namespace {

constexpr int plenty = 120;

const Probe large{"OPTIONS",
                  "?a=b",
                  {{"Accept", "*/*"}, {"Origin", "https://foo.example.evil.example:8443"}, {"X-A", "1"}, {"X-B", "2"}}};

TEST(Reduce, LeavesWhatMatters) {
  const auto probe = reduce(
      large,
      [](const Probe& one) {
        return one.headers.get("Origin").value_or("").contains("foo.example.") && one.headers.contains("x-b");
      },
      plenty);
  EXPECT_EQ(to_text(probe), "OPTIONS \nOrigin: https://foo.example.l\nX-B: \n");
}

TEST(Reduce, KeepsAQueryThatMatters) {
  EXPECT_EQ(reduce(large, [](const Probe& one) { return !one.query.empty(); }, plenty), (Probe{"OPTIONS", "?a=b", {}}));
}

/// What is left of a reflected origin is one that a page can have.
TEST(Reduce, LeavesAnOriginOfItsClass) {
  const auto echoed = [](const Probe& one) { return one.headers.contains("Origin"); };
  EXPECT_EQ(reduce(large, echoed, plenty).origin(), "https://evil.example");
  const auto ends_alike = [](const Probe& one) { return one.origin().value_or("").ends_with(":8443"); };
  EXPECT_EQ(reduce(large, ends_alike, plenty).origin(), "https://l.e:8443");
  const auto of_an_app = [](const Probe& one) { return one.headers.contains("Origin"); };
  EXPECT_EQ(reduce({"GET", "", {{"Origin", "app://evil.example"}}}, of_an_app, plenty).origin(), "app://l.e");
}

TEST(Reduce, ChangesNothingWhenNothingElseShowsIt) {
  EXPECT_EQ(reduce(large, [](const Probe& one) { return one == large; }, plenty), large);
}

TEST(Reduce, AsksNoMoreThanItMay) {
  int asked = 0;
  const auto count = [&](const Probe&) {
    ++asked;
    return false;
  };
  (void)reduce({"GET", "", {{"Origin", std::string(100000, 'x')}}}, count, 30);
  EXPECT_LE(asked, 30);
}

}  // namespace
}  // namespace corspec::fuzz
