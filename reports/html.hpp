#pragma once

#include <string>

#include "run/report.hpp"

namespace corspec::reports {

/// One page that needs nothing else: from a disk, or among a CI job's artifacts. Its policy allows its own script and
/// style alone; what a target said stands in it as data, which the script shows as text. Without scripts there are the
/// counts and the failures.
[[nodiscard]] std::string html(const run::Report& report);

}  // namespace corspec::reports
