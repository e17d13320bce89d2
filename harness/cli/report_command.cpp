#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.hpp"
#include "cli/input.hpp"
#include "cli/output.hpp"
#include "cli/report_flags.hpp"
#include "reports/json.hpp"
#include "reports/json_reader.hpp"
#include "reports/merge.hpp"
#include "run/gate.hpp"

namespace corspec::cli {
namespace {

struct ReportCommandFlags {
  std::vector<std::string> files;
  ReportFlags reports;
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

int write(const ReportCommandFlags& flags) {
  if (const auto error = wrong_with_outputs(flags.reports); !error.empty()) return fail(error);
  auto parts = read_parts(flags.files);
  if (!parts) return fail(parts.error());
  const auto report = reports::merge(*std::move(parts));
  if (!report) return fail(report.error());
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
  command->callback([flags, &invocation] { invocation.exit_code = write(*flags); });
}

}  // namespace corspec::cli
