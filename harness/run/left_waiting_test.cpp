#include "run/left_waiting.hpp"

#include <gtest/gtest.h>

#include "run/recording.hpp"

namespace corspec::run {
namespace {

TEST(LeftWaiting, ByAShardMeansThatNoSessionHasAFigure) {
  Report report;
  const SessionResult session{.target = "http://h/",
                              .profile = "p",
                              .id = "s",
                              .title = {},
                              .why = {},
                              .requests = 3,
                              .costs = {{.engine = "spec", .preflights = 2, .if_kept = 1, .exchange_count = 5}}};
  report.sessions = {session, session};
  report.sessions[1].profile = "other";
  CaseResult& hung = report.results.emplace_back();
  hung.target = "http://h/";
  hung.profile = "p";
  RecordedExchange& exchange = hung.attempts.emplace_back().exchanges.emplace_back();
  exchange.purpose = "request";
  exchange.error = describe({.kind = http::TransportError::Kind::timeout, .detail = "no byte for 10 s"});
  settle_sessions(report);
  EXPECT_EQ(count_exchanges(report), 10U) << "only preflights are what a session is made of";
  exchange.purpose = "preflight";
  settle_sessions(report);
  EXPECT_EQ(count_exchanges(report), 5U);
  EXPECT_EQ(report.sessions[0].costs[0].engine, "spec");
  EXPECT_NE(report.sessions[0].costs[0].unmeasured, "");
  EXPECT_EQ(report.sessions[1].costs[0].unmeasured, "");
}

}  // namespace
}  // namespace corspec::run
