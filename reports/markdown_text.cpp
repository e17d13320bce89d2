#include "reports/markdown_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace corspec::reports {
namespace {

constexpr std::string_view plain_punctuation = " ,.;/=?%'\"()";

bool is_word(char character) {
  return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
         (character >= 'a' && character <= 'z');
}

bool is_ascii(char character) {
  return static_cast<unsigned char>(character) < 0x80;
}

std::size_t longest_run(std::string_view text, char wanted) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char character : text) {
    run = character == wanted ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

}  // namespace

std::string markdown_text(std::string_view text) {
  std::string out;
  for (const char character : text) {
    const char shown = character == '\n' ? ' ' : character;
    if (is_ascii(shown) && !is_word(shown) && !plain_punctuation.contains(shown)) out += '\\';
    out += shown;
  }
  return out;
}

std::string markdown_code(std::string_view text) {
  const std::string fence(longest_run(text, '`') + 1, '`');
  std::string out = fence;
  // One space on each side is taken off again, so that the text may begin and end with backticks, or be empty.
  out += ' ';
  for (const char character : text) {
    if (character == '|') out += '\\';
    out += character == '\n' ? ' ' : character;
  }
  return out + ' ' + fence;
}

std::string markdown_block(std::string_view text) {
  const std::string fence(std::max<std::size_t>(3, longest_run(text, '`') + 1), '`');
  return fmt::format("{}text\n{}{}{}\n", fence, text, text.ends_with('\n') ? "" : "\n", fence);
}

std::string html_text(std::string_view text) {
  std::string out;
  for (const char character : text) {
    const bool is_quote = character == '"' || character == '\'';
    if (is_quote || (is_ascii(character) && !is_word(character) && !plain_punctuation.contains(character))) {
      out += fmt::format("&#{};", static_cast<int>(character));
    } else {
      out += character;
    }
  }
  return out;
}

}  // namespace corspec::reports
