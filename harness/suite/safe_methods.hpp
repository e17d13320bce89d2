#pragma once

#include <string_view>

#include "suite/names.hpp"

namespace corspec::suite {

/// Whether a request may go to a target whose operator has said no more than its URL: GET, HEAD and OPTIONS go
/// anywhere, other methods only to the path that the profile offers for writing. `target` is the request target.
[[nodiscard]] bool is_safe(std::string_view method, std::string_view target, const Facts& facts);

/// `is_safe` for every request line that stands at the start of a line in `bytes`.
[[nodiscard]] bool are_safe_bytes(std::string_view bytes, const Facts& facts);

}  // namespace corspec::suite
