#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "run/replay.hpp"

/// Steps, answers and a replay of both in few words. For tests only.
namespace corspec::run::replay_steps {

using suite::Expectation;
using suite::FetchStep;
using suite::RequestStep;
using suite::Step;

inline const std::string foo = "https://foo.example";

inline http::ExchangeResult answer(int status, message::HeaderList headers = {}, std::string body = {}) {
  http::Exchange exchange;
  exchange.sent = "sent";
  exchange.response.status = status;
  exchange.response.headers = std::move(headers);
  exchange.response.head = "HTTP/1.1 " + std::to_string(status) + " \r\n\r\n";
  exchange.response.body = std::move(body);
  return exchange;
}

inline http::ExchangeResult no_answer(std::string detail = "connection reset by peer") {
  http::TransportError error;
  error.kind = http::TransportError::Kind::closed;
  error.detail = std::move(detail);
  error.sent = "sent";
  error.received = "HTTP/1";
  return std::unexpected(std::move(error));
}

inline message::HeaderList granted(std::string methods = "PUT", std::string max_age = "600") {
  return {{"Access-Control-Allow-Origin", foo},
          {"Access-Control-Allow-Methods", std::move(methods)},
          {"Access-Control-Max-Age", std::move(max_age)}};
}

inline const message::HeaderList shared{{"Access-Control-Allow-Origin", foo}};

inline Expectation expects(Expectation::Verdict verdict) {
  Expectation expectation;
  expectation.rules = {"PF-5"};
  expectation.verdict = verdict;
  return expectation;
}

inline const Expectation allow = expects(Expectation::Verdict::allow);
inline const Expectation block = expects(Expectation::Verdict::block);

inline Expectation preflight_is(Expectation::Preflight preflight) {
  Expectation expectation = allow;
  expectation.preflight = preflight;
  return expectation;
}

inline Expectation status_is(std::int64_t status) {
  Expectation expectation;
  expectation.rules = {"HTTP-1"};
  expectation.response.status = {{status, status}};
  return expectation;
}

inline Expectation from_cache_is(bool wanted) {
  Expectation expectation;
  expectation.rules = {"VARY-1"};
  expectation.served_from_cache = wanted;
  return expectation;
}

inline FetchStep fetch(std::string method, message::HeaderList headers = {}) {
  FetchStep step;
  step.origin = foo;
  step.target = "/r";
  step.method = std::move(method);
  step.headers = std::move(headers);
  return step;
}

inline FetchStep preflight(std::string method) {
  FetchStep step = fetch(std::move(method));
  step.preflight_only = true;
  return step;
}

inline FetchStep through(FetchStep step, suite::Through cache) {
  step.through = cache;
  return step;
}

inline RequestStep plain(std::string method) {
  RequestStep step;
  step.method = std::move(method);
  step.target = "/r";
  return step;
}

inline Step setup(Step step) {
  step.setup = true;
  return step;
}

inline suite::Case case_of(std::vector<Step> steps) {
  suite::Case subject;
  subject.id = "case";
  subject.steps = std::move(steps);
  return subject;
}

inline ReplayContext context() {
  ReplayContext context;
  context.engine = &browser::spec_engine();
  context.wire.url = *fetch::parse_url("http://127.0.0.1:8080/");
  context.wire.user_agent = "corspec/1";
  return context;
}

/// A case replayed against answers in order.
struct Played {
  std::vector<http::Request> requests;
  Replay::Outcome outcome;

  [[nodiscard]] std::string methods() const {
    std::string methods;
    for (const http::Request& request : requests) methods += (methods.empty() ? "" : " ") + request.method;
    return methods;
  }
};

inline Played play(const suite::Case& subject, std::deque<http::ExchangeResult> answers,
                   const ReplayContext& with = context()) {
  Replay replay(subject, with);
  Played played;
  while (auto request = replay.next()) {
    played.requests.push_back(*std::move(request));
    EXPECT_FALSE(answers.empty()) << "an unexpected request: " << http::serialize(played.requests.back());
    if (answers.empty()) break;
    replay.on_exchange(std::move(answers.front()));
    answers.pop_front();
  }
  EXPECT_TRUE(answers.empty()) << answers.size() << " answers were not asked for";
  played.outcome = replay.take();
  return played;
}

}  // namespace corspec::run::replay_steps
