#include "fuzz/live/campaign.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "fuzz/live/example_policy.hpp"
#include "message/bytes.hpp"
#include "run/fake_exchanger.hpp"

namespace corspec::fuzz {
namespace {

using run::FakeExchanger;

http::Exchange answer(const std::string& origin, bool allowed) {
  http::Exchange exchange;
  exchange.response.status = 204;
  exchange.timings.first_byte = std::chrono::microseconds(300);
  if (!allowed) return exchange;
  exchange.response.headers = {{"Access-Control-Allow-Origin", origin}, {"Access-Control-Allow-Methods", "PUT"}};
  return exchange;
}

std::string origin_of(const http::Request& request) {
  if (request.headers.count("Origin") != 1) return "";
  return std::string(message::strip_http_tab_or_space(request.headers.lines("Origin").front()));
}

http::ExchangeResult right(const http::Request& request) {
  const auto origin = origin_of(request);
  return answer(origin, is_let_in(origin));
}

http::ExchangeResult silence() {
  http::TransportError error;
  error.kind = http::TransportError::Kind::timeout;
  error.timings.total = std::chrono::seconds(10);
  return std::unexpected(error);
}

CampaignOptions options_of(std::size_t runs) {
  return {.seed = 3, .runs = runs, .time = {}, .interrupted = {}};
}

CampaignResult campaign_through(FakeExchanger& exchanger, CampaignOptions options) {
  run::WireContext wire;
  wire.url = *fetch::parse_url("http://127.0.0.1:8080/");
  const auto stated = example_policy();
  return Campaign(exchanger, stated, wire, "/r", std::move(options)).run();
}

CampaignResult campaign(const std::function<http::ExchangeResult(const http::Request&)>& server,
                        std::size_t runs = 600) {
  FakeExchanger exchanger([&](const http::Request& request) { return FakeExchanger::Answer{server(request)}; });
  return campaign_through(exchanger, options_of(runs));
}

TEST(Campaign, FindsNothingInAServerThatIsRight) {
  const auto result = campaign(right);
  EXPECT_TRUE(result.findings.empty()) << result.findings.front().violation.cause;
  EXPECT_TRUE(result.remarks.empty()) << result.remarks.front();
  EXPECT_TRUE(result.unrepeated.empty());
}

TEST(Campaign, FindsThatALongListIsNeverAnswered) {
  const auto result = campaign([](const http::Request& request) -> http::ExchangeResult {
    if (request.headers.get("Access-Control-Request-Headers").value_or("").size() > 1500) return silence();
    return right(request);
  });
  ASSERT_EQ(result.findings.size(), 1U);
  const Finding& finding = result.findings.front();
  EXPECT_EQ(finding.violation.oracle->id, "unanswered");
  EXPECT_EQ(finding.violation.weight->level, suite::Level::should);
  ASSERT_EQ(finding.before.size(), 1U);
  EXPECT_EQ(finding.before.front().role, Preceding::Role::controls);
  // Three kinds of lists showed it.
  EXPECT_EQ(finding.shown, 3U);
  EXPECT_FALSE(result.target_died);
}

TEST(Campaign, DoesNotAccuseOneThatRefusesALongList) {
  for (const int status : {431, 400, 414, 413}) {
    const auto result = campaign([&](const http::Request& request) {
      if (request.headers.get("Access-Control-Request-Headers").value_or("").size() < 1500) return right(request);
      http::Exchange refusal;
      refusal.response.status = status;
      return http::ExchangeResult(refusal);
    });
    EXPECT_TRUE(result.findings.empty()) << status;
    EXPECT_TRUE(result.remarks.empty()) << status;
  }
}

http::ExchangeResult in_square_time(const http::Request& request, std::initializer_list<std::string_view> headers) {
  auto made = right(request);
  for (const auto header : headers) {
    const auto size = static_cast<std::int64_t>(request.headers.get(header).value_or("").size());
    made->timings.first_byte += std::chrono::microseconds(size * size / 50);
  }
  return made;
}

TEST(Campaign, SaysHowToSeeATimeThatNoCaseStates) {
  const auto result = campaign(
      [](const http::Request& request) { return in_square_time(request, {"Access-Control-Request-Headers"}); });
  EXPECT_TRUE(result.findings.empty());
  // Once, by the kind of list that comes nearest to the longest.
  ASSERT_EQ(result.remarks.size(), 1U);
  EXPECT_TRUE(result.remarks.front().contains("no case states that, since cases know no time"));
  EXPECT_TRUE(result.remarks.front().contains("$(seq 7997))\" http://127.0.0.1:8080/r`")) << result.remarks.front();
}

TEST(Campaign, SaysOnceForEachHeaderThatTimeGrows) {
  const auto result = campaign([](const http::Request& request) {
    return in_square_time(request, {"Origin", "Access-Control-Request-Headers"});
  });
  ASSERT_EQ(result.remarks.size(), 2U);
  EXPECT_TRUE(result.remarks[0].contains("faster than Access-Control-Request-Headers")) << result.remarks[0];
  EXPECT_TRUE(result.remarks[1].contains("faster than Origin")) << result.remarks[1];
}

/// A server that hangs costs no more than was given: what is on its way is not waited for.
TEST(Campaign, EndsInTimeWhateverIsOnItsWay) {
  using std::chrono::milliseconds;
  using std::chrono::seconds;
  for (const bool by_hand : {false, true}) {
    FakeExchanger exchanger([](const http::Request& request) {
      const bool hangs = origin_of(request).starts_with("http://");
      return FakeExchanger::Answer{hangs ? silence() : right(request), hangs ? seconds(60) : milliseconds(1)};
    });
    CampaignOptions options = options_of(600);
    if (by_hand) {
      options.interrupted = [&exchanger] { return exchanger.now().time_since_epoch() > seconds(1); };
    } else {
      options.time = seconds(1);
    }
    const auto result = campaign_through(exchanger, options);
    EXPECT_LT(exchanger.now().time_since_epoch(), seconds(2)) << by_hand;
    EXPECT_FALSE(result.target_died);
    EXPECT_TRUE(result.findings.empty());
    EXPECT_TRUE(result.unrepeated.empty());
  }
}

/// What comes after the probes has an end, too, where every answer takes its time.
TEST(Campaign, OfASlowServerEndsInAFewTimesTheTime) {
  FakeExchanger exchanger([](const http::Request& request) {
    return FakeExchanger::Answer{right(request), std::chrono::milliseconds(400)};
  });
  CampaignOptions options = options_of(600);
  options.time = std::chrono::seconds(1);
  const auto result = campaign_through(exchanger, options);
  EXPECT_LT(exchanger.now().time_since_epoch(), std::chrono::seconds(4));
  EXPECT_FALSE(result.target_died);
  EXPECT_TRUE(result.findings.empty());
  EXPECT_TRUE(result.unrepeated.empty());
}

/// A server that ends at an origin, and that somebody starts anew a second later, or nobody.
CampaignResult campaign_against_mortal(bool comes_back) {
  using Time = run::Exchanger::Clock::time_point;
  std::optional<Time> died;
  const FakeExchanger* clock = nullptr;
  FakeExchanger exchanger([&](const http::Request& request) -> FakeExchanger::Answer {
    if (died && comes_back && clock->now() > *died + std::chrono::seconds(1)) died.reset();
    if (!died && origin_of(request) == "https://foo.example.evil.example") died = clock->now();
    if (!died) return {right(request)};
    http::TransportError error;
    error.kind = http::TransportError::Kind::connect;
    return {std::unexpected(error)};
  });
  clock = &exchanger;
  return campaign_through(exchanger, options_of(600));
}

TEST(Campaign, NamesTheSuspectsWhenTheTargetDies) {
  const auto result = campaign_against_mortal(false);
  EXPECT_TRUE(result.target_died);
  ASSERT_GT(result.suspects.size(), 1U);
  EXPECT_LE(result.suspects.size(), 64U);
  EXPECT_TRUE(std::ranges::any_of(result.suspects, [](const Finding& finding) {
    return finding.before.front().probe.origin() == "https://foo.example.evil.example";
  }));
  ASSERT_EQ(result.remarks.size(), 1U);
  EXPECT_TRUE(result.remarks.front().contains("requests were on their way")) << result.remarks.front();
}

TEST(Campaign, NamesTheCulpritWhenTheTargetDiesAgain) {
  const auto result = campaign_against_mortal(true);
  EXPECT_TRUE(result.target_died);
  ASSERT_EQ(result.suspects.size(), 1U);
  EXPECT_EQ(result.suspects.front().before.front().probe.origin(), "https://foo.example.evil.example");
  ASSERT_EQ(result.remarks.size(), 1U);
  EXPECT_TRUE(result.remarks.front().contains("did the same again after: `")) << result.remarks.front();
}

/// A firewall that refuses everything to whoever sent something odd is no server that takes back what it granted.
TEST(Campaign, SaysThatItIsShutOut) {
  int odd = 0;
  const auto result = campaign([&](const http::Request& request) -> http::ExchangeResult {
    const auto origin = origin_of(request);
    if (origin.find_first_of("<>'`\"") != std::string::npos) ++odd;
    if (odd < 5) return right(request);
    http::Exchange refusal;
    refusal.response.status = 403;
    return refusal;
  });
  EXPECT_TRUE(result.findings.empty()) << result.findings.front().violation.cause;
  EXPECT_TRUE(result.unrepeated.empty());
  EXPECT_TRUE(result.target_is_busy);
  ASSERT_EQ(result.remarks.size(), 1U);
  EXPECT_TRUE(result.remarks.front().contains("a plain GET with 403 now")) << result.remarks.front();
}

/// Who never answers what has no Origin shuts nobody out.
TEST(Campaign, GoesOnWherePlainRequestsAreRefused) {
  const auto result = campaign([](const http::Request& request) -> http::ExchangeResult {
    if (request.headers.contains("Origin")) return right(request);
    http::Exchange refusal;
    refusal.response.status = 403;
    return refusal;
  });
  EXPECT_FALSE(result.target_is_busy);
  EXPECT_TRUE(result.remarks.empty());
  EXPECT_EQ(result.probes, 600U);
}

/// A limit of so many requests a second, with some to spare at first; whoever asks for more is told 429.
CampaignResult campaign_against_limit(double per_second) {
  const FakeExchanger* clock = nullptr;
  double spare = 100;
  run::Exchanger::Clock::time_point last{};
  FakeExchanger exchanger([&](const http::Request& request) -> FakeExchanger::Answer {
    spare = std::min(100.0, spare + std::chrono::duration<double>(clock->now() - last).count() * per_second);
    last = clock->now();
    if (spare >= 1) {
      spare -= 1;
      return {right(request)};
    }
    http::Exchange refusal;
    refusal.response.status = 429;
    return {refusal};
  });
  clock = &exchanger;
  return campaign_through(exchanger, options_of(3000));
}

TEST(Campaign, SlowsDownForWhomItAsksTooMuch) {
  const auto result = campaign_against_limit(100);
  EXPECT_FALSE(result.target_is_busy);
  ASSERT_TRUE(result.slowed_to);
  EXPECT_GE(*result.slowed_to, 20);
  EXPECT_LE(*result.slowed_to, 100);
  EXPECT_EQ(result.probes, 3000U);
  EXPECT_TRUE(result.findings.empty());
  EXPECT_TRUE(result.remarks.empty());
}

TEST(Campaign, GivesUpWhomEvenLittleIsTooMuch) {
  const auto result = campaign_against_limit(1);
  EXPECT_TRUE(result.target_is_busy);
  EXPECT_LT(result.probes, 3000U);
  ASSERT_EQ(result.remarks.size(), 1U);
  EXPECT_TRUE(result.remarks.front().contains("as slowly as 20 a second")) << result.remarks.front();
}

/// Its answers are errors for a while after one request: that one is named, and not those that it hit.
TEST(Campaign, NamesWhatLeavesAServerInTrouble) {
  int left = 0;
  const auto result = campaign([&](const http::Request& request) {
    const bool in_trouble = left > 0;
    if (in_trouble) --left;
    if (origin_of(request) == "https://foo.example.evil.example") left = 50;
    return http::ExchangeResult(answer(origin_of(request), !in_trouble && is_let_in(origin_of(request))));
  });
  const auto lost = std::ranges::find_if(result.findings, [](const Finding& finding) {
    return finding.violation.oracle->id == "grant-lost" && finding.violation.weight->level == suite::Level::must;
  });
  ASSERT_NE(lost, result.findings.end());
  ASSERT_EQ(lost->before.size(), 1U);
  EXPECT_EQ(lost->before.front().probe.origin(), "https://foo.example.evil.example");
}

TEST(Campaign, NamesWhatShowedOnceAndNeverAgain) {
  int asked = 0;
  const auto result = campaign([&](const http::Request& request) {
    const auto origin = origin_of(request);
    const bool leaks = !is_let_in(origin) && origin.starts_with("https://") && ++asked == 40;
    return http::ExchangeResult(answer(origin, leaks || is_let_in(origin)));
  });
  EXPECT_TRUE(result.findings.empty());
  ASSERT_EQ(result.unrepeated.size(), 1U);
  EXPECT_EQ(result.unrepeated.front().violation.oracle->id, "origin-granted");
  EXPECT_TRUE(result.unrepeated.front().probe.origin());
}

TEST(Campaign, ReducesToAnOriginThatAPageCanHave) {
  const auto result = campaign([](const http::Request& request) {
    return http::ExchangeResult(answer(origin_of(request), !origin_of(request).empty()));
  });
  const auto reflected = std::ranges::find_if(result.findings, [](const Finding& finding) {
    return finding.violation.cause == "any origin" && finding.violation.weight->level == suite::Level::must;
  });
  ASSERT_NE(reflected, result.findings.end());
  EXPECT_TRUE(reflected->probe.origin()->ends_with("://evil.example")) << *reflected->probe.origin();
  EXPECT_GT(reflected->shown, 1U);
}

TEST(Campaign, FindsWhatAConnectionRemembers) {
  // One connection for all that do not ask for their own.
  std::optional<bool> first;
  const auto result = campaign(
      [&](const http::Request& request) {
        const auto origin = origin_of(request);
        if (request.new_connection || !first) first = is_let_in(origin);
        auto made = answer(origin, *first && (is_let_in(origin) || !request.headers.contains("Accept")));
        made.reused_connection = !request.new_connection;
        return http::ExchangeResult(std::move(made));
      },
      1);
  const auto kept = std::ranges::find_if(
      result.findings, [](const Finding& finding) { return finding.violation.oracle->id == "denial-kept"; });
  ASSERT_NE(kept, result.findings.end());
  ASSERT_EQ(kept->before.size(), 2U);
  EXPECT_EQ(kept->before[0].role, Preceding::Role::closes);
  EXPECT_EQ(kept->before[0].probe, kept->before[1].probe);
}

}  // namespace
}  // namespace corspec::fuzz
