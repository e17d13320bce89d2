#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.hpp"
#include "cli/input.hpp"
#include "cli/output.hpp"
#include "cli/report_flags.hpp"
#include "reports/json.hpp"
#include "reports/json_reader.hpp"
#include "reports/matrix.hpp"
#include "reports/merge.hpp"
#include "run/gate.hpp"

namespace corspec::cli {
namespace {

struct ReportCommandFlags {
  std::vector<std::string> files;
  ReportFlags reports;
  std::string matrix_html;
  std::string matrix_json;
  std::string matrix_markdown;

  [[nodiscard]] bool wants_matrix() const {
    return !matrix_html.empty() || !matrix_json.empty() || !matrix_markdown.empty();
  }
};

int fail(std::string_view message) {
  print_error(fmt::format("corspec: {}\n", message));
  return static_cast<int>(run::ExitCode::usage);
}

std::expected<std::vector<reports::Part>, std::string> read_parts(const std::vector<std::string>& files) {
  std::vector<reports::Part> parts;
  for (const auto& file : files) {
    const std::string name = file == "-" ? "<stdin>" : file;
    const auto text = read_input(file);
    if (!text) return std::unexpected(text.error());
    auto report = reports::read_json(*text);
    if (!report) return std::unexpected(fmt::format("{}: {}", name, report.error()));
    parts.push_back({name, *std::move(report)});
  }
  return parts;
}

/// The stream that a run would have written.
std::string whole_ndjson(const run::Report& report) {
  std::string lines = reports::ndjson_start(report);
  for (const auto& result : report.results) lines += reports::ndjson_result(result);
  return lines + reports::ndjson_end(report);
}

/// Side by side, not merged: a matrix is no run, and exits with 0.
int write_matrix(const ReportCommandFlags& flags, const std::vector<reports::Part>& parts) {
  if (const auto checked = reports::check_matrix(parts); !checked) return fail(checked.error());
  const std::pair<const std::string&, std::string (*)(std::span<const reports::Part>)> outputs[] = {
      {flags.matrix_html, reports::matrix_html},
      {flags.matrix_json, reports::matrix_json},
      {flags.matrix_markdown, reports::matrix_markdown}};
  for (const auto& [path, written] : outputs) {
    if (path.empty()) continue;
    if (const auto error = write_output(path, written(parts)); !error.empty()) return fail(error);
  }
  return static_cast<int>(run::ExitCode::as_expected);
}

int write(const ReportCommandFlags& flags) {
  if (const auto error = wrong_with_outputs(flags.reports); !error.empty()) return fail(error);
  if (flags.wants_matrix() && asks_for_anything(flags.reports))
    return fail("a matrix stands alone: it takes no other report, claim or baseline");
  auto parts = read_parts(flags.files);
  if (!parts) return fail(parts.error());
  if (flags.wants_matrix()) return write_matrix(flags, *parts);
  auto report = reports::merge(*std::move(parts));
  if (!report) return fail(report.error());
  const auto claim = claim_of(flags.reports, report->claim);
  if (!claim) return fail(claim.error());
  report->claim = *claim;
  const auto baseline = baseline_of(flags.reports);
  if (!baseline) return fail(baseline.error());
  if (*baseline) report = (*baseline)->against(*std::move(report));
  if (!flags.reports.ndjson.empty()) {
    if (const auto error = write_output(flags.reports.ndjson, whole_ndjson(*report)); !error.empty())
      return fail(error);
  }
  return write_reports(flags.reports, *report);
}

}  // namespace

void add_report_command(CLI::App& app, Invocation& invocation) {
  auto flags = std::make_shared<ReportCommandFlags>();
  CLI::App* command =
      app.add_subcommand("report", "Convert saved reports; merge those of shards, or of several targets");
  command->add_option("FILE", flags->files, "Reports that --report-json wrote; - is stdin")->required();
  add_report_flags(*command, flags->reports);
  command->add_option("--matrix", flags->matrix_html, "The reports side by side, as a page")->type_name("OUT");
  command->add_option("--matrix-json", flags->matrix_json, "The same as JSON")->type_name("OUT");
  command->add_option("--matrix-markdown", flags->matrix_markdown, "Its scores as a table")->type_name("OUT");
  command->callback([flags, &invocation] { invocation.exit_code = write(*flags); });
}

}  // namespace corspec::cli
