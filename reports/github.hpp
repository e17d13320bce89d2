#pragma once

#include <string>

#include "run/report.hpp"

namespace corspec::reports {

/// Workflow commands of GitHub Actions, for stdout: an annotation for each case that fails the run, `error` or, below
/// `must`, `warning`. GitHub shows ten of each kind for a step; the last line says how many more there are. Nothing of
/// a target can end a line or begin a command.
[[nodiscard]] std::string github(const run::Report& report);

}  // namespace corspec::reports
