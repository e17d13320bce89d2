#include "fuzz/live/asker.hpp"

#include <chrono>
#include <utility>

#include "fetch/url.hpp"
#include "suite/request_target.hpp"

namespace corspec::fuzz {
namespace {

/// How often somebody looks whether time is up, while answers are waited for.
constexpr std::chrono::milliseconds watch_interval{50};
/// So often nobody answers by chance.
constexpr int most_silences = 3;

}  // namespace

const Probe& plain_get() {
  static const Probe probe{"GET", "", {{"Accept", "*/*"}}};
  return probe;
}

Asker::Asker(run::Exchanger& exchanger, const run::WireContext& wire, std::string target, double rate,
             std::function<bool()> interrupted)
    : exchanger_(&exchanger),
      wire_(&wire),
      target_(std::move(target)),
      pace_(rate),
      interrupted_(std::move(interrupted)) {}

std::string Asker::url() const {
  return fetch::serialize_origin(wire_->url) + target_;
}

http::Request Asker::request_of(const Probe& probe) const {
  if (!probe.is_valid_http()) {
    return run::wire_request(suite::RawStep{raw_request(probe, target_, fetch::authority(wire_->url))});
  }
  suite::RequestStep step;
  step.method = probe.method;
  step.target = suite::with_query(target_, probe.query);
  step.headers = sent_headers(probe, wire_->user_agent);
  return run::wire_request(step, *wire_);
}

void Asker::watch() {
  exchanger_->after(watch_interval, [this] {
    if (is_over()) {
      exchanger_->cancel();
    } else {
      watch();
    }
  });
}

void Asker::ask_all(std::span<const Probe> probes, Connection connection, const Answered& answered) {
  std::size_t left = one_connection_ ? 1 : probes.size();
  for (std::size_t at = 0; at < probes.size() && !is_over(); ++at) {
    if (at == 0 || one_connection_) watch();
    auto request = request_of(probes[at]);
    request.new_connection = connection == Connection::own;
    auto send = [this, &answered, &left, at, request = std::move(request)]() mutable {
      exchanger_->exchange(std::move(request), [this, &answered, &left, at](http::ExchangeResult result) {
        answered(at, std::move(result));
        // Nothing else would end the loop while the watch goes on.
        if (--left == 0) exchanger_->drop_timers();
      });
    };
    const auto wait = pace_.take_slot(now());
    if (wait.count() > 0) {
      exchanger_->after(wait, std::move(send));
    } else {
      send();
    }
    if (!one_connection_) continue;
    exchanger_->run();
    exchanger_->close_idle();
    left = 1;
  }
  exchanger_->run();
  exchanges_ += probes.size();
}

http::ExchangeResult Asker::ask(const Probe& probe, Connection connection) {
  http::TransportError never_sent;
  never_sent.kind = http::TransportError::Kind::cancelled;
  http::ExchangeResult answer = std::unexpected(std::move(never_sent));
  ask_all({&probe, 1}, connection, [&answer](std::size_t, http::ExchangeResult result) { answer = std::move(result); });
  return answer;
}

bool Asker::is_alive() {
  exchanger_->close_idle();
  for (int tries = 0; tries < most_silences; ++tries) {
    if (ask(plain_get()) || is_over()) return true;
  }
  return false;
}

void Asker::pause(std::chrono::milliseconds time) {
  exchanger_->after(time, [] {});
  exchanger_->run();
}

}  // namespace corspec::fuzz
