#pragma once

#include <string_view>

#include "run/report.hpp"

namespace corspec::reports {

/// A report for tests: every result occurs, and wherever the target has a say, it says `hostile`.
[[nodiscard]] run::Report sample_report(std::string_view hostile);

/// The same with markup, terminal escapes, NUL and bytes above 0x7F.
[[nodiscard]] run::Report sample_report();

}  // namespace corspec::reports
