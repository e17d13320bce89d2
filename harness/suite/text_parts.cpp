#include "suite/text_parts.hpp"

#include "suite/spelling.hpp"

namespace corspec::suite {

std::expected<std::vector<TextPart>, std::string> split_text(std::string_view text) {
  constexpr std::string_view opening = "{{";
  constexpr std::string_view closing = "}}";
  std::vector<TextPart> parts;
  while (!text.empty()) {
    const auto open = text.find(opening);
    if (open != 0) parts.push_back({.is_name = false, .text = text.substr(0, open)});
    if (open == std::string_view::npos) break;
    text.remove_prefix(open + opening.size());
    const auto close = text.find(closing);
    if (close == std::string_view::npos) return std::unexpected("`{{` without `}}`");
    const std::string_view name = text.substr(0, close);
    if (name.empty() || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") != std::string_view::npos) {
      return std::unexpected(quote(name) + " between `{{` and `}}` is no name");
    }
    parts.push_back({.is_name = true, .text = name});
    text.remove_prefix(close + closing.size());
  }
  return parts;
}

}  // namespace corspec::suite
