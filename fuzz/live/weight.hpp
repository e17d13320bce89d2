#pragma once

#include <span>
#include <string_view>

#include "suite/expectation.hpp"

namespace corspec::fuzz {

/// How much a finding says. The cases decide: what they say of the same thing at `may`, a finding does not say at
/// `must`.
struct Weight {
  std::string_view id;
  suite::Level level;
  std::string_view flag;     ///< of flags.json, by which an operator accepts it; empty with `must`
  std::string_view said_by;  ///< a case that expects the same with that flag, no less gravely; empty where none does
  std::string_view remark;   ///< stands behind the cause
};

[[nodiscard]] std::span<const Weight> weights();

/// The one of that id, which there must be; "plain" is `must`.
[[nodiscard]] const Weight& weight(std::string_view id);

/// The one that says less; the left one of equals.
[[nodiscard]] inline const Weight& lighter(const Weight& left, const Weight& right) {
  return left.level < right.level ? right : left;
}

}  // namespace corspec::fuzz
