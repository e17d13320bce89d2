#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>

#include "cli/manual/pages.hpp"

namespace corspec::cli {
namespace {

constexpr std::string_view functions =
    R"fish(# Completion of corspec for fish. Written by its build, from what its --help says.

# The command is the first word and nothing else: `corspec explain run` is about a file.
function __corspec_command
    set -l words (commandline -opc)
    test "$words[2]" = "$argv[1]"
end

function __corspec_listed
    corspec $argv 2>/dev/null | string replace -r ' .*' ''
end

# Several words with commas between them: what is there already stays in front.
function __corspec_list
    set -l prefix (commandline -ct | string replace -r '^--[^=]*=' '' | string match -r '.*,')
    printf '%s\n' "$prefix"$argv
end

complete -c corspec -f
)fish";

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + '\'';
}

/// What follows `complete -c corspec ...`: whether a value is wanted, and which there are.
std::string proposal(const Parameter& parameter) {
  switch (parameter.values) {
    case Values::none:
      return "";
    case Values::own:
      return " -x";
    case Values::choices:
      return fmt::format(" -x -a {}", quoted(fmt::format(fmt::runtime(parameter.is_list ? "(__corspec_list {})" : "{}"),
                                                         fmt::join(parameter.choices, " "))));
    case Values::files:
      return " -r -F";
    case Values::folders:
      return " -x -a '(__fish_complete_directories)'";
    case Values::listed:
      return fmt::format(" -x -a {}", quoted(fmt::format("(__corspec_listed {})", parameter.listed)));
  }
  return "";
}

std::string options(const Command& command, std::string_view condition) {
  std::string out;
  for (const auto& option : command.options) {
    out += fmt::format("complete -c corspec -n {}", quoted(condition));
    for (const auto& name : option.names)
      out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    out += fmt::format("{} -d {}\n", proposal(option), quoted(option.about));
  }
  for (const auto& argument : command.arguments) {
    if (argument.values == Values::files) out += fmt::format("complete -c corspec -n {} -F\n", quoted(condition));
  }
  return out;
}

}  // namespace

std::string fish_completion(const Command& program) {
  constexpr std::string_view none_yet = "__corspec_command ''";
  std::string out = std::string(functions) + options(program, none_yet);
  for (const auto& command : program.commands) {
    out +=
        fmt::format("complete -c corspec -n {} -a {} -d {}\n", quoted(none_yet), command.name, quoted(command.about));
  }
  for (const auto& command : program.commands) out += options(command, "__corspec_command " + command.name);
  return out;
}

}  // namespace corspec::cli
