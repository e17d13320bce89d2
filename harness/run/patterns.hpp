#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace corspec::run {

/// Says what is wrong with a regular expression (RE2), or null.
[[nodiscard]] std::optional<std::string> check_pattern(std::string_view pattern);

/// Whether the whole of `bytes` matches. A pattern that `check_pattern` refuses matches nothing.
[[nodiscard]] bool matches_whole(std::string_view pattern, std::string_view bytes);

}  // namespace corspec::run
