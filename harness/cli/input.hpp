#pragma once

#include <expected>
#include <string>

namespace corspec::cli {

/// The bytes of a file, or of stdin when the path is `-`; else why they cannot be read.
[[nodiscard]] std::expected<std::string, std::string> read_input(const std::string& path);

}  // namespace corspec::cli
