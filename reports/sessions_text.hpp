#pragma once

#include <string>

#include "run/report.hpp"

namespace corspec::reports {

/// What sessions of requests cost in preflights, for each engine, and what would do if the server let browsers keep its
/// answers. Empty when nothing was measured.
[[nodiscard]] std::string sessions_text(const run::Report& report);

}  // namespace corspec::reports
