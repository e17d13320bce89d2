#pragma once

#include <string>

#include "run/report.hpp"

namespace corspec::reports {

/// SARIF 2.1.0, for code scanning: a result for each failure, with the rule it broke (its sentence and link), the
/// address that was asked, and a fingerprint that stays from run to run. What fails the run is `error`, `warning` or
/// `note` by its level; known and accepted failures are suppressed, with the reason. What could not be judged at all is
/// a notification of the invocation.
[[nodiscard]] std::string sarif(const run::Report& report);

}  // namespace corspec::reports
