#include "reports/known_failing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "reports/describe.hpp"
#include "reports/escape.hpp"
#include "run/row.hpp"

namespace corspec::reports {
namespace {

/// What covers only itself as a pattern, and ends where it should in a line.
bool is_plain(std::string_view name) {
  return std::ranges::all_of(name, [](char byte) { return byte > ' ' && byte <= '~' && byte != '*' && byte != '?'; });
}

std::string pattern_of(const run::CaseResult& result) {
  std::string by_values = run::id_by_values(result.id, result.bound);
  return is_plain(by_values) ? by_values : result.id;
}

/// Never empty, as the list wants it.
std::string reason_of(const run::CaseResult& result) {
  const auto failures = decisive_failures(result);
  const bool was_given = result.result == run::Result::known || failures.empty();
  const std::string reason = printable(was_given ? result.reason : failures.front()->what);
  return reason.empty() ? std::string(run::name(result.result)) : reason;
}

}  // namespace

std::string known_failing(const run::Report& report) {
  std::string out = "# What fails, for --known-failing. Rows go by the method, origin or header that they are about.\n";
  std::set<std::string> listed;
  for (const auto& result : report.results) {
    if (result.result != run::Result::fail && result.result != run::Result::known) continue;
    const std::string pattern = pattern_of(result);
    if (listed.insert(pattern).second) out += fmt::format("{} # {}\n", printable(pattern), reason_of(result));
  }
  return out;
}

}  // namespace corspec::reports
