#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace corspec::fetch {

/// Why something was refused, as data. Prose is made by whoever prints it.
struct Refusal {
  /// The rule that refused, with its id in the rule catalogue: "CORS-CHECK-4". Always a literal.
  std::string_view rule;
  /// The response header that was looked at, or "status", or "response" when there was none.
  std::string_view field;
  /// What would have passed, as a server developer can act on it. Bare bytes when nothing else would have passed:
  /// "https://foo.example". Otherwise a condition, with bytes in backticks: "a list with `PUT`, or `*`",
  /// "a status from 200 to 299".
  std::string expected;
  /// The bytes seen, as *get* reads them; null when the field is absent.
  std::optional<std::string> seen;

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

}  // namespace corspec::fetch
