#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

namespace corspec::run {

/// The URLs of a file: one a line; `#` begins a comment, empty lines do not count. The error is one sentence.
[[nodiscard]] std::expected<std::vector<std::string>, std::string> read_target_file(const std::filesystem::path& path);

}  // namespace corspec::run
