#pragma once

#include <string>
#include <string_view>

#include "fuzz/live/probe.hpp"
#include "suite/profile.hpp"

/// What sort of thing an origin is: what findings have in common, and what must stay while they are reduced.
namespace corspec::fuzz {

/// Who sends an origin.
enum class Sender : std::uint8_t {
  web,     ///< a page: what the URL parser serialises for http and https; `null`
  app,     ///< an app or an extension, with a scheme of its own
  nobody,  ///< it is in no spelling of a browser's
};
[[nodiscard]] Sender sender_of(const std::string& origin);

/// How an origin that is denied relates to what is allowed: the slip of comparison that would let it in.
[[nodiscard]] std::string likeness(std::string_view origin, const suite::Profile& policy);

/// Whether two probes are about the same: preflights or not; without Origin, or with origins of one sender, one scheme
/// and one kind of host. `https://evil.example` made shorter is `https://e.e`, not `s://e`.
[[nodiscard]] bool is_alike(const Probe& shorter, const Probe& longer);

}  // namespace corspec::fuzz
