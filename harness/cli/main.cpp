#include <CLI/CLI.hpp>
#include <csignal>
#include <exception>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "message/version.hpp"
#include "run/gate.hpp"

int main(int argc, char** argv) {
  using namespace corspec;
  // A reader that goes away (`corspec run | head`) is an error of writing, not a death without a word.
  std::signal(SIGPIPE, SIG_IGN);
  cli::Invocation invocation{.arguments = {argv, argv + argc}};
  CLI::App app(
      "corspec replays CORS test cases against a server, decides each answer exactly as a browser following the\n"
      "Fetch Standard would, and says which rule a wrong answer broke.",
      "corspec");
  app.set_version_flag("--version", "corspec " + std::string(version));
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);
  app.get_formatter()->column_width(36);
  app.footer(
      "Exit codes: 0 as expected; 1 failures; 2 bad usage, configuration or case file; 3 the target cannot be "
      "reached;\n"
      "4 nothing was run; 130 interrupted. `corspec COMMAND --help` has the flags of a command.");
  cli::add_run_command(app, invocation);
  cli::add_fuzz_command(app, invocation);
  cli::add_report_command(app, invocation);
  cli::add_explain_command(app, invocation);
  cli::add_serve_command(app, invocation);
  cli::add_list_command(app, invocation);
  cli::add_lint_command(app, invocation);
  try {
    app.parse(argc, argv);
    return invocation.exit_code;
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : static_cast<int>(run::ExitCode::usage);
  } catch (const std::exception& error) {
    cli::print_error(std::string("corspec: ") + error.what() + "\n");
    return static_cast<int>(run::ExitCode::unreachable);
  }
}
