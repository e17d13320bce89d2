#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "reports/describe.hpp"
#include "reports/escape.hpp"
#include "reports/page.hpp"
#include "reports/shipped_rules.hpp"
#include "reports/statement.hpp"
#include "reports/statement_sections.hpp"
#include "reports/statement_text.hpp"

namespace corspec::reports {
namespace {

/// As many cases stand in a row; more are unfolded.
constexpr std::size_t most_in_a_row = 3;

struct StandingWords {
  Standing standing;
  std::string_view sign;
  std::string_view words;
};
/// In the order in which a reader wants to know.
constexpr std::array standings{
    StandingWords{Standing::violates, "✗", "violates"},
    StandingWords{Standing::departs, "!", "departs"},
    StandingWords{Standing::conforms, "✓", "conforms"},
    StandingWords{Standing::not_tested, "·", "not tested"},
};

std::string text(std::string_view bytes) {
  return xml_text(printable(bytes));
}

std::string code(std::string_view bytes) {
  return fmt::format("<code>{}</code>", text(bytes));
}

std::string codes(const std::vector<std::string>& all) {
  std::string out;
  for (const auto& bytes : all) out += (out.empty() ? "" : ", ") + code(bytes);
  return out;
}

/// Words in which what stands between backticks is code.
std::string prose(std::string_view words) {
  std::string out;
  for (bool is_code = false; !words.empty(); is_code = !is_code) {
    const auto part = words.substr(0, words.find('`'));
    words.remove_prefix(std::min(words.size(), part.size() + 1));
    out += is_code ? code(part) : text(part);
  }
  return out;
}

std::string row(std::string_view name, std::string_view html) {
  return html.empty() ? std::string() : fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, html);
}

std::string block(std::string_view label, std::string_view bytes) {
  std::string lines;
  for (const auto& line : wire_lines(bytes)) lines += (lines.empty() ? "" : "\n") + xml_text(line);
  return fmt::format("<pre tabindex=\"0\" aria-label=\"{}\">{}</pre>", label, lines);
}

std::string command(std::string_view html) {
  return fmt::format("<div class=\"command\"><pre tabindex=\"0\" aria-label=\"Command\">{}</pre></div>\n", html);
}

std::string target_text(const run::TargetInfo& target) {
  return fmt::format("{}, profile {}{}{}", code(target.url), codes(target.profiles),
                     target.server.empty() ? "" : ", says it is " + code(target.server),
                     target.reachable ? "" : ", cannot be reached");
}

std::string facts(const run::Report& report) {
  const run::RunInfo& info = report.info;
  // A claim is UTF-8 for people, and its URL a link, or it is not taken.
  const run::Claim& claim = report.claim;
  const std::string url = xml_text(claim.url);
  std::string out = row("implementation", xml_text(claim.implementation)) + row("version", xml_text(claim.version)) +
                    row("organisation", xml_text(claim.organisation)) +
                    row("URL", url.empty() ? "" : fmt::format(R"(<a href="{0}" rel="noreferrer">{0}</a>)", url)) +
                    row("contact", xml_text(claim.contact));
  for (const auto& target : report.targets) out += row("target", target_text(target));
  out += row("date", text(info.started)) +
         row("judged by", fmt::format("corspec {}, by the Fetch Standard of {}", text(info.tool_version),
                                      text(info.standard_date))) +
         row("cases", info.case_set_hash.empty() ? "" : "SHA-256 " + code(info.case_set_hash)) +
         row("added to every request", codes(info.transport_headers));
  if (!info.complete) out += row("incomplete", text(info.broken_off));
  if (report.shard) out += row("incomplete", fmt::format("shard {} of {}", report.shard_index, report.shard_count));
  if (!info.command_line.empty()) out += row("reproduce", command(xml_text(command_to_repeat(report))));
  return out;
}

struct Verdict {
  std::string_view look;  ///< as a class of the page's style
  std::string sentence;
};

Verdict verdict(const Statement& statement) {
  const int all = static_cast<int>(statement.rules.size());
  const int tested = all - statement.count(Standing::not_tested);
  if (const int violated = statement.count(Standing::violates); violated > 0)
    return {"failed", fmt::format("Violates {} of the {} rules that bind servers.", violated, all)};
  if (const auto failing = by_case(weighing(statement.elsewhere, suite::Level::must)).size(); failing > 0)
    return {"failed", fmt::format("Violates no rule that was tested ({} of {}), and yet fails in {} of the cases.",
                                  tested, all, failing)};
  if (tested == 0) return {"other", fmt::format("None of the {} rules that bind servers was tested.", all)};
  if (const int departing = statement.count(Standing::departs); departing > 0)
    return {"other", fmt::format("Violates no rule that was tested ({} of {}), and departs from {} as advice.", tested,
                                 all, departing)};
  return {"ok", fmt::format("Conforms to every rule that was tested: {} of {}.", tested, all)};
}

/// Links to the rules that stand so.
std::string links(const Statement& statement, const StandingWords& standing) {
  std::string list;
  for (const auto& rule : statement.rules) {
    if (rule.standing == standing.standing)
      list += fmt::format(R"({0}<a href="#{1}">{1}</a>)", list.empty() ? "" : ", ", xml_text(rule.rule->id));
  }
  return list.empty() ? std::string()
                      : fmt::format("<p class=\"{}\"><span class=\"standing\">{}</span> {}</p>\n",
                                    name(standing.standing), standing.words, list);
}

/// Counts as tiles, and as a bar whose pieces are as wide as there are rules.
std::string summary(const Statement& statement) {
  std::string tiles;
  std::string pieces;
  std::string spoken;
  int before = 0;
  for (const auto& [standing, sign, words] : standings) {
    const int count = statement.count(standing);
    tiles += fmt::format(R"(<li class="{}{}"><b>{}</b> <span><span aria-hidden="true">{}</span> {}</span></li>)",
                         name(standing), count == 0 ? " none" : "", count, sign, words);
    pieces += fmt::format(R"(<rect class="{}" x="{}" width="{}" height="1"/>)", name(standing), before, count);
    spoken += fmt::format("{}{} {}", spoken.empty() ? "" : ", ", count, words);
    before += count;
  }
  return fmt::format(
      "<ul class=\"tiles\">{}</ul>\n"
      "<svg class=\"share\" viewBox=\"0 0 {} 1\" preserveAspectRatio=\"none\" role=\"img\" "
      "aria-label=\"{}\">{}</svg>\n{}{}",
      tiles, std::max(before, 1), spoken, pieces, links(statement, standings[0]), links(statement, standings[1]));
}

std::string cases(std::string_view words, const std::vector<const run::CaseResult*>& results) {
  if (results.empty()) return {};
  const auto grouped = by_case(results);
  std::string list;
  for (const auto& [id, rows] : grouped)
    list += fmt::format("{}{}{}", list.empty() ? "" : ", ", code(id), rows > 1 ? fmt::format(" ({})", rows) : "");
  if (grouped.size() <= most_in_a_row) return fmt::format("<p class=\"cases\">{}: {}</p>\n", words, list);
  return fmt::format("<details class=\"cases\"><summary>{}: {} results of {} cases</summary><p>{}</p></details>\n",
                     words, results.size(), grouped.size(), list);
}

std::string departing_cases(const std::vector<Departure>& departures) {
  std::string out;
  for (const auto& [weight, words] : weights) out += cases(words, weighing(departures, weight));
  return out;
}

std::string exchange_part(const run::RecordedExchange& exchange) {
  const std::string answer = exchange.error.empty() ? block("Answer", exchange.head)
                                                    : fmt::format("<p>No answer: {}</p>", text(exchange.error));
  return fmt::format("<div class=\"pair\">{}\n{}</div>\n{}", block("Request", exchange.sent), answer,
                     exchange.reproduce.empty() ? "" : command(xml_text(printable_command(exchange.reproduce))));
}

/// A departure as somebody else can check it.
std::string proof(const run::Report& report, const Departure& departure) {
  const auto& [result, failure, weight] = departure;
  const auto* exchange = exchange_of(*result, *failure);
  return fmt::format(
      "<details class=\"proof\"{}><summary>{} {}</summary>\n<p>{}</p>\n<dl>\n{}{}{}{}</dl>\n{}</details>\n",
      weight == suite::Level::must ? " open" : "", exchange != nullptr ? "The exchange that shows it, in" : "As in",
      code(case_label(report, *result)), prose(failure->what), row("expected", prose(failure->expected)),
      row("seen", (failure->field.empty() ? "" : text(failure->field) + ": ") +
                      (failure->absent ? "(absent)" : code(failure->seen))),
      row("level", fmt::format("{} ({}){}", suite::name(failure->level), suite::name(failure->kind),
                               failure->accepted ? ", which the profile accepts" : "")),
      row("why it matters", prose(result->why)), exchange != nullptr ? exchange_part(*exchange) : "");
}

std::string rule_part(const run::Report& report, const RuleStanding& rule) {
  const auto& words = *std::ranges::find(standings, rule.standing, &StandingWords::standing);
  const auto id = xml_text(rule.rule->id);
  std::string evidence = departing_cases(rule.departures) + cases("Holds", rule.held);
  if (rule.standing == Standing::not_tested)
    evidence = fmt::format("<p class=\"cases\">{}</p>\n", text(why_not_tested(rule)));
  return fmt::format(
      "<li class=\"rule {0}\" id=\"{1}\">\n<p class=\"standing\"><span aria-hidden=\"true\">{2}</span> {3}</p>\n"
      "<div><h3><a href=\"#{1}\">{1}</a> <span>{4}</span></h3>\n{5}{6}</div>\n</li>\n",
      name(rule.standing), id, words.sign, words.words, prose(rule.rule->statement), evidence,
      rule.departures.empty() ? "" : proof(report, rule.departures.front()));
}

std::string section_part(const run::Report& report, const Section& section, const Statement& statement) {
  std::string rules;
  for (const auto& rule : statement.rules) {
    if (rule.rule->link == section.link) rules += rule_part(report, rule);
  }
  return fmt::format(
      "<section>\n<h2><a href=\"{}\" rel=\"noreferrer\">{}</a> <span class=\"quiet\">{}</span></h2>\n"
      "<ul class=\"rules\">\n{}</ul>\n</section>\n",
      xml_text(section.link), xml_text(section.title), xml_text(section.standard), rules);
}

std::string elsewhere_part(const run::Report& report, const Statement& statement) {
  if (statement.elsewhere.empty()) return {};
  return fmt::format("<section id=\"elsewhere\">\n<h2>Failures by what is no rule for servers</h2>\n{}{}</section>\n",
                     departing_cases(statement.elsewhere), proof(report, statement.elsewhere.front()));
}

/// Whom the statement is about, as well as is known.
std::string subject(const run::Report& report) {
  if (const auto claimed = claimed_name(report.claim); !claimed.empty()) return xml_text(claimed);
  return report.targets.empty() ? std::string("a server") : text(report.targets.front().url);
}

}  // namespace

std::string statement_html(const run::Report& report) {
  const Statement statement = make_statement(report, shipped_rules());
  const auto [look, sentence] = verdict(statement);
  std::string rules;
  for (const auto& section : sections()) rules += section_part(report, section, statement);
  return make_page("statement", "Statement on CORS: " + subject(report),
                   {{"subject", subject(report)},
                    {"look", std::string(look)},
                    {"verdict", sentence},
                    {"facts", facts(report)},
                    {"summary", summary(statement)},
                    {"elsewhere", elsewhere_part(report, statement)},
                    {"rules", rules}});
}

}  // namespace corspec::reports
