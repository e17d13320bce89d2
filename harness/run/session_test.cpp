#include "run/session.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace corspec::run {
namespace {

/// A page that asks twice for the same with a header of its own, ten seconds apart.
suite::Case session() {
  suite::FetchStep fetch;
  fetch.origin = "https://foo.example";
  fetch.target = "/r";
  fetch.headers = {{"X-A", "1"}};
  suite::Case session;
  session.id = "sessions/s";
  session.steps = {{fetch, {}}, {suite::AdvanceStep{{10}}, {}}, {fetch, {}}};
  return session;
}

ReplayContext context_of(std::string_view engine) {
  ReplayContext context;
  context.engine = browser::find_engine(engine);
  context.wire.url = *fetch::parse_url("http://127.0.0.1:8080/r");
  context.wire.user_agent = "corspec/1";
  return context;
}

http::ExchangeResult answer(const http::Request& request, int status, std::string head) {
  http::Exchange exchange;
  exchange.sent = http::serialize(request);
  exchange.response.status = status;
  exchange.response.head = "HTTP/1.1 " + std::to_string(status) + " \r\n" + head + "\r\n";
  exchange.response.headers = {{"Access-Control-Allow-Origin", "https://foo.example"},
                               {"Access-Control-Allow-Headers", "x-a"}};
  return exchange;
}

/// What is left of a session with a server that says no max-age.
Attempt play(const ReplayContext& context) {
  const suite::Case played = session();
  Replay replay(played, context);
  while (const auto request = replay.next()) {
    replay.on_exchange(answer(*request, 204,
                              "Access-Control-Allow-Origin: https://foo.example\r\n"
                              "Access-Control-Allow-Headers: x-a\r\n"));
  }
  return replay.take().attempt;
}

TEST(Session, CostsAPreflightWheneverTheLastIsForgotten) {
  for (const browser::Engine& engine : browser::engines()) {
    const ReplayContext context = context_of(engine.name);
    const Attempt attempt = play(context);
    EXPECT_EQ(attempt.result, Result::pass);
    const SessionCost cost = cost_of(session(), context, attempt);
    EXPECT_EQ(cost.engine, engine.name);
    EXPECT_EQ(cost.preflights, 2) << engine.name;
    EXPECT_EQ(cost.if_kept, 1) << engine.name;
    EXPECT_EQ(cost.exchange_count, std::ssize(attempt.exchanges)) << engine.name;
  }
}

TEST(Session, ThatMeetsWhatWasNotSeenHasNoBetterFigure) {
  const ReplayContext context = context_of("spec");
  Attempt attempt = play(context);
  attempt.exchanges.erase(attempt.exchanges.begin());
  EXPECT_EQ(preflights_if_kept(session(), context, attempt.exchanges), 1) << "the second preflight is the same";
  std::erase_if(attempt.exchanges, [](const auto& exchange) { return exchange.purpose == "preflight"; });
  EXPECT_EQ(preflights_if_kept(session(), context, attempt.exchanges), std::nullopt);
  EXPECT_EQ(preflights_if_kept(session(), context, {}), std::nullopt);
}

}  // namespace
}  // namespace corspec::run
