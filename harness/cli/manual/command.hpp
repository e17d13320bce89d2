#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace corspec::cli {

/// What may stand where a value is wanted.
enum class Values {
  none,     ///< a flag: nothing
  own,      ///< words of the user's own: nothing can be proposed
  choices,  ///< one of a few words
  files,
  folders,
  listed,  ///< what a command of corspec lists
};

/// A flag or an argument of a command, as `--help` has it.
struct Parameter {
  std::vector<std::string> names;  ///< `-k`, `--insecure`; of an argument: `URL`
  std::string about;
  std::string value;  ///< what the value is called; empty when there is none
  Values values = Values::none;
  std::vector<std::string> choices;
  bool is_list = false;  ///< several choices may be joined by commas
  std::string listed;    ///< arguments of corspec that print what may stand here, one a line, and more behind it
  std::string limits;    ///< what else a value has to be, in words
  std::string standard;  ///< the default; empty when there is none
  bool is_required = false;
  bool is_repeatable = false;
  std::vector<std::string> needs;     ///< names of flags
  std::vector<std::string> excludes;  ///< names of flags
};

struct Command {
  std::string name;
  std::string about;
  std::vector<Parameter> arguments;
  std::vector<Parameter> options;
  std::vector<Command> commands;
};

/// Everything that the command line consists of, which the man pages and completions are written from.
[[nodiscard]] Command describe(CLI::App& app);

}  // namespace corspec::cli
