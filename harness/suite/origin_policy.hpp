#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "suite/profile.hpp"

namespace corspec::suite {

/// What the profile says of one origin.
enum class OriginStanding : std::uint8_t { allowed, denied, unknown };

/// What a page sends when any origin will do.
inline constexpr std::string_view some_origin = "https://app.example";

/// Exact bytes first, then patterns, then what holds for the others. A denied origin is denied even where a pattern
/// covers it; `unknown` when the profile says nothing.
[[nodiscard]] OriginStanding standing_of(const Profile& profile, std::string_view origin);

/// `https://*.foo.example` covers `https://a.b.foo.example` and not `https://foo.example`: each `*` stands for at least
/// one byte, and never for a `/`, `:` or `@`.
[[nodiscard]] bool origin_pattern_covers(std::string_view pattern, std::string_view origin);

/// One of those that it covers.
[[nodiscard]] std::string origin_covered_by(std::string_view pattern);

/// The parts of a serialised origin as bytes; `port` is empty when it is not written. Unlike the recogniser of the
/// Fetch Standard's grammar this takes every host that user agents serialise (ORI-8). False in `valid` for `null`
/// and whatever else has no `://`.
struct OriginParts {
  bool valid = false;
  std::string_view scheme;
  std::string_view host;
  std::string_view port;
};
[[nodiscard]] OriginParts split_origin(std::string_view origin);

}  // namespace corspec::suite
