#pragma once

#include <cstdint>

#include "fetch/deviations.hpp"
#include "fetch/time.hpp"
#include "message/header_list.hpp"

namespace corspec::fetch {

/// What Access-Control-Max-Age says and what becomes of it, before any cap of the user agent (PF-8, HV-9).
struct MaxAge {
  enum class Source : std::uint8_t { absent, value, negative, malformed, overflow };

  Seconds seconds{5};
  Source source = Source::absent;

  friend bool operator==(const MaxAge&, const MaxAge&) = default;
};

/// PF-8: extract Access-Control-Max-Age; absent or malformed means five seconds. Never an error.
[[nodiscard]] MaxAge preflight_max_age(const message::HeaderList& response, const Deviations& deviations = {});

}  // namespace corspec::fetch
