#pragma once

#include <string>
#include <string_view>

namespace corspec::reports {

// Text as GitHub Flavored Markdown shows it, whatever it says. Bytes of a target go through `printable` first.

/// Within a line: what could begin markup stands behind a backslash.
[[nodiscard]] std::string markdown_text(std::string_view text);

/// A code span, in a table too: its fence is longer than any run of backticks within.
[[nodiscard]] std::string markdown_code(std::string_view text);

/// A fenced code block of whole lines, with the line feed behind it.
[[nodiscard]] std::string markdown_block(std::string_view text);

/// Within HTML that stands in Markdown: every character that means something to either is a reference.
[[nodiscard]] std::string html_text(std::string_view text);

}  // namespace corspec::reports
