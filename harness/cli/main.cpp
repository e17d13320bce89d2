#include <CLI/CLI.hpp>
#include <csignal>
#include <exception>

#include "cli/application.hpp"
#include "cli/output.hpp"
#include "run/gate.hpp"

int main(int argc, char** argv) {
  using namespace corspec;
  // A reader that goes away (`corspec run | head`) is an error of writing, not a death without a word.
  std::signal(SIGPIPE, SIG_IGN);
  cli::Invocation invocation{.arguments = {argv, argv + argc}};
  const auto app = cli::application(invocation);
  try {
    app->parse(argc, argv);
    return invocation.exit_code;
  } catch (const CLI::ParseError& error) {
    const int code = app->exit(error);
    return code == 0 ? 0 : static_cast<int>(run::ExitCode::usage);
  } catch (const std::exception& error) {
    cli::print_error(std::string("corspec: ") + error.what() + "\n");
    return static_cast<int>(run::ExitCode::unreachable);
  }
}
