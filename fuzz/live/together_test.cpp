#include "fuzz/live/together.hpp"

#include <gtest/gtest.h>

#include "fuzz/live/example_policy.hpp"
#include "run/fake_exchanger.hpp"

namespace corspec::fuzz {
namespace {

using run::FakeExchanger;

/// Whether a request is let in, of its origin, of the one that was on its way already (empty: none), and its number.
using Decide = bool (*)(const std::string& origin, const std::string& before, int number);

std::optional<MixUp> mix_up(Decide decide, const suite::Profile& policy = example_policy()) {
  const FakeExchanger* clock = nullptr;
  run::Exchanger::Clock::time_point sent;
  std::string last;
  int number = 0;
  FakeExchanger exchanger([&](const http::Request& request) {
    const std::string origin(request.headers.get("Origin").value_or(""));
    const bool is_alone = number == 0 || clock->now() != sent;
    http::Exchange made;
    made.response.status = 200;
    if (decide(origin, is_alone ? "" : last, number++))
      made.response.headers.append("Access-Control-Allow-Origin", origin);
    sent = clock->now();
    last = origin;
    return FakeExchanger::Answer{made};
  });
  clock = &exchanger;
  run::WireContext wire;
  wire.url = *fetch::parse_url("http://127.0.0.1:8080/");
  Asker asker(exchanger, wire, "/", 0, {});
  return mix_up_of(asker, policy, "https://evil.example");
}

TEST(Together, IsRightWhereEachIsAnsweredAsAlone) {
  EXPECT_FALSE(mix_up([](const std::string& origin, const std::string&, int) { return is_let_in(origin); }));
}

TEST(Together, ShowsWhatIsDecidedWhereOthersWrite) {
  const auto found = mix_up([](const std::string& origin, const std::string& before, int) {
    return is_let_in(before.empty() ? origin : before);
  });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->of, 48U);
  // The first of each round has nobody before it.
  EXPECT_EQ(found->let_in, 47U);
  EXPECT_EQ(found->kept_out, 46U);
  EXPECT_TRUE(describe(*found).contains("47 of 48 from a denied origin were let in, 46 of 48")) << describe(*found);
}

/// That shows without others, too, and is another finding.
TEST(Together, SaysNothingOfWhoErrsNowAndThen) {
  EXPECT_FALSE(mix_up(
      [](const std::string& origin, const std::string&, int number) { return is_let_in(origin) || number % 10 == 1; }));
}

TEST(Together, SaysNothingWhereThePolicyDoesNot) {
  suite::Profile unknown = example_policy();
  unknown.other_origins = suite::Others::unknown;
  EXPECT_FALSE(mix_up([](const std::string&, const std::string&, int) { return true; }, unknown));
}

}  // namespace
}  // namespace corspec::fuzz
