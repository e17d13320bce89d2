#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>

#include "cli/commands.hpp"
#include "cli/connection_flags.hpp"
#include "cli/header_flags.hpp"
#include "cli/output.hpp"
#include "fuzz/live/fuzz.hpp"
#include "fuzz/live/summary.hpp"
#include "reports/escape.hpp"
#include "reports/text.hpp"
#include "run/gate.hpp"
#include "suite/expectation.hpp"

namespace corspec::cli {
namespace {

/// Of what was not confirmed, so much is a hint; more is noise.
constexpr std::size_t most_unrepeated = 5;

struct FuzzFlags {
  fuzz::FuzzOptions options;
  ConnectionFlags connection;
  std::vector<std::string> transport_headers;
  std::string level = "should";
  std::string report_json;
  double time = 0;
  bool bounds_runs = false;  ///< `--runs` is given
};

int fail(run::ExitCode code, std::string_view message) {
  print_error(fmt::format("corspec: {}\n", message));
  return static_cast<int>(code);
}

/// What was done, in one line, and what to do with what was found.
std::string summary(const FuzzFlags& flags, const fuzz::FuzzResult& result) {
  const double seconds = std::max(0.001, static_cast<double>(result.duration.count()) / 1000);
  std::string text;
  const auto* const told = fuzz::remarks_gate(result, *suite::find_level(flags.level)) ? "found" : "remark";
  for (const auto& remark : result.remarks) text += fmt::format("{}: {}\n", told, reports::printable(remark));
  for (std::size_t at = 0; at < std::min(result.unrepeated.size(), most_unrepeated); ++at)
    text += fmt::format("remark: {}\n", reports::printable(fuzz::describe(result.unrepeated[at], flags.options)));
  if (result.unrepeated.size() > most_unrepeated)
    text +=
        fmt::format("remark: {} more like these; --report-json has them\n", result.unrepeated.size() - most_unrepeated);
  const std::size_t findings = result.groups.size() + result.remarks.size();
  text +=
      fmt::format("{} probes with seed {} in {:.1f} s ({:.0f} requests a second), {} shapes of answers, {} finding{}",
                  result.probes, flags.options.seed, seconds, static_cast<double>(result.exchanges) / seconds,
                  result.shapes, findings, findings == 1 ? "" : "s");
  if (!result.unrepeated.empty()) text += fmt::format(" ({} more not confirmed)", result.unrepeated.size());
  if (result.slowed_to)
    text += fmt::format("; slowed down to {:.0f} requests a second, since the target answered 429 or 503",
                        *result.slowed_to);
  text += result.interrupted ? "; interrupted\n" : "\n";
  if (!result.report.results.empty()) {
    text += fmt::format("replay them: corspec run {} --profile {} --cases {} --level may\n", flags.options.target,
                        flags.options.profile.string(), flags.options.findings.string());
  }
  std::error_code none;
  if (result.findings_kept && std::filesystem::is_regular_file(flags.options.findings, none))
    text += fmt::format("{} holds what an earlier campaign found\n", flags.options.findings.string());
  return text;
}

int fuzz_target(FuzzFlags flags) {
  auto transport = parse_headers("--transport-header", flags.transport_headers);
  if (!transport) return fail(run::ExitCode::usage, transport.error());
  flags.options.transport_headers = *std::move(transport);
  flags.options.network = network_of(flags.connection);
  if (flags.time > 0) {
    flags.options.time = std::chrono::milliseconds(std::llround(flags.time * 1000));
    if (!flags.bounds_runs) flags.options.runs = std::numeric_limits<std::size_t>::max();
  }
  for (const auto& path : {flags.options.findings.string(), flags.report_json}) {
    if (path.empty()) continue;
    if (const auto error = check_output(path); !error.empty()) return fail(run::ExitCode::usage, error);
  }
  const suite::Level level = *suite::find_level(flags.level);
  auto result = fuzz::fuzz(flags.options);
  if (!result) {
    return fail(result.error().unreachable ? run::ExitCode::unreachable : run::ExitCode::usage, result.error().what);
  }
  fuzz::grade(result->report, level);
  const bool stdout_taken = flags.report_json == "-";
  const auto say = stdout_taken ? print_error : print;
  if (!result->report.results.empty()) {
    say(reports::text(result->report, {.color = wants_color(stdout_taken ? STDERR_FILENO : STDOUT_FILENO)}));
    say("\n");
  }
  say(summary(flags, *result));
  if (!flags.report_json.empty()) {
    const auto error = write_output(flags.report_json, fuzz::to_json(*result, flags.options));
    if (!error.empty()) return fail(run::ExitCode::unreachable, error);
  }
  if (result->interrupted) return static_cast<int>(run::ExitCode::interrupted);
  return static_cast<int>(fuzz::gates(*result, level) ? run::ExitCode::failures : run::ExitCode::as_expected);
}

}  // namespace

void add_fuzz_command(CLI::App& app, Invocation& invocation) {
  auto flags = std::make_shared<FuzzFlags>();
  fuzz::FuzzOptions& options = flags->options;
  options.findings = "corspec-findings.json";
  CLI::App* command = app.add_subcommand("fuzz", "Fuzz a running server; findings become cases");
  command->add_option("URL", options.target, "The server, http or https")->required();
  command->add_option("--profile", options.profile, "The policy the server is meant to have (cases/README.md)")
      ->required()
      ->type_name("FILE");
  command->add_option("--seed", options.seed, "The same seed sends the same probes to a server that answers alike")
      ->capture_default_str()
      ->type_name("N");
  command->add_option("--runs", options.runs, "Probes to send")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1} << 40))
      ->capture_default_str()
      ->type_name("N");
  command->add_option("--time", flags->time, "Seconds after which no more are begun; without --runs, however many")
      ->check(CLI::PositiveNumber)
      ->type_name("S");
  command->add_option("--rate", options.rate, "At most so many requests a second")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  command->add_option("--jobs", options.jobs, "Requests in flight at once")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str()
      ->type_name("N");
  command->add_option("--corpus", options.corpus, "Folder of probes to begin with, which grows")->type_name("FOLDER");
  command->add_option("--findings", options.findings, "Where the cases of the findings go")
      ->capture_default_str()
      ->type_name("FILE");
  command->add_option("--report-json", flags->report_json, "What was found, and what did not show again, as JSON")
      ->type_name("FILE");
  command->add_option("--level", flags->level, "What fails; weaker findings are only reported")
      ->check(CLI::IsMember({"must", "should", "may"}))
      ->type_name("LEVEL")
      ->capture_default_str();
  command->add_option("--allow-host", options.allowed_host, "A host that is not this machine and may be fuzzed")
      ->type_name("HOST");
  repeatable(command->add_option("--transport-header", flags->transport_headers, "Header on every request"))
      ->type_name("'NAME: VALUE'");
  add_connection_flags(*command, flags->connection);
  command->callback([command, flags, &invocation] {
    flags->bounds_runs = command->count("--runs") > 0;
    invocation.exit_code = fuzz_target(*flags);
  });
}

}  // namespace corspec::cli
