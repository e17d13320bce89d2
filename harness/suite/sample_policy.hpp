#pragma once

#include "suite/profile.hpp"
#include "suite/suite.hpp"

namespace corspec::suite {

/// What names are bound to while a file is validated: a policy that gives every name and has every feature, with values
/// that no case would write itself. The path for writing differs from every other, so that a case that writes elsewhere
/// is found out.
[[nodiscard]] const Profile& sample_policy();
[[nodiscard]] const TargetFacts& sample_target();

}  // namespace corspec::suite
