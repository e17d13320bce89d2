#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "run/exchanger.hpp"

/// For tests only.
namespace corspec::run {

/// A client without a network: a function answers, after a time that costs nothing.
class FakeExchanger final : public Exchanger {
 public:
  struct Answer {
    http::ExchangeResult result;
    std::chrono::milliseconds takes{1};
  };
  using Server = std::function<Answer(const http::Request&)>;

  explicit FakeExchanger(Server server) : server_(std::move(server)) {}

  void exchange(http::Request request, Completion done) override {
    sent.push_back({now_, request});
    ++in_flight_;
    most_in_flight = std::max(most_in_flight, in_flight_);
    Answer answer = server_(request);
    in_order(answer.takes, Kind::exchange, [this, result = std::move(answer.result), done = std::move(done)]() mutable {
      --in_flight_;
      done(std::move(result));
    });
  }

  void exchange_briefly(http::Request request, Completion done) override {
    ++brief_exchanges;
    exchange(std::move(request), std::move(done));
  }

  void close_idle() override { ++idle_closed; }

  void after(std::chrono::milliseconds delay, std::move_only_function<void()> then) override {
    in_order(delay, Kind::timer, std::move(then));
  }

  void run() override {
    running_ = true;
    while (!events_.empty()) {
      auto event = events_.extract(events_.begin());
      now_ = event.key().first;
      event.mapped().happens();
    }
    running_ = false;
  }

  void cancel() override {
    if (!running_) ++cancelled_outside_run;
    events_.clear();
  }

  void drop_timers() override {
    std::erase_if(events_, [](const auto& event) { return event.second.kind == Kind::timer; });
  }

  [[nodiscard]] Clock::time_point now() const override { return now_; }

  struct Sent {
    Clock::time_point at;
    http::Request request;
  };
  std::vector<Sent> sent;
  int most_in_flight = 0;
  int brief_exchanges = 0;
  int idle_closed = 0;  ///< times
  int cancelled_outside_run = 0;

 private:
  enum class Kind : std::uint8_t { exchange, timer };
  struct Event {
    Kind kind;
    std::move_only_function<void()> happens;
  };

  void in_order(std::chrono::milliseconds delay, Kind kind, std::move_only_function<void()> then) {
    events_.emplace(std::pair{now_ + delay, next_event_++}, Event{kind, std::move(then)});
  }

  Server server_;
  Clock::time_point now_{};
  std::map<std::pair<Clock::time_point, std::uint64_t>, Event> events_;
  std::uint64_t next_event_ = 0;
  int in_flight_ = 0;
  bool running_ = false;
};

}  // namespace corspec::run
