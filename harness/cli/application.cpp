#include "cli/application.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <string>

#include "message/version.hpp"

namespace corspec::cli {
namespace {

constexpr std::array meanings{
    ExitMeaning{run::ExitCode::as_expected, "as expected"},
    ExitMeaning{run::ExitCode::failures, "failures"},
    ExitMeaning{run::ExitCode::usage, "bad usage, configuration or case file"},
    ExitMeaning{run::ExitCode::unreachable, "the target cannot be reached"},
    ExitMeaning{run::ExitCode::nothing_run, "nothing was run"},
    ExitMeaning{run::ExitCode::interrupted, "interrupted"},
};

std::string footer() {
  std::string text = "Exit codes:";
  std::string_view separator = " ";
  for (const auto& [code, meaning] : meanings) {
    text += fmt::format("{}{} {}", separator, static_cast<int>(code), meaning);
    separator = code == run::ExitCode::unreachable ? ";\n" : "; ";
  }
  return text + ". `corspec COMMAND --help` has the flags of a command.";
}

}  // namespace

std::span<const ExitMeaning> exit_meanings() {
  return meanings;
}

std::unique_ptr<CLI::App> application(Invocation& invocation) {
  auto app = std::make_unique<CLI::App>(
      "corspec replays CORS test cases against a server, decides each answer exactly as a browser following the\n"
      "Fetch Standard would, and says which rule a wrong answer broke.",
      "corspec");
  app->set_version_flag("--version", "corspec " + std::string(version));
  app->require_subcommand(1);
  app->failure_message(CLI::FailureMessage::simple);
  app->get_formatter()->column_width(36);
  app->footer(footer());
  add_run_command(*app, invocation);
  add_fuzz_command(*app, invocation);
  add_report_command(*app, invocation);
  add_explain_command(*app, invocation);
  add_serve_command(*app, invocation);
  add_list_command(*app, invocation);
  add_lint_command(*app, invocation);
  return app;
}

}  // namespace corspec::cli
