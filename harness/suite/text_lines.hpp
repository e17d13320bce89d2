#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace corspec::suite {

/// A line of a text, without what ended it: LF or CRLF.
struct TextLine {
  std::size_t number = 0;  ///< from 1
  std::string_view text;
};

/// The lines of `text`, as views into it; the last one may be without an end.
[[nodiscard]] std::vector<TextLine> text_lines(std::string_view text);

}  // namespace corspec::suite
