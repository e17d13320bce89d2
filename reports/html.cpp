#include "reports/html.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <vector>

#include "reports/describe.hpp"
#include "reports/escape.hpp"
#include "reports/html_data.hpp"
#include "reports/viewer.hpp"
#include "run/gate.hpp"
#include "suite/base64.hpp"

namespace corspec::reports {
namespace {

/// As many failures stand in the page itself, for readers without scripts.
constexpr int most_plain = 200;

/// https://www.w3.org/TR/CSP3/#grammardef-base64-value of a file's hash, which is there in hexadecimal.
std::string hash_of(std::string_view name) {
  const std::string_view digits = viewer_file(name);
  const auto value = [](char digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; };
  std::string bytes;
  for (std::size_t at = 0; at + 1 < digits.size(); at += 2)
    bytes += static_cast<char>(value(digits[at]) * 16 + value(digits[at + 1]));
  return suite::encode_base64(bytes);
}

std::string row(std::string_view name, std::string_view value) {
  return value.empty() ? std::string() : fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, xml_text(printable(value)));
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
                         xml_text(printable_lines(failure_details(report, result, *failure, ""))));
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

/// `{name}` replaced by its text, which is not looked at again.
std::string filled(std::string_view page, const std::vector<std::pair<std::string_view, std::string>>& texts) {
  std::string out;
  while (true) {
    const auto start = page.find('{');
    if (start == std::string_view::npos) return out.append(page);
    const auto end = page.find('}', start);
    const auto name = page.substr(start + 1, end - start - 1);
    out.append(page.substr(0, start));
    for (const auto& [known, text] : texts) {
      if (known == name) out += text;
    }
    page.remove_prefix(end + 1);
  }
}

}  // namespace

std::string html(const run::Report& report) {
  const auto code = run::gate(report);
  const std::string counts = counts_text(run::count(report));
  return filled(viewer_file("viewer/report.html"), {{"script_hash", hash_of("viewer/report.js.sha256")},
                                                    {"style_hash", hash_of("viewer/report.css.sha256")},
                                                    {"title", fmt::format("corspec: {}, {}", headline(code), counts)},
                                                    {"style", std::string(viewer_file("viewer/report.css"))},
                                                    {"class", std::string(class_of(code))},
                                                    {"headline", std::string(headline(code))},
                                                    {"counts", counts},
                                                    {"facts", facts(report)},
                                                    {"plain", plain_failures(report)},
                                                    {"footer", footer(report)},
                                                    {"data", html_data(report)},
                                                    {"script", std::string(viewer_file("viewer/report.js"))}});
}

}  // namespace corspec::reports
