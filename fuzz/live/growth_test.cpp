#include "fuzz/live/growth.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <optional>

#include "testing/row_name.hpp"

namespace corspec::fuzz {
namespace {

using std::chrono::microseconds;

struct Row {
  const char* name;
  /// What a value of that many bytes takes; negative: the answer is 431.
  microseconds (*time)(std::size_t bytes);
  bool found;
};

class Growth : public ::testing::TestWithParam<Row> {};

TEST_P(Growth, IsMeasured) {
  const auto& input = long_inputs().front();
  const auto ask = [&](const Probe& probe) -> http::ExchangeResult {
    const auto time = GetParam().time(probe.headers.get(input.name).value_or("").size());
    http::Exchange exchange;
    exchange.response.status = time.count() < 0 ? 431 : 204;
    exchange.timings.first_byte = time;
    return exchange;
  };
  const auto found = slowness_of(input, {}, ask);
  ASSERT_EQ(found.has_value(), GetParam().found);
  EXPECT_NE(found.value_or(Slowness{}).kind, Slowness::Kind::unanswered);
}

INSTANTIATE_TEST_SUITE_P(
    Laws, Growth,
    ::testing::Values(Row{"constant", [](std::size_t) { return microseconds(900000); }, false},
                      Row{"linear", [](std::size_t bytes) { return microseconds(1000 + 100 * bytes); }, false},
                      Row{"quadratic", [](std::size_t bytes) { return microseconds(1000 + bytes * bytes / 50); }, true},
                      Row{"quadratic_but_quick", [](std::size_t bytes) { return microseconds(bytes * bytes / 5000); },
                          false},
                      Row{"refused", [](std::size_t bytes) { return microseconds(bytes > 4000 ? -1 : 1); }, false}),
    corspec::testing::row_name);

/// A server that answers what is shorter than `limit`, and others as `beyond` says; counts how often it is asked.
struct Server {
  std::size_t limit;
  std::function<http::ExchangeResult(int asked)> beyond;
  microseconds time{500};
  int asked = 0;

  http::ExchangeResult operator()(const Probe& probe) {
    ++asked;
    if (probe.headers.get(long_inputs().front().name).value_or("").size() > limit) return beyond(asked);
    http::Exchange exchange;
    exchange.response.status = 204;
    exchange.timings.first_byte = time;
    return exchange;
  }
};

http::ExchangeResult silence(int = 0) {
  http::TransportError error;
  error.kind = http::TransportError::Kind::timeout;
  error.timings.total = std::chrono::seconds(1);
  return std::unexpected(error);
}

http::ExchangeResult closed(int) {
  http::TransportError error;
  error.kind = http::TransportError::Kind::closed;
  return std::unexpected(error);
}

http::ExchangeResult refused(int) {
  http::Exchange exchange;
  exchange.response.status = 431;
  return exchange;
}

std::optional<Slowness> found_in(Server& server) {
  return slowness_of(long_inputs().front(), {}, [&](const Probe& probe) { return server(probe); });
}

TEST(Silence, ToLongInputAloneIsFound) {
  for (const std::size_t limit : {100U, 400U, 1900U, 7000U}) {
    Server server{limit, silence};
    const auto found = found_in(server);
    ASSERT_TRUE(found) << limit;
    EXPECT_EQ(found->kind, Slowness::Kind::unanswered);
    EXPECT_LE(found->shorter, limit);
    EXPECT_GT(found->longer, limit);
    EXPECT_TRUE(describe(long_inputs().front(), *found).contains("get no answer for 1000 ms, every time"));
  }
}

TEST(Silence, IsNoneOfAServerThatRefusesTheLength) {
  Server limiting{2000, refused};
  EXPECT_FALSE(found_in(limiting));
  Server closing{2000, closed};
  EXPECT_FALSE(found_in(closing));
}

TEST(Silence, IsNoneOfAServerThatIsSilentToAll) {
  Server dead{0, silence};
  EXPECT_FALSE(found_in(dead));
  EXPECT_LE(dead.asked, 3);
}

TEST(Silence, IsNoneOfAServerThatDiesMeanwhile) {
  bool dead = false;
  const auto ask = [&](const Probe& probe) -> http::ExchangeResult {
    dead = dead || probe.headers.get(long_inputs().front().name)->size() > 4000;
    return dead ? silence() : http::ExchangeResult(http::Exchange{});
  };
  EXPECT_FALSE(slowness_of(long_inputs().front(), {}, ask));
}

TEST(Silence, IsNoneOfASlowServer) {
  // A time that is linear in the length passes the deadline at the longest.
  Server linear{4000, silence, microseconds(300000)};
  EXPECT_FALSE(found_in(linear));
}

TEST(Silence, IsNoneThatComesOnlySometimes) {
  for (const int answered : {0, 1, 2}) {
    int silences = 0;
    Server moody{4000,
                 [&](int) { return silences++ == answered ? http::ExchangeResult(http::Exchange{}) : silence(); }};
    EXPECT_FALSE(found_in(moody)) << answered;
  }
}

/// It first has to finish what nobody waits for any more.
TEST(Silence, IsFoundInAServerThatIsBusyWithItForAWhile) {
  int busy = 0;
  const auto ask = [&](const Probe& probe) -> http::ExchangeResult {
    if (probe.headers.get(long_inputs().front().name)->size() > 4000) {
      busy = 1;
      return silence();
    }
    return busy-- > 0 ? silence() : http::ExchangeResult(http::Exchange{});
  };
  EXPECT_TRUE(slowness_of(long_inputs().front(), {}, ask));
}

TEST(TimingCommand, MakesTheLongValueItself) {
  const Probe probe{"OPTIONS", "", {{"Origin", "https://it's.example"}, {"Access-Control-Request-Headers", "old"}}};
  EXPECT_EQ(timing_command(long_inputs().front(), probe, 8000, "http://127.0.0.1:1/r?a&b"),
            "curl -so /dev/null -w '%{time_starttransfer} s' -X OPTIONS -H 'Origin: https://it'\\''s.example' "
            "-H \"Access-Control-Request-Headers: x-a$(printf ',x-a%.0s' $(seq 1999))\" 'http://127.0.0.1:1/r?a&b'");
}

}  // namespace
}  // namespace corspec::fuzz
