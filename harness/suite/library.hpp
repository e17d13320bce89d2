#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "suite/embedded.hpp"
#include "suite/load_error.hpp"
#include "suite/rules.hpp"
#include "suite/suite.hpp"

namespace corspec::suite {

/// A file of a case set, wherever it came from.
struct SourceFile {
  std::string name;  ///< for messages: the path as found, or `cases/...` when it is part of the program
  std::string bytes;

  friend bool operator==(const SourceFile&, const SourceFile&) = default;
};

/// The files that `paths` mean: a file is itself, a folder is every `.json` below it that is no schema and no profile
/// (those have folders of their own, `schema` and `profiles`). Sorted by name, each once. A path that cannot be read,
/// and a folder without any such file, is an error.
[[nodiscard]] Loaded<std::vector<SourceFile>> read_case_files(std::span<const std::filesystem::path> paths);

/// The files of the program itself, under names that begin with `cases/`.
[[nodiscard]] std::vector<SourceFile> as_source_files(std::span<const EmbeddedFile> files);

/// A whole set of cases, checked together.
struct Library {
  std::vector<Suite> suites;  ///< in the order of the files
  RuleCatalogue rules;
  /// What identifies the set: the bytes of all its files with their names below `cases/`, to be hashed. The same for a
  /// checkout anywhere and for the program's own copy.
  std::string canonical_bytes;
};

/// Loads what `read_case_files` found. Rules and flags are those of `rules.json` and `flags.json` among the files; each
/// that is not there, of `fallback`. Files with both are a whole set; others may depend on cases that are not among
/// them
/// (`Completeness::part`). All errors of all files are reported.
[[nodiscard]] Loaded<Library> load_library(
    std::span<const SourceFile> files, const RuleCatalogue& fallback,
    const std::function<std::optional<std::string>(std::string_view pattern)>& check_pattern);

/// `name` below its folder `cases`; the whole of it when it has none.
[[nodiscard]] std::string_view name_below_cases(std::string_view name);

}  // namespace corspec::suite
