#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "reference/pipeline.hpp"

namespace corspec::reference {

/// A server that conforms in another style than the reference server's own. Whoever accuses it at `must` is wrong.
struct Variant {
  std::string_view id;
  std::string_view title;  ///< one sentence
  void (*dress)(Stages&);
  /// The cases, as globs separated by spaces, that may say something of it below `must`; of no other.
  std::string_view remarks;
  std::string_view profile = "allowlist";  ///< of the shipped ones, that which it serves
};

[[nodiscard]] const std::vector<Variant>& variants();

/// The part of `variants` that differs on the wire alone.
[[nodiscard]] std::span<const Variant> wire_variants();

/// Null when there is none of that id.
[[nodiscard]] const Variant* find_variant(std::string_view id);

}  // namespace corspec::reference
