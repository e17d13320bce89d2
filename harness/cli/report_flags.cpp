#include "cli/report_flags.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "cli/input.hpp"
#include "cli/output.hpp"
#include "reports/claim.hpp"
#include "reports/escape.hpp"
#include "reports/formats.hpp"
#include "reports/json_reader.hpp"
#include "reports/text.hpp"
#include "run/gate.hpp"

namespace corspec::cli {
namespace {

std::vector<std::string> all_outputs(const ReportFlags& flags) {
  std::vector<std::string> outputs{flags.text, flags.ndjson};
  outputs.insert(outputs.end(), flags.files.begin(), flags.files.end());
  std::erase(outputs, "");
  return outputs;
}

}  // namespace

void add_report_flags(CLI::App& command, ReportFlags& flags) {
  const auto formats = reports::formats();
  flags.files.resize(formats.size());
  command.add_option("--report-text", flags.text, "Text report to a file; - is stdout, the default")->type_name("FILE");
  for (std::size_t at = 0; at < formats.size(); ++at) {
    command.add_option(fmt::format("--report-{}", formats[at].name), flags.files[at], std::string(formats[at].about))
        ->type_name("FILE");
  }
  command.add_option("--report-ndjson", flags.ndjson, "Results as they happen, one JSON object a line")
      ->type_name("FILE");
  command
      .add_option("--claim", flags.claim,
                  "Whose server it is, for the statement: implementation=, version=, organisation=, url=, contact=; "
                  "@FILE reads a JSON object of them")
      ->allow_extra_args(false)
      ->type_name("KEY=VALUE");
  command
      .add_option("--baseline", flags.baseline, "A report that --report-json wrote before: only what got worse fails")
      ->type_name("FILE");
  command.add_flag("-v,--verbose", flags.verbose, "List every case");
}

bool asks_for_anything(const ReportFlags& flags) {
  return !all_outputs(flags).empty() || !flags.claim.empty() || !flags.baseline.empty() || flags.verbose;
}

std::string wrong_with_outputs(const ReportFlags& flags) {
  const auto outputs = all_outputs(flags);
  if (std::ranges::count(outputs, "-") > 1) return "only one report can go to stdout";
  for (const auto& path : outputs) {
    if (auto error = check_output(path); !error.empty()) return error;
  }
  return {};
}

std::expected<run::Claim, std::string> claim_of(const ReportFlags& flags, run::Claim claim) {
  for (const auto& said : flags.claim) {
    if (!said.starts_with('@')) {
      if (auto wrong = reports::add_to_claim(claim, said); !wrong.empty()) return std::unexpected(std::move(wrong));
      continue;
    }
    const std::string path = said.substr(1);
    const auto text = read_input(path);
    if (!text) return std::unexpected(text.error());
    if (const auto wrong = reports::add_json_to_claim(claim, *text); !wrong.empty())
      return std::unexpected(fmt::format("{}: {}", path, wrong));
  }
  return claim;
}

std::expected<std::optional<run::Baseline>, std::string> baseline_of(const ReportFlags& flags) {
  if (flags.baseline.empty()) return std::nullopt;
  const auto text = read_input(flags.baseline);
  if (!text) return std::unexpected(text.error());
  auto report = reports::read_json(*text);
  if (!report) return std::unexpected(fmt::format("{}: {}", flags.baseline, report.error()));
  if (!report->info.complete)
    return std::unexpected(fmt::format("{}: an incomplete run is no baseline ({})", flags.baseline,
                                       reports::printable(report->info.broken_off)));
  if (report->shard)
    return std::unexpected(fmt::format("{}: a shard is no baseline: merge them with `corspec report`", flags.baseline));
  for (const auto& target : report->targets) {
    if (!target.reachable)
      return std::unexpected(fmt::format("{}: a run that did not reach {} is no baseline ({})", flags.baseline,
                                         target.url, reports::printable(target.unreachable_reason)));
  }
  return run::Baseline(*std::move(report));
}

int write_reports(const ReportFlags& flags, const run::Report& report) {
  const auto formats = reports::formats();
  const bool stdout_taken = flags.text != "-" && std::ranges::count(all_outputs(flags), "-") > 0;
  std::vector<std::pair<std::string, std::string>> outputs;
  for (std::size_t at = 0; at < formats.size(); ++at) {
    if (!flags.files[at].empty()) outputs.emplace_back(flags.files[at], formats[at].write(report));
  }
  const int stream = stdout_taken ? STDERR_FILENO : STDOUT_FILENO;
  const std::string text =
      reports::text(report, {.color = flags.text.empty() && wants_color(stream), .verbose = flags.verbose});
  if (!flags.text.empty()) {
    outputs.emplace_back(flags.text, text);
  } else if (stdout_taken) {
    print_error(text);
  } else {
    outputs.emplace_back("-", text);
  }
  auto code = static_cast<int>(run::gate(report));
  for (const auto& [path, content] : outputs) {
    const std::string error = write_output(path, content);
    if (error.empty()) continue;
    print_error(fmt::format("corspec: {}\n", error));
    code = static_cast<int>(run::ExitCode::unreachable);
  }
  return code;
}

}  // namespace corspec::cli
