#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

#include "cli/manual/pages.hpp"

namespace corspec::cli {
namespace {

constexpr std::string_view functions = R"zsh(#compdef corspec
# Completion of corspec for zsh. Written by its build, from what its --help says.

_corspec_listed() {
  local -a ids
  ids=(${${(f)"$(_call_program ids corspec $@)"}%% *})
  compadd -a ids
}

)zsh";

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) c == '\'' ? out += R"('\'')" : out += c;
  return out + '\'';
}

/// Text between the brackets or colons of `_arguments`.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string action(const Parameter& parameter) {
  switch (parameter.values) {
    case Values::none:
    case Values::own:
      return " ";
    case Values::choices:
      return parameter.is_list ? fmt::format("_sequence compadd - {}", fmt::join(parameter.choices, " "))
                               : fmt::format("({})", fmt::join(parameter.choices, " "));
    case Values::files:
      return "_files";
    case Values::folders:
      return "_files -/";
    case Values::listed:
      // With a space in front, or `_arguments` would put words of its own before these.
      return " _corspec_listed " + parameter.listed;
  }
  return " ";
}

/// One line of `_arguments` for each name: the other names of the same flag go once it is given.
std::string option_lines(const Parameter& option) {
  const std::string value =
      option.values == Values::none ? "" : fmt::format(":{}:{}", escaped(option.value), action(option));
  std::string out;
  for (const auto& name : option.names) {
    const std::string before = option.is_repeatable ? "*" : fmt::format("({})", fmt::join(option.names, " "));
    const std::string_view joined = option.values == Values::none ? "" : name.starts_with("--") ? "=" : "+";
    out += fmt::format("        {} \\\n",
                       quoted(fmt::format("{}{}{}[{}]{}", before, name, joined, escaped(option.about), value)));
  }
  return out;
}

std::string branch(const Command& command) {
  std::string out = fmt::format("    {})\n      _arguments -s \\\n", command.name);
  for (const auto& option : command.options) out += option_lines(option);
  for (const auto& argument : command.arguments) {
    out += fmt::format("        {} \\\n", quoted(fmt::format("{}:{}:{}", argument.is_repeatable ? "*" : "1",
                                                             escaped(argument.names.front()), action(argument))));
  }
  return out.substr(0, out.size() - 3) + " ;;\n";
}

}  // namespace

std::string zsh_completion(const Command& program) {
  std::string out(functions);
  out +=
      "_corspec() {\n  local curcontext=$curcontext state line\n  local -A opt_args\n  local -a commands\n  "
      "commands=(\n";
  for (const auto& command : program.commands)
    out += fmt::format("    {}\n", quoted(fmt::format("{}:{}", command.name, command.about)));
  out += "  )\n  _arguments -C \\\n";
  for (const auto& option : program.options) out += option_lines(option);
  out +=
      "        '1: :->command' \\\n"
      "        '*:: :->argument' && return\n"
      "  if [[ $state == command ]]; then\n"
      "    _describe command commands\n"
      "    return\n"
      "  fi\n"
      "  curcontext=${curcontext%:*}-$words[1]:\n"
      "  case $words[1] in\n";
  for (const auto& command : program.commands) out += branch(command);
  return out + "  esac\n}\n\n_corspec \"$@\"\n";
}

}  // namespace corspec::cli
