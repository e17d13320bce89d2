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

/// From where everybody expects a stranger, if it need not be elsewhere.
TEST(Reduce, PrefersThePlainestStranger) {
  const auto of_a_stranger = [](const Probe& one) { return one.origin().value_or("").contains("evil"); };
  EXPECT_EQ(reduce({"GET", "", {{"Origin", "http://evil:8080"}}}, of_a_stranger, plenty).origin(),
            "https://evil.example");
  const auto in_the_clear = [](const Probe& one) { return one.origin().value_or("").starts_with("http://"); };
  EXPECT_EQ(reduce({"GET", "", {{"Origin", "http://a.b.c:1"}}}, in_the_clear, plenty).origin(), "http://evil.example");
}

/// What has to be there is there as browsers send it, not as little of it as will do.
TEST(Reduce, LeavesNoRemnants) {
  const auto with_both = [](const Probe& one) {
    return one.headers.contains("Accept") && !one.headers.get("Access-Control-Request-Method").value_or("").empty();
  };
  EXPECT_EQ(to_text(reduce(
                {"OPTIONS",
                 "",
                 {{"Accept", "text/html,application/xhtml+xml;q=0.9"}, {"Access-Control-Request-Method", "M-SEARCH"}}},
                with_both, plenty)),
            "OPTIONS \nAccept: */*\nAccess-Control-Request-Method: PUT\n");
  const auto of_some_type = [](const Probe& one) { return one.headers.get("Accept").value_or("").contains('9'); };
  EXPECT_EQ(reduce({"GET", "", {{"Accept", "a;q=0.9"}}}, of_some_type, plenty).headers.get("Accept"), "a;q=0.9");
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
