#include "fuzz/live/growth.hpp"

#include <gtest/gtest.h>

#include <chrono>

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
  EXPECT_EQ(growth_of(input, {}, ask).has_value(), GetParam().found);
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

TEST(Growth, CountsATimeOutAsTheTimeItTook) {
  const auto& input = long_inputs().front();
  const auto ask = [&](const Probe& probe) -> http::ExchangeResult {
    if (probe.headers.get(input.name)->size() < 4000) return http::Exchange{};
    http::TransportError error;
    error.kind = http::TransportError::Kind::timeout;
    error.timings.total = std::chrono::seconds(10);
    return std::unexpected(error);
  };
  EXPECT_TRUE(growth_of(input, {}, ask));
}

}  // namespace
}  // namespace corspec::fuzz
