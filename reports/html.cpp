#include "reports/html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "reports/describe.hpp"
#include "reports/escape.hpp"
#include "reports/html_data.hpp"
#include "reports/page.hpp"
#include "run/gate.hpp"

namespace corspec::reports {
namespace {

/// As many failures stand in the page itself, for readers without scripts.
constexpr int most_plain = 200;

std::string row(std::string_view name, std::string_view value) {
  return value.empty() ? std::string() : fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, xml_text(printable(value)));
}

/// What was asked and when, in a line, and what keeps the answer from being whole: all that comes before what was
/// found.
std::string subject(const run::Report& report) {
  const auto paragraph = [](std::string_view of, std::string_view text) {
    return fmt::format("<p class=\"{}\">{}</p>\n", of, xml_text(printable(text)));
  };
  const auto& targets = report.targets;
  const auto unreached = std::ranges::count(targets, false, &run::TargetInfo::reachable);
  const bool one = targets.size() == 1;
  std::string out =
      paragraph("quiet", fmt::format("{}, {}", one ? targets.front().url : fmt::format("{} targets", targets.size()),
                                     report.info.started));
  if (unreached > 0)
    out += paragraph("word other", one ? "cannot be reached: " + targets.front().unreachable_reason
                                       : fmt::format("{} cannot be reached", unreached));
  if (!report.info.complete) out += paragraph("word other", "incomplete: " + report.info.broken_off);
  return out;
}

std::string facts(const run::Report& report) {
  std::string out = "<dl>\n";
  for (const auto& target : report.targets) {
    out += row("target", target.url);
    out += row("server", target.server);
    out += row("profile", fmt::format("{}", fmt::join(target.profiles, ", ")));
    if (!target.reachable) out += row("cannot be reached", target.unreachable_reason);
  }
  out += row("engine", report.info.engine);
  out += row("level", suite::name(report.info.gate_level));
  out += row("started", report.info.started);
  if (!report.info.complete) out += row("incomplete", report.info.broken_off);
  if (!report.info.transport_headers.empty())
    out += row("on every request", fmt::format("{}", fmt::join(report.info.transport_headers, ", ")));
  return out + "</dl>";
}

std::string plain_failures(const run::Report& report) {
  std::string out;
  int shown = 0;
  for (const auto& result : report.results) {
    if (!run::gates(result.result) || ++shown > most_plain) continue;
    const auto failures = decisive_failures(result);
    out += fmt::format("<h3>{}</h3>\n", xml_text(printable(case_label(report, result))));
    if (failures.empty()) out += fmt::format("<p>{}</p>\n", xml_text(printable(result.reason)));
    for (const auto* failure : failures) {
      out += fmt::format("<p>{}</p>\n<pre>{}</pre>\n", xml_text(printable(failure->what)),
                         xml_text(failure_details(report, result, *failure, "")));
    }
  }
  if (shown > most_plain) out += fmt::format("<p>{} more.</p>\n", shown - most_plain);
  return out.empty() ? "<p>None.</p>" : out;
}

std::string_view class_of(run::ExitCode code) {
  if (code == run::ExitCode::as_expected) return "ok";
  return code == run::ExitCode::failures ? "failed" : "other";
}

std::string footer(const run::Report& report) {
  return fmt::format("corspec {}, cases {}, Fetch Standard of {}.<br><code>{}</code>",
                     xml_text(printable(report.info.tool_version)), xml_text(printable(report.info.case_set_hash)),
                     xml_text(printable(report.info.standard_date)),
                     xml_text(printable(fmt::format("{}", fmt::join(report.info.command_line, " ")))));
}

}  // namespace

std::string html(const run::Report& report) {
  const auto code = run::gate(report);
  const std::string counts = counts_text(run::count(report));
  return make_page("report", fmt::format("corspec: {}, {}", headline(code), counts),
                   {{"class", std::string(class_of(code))},
                    {"headline", std::string(headline(code))},
                    {"counts", counts},
                    {"subject", subject(report)},
                    {"facts", facts(report)},
                    {"plain", plain_failures(report)},
                    {"footer", footer(report)},
                    {"data", html_data(report)}});
}

}  // namespace corspec::reports
