#pragma once

#include <optional>

#include "browser/request.hpp"
#include "fetch/refusal.hpp"

namespace corspec::browser {

/// What the API and fetch#concept-fetch make of a request before main fetch runs: normalised method, forbidden headers
/// dropped, the headers that the user agent adds (METH-2, METH-4, METH-5, FORBID-1, SAFE-11, SAFE-12). A refusal means
/// that the API throws.
[[nodiscard]] std::optional<fetch::Refusal> prepare_request(Request& request);

}  // namespace corspec::browser
