#pragma once

#include <string_view>

namespace corspec {

/// The one place that states the version; CMake reads it from here.
inline constexpr std::string_view version = "0.1.0";

}  // namespace corspec
