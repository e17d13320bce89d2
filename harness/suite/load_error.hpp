#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <vector>

namespace corspec::suite {

/// One thing wrong with a file that somebody wrote: where, and what.
struct LoadError {
  std::string file;
  std::size_t line = 0;    ///< from 1; 0 when the whole file is meant
  std::size_t column = 0;  ///< from 1, in bytes
  std::string pointer;     ///< JSON pointer: "/cases/3/steps/0/expect/verdict"
  std::string what;        ///< one sentence, with a guess at what was meant where there is one

  friend bool operator==(const LoadError&, const LoadError&) = default;
};

/// `file:line:column: what (at pointer)`, the form editors and CI log matchers know.
[[nodiscard]] std::string describe(const LoadError& error);

/// All problems of a file, in the order of the file.
using LoadErrors = std::vector<LoadError>;

template <typename Value>
using Loaded = std::expected<Value, LoadErrors>;

}  // namespace corspec::suite
