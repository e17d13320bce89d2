#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "fuzz/live/connection_state.hpp"
#include "fuzz/live/probe.hpp"
#include "http/exchange.hpp"
#include "run/exchanger.hpp"
#include "run/politeness.hpp"
#include "run/wire.hpp"

namespace corspec::fuzz {

/// Sends probes to one server: many at once, or one after the other where it takes one connection at a time, and no
/// faster than agreed.
class Asker {
 public:
  using Clock = run::Exchanger::Clock;
  /// Hears of each answer as it comes, with the place of its probe.
  using Answered = std::function<void(std::size_t at, http::ExchangeResult result)>;

  /// `target` is the request target of the profile's resource; `rate` in requests a second, 0: no limit. Exchanger and
  /// wire must outlive it.
  Asker(run::Exchanger& exchanger, const run::WireContext& wire, std::string target, double rate,
        std::function<bool()> interrupted);

  /// Returns when all are answered, or nobody waits for them any more.
  void ask_all(std::span<const Probe> probes, Connection connection, const Answered& answered);
  /// The error is `cancelled` where nobody waited.
  [[nodiscard]] http::ExchangeResult ask(const Probe& probe, Connection connection = Connection::kept);
  /// Whether the target still answers what everybody may ask, and no connection of ours is in its way; three times
  /// silence is an answer too. Where nobody waits for one, it is not known to be dead.
  [[nodiscard]] bool is_alive();

  /// What is on its way then is waited for no longer.
  void wait_until(Clock::time_point moment) { waits_until_ = moment; }
  /// Lets that much time pass.
  void pause(std::chrono::milliseconds time);
  void close_idle() { exchanger_->close_idle(); }
  void use_one_connection() { one_connection_ = true; }
  void set_rate(double rate) { pace_ = run::Pace(rate); }

  [[nodiscard]] bool uses_one_connection() const { return one_connection_; }
  [[nodiscard]] bool is_interrupted() const { return interrupted_ && interrupted_(); }
  /// Nobody waits for anything any more.
  [[nodiscard]] bool is_over() const { return is_interrupted() || now() >= waits_until_; }
  [[nodiscard]] Clock::time_point now() const { return exchanger_->now(); }
  [[nodiscard]] std::uint64_t exchanges() const { return exchanges_; }
  [[nodiscard]] std::string url() const;

 private:
  [[nodiscard]] http::Request request_of(const Probe& probe) const;
  void watch();

  run::Exchanger* exchanger_;
  const run::WireContext* wire_;
  std::string target_;
  run::Pace pace_;
  std::function<bool()> interrupted_;
  Clock::time_point waits_until_ = Clock::time_point::max();
  bool one_connection_ = false;
  std::uint64_t exchanges_ = 0;
};

/// What everybody may ask.
[[nodiscard]] const Probe& plain_get();

}  // namespace corspec::fuzz
