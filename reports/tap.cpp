#include "reports/tap.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>

#include "reports/describe.hpp"
#include "reports/escape.hpp"
#include "run/gate.hpp"

namespace corspec::reports {
namespace {

/// A description or reason, in which `#` would begin a directive.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char character : text) {
    if (character == '#' || character == '\\') out += '\\';
    out += character;
  }
  return out;
}

/// A double-quoted scalar of YAML: JSON's strings are.
std::string quoted(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

std::string diagnostics(const run::Report& report, const run::CaseResult& result) {
  std::string out = "  ---\n";
  const auto row = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) out += fmt::format("  {}: {}\n", name, quoted(value));
  };
  const auto failures = decisive_failures(result);
  row("result", run::name(result.result));
  row("message", failures.empty() ? printable(result.reason) : printable(failures.front()->what));
  row("title", result.title);
  if (!failures.empty()) {
    const auto& failure = *failures.front();
    row("severity", suite::name(failure.level));
    row("rule", leading_rule(failure));
    row("see", rule_link(report, leading_rule(failure)));
    row("expected", printable(failure.expected));
    row("seen", seen_text(failure));
    if (const auto* exchange = exchange_of(result, failure)) row("try", printable_command(exchange->reproduce));
  }
  return out + "  ...\n";
}

/// What stands behind the name of a case that is neither plainly good nor plainly bad.
std::string directive(const run::CaseResult& result) {
  switch (result.result) {
    case run::Result::skip:
    case run::Result::blocked:
      return fmt::format(" # SKIP {}", escaped(printable(result.reason)));
    case run::Result::known:
    case run::Result::accepted:
      return fmt::format(" # TODO {}: {}", run::name(result.result), escaped(printable(result.reason)));
    default:
      return {};
  }
}

}  // namespace

std::string tap(const run::Report& report) {
  std::string out = fmt::format("TAP version 14\n1..{}\n", report.results.size());
  if (report.results.empty()) out = "TAP version 14\n1..0 # no case was run\n";
  int number = 0;
  for (const auto& result : report.results) {
    const bool excused = result.result == run::Result::known || result.result == run::Result::accepted;
    const bool good = !run::gates(result.result) && !excused;
    out += fmt::format("{} {} - {}{}\n", good ? "ok" : "not ok", ++number, escaped(case_label(report, result)),
                       directive(result));
    if (!good) out += diagnostics(report, result);
  }
  for (const auto& target : report.targets) {
    if (!target.reachable)
      out += fmt::format("Bail out! {}: {}\n", escaped(target.url), escaped(printable(target.unreachable_reason)));
  }
  if (!report.info.complete) out += fmt::format("Bail out! {}\n", escaped(printable(report.info.broken_off)));
  return out;
}

}  // namespace corspec::reports
