#pragma once

#include <span>
#include <string>
#include <string_view>

#include "run/report.hpp"

namespace corspec::reports {

/// One form that a report can be written in, whole, once the run is over.
struct Format {
  std::string_view name;   ///< of the flag: `--report-NAME FILE`
  std::string_view about;  ///< for `--help`
  std::string (*write)(const run::Report& report);
};

/// Every one of them. The text has options of its own and NDJSON is written as results come: they are not here.
[[nodiscard]] std::span<const Format> formats();

}  // namespace corspec::reports
