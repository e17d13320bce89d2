#pragma once

#include <string>
#include <string_view>
#include <type_traits>

/// How a target says that a law does not hold. Never `assert`, which some builds leave out.
namespace corspec::fuzz {

/// Prints the law and everything given, escaped, and aborts.
[[noreturn]] void violated(std::string_view law, std::string_view input, std::string_view left = {},
                           std::string_view right = {});

inline void require(bool holds, std::string_view law, std::string_view input) {
  if (!holds) violated(law, input);
}

/// Nothing of an input reaches a terminal as it is.
inline void require_printable(std::string_view text, std::string_view input) {
  for (const char byte : text) {
    require(byte == '\n' || (byte >= 0x20 && byte < 0x7f), "only printable ASCII reaches the terminal", input);
  }
}

/// Two answers to one question: `ours` and what it is held against.
template <class Answer>
void agree(const Answer& ours, const Answer& reference, std::string_view law, std::string_view input) {
  if (ours == reference) return;
  if constexpr (std::is_convertible_v<Answer, std::string_view>) {
    violated(law, input, ours, reference);
  } else {
    violated(law, input);
  }
}

}  // namespace corspec::fuzz
