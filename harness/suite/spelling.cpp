#include "suite/spelling.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "message/bytes.hpp"

namespace corspec::suite {

namespace {

constexpr std::size_t max_quoted = 60;
/// Names in our formats are short; comparing longer words would cost more than a guess is worth.
constexpr std::size_t max_compared = 48;

/// Damerau-Levenshtein distance with adjacent swaps, case-insensitive. Both words at most `max_compared` bytes.
std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::array<std::size_t, max_compared + 1> two_back{};
  std::array<std::size_t, max_compared + 1> previous{};
  std::array<std::size_t, max_compared + 1> current{};
  for (std::size_t j = 0; j <= right.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t replaced = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
      if (swapped) current[j] = std::min(current[j], two_back[j - 2] + 1);
    }
    two_back = previous;
    previous = current;
  }
  return previous[right.size()];
}

}  // namespace

std::string quote(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string quoted = "`";
  for (const char byte : text.substr(0, max_quoted)) {
    const auto code = static_cast<unsigned char>(byte);
    if (code >= 0x20 && code < 0x7F) {
      quoted += byte;
    } else {
      quoted += "\\x";
      quoted += hex[code >> 4U];
      quoted += hex[code & 0xFU];
    }
  }
  if (text.size() > max_quoted) quoted += "...";
  return quoted + "`";
}

std::optional<std::string_view> closest(std::string_view word, std::span<const std::string_view> candidates) {
  if (word.empty() || word.size() > max_compared) return std::nullopt;
  const std::string lowered = message::byte_lowercase(word);
  std::optional<std::string_view> best;
  // A third of the letters may be wrong; beyond that the guess would be noise.
  std::size_t best_distance = std::max<std::size_t>(word.size() / 3, 1) + 1;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > max_compared) continue;
    const std::size_t distance = edit_distance(lowered, message::byte_lowercase(candidate));
    const bool is_start_of_it = lowered.size() >= 4 && candidate.starts_with(lowered) && !best;
    if (distance < best_distance || is_start_of_it) {
      best = candidate;
      best_distance = std::min(best_distance, distance);
    }
  }
  return best;
}

std::string guess(std::string_view word, std::span<const std::string_view> candidates) {
  const auto meant = closest(word, candidates);
  return meant ? "; did you mean " + quote(*meant) + "?" : std::string();
}

std::string one_of(std::span<const std::string_view> words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) text += i + 1 == words.size() ? " or " : ", ";
    text += "`" + std::string(words[i]) + "`";
  }
  return text;
}

}  // namespace corspec::suite
