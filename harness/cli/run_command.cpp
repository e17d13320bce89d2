#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>

#include "cli/commands.hpp"
#include "cli/connection_flags.hpp"
#include "cli/header_flags.hpp"
#include "cli/output.hpp"
#include "cli/report_flags.hpp"
#include "message/bytes.hpp"
#include "reports/json.hpp"
#include "run/gate.hpp"
#include "run/run.hpp"
#include "run/shard_choice.hpp"
#include "run/target_file.hpp"

namespace corspec::cli {
namespace {

/// The flags as typed; `RunOptions` is made of them once all are known.
struct RunFlags {
  run::RunOptions options;
  ConnectionFlags connection;
  std::string targets_file;
  std::string level = "must";
  std::string shard;
  std::vector<std::string> author_headers;
  std::vector<std::string> transport_headers;
  double wait_for_target = -1;  ///< negative: not said
  bool record_all = false;
  ReportFlags reports;
};

void add_selection_flags(CLI::App& command, RunFlags& flags) {
  run::Selection& selection = flags.options.selection;
  repeatable(command.add_option("--cases", flags.options.cases, "Suite files or folders instead of the built-in cases"))
      ->type_name("PATH");
  repeatable(command.add_option("--run", selection.run, "Only cases matching this glob; @FILE reads globs"))
      ->type_name("GLOB");
  repeatable(command.add_option("--skip", selection.skip, "Not the cases matching this glob; @FILE reads globs"))
      ->type_name("GLOB");
  repeatable(command.add_option("--tag", selection.tags, "Only cases with this tag"))->type_name("TAG");
  command.add_flag("--disruptive", selection.disruptive, "Also cases that are heavy for the target");
  command
      .add_option("--shard", flags.shard,
                  "The K-th of N parts, by a stable hash of the case's id; auto: as the CI service says")
      ->type_name("K/N|auto");
}

void add_judging_flags(CLI::App& command, RunFlags& flags) {
  run::RunOptions& options = flags.options;
  command.add_option("--level", flags.level, "What fails the run; weaker expectations are only reported")
      ->check(CLI::IsMember({"must", "should", "may"}))
      ->type_name("LEVEL")
      ->capture_default_str();
  repeatable(command.add_option("--engine", options.engines, "Whose browser judges; several with commas between"))
      ->delimiter(',')
      ->check(CLI::IsMember({"spec", "chromium", "firefox", "webkit"}))
      ->type_name("ENGINE")
      ->capture_default_str();
  repeatable(command.add_option("--known-failing", options.known_failing, "Cases that are known to fail"))
      ->type_name("FILE");
  repeatable(command.add_option("--known-flaky", options.known_flaky, "Cases that are known to be flaky"))
      ->type_name("FILE");
  command.add_option("--shuffle", options.shuffle, "Start the cases in another order, the same for the same seed")
      ->type_name("SEED");
  command.add_option("--retry", options.retry, "Run a failed case up to N times more; flaky if it then passes")
      ->check(CLI::Range(0, 100))
      ->type_name("N");
  command.add_flag("--fail-fast", options.fail_fast, "Stop at the first failure");
}

void add_network_flags(CLI::App& command, RunFlags& flags) {
  run::RunOptions& options = flags.options;
  repeatable(command.add_option("-H,--header", flags.author_headers,
                                "Header on actual requests, as a page's script would set it"))
      ->type_name("'NAME: VALUE'");
  repeatable(
      command.add_option("--transport-header", flags.transport_headers, "Header on every request, preflights too"))
      ->type_name("'NAME: VALUE'");
  add_connection_flags(command, flags.connection);
  command.add_option("--rate", options.rate, "At most so many exchanges a second")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  command.add_option("--jobs", options.jobs, "Cases in flight at once")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str()
      ->type_name("N");
  command
      .add_option("--exec", options.exec,
                  "Start the target with this command, stop it afterwards; {port} is a free port")
      ->type_name("CMD");
  command.add_option("--exec-log", options.exec_log, "Where its output goes instead of stderr")->type_name("FILE");
  command
      .add_option("--wait-for-target", flags.wait_for_target,
                  "Whole seconds to wait until the target answers (30 with --exec)")
      ->check(CLI::NonNegativeNumber)
      ->type_name("S");
}

std::optional<std::string> environment(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}

/// The flags that need more than a look at one of them.
std::expected<run::RunOptions, std::string> finish(RunFlags flags, const std::vector<std::string>& arguments) {
  run::RunOptions& options = flags.options;
  if (!flags.targets_file.empty()) {
    auto targets = run::read_target_file(flags.targets_file);
    if (!targets) return std::unexpected(targets.error());
    options.targets.insert(options.targets.end(), targets->begin(), targets->end());
  }
  const bool names_port = std::ranges::any_of(options.targets, [](const auto& url) { return url.contains("{port}"); });
  if (names_port && options.exec.empty()) return std::unexpected("{port} in a URL stands for the free port of --exec");
  if (options.targets.empty()) return std::unexpected("no target: give a URL, or --targets FILE");
  auto author = parse_headers("-H", flags.author_headers);
  if (!author) return std::unexpected(author.error());
  auto transport = parse_headers("--transport-header", flags.transport_headers);
  if (!transport) return std::unexpected(transport.error());
  if (!flags.shard.empty()) {
    const auto shard = run::choose_shard(flags.shard, environment);
    if (!shard) return std::unexpected(shard.error());
    options.selection.shard = *shard;
  }
  options.author_headers = std::move(*author);
  options.transport_headers = std::move(*transport);
  options.level = *suite::find_level(flags.level);
  options.network = network_of(flags.connection);
  if (flags.wait_for_target >= 0) {
    options.wait_for_target = std::chrono::seconds(std::llround(std::ceil(flags.wait_for_target)));
  }
  options.record = flags.record_all ? run::Record::all : run::Record::failures;
  options.command_line = arguments;
  return std::move(flags.options);
}

/// Draws progress and streams NDJSON while the run goes on.
class LiveReports : public run::Observer {
 public:
  LiveReports(LineWriter& ndjson, bool progress) : ndjson_(&ndjson), progress_(progress) {}

  void on_start(const run::Report& report, int expected_results) override {
    ndjson_->write(reports::ndjson_start(report));
    progress_.start(expected_results);
  }
  void on_result(const run::CaseResult& result) override {
    ndjson_->write(reports::ndjson_result(result));
    progress_.advance(run::gates(result.result));
  }
  void on_message(std::string_view message) override {
    progress_.clear();
    print_error(fmt::format("corspec: {}\n", message));
  }
  void finish() { progress_.clear(); }

 private:
  LineWriter* ndjson_;
  Progress progress_;
};

int fail(run::ExitCode code, std::string_view message) {
  print_error(fmt::format("corspec: {}\n", message));
  return static_cast<int>(code);
}

int run_cases(const RunFlags& flags, const Invocation& invocation) {
  auto options = finish(flags, invocation.arguments);
  if (!options) return fail(run::ExitCode::usage, options.error());
  if (const std::string error = wrong_with_outputs(flags.reports); !error.empty())
    return fail(run::ExitCode::usage, error);
  auto claim = claim_of(flags.reports, {});
  if (!claim) return fail(run::ExitCode::usage, claim.error());
  options->claim = *std::move(claim);
  const auto baseline = baseline_of(flags.reports);
  if (!baseline) return fail(run::ExitCode::usage, baseline.error());
  if (*baseline && options->fail_fast)
    return fail(run::ExitCode::usage,
                "--fail-fast cannot wait for what --baseline says of a failure: give one of them");
  if (*baseline) options->baseline = &**baseline;
  LineWriter ndjson;
  if (!flags.reports.ndjson.empty()) {
    const std::string error = ndjson.open(flags.reports.ndjson);
    if (!error.empty()) return fail(run::ExitCode::usage, error);
  }
  LiveReports live(ndjson, isatty(STDERR_FILENO) == 1);
  auto report = run::run(*options, live);
  live.finish();
  if (!report) {
    for (const auto& error : report.error()) print_error(error + "\n");
    return static_cast<int>(run::ExitCode::usage);
  }
  ndjson.write(reports::ndjson_end(*report));
  return write_reports(flags.reports, *report);
}

}  // namespace

void add_run_command(CLI::App& app, Invocation& invocation) {
  auto flags = std::make_shared<RunFlags>();
  CLI::App* command = app.add_subcommand("run", "Replay the cases against a server");
  command->add_option("URL", flags->options.targets, "The server, http or https; {port} is the free port of --exec");
  command->add_option("--targets", flags->targets_file, "A file with a URL on each line, # comments")
      ->type_name("FILE");
  repeatable(command->add_option("--profile", flags->options.profiles,
                                 "The policy the server is meant to have (cases/README.md)"))
      ->type_name("FILE");
  add_selection_flags(*command, *flags);
  add_judging_flags(*command, *flags);
  add_network_flags(*command, *flags);
  add_report_flags(*command, flags->reports);
  command->add_flag("--record-all", flags->record_all, "Keep the exchanges of cases that pass, too");
  command->callback([flags, &invocation] { invocation.exit_code = run_cases(*flags, invocation); });
}

}  // namespace corspec::cli
