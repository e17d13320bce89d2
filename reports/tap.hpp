#pragma once

#include <string>

#include "run/report.hpp"

namespace corspec::reports {

/// TAP 14, https://testanything.org/tap-version-14-specification.html: a test point for each case, `not ok` for what
/// fails the run; `# TODO` for failures that are known or accepted, `# SKIP` for what was not judged, with the reason.
/// A target that cannot be reached bails out.
[[nodiscard]] std::string tap(const run::Report& report);

}  // namespace corspec::reports
