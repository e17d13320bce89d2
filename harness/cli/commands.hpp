#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace corspec::cli {

/// What `main` and the subcommands share.
struct Invocation {
  std::vector<std::string> arguments;  ///< as given, program name first
  int exit_code = 0;                   ///< set by the subcommand that ran
};

// Each adds its subcommand: flags, and a callback that runs it. `invocation` outlives the parse.
void add_run_command(CLI::App& app, Invocation& invocation);
void add_fuzz_command(CLI::App& app, Invocation& invocation);
void add_list_command(CLI::App& app, Invocation& invocation);
void add_lint_command(CLI::App& app, Invocation& invocation);
void add_explain_command(CLI::App& app, Invocation& invocation);
void add_report_command(CLI::App& app, Invocation& invocation);
void add_serve_command(CLI::App& app, Invocation& invocation);

}  // namespace corspec::cli
