#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace corspec::suite {

/// `text` between backticks for a message: long texts are cut, bytes that are not printable ASCII become `\xNN`.
[[nodiscard]] std::string quote(std::string_view text);

/// The candidate that `word` is most likely a slip of, when one is close: a few letters wrong, missing, added or
/// swapped, or its end missing. Null for words that are like none of them.
[[nodiscard]] std::optional<std::string_view> closest(std::string_view word,
                                                      std::span<const std::string_view> candidates);

/// "; did you mean `verdict`?", or nothing.
[[nodiscard]] std::string guess(std::string_view word, std::span<const std::string_view> candidates);

/// "`a`, `b` or `c`"
[[nodiscard]] std::string one_of(std::span<const std::string_view> words);

}  // namespace corspec::suite
