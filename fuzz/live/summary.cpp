#include "fuzz/live/summary.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "run/version.hpp"

namespace corspec::fuzz {

namespace {

using Json = nlohmann::ordered_json;

/// A line with more of them is read by nobody; the case file has them all.
constexpr std::size_t most_kinds = 5;

/// The values of Origin, as printable ASCII; null when there is none.
Json origins_of(const Probe& probe) {
  Json origins = Json::array();
  for (const auto line : probe.headers.lines("Origin")) origins.push_back(printable(line));
  if (origins.empty()) return nullptr;
  return origins.size() == 1 ? origins.front() : origins;
}

Json json_of(const Finding& finding) {
  Json made{{"id", finding.id},
            {"oracle", finding.violation.oracle->id},
            {"title", finding.violation.oracle->title},
            {"level", suite::name(finding.violation.weight->level)},
            {"kind", suite::name(finding.violation.oracle->kind)},
            {"rules", rules_of(finding)},
            {"cause", finding.violation.cause},
            {"shown_by", finding.shown},
            {"origin", origins_of(finding.probe)},
            {"request", to_text(finding.probe)}};
  const Weight& weight = *finding.violation.weight;
  if (!weight.flag.empty()) made["flag"] = weight.flag;
  if (!weight.said_by.empty()) made["like_case"] = weight.said_by;
  if (finding.repeats > 1) made["repeats"] = finding.repeats;
  if (!finding.beside.empty()) made["beside"] = finding.beside;
  for (const auto& before : finding.before) made["before"].push_back(to_text(before.probe));
  return made;
}

/// What a command for the request alone would not show.
std::string context_of(const Finding& finding) {
  if (finding.repeats > 1) return ", once or more in " + std::to_string(finding.repeats) + " times";
  std::string text;
  for (const auto& before : finding.before) {
    if (before.role != Preceding::Role::prepares) continue;
    text += (text.empty() ? ", right after " : " and ") + in_one_line(before.probe);
  }
  return text;
}

bool has_failure_within(const run::CaseResult& finding, suite::Level level) {
  return !finding.attempts.empty() && std::ranges::any_of(finding.attempts.back().failures,
                                                          [&](const auto& failure) { return failure.level <= level; });
}

Json json_of(const Unrepeated& unrepeated, const FuzzOptions& options) {
  Json made = json_of(unrepeated.finding);
  // There is no such case.
  made.erase("id");
  made["why"] = unrepeated.why;
  made["seed"] = options.seed;
  return made;
}

}  // namespace

bool remarks_gate(const FuzzResult& result, suite::Level level) {
  return result.target_died || result.target_is_busy || (!result.remarks.empty() && suite::Level::should <= level);
}

bool gates(const FuzzResult& result, suite::Level level) {
  return remarks_gate(result, level) || std::ranges::any_of(result.report.results, [&](const auto& finding) {
           return has_failure_within(finding, level);
         });
}

void grade(run::Report& report, suite::Level level) {
  report.info.gate_level = level;
  for (auto& finding : report.results) {
    finding.result = has_failure_within(finding, level) ? run::Result::fail : run::Result::pass;
    if (finding.attempts.empty()) continue;
    for (auto& failure : finding.attempts.back().failures) failure.gating = failure.level <= level;
  }
}

std::string note_on(const Group& group) {
  const std::size_t probes = shown(group);
  const Finding& example = group.findings.front();
  std::string note = "shown by " + std::to_string(probes) + (probes == 1 ? " probe" : " probes");
  note += ": " + example.violation.cause + context_of(example);
  for (std::size_t at = 0; const auto beside : example.beside)
    note.append(at++ == 0 ? "; the same answer shows " : ", ").append(beside);
  if (group.findings.size() == 1) return note;
  note += "; in " + std::to_string(group.findings.size()) + " kinds, of which this is the smallest, beside";
  for (std::size_t at = 1; at < group.findings.size(); ++at) {
    if (at > most_kinds) return note + " and " + std::to_string(group.findings.size() - at) + " more";
    const auto& finding = group.findings[at];
    note += (at == 1 ? " " : "; ") + finding.violation.cause + " (" + finding.id + ")";
  }
  return note;
}

std::string describe(const Unrepeated& unrepeated, const FuzzOptions& options) {
  const Finding& finding = unrepeated.finding;
  std::string text(finding.violation.oracle->id);
  text += " (";
  for (const auto rule : rules_of(finding)) text.append(text.ends_with('(') ? "" : ", ").append(rule);
  text += ")";
  for (const auto line : finding.probe.headers.lines("Origin")) text += ", Origin " + printable(line);
  return text + ", " + finding.violation.cause + ", seed " + std::to_string(options.seed) + ": " + unrepeated.why;
}

std::string to_json(const FuzzResult& result, const FuzzOptions& options) {
  Json made{{"version", 1},
            {"tool_version", run::version()},
            {"target", options.target},
            {"seed", options.seed},
            {"probes", result.probes},
            {"exchanges", result.exchanges},
            {"shapes", result.shapes},
            {"milliseconds", result.duration.count()},
            {"target_died", result.target_died},
            {"target_is_busy", result.target_is_busy},
            {"slowed_to", result.slowed_to ? Json(*result.slowed_to) : Json()},
            {"interrupted", result.interrupted},
            {"groups", Json::array()},
            {"remarks", result.remarks},
            {"unrepeated", Json::array()}};
  for (const auto& group : result.groups) {
    Json findings = Json::array();
    for (const auto& finding : group.findings) findings.push_back(json_of(finding));
    made["groups"].push_back({{"common", group.common}, {"shown_by", shown(group)}, {"findings", findings}});
  }
  for (const auto& unrepeated : result.unrepeated) made["unrepeated"].push_back(json_of(unrepeated, options));
  return made.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace corspec::fuzz
