#pragma once

#include <string>

#include "run/report.hpp"

namespace corspec::reports {

/// GitHub Flavored Markdown for the summary of a CI job: what the run came to, a table by topic, then what fails, each
/// to be unfolded; as much of it as fits into the mebibyte that GitHub takes. Bytes of a target stand in code spans and
/// fenced blocks, which they cannot end.
[[nodiscard]] std::string markdown(const run::Report& report);

}  // namespace corspec::reports
