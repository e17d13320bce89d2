#pragma once

#include "run/report.hpp"

namespace corspec::reports {

/// A report for tests: every result occurs, and the target's bytes are hostile (markup, terminal escapes, NUL, bytes
/// above 0x7F).
[[nodiscard]] run::Report sample_report();

}  // namespace corspec::reports
