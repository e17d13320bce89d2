#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reference/policy.hpp"

namespace corspec::reference {

/// Whether the policy shares with this serialised origin. Origins compare as bytes (CORS-CHECK-4): no folding of case,
/// no default port, no trailing slash or dot. What no grammar knows as an origin (ORI-5) is never allowed, unless it is
/// listed literally: app shells have origins of their own making (ORI-9).
[[nodiscard]] bool allows_origin(const Policy& policy, std::string_view origin);

/// The value of Access-Control-Allow-Origin for this request, or null when it is to have none (SRV-2).
///
/// A public policy says `*` to everybody, also to requests without `Origin` (VARY-2). Any other echoes the origin it
/// allows, the whole value of the only Origin line: two lines are no origin, nor is a list.
[[nodiscard]] std::optional<std::string> decide_origin(const Policy& policy, const RequestView& request);

}  // namespace corspec::reference
