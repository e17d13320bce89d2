#include "fuzz/live/growth.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <functional>
#include <optional>
#include <random>

#include "testing/row_name.hpp"

namespace corspec::fuzz {
namespace {

using std::chrono::microseconds;

/// A request as the clock of a server sees it.
struct Asked {
  std::size_t bytes;  ///< of the value
  int serial;         ///< how many requests came before
  std::mt19937& dice;

  [[nodiscard]] microseconds up_to(int most) const {
    return microseconds(std::uniform_int_distribution(0, most)(dice));
  }
  [[nodiscard]] microseconds squared(int divisor) const {
    return microseconds(1000 + static_cast<int>(bytes * bytes) / divisor);
  }
};

struct Row {
  const char* name;
  /// What the answer takes; negative: it is 431.
  microseconds (*time)(const Asked& asked);
  bool found;
};

std::optional<Slowness> growth_of(const Row& row, unsigned seed) {
  const auto& input = long_inputs().front();
  std::mt19937 dice(seed);
  int serial = 0;
  const auto ask = [&](const Probe& probe) -> http::ExchangeResult {
    const auto time = row.time({probe.headers.get(input.name).value_or("").size(), serial++, dice});
    http::Exchange exchange;
    exchange.response.status = time.count() < 0 ? 431 : 204;
    exchange.timings.first_byte = time;
    return exchange;
  };
  return slowness_of(input, {}, ask);
}

class Growth : public ::testing::TestWithParam<Row> {};

/// Many campaigns against each, since a wrong accusation by chance is one too.
TEST_P(Growth, IsMeasured) {
  constexpr int campaigns = 100;
  int found = 0;
  for (unsigned seed = 0; seed < campaigns; ++seed) {
    const auto slowness = growth_of(GetParam(), seed);
    if (!slowness) continue;
    ++found;
    EXPECT_EQ(slowness->kind, Slowness::Kind::growing);
    EXPECT_EQ(slowness->longer, longest_input);
  }
  EXPECT_EQ(found, GetParam().found ? campaigns : 0);
}

INSTANTIATE_TEST_SUITE_P(
    Laws, Growth,
    ::testing::Values(Row{"constant", [](const Asked&) { return microseconds(900000); }, false},
                      Row{"linear", [](const Asked& asked) { return microseconds(1000 + 100 * asked.bytes); }, false},
                      Row{"quadratic", [](const Asked& asked) { return asked.squared(50); }, true},
                      Row{"quadratic_but_quick", [](const Asked& asked) { return asked.squared(5000); }, false},
                      Row{"refused", [](const Asked& asked) { return microseconds(asked.bytes > 4000 ? -1 : 1); },
                          false}),
    corspec::testing::row_name);

/// Whatever is asked, the last three lengths seem to take longer and longer when they are first asked.
microseconds suspicious(const Asked& asked) {
  return microseconds(asked.serial < 12 ? 300 : asked.serial < 15 ? 5000 : 100000);
}

/// What has to do with the length in one step only, or not at all.
INSTANTIATE_TEST_SUITE_P(
    Noise, Growth,
    ::testing::Values(
        Row{"any_time", [](const Asked& asked) { return asked.up_to(200000); }, false},
        Row{"any_time_of_any_magnitude",
            [](const Asked& asked) { return microseconds(100 << asked.up_to(14).count()); }, false},
        Row{"a_buffer", [](const Asked& asked) { return microseconds(asked.bytes > 4096 ? 60000 : 300); }, false},
        Row{"a_buffer_and_a_little_noise",
            [](const Asked& asked) { return asked.up_to(5000) + microseconds(asked.bytes > 4096 ? 60000 : 300); },
            false},
        Row{"a_pause_now_and_then",
            [](const Asked& asked) { return microseconds(asked.up_to(9).count() == 0 ? 1000000 : 300); }, false},
        Row{"mostly_pauses",
            [](const Asked& asked) { return microseconds(asked.up_to(9).count() < 7 ? 1000000 : 300); }, false},
        Row{"busier_and_busier", [](const Asked& asked) { return microseconds(asked.serial * asked.serial * 1000); },
            false},
        Row{"busy_at_first",
            [](const Asked& asked) { return asked.serial < 16 ? suspicious(asked) : microseconds(100000); }, false},
        Row{"too_loud_to_tell",
            [](const Asked& asked) {
              if (asked.serial < 16) return suspicious(asked);
              return asked.serial / 4 % 2 == 0 ? microseconds(1300000) : asked.squared(50);
            },
            false},
        Row{"workers_each_slower_than_the_one_before",
            [](const Asked& asked) {
              constexpr std::array times{300, 1000, 10000, 200000};
              return asked.serial < 16 ? suspicious(asked)
                                       : microseconds(times.at(static_cast<std::size_t>(asked.serial % 4)));
            },
            false}),
    corspec::testing::row_name);

/// Beneath it, growth is seen.
INSTANTIATE_TEST_SUITE_P(
    ThroughNoise, Growth,
    ::testing::Values(Row{"a_little", [](const Asked& asked) { return asked.squared(50) + asked.up_to(1000); }, true},
                      Row{"with_the_length",
                          [](const Asked& asked) {
                            return asked.squared(50) + asked.up_to(static_cast<int>(asked.squared(50).count()) / 8);
                          },
                          true},
                      Row{"one_late_answer",
                          [](const Asked& asked) {
                            return asked.squared(50) + microseconds(asked.serial == 17 ? 900000 : 0);
                          },
                          true}),
    corspec::testing::row_name);

/// What takes long is asked less often.
TEST(GrowthThatTakesLong, CostsNoMoreThanItHasTo) {
  microseconds spent{0};
  const auto& input = long_inputs().front();
  const auto ask = [&](const Probe& probe) -> http::ExchangeResult {
    const auto bytes = probe.headers.get(input.name).value_or("").size();
    http::Exchange exchange;
    exchange.response.status = 204;
    exchange.timings.first_byte = microseconds(bytes * bytes / 20);
    spent += exchange.timings.first_byte;
    return exchange;
  };
  EXPECT_TRUE(slowness_of(input, {}, ask));
  EXPECT_LT(spent, std::chrono::seconds(22));
}

TEST(SlowInputs, AreSaidOnceForEachHeader) {
  const auto slow = [](std::size_t at, int milliseconds) {
    return SlowInput{long_inputs()[at], {.longer_time = std::chrono::milliseconds(milliseconds)}};
  };
  const auto said = slowest_of_each_header({slow(0, 50), slow(1, 70), slow(2, 60), slow(3, 80), slow(4, 41)});
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(said[0].input.repeated, long_inputs()[1].repeated);
  EXPECT_EQ(said[1].input.repeated, long_inputs()[3].repeated);
  EXPECT_TRUE(slowest_of_each_header({}).empty());
}

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
