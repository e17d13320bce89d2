#include "run/liveness.hpp"

#include <array>
#include <chrono>
#include <utility>

#include "run/recording.hpp"

namespace corspec::run {
namespace {

/// A server that restarts after a crash gets the time to do so.
constexpr std::array<std::chrono::milliseconds, 2> pauses{std::chrono::milliseconds{250},
                                                          std::chrono::milliseconds{1000}};

}  // namespace

Liveness::Liveness(Exchanger& exchanger, http::Request control, std::string url)
    : exchanger_(&exchanger), control_(std::move(control)), url_(std::move(url)) {
  control_.new_connection = true;
}

void Liveness::ask(Answer answer) {
  waiting_.push_back(std::move(answer));
  if (!under_way_) start();
}

void Liveness::start() {
  under_way_ = true;
  served_ = std::exchange(waiting_, {});
  silent_ = 0;
  timed_out_ = false;
  if (dead_) {
    exchanger_->after(std::chrono::milliseconds{0}, [this] { tell(); });
  } else {
    send();
  }
}

void Liveness::send() {
  if (needs_room_) exchanger_->close_idle();
  exchanger_->exchange(control_, [this](http::ExchangeResult result) { on_exchange(std::move(result)); });
}

void Liveness::on_exchange(http::ExchangeResult result) {
  last_ = {};
  RecordedExchange& exchange = last_.exchange;
  exchange.purpose = "control";
  exchange.method = control_.method;
  exchange.url = url_;
  exchange.secure = url_.starts_with("https:");
  if (result) {
    needs_room_ = needs_room_ || timed_out_;
    last_.needed_room = needs_room_;
    record(*result, exchange);
  } else if (result.error().kind == http::TransportError::Kind::cancelled) {
    return;
  } else {
    timed_out_ = timed_out_ || result.error().kind == http::TransportError::Kind::timeout;
    record(result.error(), exchange);
    exchanger_->close_idle();
    if (static_cast<std::size_t>(silent_) < pauses.size()) {
      exchanger_->after(pauses.at(static_cast<std::size_t>(silent_++)), [this] { send(); });
      return;
    }
    dead_ = true;
  }
  tell();
}

void Liveness::tell() {
  under_way_ = false;
  for (Answer& answer : std::exchange(served_, {})) answer(last_);
  if (!waiting_.empty() && !under_way_) start();
}

}  // namespace corspec::run
