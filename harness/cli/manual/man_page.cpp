#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <ranges>
#include <string>
#include <utility>

#include "cli/application.hpp"
#include "cli/manual/pages.hpp"
#include "message/version.hpp"

namespace corspec::cli {
namespace {

/// What troff would take for something else: it sets these as typographers do, and copies would not run.
constexpr std::array<std::pair<char, std::string_view>, 6> escapes{
    {{'\\', R"(\e)"}, {'-', R"(\-)"}, {'\'', R"(\(aq)"}, {'`', R"(\(ga)"}, {'^', R"(\(ha)"}, {'~', R"(\(ti)"}}};

/// Text that comes out as it stands.
std::string literal(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto* escape = std::ranges::find(escapes, c, &std::pair<char, std::string_view>::first);
    escape != escapes.end() ? out += escape->second : out += c;
  }
  return out;
}

std::string bold(std::string_view text) {
  return fmt::format(R"(\fB{}\fP)", literal(text));
}

std::string italic(std::string_view text) {
  return fmt::format(R"(\fI{}\fP)", literal(text));
}

/// Prose, with what stands between backquotes in bold.
std::string prose(std::string_view text) {
  std::string out;
  bool is_code = false;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('`', at), text.size());
    const auto part = text.substr(at, end - at);
    if (!part.empty()) out += is_code ? bold(part) : literal(part);
    is_code = !is_code;
    at = end + 1;
  }
  std::ranges::replace(out, '\n', ' ');
  return out;
}

/// Lines of less than 80 bytes, as troff likes its sources. None of them is a request of troff.
std::string wrapped(std::string_view text) {
  constexpr std::size_t width = 78;
  std::string out;
  std::size_t column = 0;
  for (const auto part : std::views::split(text, ' ')) {
    const std::string word(part.begin(), part.end());
    if (column > 0 && column + 1 + word.size() > width) {
      out += '\n';
      column = 0;
    }
    if (column > 0) out += ' ';
    if (column == 0 && word.starts_with('.')) out += R"(\&)";
    out += word;
    column += 1 + word.size();
  }
  return out;
}

std::string sentence(std::string_view text) {
  std::string out(text);
  if (!out.ends_with('.')) out += '.';
  return wrapped(prose(out));
}

std::string heading(std::string_view page, std::string_view date) {
  std::string upper(page);
  std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return fmt::format(".TH {} 1 {} \"corspec {}\" \"corspec manual\"\n", upper, date, version);
}

std::string title_of(const Command& program, const Command& command) {
  return fmt::format("{}-{}", program.name, command.name);
}

/// `-H`, `--header` NAME
std::string tag(const Parameter& parameter) {
  std::string out;
  for (const auto& name : parameter.names) {
    if (!out.empty()) out += ", ";
    out += name.starts_with('-') ? bold(name) : italic(name);
  }
  if (!parameter.value.empty() && parameter.names.front().starts_with('-')) out += ' ' + italic(parameter.value);
  return out + (parameter.is_repeatable ? R"( \&...)" : "");
}

/// What help says in brackets and symbols, in words.
std::string details(const Parameter& parameter) {
  std::string out;
  if (!parameter.choices.empty() && !parameter.value.contains('|'))
    out += fmt::format("\nOne of {}.", literal(fmt::format("{}", fmt::join(parameter.choices, ", "))));
  if (!parameter.limits.empty()) out += fmt::format("\nAllowed: {}.", literal(parameter.limits));
  if (!parameter.standard.empty()) out += fmt::format("\nThe default is {}.", bold(parameter.standard));
  if (parameter.is_required) out += "\nRequired.";
  if (parameter.is_repeatable) out += "\nMay be given several times.";
  for (const auto& name : parameter.needs) out += fmt::format("\nOnly together with {}.", bold(name));
  for (const auto& name : parameter.excludes) out += fmt::format("\nNot together with {}.", bold(name));
  return out;
}

std::string parameters(std::string_view title, const std::vector<Parameter>& all) {
  if (all.empty()) return {};
  std::string out = fmt::format(".SH {}\n", title);
  for (const auto& one : all) out += fmt::format(".TP\n{}\n{}{}\n", tag(one), sentence(one.about), details(one));
  return out;
}

std::string synopsis(const Command& program, const Command& command) {
  std::string out = fmt::format(".SH SYNOPSIS\n{} {}", bold(program.name), bold(command.name));
  for (const auto& one : command.options) {
    if (one.is_required) out += fmt::format(" {} {}", bold(one.names.front()), italic(one.value));
  }
  out += fmt::format(" [{}]", italic("OPTIONS"));
  for (const auto& one : command.arguments) {
    const std::string name = italic(one.names.front()) + (one.is_repeatable ? R"(\&...)" : "");
    out += one.is_required ? ' ' + name : fmt::format(" [{}]", name);
  }
  return out + "\n";
}

std::string exit_status() {
  std::string out = ".SH EXIT STATUS\n";
  for (const auto& [code, meaning] : exit_meanings())
    out += fmt::format(".TP\n{}\n{}\n", bold(std::to_string(static_cast<int>(code))), sentence(meaning));
  return out;
}

std::string see_also(const Command& program, std::string_view page) {
  std::string out = ".SH SEE ALSO\n";
  std::string_view separator;
  const auto add = [&](std::string_view name) {
    if (name == page) return;
    out += fmt::format("{}{}(1)", separator, bold(name));
    separator = ",\n";
  };
  add(program.name);
  for (const auto& command : program.commands) add(title_of(program, command));
  return out + "\n";
}

}  // namespace

std::string program_page(const Command& program, std::string_view date) {
  std::string out = heading(program.name, date);
  out += fmt::format(".SH NAME\n{} \\- would a browser agree with a server's CORS answers?\n", program.name);
  out += fmt::format(".SH SYNOPSIS\n{} {} [{}]\n", bold(program.name), italic("COMMAND"), italic("ARGUMENTS"));
  out += fmt::format(".SH DESCRIPTION\n{}\n", wrapped(prose(program.about)));
  out += ".SH COMMANDS\n";
  for (const auto& command : program.commands) {
    out += fmt::format(".TP\n{}\n{}\nSee {}(1).\n", bold(command.name), sentence(command.about),
                       bold(title_of(program, command)));
  }
  return out + parameters("OPTIONS", program.options) + exit_status() + see_also(program, program.name);
}

std::string command_page(const Command& program, const Command& command, std::string_view date) {
  const std::string page = title_of(program, command);
  return heading(page, date) + fmt::format(".SH NAME\n{} \\- {}\n", page, prose(command.about)) +
         synopsis(program, command) + parameters("ARGUMENTS", command.arguments) +
         parameters("OPTIONS", command.options) + exit_status() + see_also(program, page);
}

}  // namespace corspec::cli
