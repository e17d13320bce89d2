#pragma once

#include <string>
#include <vector>

#include "run/report.hpp"

namespace corspec::reports {

/// The run's command line as somebody elsewhere would type it: files by their names alone, and without what only says
/// where reports go and whose server it is.
[[nodiscard]] std::vector<std::string> words_to_repeat(const run::RunInfo& info);

/// The same for a shell.
[[nodiscard]] std::string command_to_repeat(const run::RunInfo& info);

}  // namespace corspec::reports
