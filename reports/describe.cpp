#include "reports/describe.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/escape.hpp"

namespace corspec::reports {
namespace {

/// `401 Unauthorized`: a wrong status is often the reason why headers are missing.
std::string status_line(const run::RecordedExchange& exchange) {
  const std::string_view head = exchange.head;
  const std::string_view line = head.substr(0, head.find_first_of("\r\n"));
  const std::size_t space = line.find(' ');
  return space == std::string_view::npos ? std::string{} : printable(line.substr(space + 1));
}

/// What went over the wire for it: where a shared cache gave the answer, the exchange that it had kept.
const run::RecordedExchange* sent_for(const run::Attempt& attempt, const run::RecordedExchange& exchange) {
  if (!exchange.stored_answer) return &exchange;
  const std::size_t kept = *exchange.stored_answer;
  return kept < attempt.exchanges.size() ? &attempt.exchanges[kept] : nullptr;
}

std::string joined(const std::vector<std::string>& items) {
  return fmt::format("{}", fmt::join(items, ", "));
}

}  // namespace

std::string counts_text(const run::Counts& counts) {
  std::vector<std::string> parts;
  for (int index = 0; index < run::result_count; ++index) {
    const auto result = static_cast<run::Result>(index);
    if (counts.of(result) > 0) parts.push_back(fmt::format("{} {}", counts.of(result), run::name(result)));
  }
  return parts.empty() ? "no cases" : fmt::format("{}", fmt::join(parts, ", "));
}

std::string_view headline(run::ExitCode code) {
  switch (code) {
    case run::ExitCode::as_expected:
      return "OK";
    case run::ExitCode::unreachable:
      return "BROKEN OFF";
    case run::ExitCode::nothing_run:
      return "NOTHING RUN";
    case run::ExitCode::interrupted:
      return "INTERRUPTED";
    case run::ExitCode::failures:
    case run::ExitCode::usage:
      break;
  }
  return "FAILED";
}

std::string seen_text(const run::CheckFailure& failure) {
  return failure.absent ? "(absent)" : "`" + printable(failure.seen) + "`";
}

std::vector<const run::CheckFailure*> decisive_failures(const run::CaseResult& result) {
  std::vector<const run::CheckFailure*> all;
  std::vector<const run::CheckFailure*> decisive;
  // A flaky case passed in the end: what it failed in before is what there is to say.
  for (auto attempt = result.attempts.rbegin(); attempt != result.attempts.rend() && all.empty(); ++attempt) {
    for (const auto& failure : attempt->failures) {
      all.push_back(&failure);
      if (failure.gating && !failure.accepted) decisive.push_back(&failure);
    }
  }
  return decisive.empty() ? all : decisive;
}

const run::RecordedExchange* exchange_of(const run::CaseResult& result, const run::CheckFailure& failure) {
  const run::RecordedExchange* found = nullptr;
  for (const auto& attempt : result.attempts) {
    for (const auto& exchange : attempt.exchanges) {
      if (exchange.step == failure.step && exchange.purpose != "control") found = sent_for(attempt, exchange);
    }
  }
  return found;
}

std::string_view leading_rule(const run::CheckFailure& failure) {
  if (!failure.refused_by.empty()) return failure.refused_by;
  return failure.rules.empty() ? std::string_view{} : std::string_view(failure.rules.front());
}

std::string_view rule_link(const run::Report& report, std::string_view rule) {
  for (const auto& info : report.rules) {
    if (info.id == rule) return info.link;
  }
  return {};
}

std::string failure_details(const run::Report& report, const run::CaseResult& result, const run::CheckFailure& failure,
                            std::string_view indent) {
  std::string out;
  const auto row = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) out += fmt::format("{}{:<9} {}\n", indent, name, value);
  };
  row("expected", printable(failure.expected));
  row("seen", failure.field.empty() ? seen_text(failure) : printable(failure.field) + ": " + seen_text(failure));
  row("why", result.why);
  row("level", fmt::format("{} ({})", suite::name(failure.level), suite::name(failure.kind)));
  const std::string_view rule = leading_rule(failure);
  std::string rules(rule);
  for (const auto& other : failure.rules) {
    if (other != rule) rules += ", " + other;
  }
  row("rule", rules);
  row("see", rule_link(report, rule));
  row("flags", joined(failure.flags));
  if (const auto* exchange = exchange_of(result, failure)) {
    row("answer", exchange->error.empty() ? status_line(*exchange) : "none: " + printable(exchange->error));
    row("try", printable_command(exchange->reproduce));
  }
  return out;
}

std::string case_label(const run::Report& report, const run::CaseResult& result) {
  return result.id + whereabouts(report, result);
}

std::string whereabouts(const run::Report& report, const run::CaseResult& result) {
  std::string label;
  if (report.targets.size() > 1) label += " at " + result.target;
  const bool several_profiles =
      std::ranges::any_of(report.targets, [](const auto& target) { return target.profiles.size() > 1; });
  if (several_profiles) label += " under " + result.profile;
  if (report.info.engine.contains(',')) label += " in " + result.engine;
  return label;
}

std::string_view topic(const run::CaseResult& result) {
  const std::string_view suite = result.suite;
  return suite.substr(0, suite.find('/'));
}

}  // namespace corspec::reports
