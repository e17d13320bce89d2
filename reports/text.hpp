#pragma once

#include <string>

#include "run/report.hpp"

namespace corspec::reports {

struct TextOptions {
  bool color = false;
  /// Also list what passed and what was skipped, case by case.
  bool verbose = false;
};

/// The report for a person: what failed in full, grouped by topic, then what was not judged, then the counts, last.
[[nodiscard]] std::string text(const run::Report& report, const TextOptions& options);

}  // namespace corspec::reports
