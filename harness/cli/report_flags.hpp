#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "run/baseline.hpp"
#include "run/report.hpp"

namespace CLI {
class App;
}

namespace corspec::cli {

/// Where reports go, as typed: a path, `-` for stdout, empty for nowhere.
struct ReportFlags {
  std::string text;
  std::string ndjson;
  std::vector<std::string> files;  ///< one for each of `reports::formats()`
  std::vector<std::string> claim;  ///< `KEY=VALUE`, or `@FILE`
  std::string baseline;            ///< a saved report; empty: none
  bool verbose = false;
};

/// `--report-NAME` for each format, `--claim` and `--verbose`. `flags` outlives the parse.
void add_report_flags(CLI::App& command, ReportFlags& flags);

/// Whether the flags ask for a report or say anything of it.
[[nodiscard]] bool asks_for_anything(const ReportFlags& flags);

/// Said before anything is done: a report that cannot be written, or two that would run into each other. Empty:
/// nothing.
[[nodiscard]] std::string wrong_with_outputs(const ReportFlags& flags);

/// The claim that the flags make, over what a saved report says already; else what is wrong with them.
[[nodiscard]] std::expected<run::Claim, std::string> claim_of(const ReportFlags& flags, run::Claim claim);

/// The report that `--baseline` names; null when none is named. What did not come to an end, or
/// did not reach its target, is no baseline, and no shard is one.
[[nodiscard]] std::expected<std::optional<run::Baseline>, std::string> baseline_of(const ReportFlags& flags);

/// Writes every report that is asked for but NDJSON; the text goes to stdout unless the flags say otherwise, and to
/// stderr when stdout is taken. Returns the exit code of the report; a file that cannot be written is a harness that
/// broke off, whatever the cases say.
[[nodiscard]] int write_reports(const ReportFlags& flags, const run::Report& report);

}  // namespace corspec::cli
