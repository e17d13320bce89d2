#pragma once

#include <string>

namespace corspec::testing {

/// Names the instances of a table test by their rows' `name`, so that a failure says which row.
inline constexpr auto row_name = [](const auto& info) { return std::string(info.param.name); };

}  // namespace corspec::testing
