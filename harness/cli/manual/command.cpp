#include "cli/manual/command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cctype>
#include <ranges>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace corspec::cli {
namespace {

/// Values that CLI11 does not know of: what a command of corspec prints.
struct Listing {
  std::string_view command;
  std::string_view option;
  std::string_view arguments;
};
constexpr std::array listings{
    Listing{"run", "--run", "list"},
    Listing{"run", "--skip", "list"},
    Listing{"list", "--run", "list"},
    Listing{"serve", "--fault", "list --faults"},
    Listing{"serve", "--variant", "list --variants"},
};

constexpr std::array<std::pair<std::string_view, Values>, 4> values_by_name{{
    {"FILE", Values::files},
    {"PATH", Values::files},
    {"OUT", Values::files},
    {"FOLDER", Values::folders},
}};

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (const auto part : std::views::split(text, separator)) parts.emplace_back(part.begin(), part.end());
  return parts;
}

bool is_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return std::islower(c) != 0 || c == '-'; });
}

/// What CLI11's checks ask for, each in the words that help has for it.
std::vector<std::string> checks_of(CLI::Option& option) {
  std::vector<std::string> checks;
  for (int at = 0;; ++at) {
    try {
      checks.push_back(option.get_validator(at)->get_description());
    } catch (const CLI::OptionNotFound&) {
      return checks;  // they can be counted in no other way
    }
  }
}

/// `INT in [1 - 1024]` is said as a person would.
std::string in_words(std::string_view check) {
  if (check == "POSITIVE") return "above 0";
  if (check == "NONNEGATIVE") return "0 or more";
  const auto open = check.find(" in [");
  const auto dash = check.find(" - ");
  if (open == std::string_view::npos || dash == std::string_view::npos || !check.ends_with(']'))
    throw std::logic_error(fmt::format("there are no words for the check `{}`", check));
  return fmt::format("{} to {}", check.substr(open + 5, dash - open - 5),
                     check.substr(dash + 3, check.size() - dash - 4));
}

/// What checks and the name of the value say about it.
void describe_value(Parameter& parameter, CLI::Option& option) {
  std::string type = option.get_type_name();
  for (const auto& check : checks_of(option)) {
    if (const auto at = type.rfind(":" + check); at != std::string::npos) type.resize(at);
    if (check.starts_with('{')) {
      parameter.choices = split(std::string_view(check).substr(1, check.size() - 2), ',');
    } else {
      parameter.limits = in_words(check);
    }
  }
  parameter.value = option.get_positional() ? parameter.names.front() : type;
  if (parameter.choices.empty() && type.contains('|'))
    std::ranges::copy_if(split(type, '|'), std::back_inserter(parameter.choices), is_word);
  const auto* by_name =
      std::ranges::find(values_by_name, std::string_view(parameter.value), &std::pair<std::string_view, Values>::first);
  parameter.values = !parameter.choices.empty()        ? Values::choices
                     : by_name != values_by_name.end() ? by_name->second
                                                       : Values::own;
  parameter.is_list = option.get_delimiter() != '\0';
  parameter.standard = option.get_default_str();
  if (parameter.standard.starts_with('['))
    parameter.standard = parameter.standard.substr(1, parameter.standard.size() - 2);
}

/// CLI11 keeps them by address.
std::vector<std::string> sorted_names(const std::set<CLI::Option*>& options) {
  std::vector<std::string> names;
  names.reserve(options.size());
  for (const CLI::Option* option : options) names.push_back(option->get_name());
  std::ranges::sort(names);
  return names;
}

Parameter describe(CLI::Option& option, std::string_view command) {
  Parameter parameter{.names = split(option.get_name(true, true), ','), .about = option.get_description()};
  if (option.get_items_expected_max() > 0) describe_value(parameter, option);
  const auto* listing = std::ranges::find_if(listings, [&](const Listing& one) {
    return one.command == command && std::ranges::find(parameter.names, one.option) != parameter.names.end();
  });
  if (listing != listings.end()) {
    parameter.values = Values::listed;
    parameter.listed = listing->arguments;
  }
  parameter.is_required = option.get_required();
  parameter.is_repeatable = option.get_items_expected_max() >= CLI::detail::expected_max_vector_size;
  parameter.needs = sorted_names(option.get_needs());
  parameter.excludes = sorted_names(option.get_excludes());
  return parameter;
}

}  // namespace

Command describe(CLI::App& app) {
  Command command{.name = app.get_name(), .about = app.get_description()};
  for (CLI::Option* option : app.get_options([](const CLI::Option* one) { return !one->get_group().empty(); }))
    (option->get_positional() ? command.arguments : command.options).push_back(describe(*option, command.name));
  for (CLI::App* one : app.get_subcommands([](const CLI::App*) { return true; }))
    command.commands.push_back(describe(*one));
  return command;
}

}  // namespace corspec::cli
