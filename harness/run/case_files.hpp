#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "suite/load_error.hpp"
#include "suite/profile.hpp"
#include "suite/rules.hpp"
#include "suite/suite.hpp"

namespace corspec::run {

/// The cases that a run can choose from.
struct CaseSet {
  std::vector<suite::Suite> suites;  ///< sorted by file
  std::string hash;                  ///< SHA-256, hex, over names and bytes of all files
};

/// `catalogue / "rules.json"` and `catalogue / "flags.json"`.
[[nodiscard]] suite::Loaded<suite::RuleCatalogue> load_catalogue(const std::filesystem::path& catalogue);

/// The suite files that `paths` mean: a file is itself; a folder is every `.json` below it that is not a schema, a
/// profile or a catalogue. Sorted, each once. A path that does not exist is an error.
[[nodiscard]] suite::Loaded<std::vector<std::filesystem::path>> find_suite_files(
    const std::vector<std::filesystem::path>& paths);

/// Loads and validates everything below `paths`; all errors of all files are reported.
[[nodiscard]] suite::Loaded<CaseSet> load_case_set(const std::vector<std::filesystem::path>& paths,
                                                   const suite::RuleCatalogue& rules);

/// The profiles of one file.
[[nodiscard]] suite::Loaded<std::vector<suite::Profile>> load_profile_file(const std::filesystem::path& file);

/// The bytes of a file, or why it cannot be read.
[[nodiscard]] suite::Loaded<std::string> read_file(const std::filesystem::path& file);

}  // namespace corspec::run
