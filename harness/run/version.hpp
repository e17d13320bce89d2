#pragma once

#include <string_view>

namespace corspec::run {

/// "0.1.0"
[[nodiscard]] std::string_view version();

}  // namespace corspec::run
