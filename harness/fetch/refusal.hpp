#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace corspec::fetch {

/// Why something was refused, as data. Prose is made by whoever prints it.
struct Refusal {
  /// The rule that refused, with its id in the rule catalogue: "CORS-CHECK-4". Always a literal.
  std::string_view rule;
  /// The response header (or other part of the message, "status") that was looked at.
  std::string_view field;
  /// What would have passed, as the bytes or the condition a server developer can act on:
  /// "https://foo.example", "a status from 200 to 299".
  std::string expected;
  /// The bytes seen, as *get* reads them; null when the field is absent.
  std::optional<std::string> seen;

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

}  // namespace corspec::fetch
