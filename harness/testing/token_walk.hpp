#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Exhaustive walks: every sequence of up to so many tokens, so that what a grammar's table forgot is tried anyway.
namespace corspec::testing {

/// Calls `visit(std::span<const Token>)` for every sequence of zero to `depth` elements of `tokens`: the sum of
/// tokens.size()^n for n from 0 to `depth`. The span lives until `visit` returns.
template <class Token, class Visit>
void for_each_sequence(std::span<const Token> tokens, std::size_t depth, Visit visit) {
  std::vector<Token> sequence;
  const auto walk = [&](const auto& self) -> void {
    visit(std::span<const Token>(sequence));
    if (sequence.size() == depth) return;
    for (const Token& token : tokens) {
      sequence.push_back(token);
      self(self);
      sequence.pop_back();
    }
  };
  walk(walk);
}

/// Calls `visit(const std::string&)` for every text made of zero to `depth` of `tokens`.
template <class Visit>
void for_each_text(std::span<const std::string_view> tokens, std::size_t depth, Visit visit) {
  std::string text;
  const auto walk = [&](const auto& self, std::size_t left) -> void {
    visit(static_cast<const std::string&>(text));
    if (left == 0) return;
    for (const std::string_view token : tokens) {
      text.append(token);
      self(self, left - 1);
      text.resize(text.size() - token.size());
    }
  };
  walk(walk, depth);
}

}  // namespace corspec::testing
