#pragma once

#include "suite/rules.hpp"

namespace corspec::reports {

/// `cases/rules.json` as it is part of the program.
[[nodiscard]] const suite::RuleCatalogue& shipped_rules();

}  // namespace corspec::reports
