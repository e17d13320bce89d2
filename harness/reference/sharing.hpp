#pragma once

#include <optional>
#include <string>

#include "reference/policy.hpp"

namespace corspec::reference {

/// Adds the CORS headers to an answer that is no preflight's: to errors and redirects as to successes, since script can
/// read an error only when it is shared (ACT-1, ACT-2). `Timing-Allow-Origin` is a fixed list, and a right of its own
/// (TAO-1).
void share(const Policy& policy, const RequestView& request, const std::optional<std::string>& allow_origin,
           Answer& answer);

/// Says what the answer was selected by. When Access-Control-Allow-Origin depends on the request, every answer says
/// `Vary: Origin`, also one without any CORS header (VARY-1); a public policy's never does (VARY-2). A preflight's
/// names the request headers that it answered, against intermediaries that keep OPTIONS answers (VARY-4).
void vary(const Policy& policy, const RequestView& request, bool preflight, Answer& answer);

}  // namespace corspec::reference
