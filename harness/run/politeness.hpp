#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "message/header_list.hpp"

/// How hard a target may be pressed. Pure: the time is an argument.
namespace corspec::run {

/// How often an answer of 429 or 503 is taken as "later, please" before the case is given up.
inline constexpr int most_busy_retries = 3;
/// No `Retry-After` is obeyed for longer.
inline constexpr std::chrono::milliseconds longest_busy_wait{10000};

/// How long to wait before the same request is sent again, after so many answers of that kind: what `Retry-After` says
/// in seconds (a date is not looked at), else 250 ms, doubled each time.
[[nodiscard]] std::chrono::milliseconds busy_wait(const message::HeaderList& response, int answers_before);

/// Spaces exchanges evenly: `--rate`.
class Pace {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Exchanges per second; 0: no limit.
  explicit Pace(double rate);

  /// Takes the next slot and says how long it is until then.
  [[nodiscard]] std::chrono::milliseconds take_slot(Time now);

 private:
  std::chrono::nanoseconds interval_;
  std::optional<Time> next_;
};

}  // namespace corspec::run
