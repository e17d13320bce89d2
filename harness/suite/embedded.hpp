#pragma once

#include <span>
#include <string_view>

namespace corspec::suite {

/// A file that is part of the program.
struct EmbeddedFile {
  std::string_view name;  ///< below cases/: "preflight/method.json", "rules.json"
  std::string_view bytes;
};

/// The shipped suites, rules and flags, sorted by name, so that the program works without a checkout. Defined by the
/// library `corspec::cases`.
[[nodiscard]] std::span<const EmbeddedFile> embedded_cases();

}  // namespace corspec::suite
