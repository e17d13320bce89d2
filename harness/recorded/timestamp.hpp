#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace corspec::recorded {

/// When something was sent, as far as records tell.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

/// ISO 8601 as HAR and RFC 3339 have it, `2026-01-31T12:00:00.123Z` or `...+02:00`; null when it is none. Digits beyond
/// microseconds are dropped.
[[nodiscard]] std::optional<Timestamp> parse_timestamp(std::string_view text);

/// RFC 3339, UTC, with microseconds: `2026-01-31T12:00:00.123000Z`.
[[nodiscard]] std::string write_timestamp(Timestamp at);

}  // namespace corspec::recorded
