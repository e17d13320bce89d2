#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace corspec::suite {

/// A piece of a string of a case: literal text, or a name between `{{` and `}}`.
struct TextPart {
  bool is_name = false;
  std::string_view text;

  friend bool operator==(const TextPart&, const TextPart&) = default;
};

/// Cuts `text` at its names; the parts are views into it. The error is what is wrong with a name.
[[nodiscard]] std::expected<std::vector<TextPart>, std::string> split_text(std::string_view text);

}  // namespace corspec::suite
