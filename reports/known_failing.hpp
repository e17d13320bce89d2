#pragma once

#include <string>

#include "run/report.hpp"

namespace corspec::reports {

/// What fails, as a list that `--known-failing` takes: each case once, with the reason behind it. What was listed
/// already keeps its reason. A row is named by what it is about where that can be written in a pattern.
[[nodiscard]] std::string known_failing(const run::Report& report);

}  // namespace corspec::reports
