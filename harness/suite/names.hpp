#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "suite/profile.hpp"
#include "suite/suite.hpp"

namespace corspec::suite {

/// What names and features are looked up in.
struct Facts {
  const Profile& profile;
  const TargetFacts& target;
};

using BoundValue = std::variant<std::string, std::vector<std::string>, std::int64_t, bool>;

/// What a name stands for.
struct Bound {
  BoundValue value;
  /// The name of the table that the value is, whole and unchanged; empty for what a case made up itself.
  std::string_view source;
};

/// A name's value, or the reason why the profile does not give it: a clause that follows "skipped:".
using Resolved = std::expected<Bound, std::string>;

/// `{{name}}`. A list that resolves has at least one element.
struct Name {
  std::string_view name;
  std::string_view meaning;
  Resolved (*resolve)(const Facts&);
};
[[nodiscard]] std::span<const Name> names();

/// Whether a value of that name is an origin that the profile allows by definition.
[[nodiscard]] bool names_allowed_origin(std::string_view name);

}  // namespace corspec::suite
