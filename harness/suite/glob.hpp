#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace corspec::suite {

/// Whether `pattern` covers the whole of `path`: `*` stands for anything within one part of the path, `**` for anything
/// across parts, `?` for one character of a part, everything else for itself. `a/**/b` also covers `a/b`. Time and
/// memory grow with the product of the lengths at most, whatever the pattern.
[[nodiscard]] bool glob_covers(std::string_view pattern, std::string_view path);

/// A line of a list of patterns.
struct PatternLine {
  std::string pattern;
  std::string comment;   ///< what follows ` # `
  std::size_t line = 0;  ///< from 1

  friend bool operator==(const PatternLine&, const PatternLine&) = default;
};

/// The patterns of a text, one a line; `#` at the start of a line or behind a space begins a comment, empty lines do
/// not count.
[[nodiscard]] std::vector<PatternLine> read_pattern_lines(std::string_view text);

/// What a file named with `@FILE` lists.
[[nodiscard]] std::vector<std::string> read_patterns(std::string_view text);

}  // namespace corspec::suite
