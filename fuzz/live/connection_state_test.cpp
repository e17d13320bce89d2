#include "fuzz/live/connection_state.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>

#include "fuzz/live/example_policy.hpp"

namespace corspec::fuzz {
namespace {

constexpr std::string_view own = "https://api.example";

/// A server behind connections: `answer` is told on which one, and how many requests that has had before.
struct Server {
  using Answer = std::function<http::Response(const Probe&, int connection, int before)>;
  Answer answer;
  bool keeps = true;
  int connection = 0;
  int before = 0;
  int asked = 0;

  http::ExchangeResult operator()(const Probe& probe, Connection wanted) {
    ++asked;
    const bool reused = wanted == Connection::kept && keeps && connection > 0;
    if (!reused) {
      ++connection;
      before = 0;
    }
    http::Exchange exchange;
    exchange.reused_connection = reused;
    exchange.response = answer(probe, connection, before++);
    // What differs with every answer, and decides nothing.
    exchange.response.headers.append("Date", std::to_string(asked));
    exchange.response.headers.append("X-Request-Id", std::to_string(asked));
    return exchange;
  }
};

http::Response granting(const std::string& origin, bool allowed) {
  http::Response response;
  response.status = 200;
  response.headers = {{"Access-Control-Allow-Methods", "PUT"}};
  if (allowed) response.headers.append("Access-Control-Allow-Origin", origin);
  return response;
}

http::Response right(const Probe& probe, int, int) {
  return granting(*probe.origin(), is_let_in(*probe.origin()));
}

std::vector<StateLeak> leaks_of(Server server) {
  std::vector<StateLeak> leaks;
  const auto ask = [&](const Probe& probe, Connection connection) { return server(probe, connection); };
  for (const auto& pair : connection_pairs(example_policy(), own)) {
    if (auto leak = state_leak_of(pair, example_policy(), ask)) leaks.push_back(*std::move(leak));
  }
  return leaks;
}

TEST(ConnectionPairs, AreOfOriginsThatThePolicySpeaksOf) {
  EXPECT_EQ(connection_pairs(example_policy(), own).size(), 12U);
  EXPECT_EQ(connection_pairs(example_policy(), "https://bar.example").size(), 4U);
  EXPECT_TRUE(connection_pairs({}, own).empty());
  auto open = example_policy();
  open.other_origins = suite::Others::unknown;
  for (const auto& [one, other] : connection_pairs(open, own)) EXPECT_TRUE(is_let_in(*one.origin()));
}

TEST(ConnectionState, IsNoneOfAServerThatAnswersEachRequestForItself) {
  EXPECT_TRUE(leaks_of({right}).empty());
}

/// The first Origin decides for all that follow.
TEST(ConnectionState, IsFoundWhenTheFirstDecides) {
  std::map<int, bool> first;
  const auto leaks = leaks_of({[&](const Probe& probe, int connection, int) {
    const bool decided = first.try_emplace(connection, is_let_in(*probe.origin())).first->second;
    return granting(*probe.origin(), decided);
  }});
  ASSERT_FALSE(leaks.empty());
  std::map<std::string_view, int> found;
  for (const auto& leak : leaks) {
    EXPECT_EQ(leak.before.size(), 1U);
    ++found[violation_of(leak).oracle->id];
  }
  EXPECT_EQ(found, (std::map<std::string_view, int>{{"grant-kept", 4}, {"denial-kept", 4}}));
}

/// Whoever was denied once spoils the connection for those who come back.
TEST(ConnectionState, IsFoundWhenItShowsToTheThird) {
  std::map<int, int> denied;
  const auto leaks = leaks_of({[&](const Probe& probe, int connection, int before) {
    const bool allowed = is_let_in(*probe.origin());
    const bool spoilt = denied[connection] > 0 && before == 2;
    denied[connection] += allowed ? 0 : 1;
    return granting(*probe.origin(), allowed && !spoilt);
  }});
  ASSERT_FALSE(leaks.empty());
  for (const auto& leak : leaks) {
    EXPECT_EQ(leak.before.size(), 2U);
    EXPECT_EQ(violation_of(leak).oracle->id, "denial-kept");
  }
}

TEST(ConnectionState, IsNoneWhereNoConnectionIsKept) {
  std::map<int, bool> first;
  Server closing{[&](const Probe& probe, int connection, int) {
    return granting(*probe.origin(), first.try_emplace(connection, is_let_in(*probe.origin())).first->second);
  }};
  closing.keeps = false;
  EXPECT_TRUE(leaks_of(std::move(closing)).empty());
}

/// A server that has enough of a connection, or of everybody, says so by status.
TEST(ConnectionState, IsNoneOfAServerThatLimits) {
  for (const int status : {429, 503, 500, 403}) {
    const auto leaks = leaks_of({[&](const Probe& probe, int connection, int before) {
      auto response = right(probe, connection, before);
      if (before < 1 || (status == 403 && probe.is_preflight())) return response;
      response = {};
      response.status = status;
      return response;
    }});
    EXPECT_TRUE(leaks.empty()) << status;
  }
}

/// Servers behind a balancer that do not agree differ by connection: that is another finding, and no state.
TEST(ConnectionState, IsNoneOfServersThatDisagree) {
  const auto leaks = leaks_of({[&](const Probe& probe, int connection, int) {
    return granting(*probe.origin(), is_let_in(*probe.origin()) && connection % 2 == 0);
  }});
  EXPECT_TRUE(leaks.empty());
}

/// Vary and Cache-Control are for caches; the same verdict is the same answer.
TEST(ConnectionState, IsNoneWhenOnlyTheFieldsDiffer) {
  const auto leaks = leaks_of({[&](const Probe& probe, int connection, int before) {
    auto response = right(probe, connection, before);
    if (before > 0) response.headers.append("Vary", "Origin");
    if (before > 1) response.headers.append("Connection", "close");
    if (!is_let_in(*probe.origin()) && before > 0)
      response.headers.append("Access-Control-Allow-Origin", "https://foo.example");
    return response;
  }});
  EXPECT_TRUE(leaks.empty());
}

TEST(ConnectionState, IsNoneThatDoesNotComeEachTime) {
  int times = 0;
  const auto leaks = leaks_of({[&](const Probe& probe, int, int before) {
    return granting(*probe.origin(), is_let_in(*probe.origin()) != (before > 0 && times++ == 0));
  }});
  EXPECT_TRUE(leaks.empty());
}

}  // namespace
}  // namespace corspec::fuzz
