#include "suite/glob.hpp"

#include <algorithm>

#include "message/bytes.hpp"
#include "suite/text_lines.hpp"

namespace corspec::suite {

namespace {

enum class Piece : unsigned char {
  byte,
  one,
  within_part,
  across_parts,
  /// Reads nothing itself: the two tokens behind it, `**` and `/`, may stand for nothing at all.
  maybe_parts,
};

struct Token {
  Piece piece;
  char byte = '\0';
};

std::vector<Token> tokens_of(std::string_view pattern) {
  std::vector<Token> tokens;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '?') {
      tokens.push_back({.piece = Piece::one});
    } else if (pattern[i] != '*') {
      tokens.push_back({.piece = Piece::byte, .byte = pattern[i]});
    } else if (i + 1 < pattern.size() && pattern[i + 1] == '*') {
      const bool starts_part = i == 0 || pattern[i - 1] == '/';
      while (i + 1 < pattern.size() && pattern[i + 1] == '*') ++i;
      const bool ends_part = i + 1 < pattern.size() && pattern[i + 1] == '/';
      if (starts_part && ends_part) tokens.push_back({.piece = Piece::maybe_parts});
      tokens.push_back({.piece = Piece::across_parts});
    } else {
      tokens.push_back({.piece = Piece::within_part});
    }
  }
  return tokens;
}

bool takes(const Token& token, char byte) {
  switch (token.piece) {
    case Piece::byte:
      return byte == token.byte;
    case Piece::one:
    case Piece::within_part:
      return byte != '/';
    case Piece::across_parts:
      return true;
    case Piece::maybe_parts:
      return false;
  }
  return false;
}

bool repeats(const Token& token) {
  return token.piece == Piece::within_part || token.piece == Piece::across_parts;
}

/// `at[i]` says that the path read so far can stand before token i; adds what is reachable without reading more.
void add_skips(const std::vector<Token>& tokens, std::vector<bool>& at) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (!at[i]) continue;
    const bool is_maybe = tokens[i].piece == Piece::maybe_parts;
    if (is_maybe || repeats(tokens[i])) at[i + 1] = true;
    if (is_maybe) at[i + 3] = true;
  }
}

}  // namespace

bool glob_covers(std::string_view pattern, std::string_view path) {
  const std::vector<Token> tokens = tokens_of(pattern);
  std::vector<bool> at(tokens.size() + 1, false);
  at[0] = true;
  add_skips(tokens, at);
  for (const char byte : path) {
    std::vector<bool> next(tokens.size() + 1, false);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (!at[i] || !takes(tokens[i], byte)) continue;
      next[repeats(tokens[i]) ? i : i + 1] = true;
    }
    add_skips(tokens, next);
    at = std::move(next);
  }
  return at[tokens.size()];
}

std::vector<PatternLine> read_pattern_lines(std::string_view text) {
  std::vector<PatternLine> lines;
  for (const auto& [number, raw] : text_lines(text)) {
    const std::string_view line = message::strip_http_whitespace(raw);
    if (line.empty() || line.starts_with('#')) continue;
    const auto comment = std::min(line.find(" #"), line.find("\t#"));
    PatternLine read{
        .pattern = std::string(message::strip_http_whitespace(line.substr(0, comment))), .comment = {}, .line = number};
    if (comment != std::string_view::npos) read.comment = message::strip_http_whitespace(line.substr(comment + 2));
    lines.push_back(std::move(read));
  }
  return lines;
}

std::vector<std::string> read_patterns(std::string_view text) {
  std::vector<std::string> patterns;
  for (PatternLine& line : read_pattern_lines(text)) patterns.push_back(std::move(line.pattern));
  return patterns;
}

}  // namespace corspec::suite
