#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "suite/library.hpp"
#include "suite/load_error.hpp"

namespace corspec::run {

/// The cases that a run can choose from, and what reports call them by.
struct CaseSet {
  suite::Library library;
  std::string hash;  ///< SHA-256 of the library's canonical bytes, hex
};

/// The suites below `paths`, validated; without paths those that come with the program.
[[nodiscard]] suite::Loaded<CaseSet> load_case_set(const std::vector<std::filesystem::path>& paths);

/// The bytes of a file that somebody named.
[[nodiscard]] suite::Loaded<std::string> read_file(const std::filesystem::path& path);

/// SHA-256, lower-case hex.
[[nodiscard]] std::string sha256(std::string_view bytes);

}  // namespace corspec::run
