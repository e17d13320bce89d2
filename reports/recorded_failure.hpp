#pragma once

#include <string_view>

namespace corspec::reports {

/// What a recorder's word for a failure means to somebody who looks for the cause: "net::ERR_NAME_NOT_RESOLVED". Empty
/// for words that are not known.
[[nodiscard]] std::string_view meaning_of_failure(std::string_view word);

}  // namespace corspec::reports
