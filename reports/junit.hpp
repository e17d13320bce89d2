#pragma once

#include <string>

#include "run/report.hpp"

namespace corspec::reports {

/// JUnit XML: a `testsuite` for each suite file, target and profile, a `testcase` for each case, stable in `classname`
/// and `name` so that CI keeps history. What gates is `<failure>`, a dead target or failed set-up `<error>`, what was
/// not judged `<skipped>` with its reason: the table of `run/gate.hpp`. Accepted by Surefire's schema (each testsuite)
/// and by that of Jenkins' xUnit plugin.
[[nodiscard]] std::string junit(const run::Report& report);

}  // namespace corspec::reports
