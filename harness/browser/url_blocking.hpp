#pragma once

#include <optional>

#include "browser/request_state.hpp"
#include "fetch/refusal.hpp"

namespace corspec::browser {

/// fetch#concept-main-fetch s7: what is refused on account of the current URL alone, as far as the request says that it
/// is: mixed content (NEED-11) and bad ports (NEED-12). Null: nothing.
[[nodiscard]] std::optional<fetch::Refusal> should_be_blocked(const RequestState& state);

}  // namespace corspec::browser
