#include "reports/statement_text.hpp"

#include <algorithm>

#include "reports/escape.hpp"
#include "run/dependencies.hpp"

namespace corspec::reports {

std::string claimed_name(const run::Claim& claim) {
  return claim.version.empty() ? claim.implementation : claim.implementation + " " + claim.version;
}

std::vector<CaseRows> by_case(const std::vector<const run::CaseResult*>& results) {
  std::vector<CaseRows> cases;
  for (const auto* result : results) {
    const auto id = run::base_id(result->id);
    auto known = std::ranges::find(cases, id, &CaseRows::id);
    if (known == cases.end()) known = cases.insert(known, {id, 0});
    ++known->rows;
  }
  return cases;
}

std::vector<const run::CaseResult*> weighing(const std::vector<Departure>& departures, suite::Level weight) {
  std::vector<const run::CaseResult*> results;
  for (const auto& departure : departures) {
    if (departure.weight == weight) results.push_back(departure.result);
  }
  return results;
}

std::vector<std::string> wire_lines(std::string_view bytes) {
  std::vector<std::string> lines;
  while (!bytes.empty()) {
    const auto line = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(bytes.size(), line.size() + 1));
    const auto text = line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
    if (!text.empty()) lines.push_back(printable(text));
  }
  return lines;
}

}  // namespace corspec::reports
