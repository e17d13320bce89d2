#pragma once

#include <span>
#include <string_view>

#include "suite/names.hpp"

namespace corspec::suite {

/// Something that `requires` may ask of a profile or target.
struct Feature {
  std::string_view name;
  std::string_view meaning;
  /// Whether it is there, and how to say that it is not.
  bool (*present)(const Facts&);
  std::string_view reason;
};
[[nodiscard]] std::span<const Feature> features();
/// Null when there is no feature of that name.
[[nodiscard]] const Feature* find_feature(std::string_view name);

}  // namespace corspec::suite
