#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "message/header_list.hpp"

/// How hard a target may be pressed. Pure: the time is an argument.
namespace corspec::run {

/// 429 or 503: busy is not wrong, and what the target would have said is not known.
[[nodiscard]] constexpr bool is_busy(int status) {
  return status == 429 || status == 503;
}

/// How often an answer of 429 or 503 is taken as "later, please" before the case is given up.
inline constexpr int most_busy_retries = 3;
/// Who asks by `Retry-After` to be left alone for longer is not asked again.
inline constexpr std::chrono::milliseconds longest_busy_wait{60000};
/// So many cases in a row given up for 429 and 503, with no other answer between: the rest would fare no better.
inline constexpr int most_cases_too_busy = 32;

/// How long to wait before the same request is sent again, after so many answers of that kind: what `Retry-After` says
/// in seconds (a date is not looked at), else 250 ms, doubled each time. Null when that is too long.
[[nodiscard]] std::optional<std::chrono::milliseconds> busy_wait(const message::HeaderList& response,
                                                                 int answers_before);

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
