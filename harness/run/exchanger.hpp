#pragma once

#include <chrono>
#include <functional>

#include "http/exchange.hpp"

namespace corspec::run {

/// What the schedule needs of an HTTP client: exchanges with one endpoint, timers, a clock, all in one thread.
class Exchanger {
 public:
  using Completion = std::move_only_function<void(http::ExchangeResult)>;
  using Clock = std::chrono::steady_clock;

  Exchanger() = default;
  Exchanger(const Exchanger&) = delete;
  Exchanger& operator=(const Exchanger&) = delete;
  virtual ~Exchanger() = default;

  virtual void exchange(http::Request request, Completion done) = 0;
  /// The same where nobody looks at the answer: a silent target is given half a second.
  virtual void exchange_briefly(http::Request request, Completion done) = 0;
  /// Closes the connections that no exchange is on.
  virtual void close_idle() = 0;
  virtual void after(std::chrono::milliseconds delay, std::move_only_function<void()> then) = 0;
  /// Turns the event loop until nothing is left to do; completions and timers are called from inside.
  virtual void run() = 0;
  /// Ends every exchange as cancelled and drops every timer. From inside `run` only.
  virtual void cancel() = 0;
  /// Drops every timer, so that `run` ends with the last exchange. From inside `run` only.
  virtual void drop_timers() = 0;
  [[nodiscard]] virtual Clock::time_point now() const = 0;
};

}  // namespace corspec::run
