#include "reports/github.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "reports/describe.hpp"
#include "reports/escape.hpp"
#include "run/gate.hpp"

namespace corspec::reports {
namespace {

constexpr int most_of_a_kind = 10;

/// What GitHub's runner takes back out of a message, and out of a property.
std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char character : text) {
    if (special.contains(character)) {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(character));
    } else {
      out += character;
    }
  }
  return out;
}

std::string command(std::string_view kind, std::string_view title, std::string_view message) {
  return fmt::format("::{} title={}::{}\n", kind, escaped(title, "%\r\n:,"), escaped(message, "%\r\n"));
}

enum Kind : std::size_t { error, warning };
constexpr std::array<std::string_view, 2> kinds{"error", "warning"};

Kind kind_of(const run::CaseResult& result) {
  const auto failures = decisive_failures(result);
  return failures.empty() || failures.front()->level == suite::Level::must ? error : warning;
}

std::string message_of(const run::Report& report, const run::CaseResult& result) {
  const auto failures = decisive_failures(result);
  if (failures.empty()) return printable(result.reason);
  const auto& failure = *failures.front();
  return printable(failure.what) + "\n" + failure_details(report, result, failure, "");
}

}  // namespace

std::string github(const run::Report& report) {
  std::string out;
  std::array<int, kinds.size()> shown{};
  int more = 0;
  for (const auto& target : report.targets) {
    if (!target.reachable)
      out += command("error", "corspec: " + target.url + " cannot be reached", printable(target.unreachable_reason));
  }
  if (!report.info.complete)
    out += command("error", "corspec: the run is incomplete", printable(report.info.broken_off));
  for (const auto& result : report.results) {
    if (!run::gates(result.result)) continue;
    const Kind kind = kind_of(result);
    if (++shown.at(kind) > most_of_a_kind) {
      ++more;
      continue;
    }
    out += command(kinds.at(kind), fmt::format("corspec: {} {}", case_label(report, result), run::name(result.result)),
                   message_of(report, result));
  }
  if (more > 0) out += command("notice", "corspec", fmt::format("{} more cases fail; the report has them all", more));
  return out;
}

}  // namespace corspec::reports
