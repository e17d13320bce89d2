#include <fmt/format.h>

#include <array>
#include <string>
#include <vector>

#include "reports/claim.hpp"
#include "reports/describe.hpp"
#include "reports/escape.hpp"
#include "reports/markdown_text.hpp"
#include "reports/repeat.hpp"
#include "reports/shipped_rules.hpp"
#include "reports/statement.hpp"
#include "reports/statement_text.hpp"

namespace corspec::reports {
namespace {

std::string code(std::string_view bytes) {
  return markdown_code(printable(bytes));
}

std::string linked(const suite::Rule& rule) {
  return fmt::format("[{}]({})", markdown_text(rule.id), rule.link);
}

void write_row(std::string& out, std::string_view name, std::string_view markdown) {
  if (!markdown.empty()) out += fmt::format("| {} | {} |\n", name, markdown);
}

void write_claim(std::string& out, const run::Claim& claim) {
  write_row(out, "implementation", markdown_text(claimed_name(claim)));
  write_row(out, "organisation", markdown_text(claim.organisation));
  write_row(out, "URL", claim.url.empty() ? "" : fmt::format("[{}]({})", markdown_text(claim.url), claim.url));
  write_row(out, "contact", markdown_text(claim.contact));
}

void write_targets(std::string& out, const run::Report& report) {
  for (const auto& target : report.targets) {
    std::string profiles;
    for (const auto& profile : target.profiles) profiles += (profiles.empty() ? "" : ", ") + code(profile);
    write_row(out, "target",
              fmt::format("{}, profile {}{}{}", code(target.url), profiles,
                          target.server.empty() ? "" : ", says it is " + code(target.server),
                          target.reachable ? "" : ", cannot be reached"));
  }
}

void write_head(std::string& out, const run::Report& report) {
  const run::RunInfo& info = report.info;
  out += "# Statement on CORS\n\n| | |\n| --- | --- |\n";
  write_claim(out, report.claim);
  write_targets(out, report);
  write_row(out, "date", code(info.started));
  write_row(out, "judged by",
            fmt::format("corspec {}, the Fetch Standard of {}", markdown_text(printable(info.tool_version)),
                        markdown_text(printable(info.standard_date))));
  write_row(out, "cases", fmt::format("SHA-256 {}", code(info.case_set_hash)));
  std::string headers;
  for (const auto& header : info.transport_headers) headers += (headers.empty() ? "" : ", ") + code(header);
  write_row(out, "added to every request", headers);
  if (!info.complete) write_row(out, "incomplete", code(info.broken_off));
  if (report.shard) write_row(out, "incomplete", fmt::format("shard {} of {}", report.shard_index, report.shard_count));
}

struct Heading {
  Standing standing;
  std::string_view words;
};

constexpr std::array headings{
    Heading{Standing::violates, "violated"},
    Heading{Standing::departs, "not followed as advice"},
    Heading{Standing::conforms, "kept"},
    Heading{Standing::not_tested, "not tested"},
};

void write_summary(std::string& out, const Statement& statement) {
  std::string counts;
  for (const auto& [standing, words] : headings) {
    if (const int count = statement.count(standing); count > 0)
      counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, words);
  }
  out += fmt::format("\nOf {} rules that bind servers: {}.\n", statement.rules.size(), counts);
}

/// Cases, each with how many rows there are.
std::string cases_text(const std::vector<const run::CaseResult*>& results) {
  std::string out;
  for (const auto& [id, rows] : by_case(results))
    out += fmt::format("{}{}{}", out.empty() ? "" : ", ", code(id), rows > 1 ? fmt::format(" ({})", rows) : "");
  return out;
}

/// The exchange as it went over the wire, line by line.
std::string wire_text(const run::RecordedExchange& exchange) {
  std::string out;
  for (const auto& line : wire_lines(exchange.sent)) out += fmt::format("> {}\n", line);
  for (const auto& line : wire_lines(exchange.head)) out += fmt::format("< {}\n", line);
  if (!exchange.error.empty()) out += fmt::format("no answer: {}\n", printable(exchange.error));
  return out;
}

void write_departure(std::string& out, const run::Report& report, const Departure& departure) {
  const auto* const result = departure.result;
  const auto* const failure = departure.failure;
  out += fmt::format(
      "{}\n\n{}", code(case_label(report, *result)),
      markdown_block(fmt::format("{}\n{}", printable(failure->what), failure_details(report, *result, *failure, ""))));
  if (const auto* exchange = exchange_of(*result, *failure)) out += "\n" + markdown_block(wire_text(*exchange));
}

void write_paragraph(std::string& out, std::string_view words, std::string_view cases) {
  if (!cases.empty()) out += fmt::format("\n{}: {}\n", words, cases);
}

/// The rules that something speaks against: each with the cases, and the first of them as proof.
void write_departing(std::string& out, const run::Report& report, const Statement& statement, Standing standing,
                     std::string_view heading) {
  if (statement.count(standing) == 0) return;
  out += fmt::format("\n## {}\n", heading);
  for (const auto& rule : statement.rules) {
    if (rule.standing != standing) continue;
    out += fmt::format("\n### {}\n\n{}\n", linked(*rule.rule), markdown_text(rule.rule->statement));
    for (const auto& [weight, words] : weights)
      write_paragraph(out, words, cases_text(weighing(rule.departures, weight)));
    write_paragraph(out, "Holds", cases_text(rule.held));
    out += "\nFor instance ";
    write_departure(out, report, rule.departures.front());
  }
}

void write_elsewhere(std::string& out, const run::Report& report, const Statement& statement) {
  if (statement.elsewhere.empty()) return;
  out += "\n## Failures by what is no rule for servers\n";
  for (const auto& [weight, words] : weights)
    write_paragraph(out, words, cases_text(weighing(statement.elsewhere, weight)));
  out += "\nFor instance ";
  write_departure(out, report, statement.elsewhere.front());
}

void write_conforming(std::string& out, const Statement& statement) {
  if (statement.count(Standing::conforms) == 0) return;
  out += "\n## Kept\n\n| rule | | cases |\n| --- | --- | --- |\n";
  for (const auto& rule : statement.rules) {
    if (rule.standing != Standing::conforms) continue;
    std::string cases = cases_text(rule.held);
    if (!rule.departures.empty())
      cases += fmt::format("{}remarks: {}", cases.empty() ? "" : "; ",
                           cases_text(weighing(rule.departures, suite::Level::may)));
    out += fmt::format("| {} | {} | {} |\n", linked(*rule.rule), markdown_text(rule.rule->statement), cases);
  }
}

void write_untested(std::string& out, const Statement& statement) {
  if (statement.count(Standing::not_tested) == 0) return;
  out += "\n## Not tested\n\n| rule | | why |\n| --- | --- | --- |\n";
  for (const auto& rule : statement.rules) {
    if (rule.standing == Standing::not_tested)
      out += fmt::format("| {} | {} | {} |\n", linked(*rule.rule), markdown_text(rule.rule->statement),
                         markdown_text(printable(why_not_tested(rule))));
  }
}

}  // namespace

std::string statement_markdown(const run::Report& report) {
  const Statement statement = make_statement(report, shipped_rules());
  std::string out;
  write_head(out, report);
  write_summary(out, statement);
  write_departing(out, report, statement, Standing::violates, "Violated");
  write_departing(out, report, statement, Standing::departs, "Advice that is not followed");
  write_elsewhere(out, report, statement);
  write_conforming(out, statement);
  write_untested(out, statement);
  return out + fmt::format("\n## How to repeat it\n\n{}", markdown_block(command_to_repeat(report.info)));
}

}  // namespace corspec::reports
