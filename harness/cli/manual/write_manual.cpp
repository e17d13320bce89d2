// Writes the man pages and the completions of the program into a folder: write_manual FOLDER DATE
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "cli/application.hpp"
#include "cli/manual/command.hpp"
#include "cli/manual/pages.hpp"
#include "cli/output.hpp"

namespace {

using namespace corspec;

using Files = std::vector<std::pair<std::string, std::string>>;

Files manual(const std::string& date) {
  cli::Invocation invocation;
  const auto app = cli::application(invocation);
  const cli::Command program = cli::describe(*app);
  Files files{{program.name + ".1", cli::program_page(program, date)},
              {program.name + ".bash", cli::bash_completion(program)},
              {"_" + program.name, cli::zsh_completion(program)},
              {program.name + ".fish", cli::fish_completion(program)}};
  for (const auto& command : program.commands)
    files.emplace_back(fmt::format("{}-{}.1", program.name, command.name), cli::command_page(program, command, date));
  return files;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    cli::print_error("usage: write_manual FOLDER DATE\n");
    return 2;
  }
  try {
    std::filesystem::create_directories(argv[1]);
    for (const auto& [name, text] : manual(argv[2])) {
      const auto error = cli::write_output((std::filesystem::path(argv[1]) / name).string(), text);
      if (error.empty()) continue;
      cli::print_error(error + "\n");
      return 1;
    }
  } catch (const std::exception& error) {
    cli::print_error(fmt::format("write_manual: {}\n", error.what()));
    return 1;
  }
  return 0;
}
