#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <string>
#include <vector>

#include "cli/manual/pages.hpp"

namespace corspec::cli {
namespace {

// Bash splits `--level=must` into three words, and gives the function no more than all of them.
constexpr std::string_view functions =
    R"bash(# Completion of corspec for bash. Written by its build, from what its --help says.

_corspec_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current"); }

_corspec_list() {
  local prefix=
  [[ $current == *,* ]] && prefix=${current%,*},
  mapfile -t COMPREPLY < <(compgen -P "$prefix" -W "$1" -- "${current##*,}")
}

# Readline's own, which knows of ~ and of quotes.
_corspec_files() { compopt -o default; }
_corspec_folders() { compopt -o dirnames; }

_corspec_listed() {
  local id
  COMPREPLY=()
  while read -r id _; do
    [[ $id == "$current"* ]] && COMPREPLY+=("$id")
  done < <("${COMP_WORDS[0]}" "$@" 2> /dev/null)
}

)bash";

constexpr std::string_view beginning = R"bash(_corspec() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command=
  COMPREPLY=()
  [ "$COMP_CWORD" -gt 1 ] && command=${COMP_WORDS[1]}
  if [ "$current" = = ]; then
    current=
  elif [ "$previous" = = ]; then
    previous=${COMP_WORDS[COMP_CWORD-2]}
  fi
  case $command in
)bash";

constexpr std::string_view end = R"bash(  esac
}

complete -F _corspec corspec
)bash";

/// The statement that proposes values; empty when there is nothing to propose.
std::string proposal(const Parameter& parameter) {
  switch (parameter.values) {
    case Values::none:
    case Values::own:
      return "";
    case Values::choices:
      return fmt::format("{} '{}'", parameter.is_list ? "_corspec_list" : "_corspec_words",
                         fmt::join(parameter.choices, " "));
    case Values::files:
      return "_corspec_files";
    case Values::folders:
      return "_corspec_folders";
    case Values::listed:
      return "_corspec_listed " + parameter.listed;
  }
  return "";
}

/// What to propose behind a flag that takes a value: one line for all the flags that take the same.
std::string behind_flags(const Command& command) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<std::string>> flags;
  for (const auto& option : command.options) {
    if (option.values == Values::none) continue;
    auto& names = flags[proposal(option)];
    if (names.empty()) order.push_back(proposal(option));
    names.insert(names.end(), option.names.begin(), option.names.end());
  }
  std::string out;
  for (const auto& what : order)
    out += fmt::format("        {}) {};;\n", fmt::join(flags[what], " | "), what.empty() ? "" : what + " ");
  return out;
}

std::string words(const Command& command) {
  std::vector<std::string> all;
  all.reserve(command.commands.size());
  for (const auto& one : command.commands) all.push_back(one.name);
  for (const auto& option : command.options) all.insert(all.end(), option.names.begin(), option.names.end());
  return fmt::format("_corspec_words '{}'", fmt::join(all, " "));
}

/// Where arguments can be proposed, they are, and flags only once a `-` is there.
std::string elsewhere(const Command& command) {
  const std::string arguments = command.arguments.empty() ? "" : proposal(command.arguments.front());
  if (arguments.empty()) return words(command) + " ;;\n";
  return fmt::format("if [[ $current == -* ]]; then {}; else {}; fi ;;\n", words(command), arguments);
}

std::string branch(const Command& command) {
  return fmt::format(
      "    {})\n"
      "      case $previous in\n"
      "{}"
      "        *) {}"
      "      esac ;;\n",
      command.name, behind_flags(command), elsewhere(command));
}

}  // namespace

std::string bash_completion(const Command& program) {
  std::string out = fmt::format("{}{}    '') {} ;;\n", functions, beginning, words(program));
  for (const auto& command : program.commands) out += branch(command);
  return out + std::string(end);
}

}  // namespace corspec::cli
