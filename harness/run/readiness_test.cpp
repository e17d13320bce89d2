#include "run/readiness.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "run/fake_exchanger.hpp"

namespace corspec::run {
namespace {

using std::chrono::milliseconds;

FakeExchanger::Answer answers(int status, milliseconds takes = milliseconds{1}) {
  http::Exchange exchange;
  exchange.response.status = status;
  return {exchange, takes};
}

FakeExchanger::Answer refused(milliseconds takes = milliseconds{1}) {
  http::TransportError error;
  error.kind = http::TransportError::Kind::connect;
  error.detail = "connection refused";
  return {std::unexpected(error), takes};
}

FakeExchanger::Answer silent(milliseconds takes) {
  http::TransportError error;
  error.kind = http::TransportError::Kind::timeout;
  error.detail = "no byte for 10 s";
  return {std::unexpected(error), takes};
}

struct Row {
  const char* label;
  /// In turn; the last one stays.
  std::function<FakeExchanger::Answer(int asked)> server;
  milliseconds patience;
  int status;        ///< 0: unreachable
  std::string says;  ///< part of the error
  milliseconds at_most;
};

std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.label;
}

class Readiness : public ::testing::TestWithParam<Row> {};

TEST_P(Readiness, IsFoundOut) {
  int asked = 0;
  FakeExchanger exchanger([&](const http::Request&) { return GetParam().server(asked++); });
  const Patience patience{GetParam().patience, {}, [] { return false; }};
  const auto ready = wait_until_ready(exchanger, {}, patience);
  EXPECT_EQ(ready ? ready->response.status : 0, GetParam().status);
  if (!ready) {
    EXPECT_NE(ready.error().find(GetParam().says), std::string::npos) << ready.error();
  }
  EXPECT_LE(exchanger.now().time_since_epoch(), GetParam().at_most);
  EXPECT_EQ(exchanger.cancelled_outside_run, 0);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Readiness,
    ::testing::Values(
        Row{"there", [](int) { return answers(404); }, milliseconds{0}, 404, "", milliseconds{1}},
        Row{"busy_but_there", [](int) { return answers(503); }, milliseconds{0}, 503, "", milliseconds{1}},
        Row{"not_there", [](int) { return refused(); }, milliseconds{0}, 0, "connection refused", milliseconds{1}},
        Row{"comes_up", [](int asked) { return asked < 5 ? refused() : answers(200); }, milliseconds{1000}, 200, "",
            milliseconds{300}},
        Row{"warms_up", [](int asked) { return asked < 5 ? answers(503) : answers(200); }, milliseconds{1000}, 200, "",
            milliseconds{300}},
        Row{"never_comes_up", [](int) { return refused(); }, milliseconds{1000}, 0, "connection refused",
            milliseconds{1060}},
        Row{"never_warms_up", [](int) { return answers(503); }, milliseconds{1000}, 503, "", milliseconds{1060}},
        Row{"listens_but_says_nothing", [](int) { return silent(milliseconds{10000}); }, milliseconds{0}, 0,
            "accepts connections, but a plain GET got no answer", milliseconds{10000}},
        Row{"says_nothing_for_longer_than_the_time", [](int) { return silent(milliseconds{10000}); },
            milliseconds{1000}, 0, "does not answer in time", milliseconds{1050}},
        Row{"slow_but_within_the_time", [](int) { return answers(200, milliseconds{900}); }, milliseconds{1000}, 200,
            "", milliseconds{900}}),
    [](const auto& row) { return std::string(row.param.label); });

TEST(Readiness, EndsWithTheCommandThatStartsTheTarget) {
  FakeExchanger exchanger([](const http::Request&) { return refused(); });
  const Patience patience{milliseconds{60000}, [] { return std::optional<std::string>("exited with status 1"); }, {}};
  const auto ready = wait_until_ready(exchanger, {}, patience);
  ASSERT_FALSE(ready.has_value());
  EXPECT_EQ(ready.error(), "the command that starts it exited with status 1 before the target answered");
  EXPECT_EQ(exchanger.sent.size(), 1U);
}

TEST(Readiness, IsNotWaitedForAfterCtrlC) {
  FakeExchanger exchanger([](const http::Request&) { return silent(milliseconds{10000}); });
  int asked = 0;
  const Patience patience{milliseconds{0}, {}, [&asked] { return ++asked == 2; }};
  EXPECT_FALSE(wait_until_ready(exchanger, {}, patience).has_value());
  EXPECT_EQ(exchanger.now().time_since_epoch(), milliseconds{100});
}

}  // namespace
}  // namespace corspec::run
