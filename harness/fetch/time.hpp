#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace corspec::fetch {

/// A number of seconds, never negative; arithmetic saturates (HV-9: too large is never a failure).
struct Seconds {
  std::int64_t count = 0;

  static constexpr Seconds max() { return {std::numeric_limits<std::int64_t>::max()}; }
  friend constexpr auto operator<=>(Seconds, Seconds) = default;
};

/// A point on the virtual clock of one case: milliseconds since the case began. It has nothing to do with real time.
struct Instant {
  std::int64_t milliseconds = 0;

  friend constexpr auto operator<=>(Instant, Instant) = default;
};

/// Saturates at the end of time.
[[nodiscard]] constexpr Instant operator+(Instant start, Seconds delay) {
  constexpr auto limit = std::numeric_limits<std::int64_t>::max();
  if (delay.count > (limit - start.milliseconds) / 1000) return {limit};
  return {start.milliseconds + delay.count * 1000};
}

}  // namespace corspec::fetch
