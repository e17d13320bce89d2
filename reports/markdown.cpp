#include "reports/markdown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "reports/describe.hpp"
#include "reports/escape.hpp"
#include "reports/markdown_text.hpp"
#include "run/baseline.hpp"
#include "run/gate.hpp"

namespace corspec::reports {
namespace {

/// GitHub cuts off a job's summary at 1 MiB; what closes the document needs a little of it.
constexpr std::size_t most_bytes = (1U << 20U) - 4096;

struct Section {
  std::string heading;
  std::map<std::string_view, run::Counts> by_topic;
};

std::vector<Section> sections_of(const run::Report& report) {
  std::vector<Section> sections;
  for (const auto& result : report.results) {
    const auto heading = fmt::format("{}, profile {}, engine {}", markdown_code(result.target),
                                     markdown_code(result.profile), markdown_code(result.engine));
    if (sections.empty() || sections.back().heading != heading) sections.push_back({heading, {}});
    ++sections.back().by_topic[topic(result)].by_result[static_cast<std::size_t>(result.result)];
  }
  return sections;
}

void write_topics(std::string& out, const Section& section) {
  out += fmt::format("{}\n\n| topic | pass | fails | not judged | excused |\n| --- | ---: | ---: | ---: | ---: |\n",
                     section.heading);
  for (const auto& [topic, counts] : section.by_topic) {
    using run::Result;
    out += fmt::format("| {} | {} | {} | {} | {} |\n", markdown_text(topic), counts.of(Result::pass), counts.gating(),
                       counts.of(Result::skip) + counts.of(Result::blocked),
                       counts.of(Result::known) + counts.of(Result::accepted));
  }
  out += "\n";
}

std::string problem(const run::Report& report, const run::CaseResult& result) {
  const auto failures = decisive_failures(result);
  const std::string_view what = failures.empty() ? std::string_view(result.reason) : failures.front()->what;
  std::string out = fmt::format("<details><summary><b>{}</b> {}: {}</summary>\n\n", run::name(result.result),
                                html_text(case_label(report, result)), html_text(printable(what)));
  for (const auto* failure : failures) {
    out +=
        markdown_block(fmt::format("{}\n{}", printable(failure->what), failure_details(report, result, *failure, "")));
    if (const auto link = rule_link(report, leading_rule(*failure)); !link.empty())
      out += fmt::format("\n[{}]({})\n", markdown_text(leading_rule(*failure)), link);
  }
  return out + "\n</details>\n\n";
}

/// Cases of which something holds; a long list is no summary.
void write_list(std::string& out, const run::Report& report, std::string_view heading,
                bool (*holds)(const run::CaseResult&)) {
  constexpr int most = 50;
  std::string list;
  int count = 0;
  for (const auto& result : report.results) {
    if (holds(result) && ++count <= most) list += fmt::format("- {}\n", markdown_text(case_label(report, result)));
  }
  if (count == 0) return;
  if (count > most) list += fmt::format("- and {} more\n", count - most);
  out += fmt::format("<details><summary>{} ({})</summary>\n\n{}\n</details>\n\n", heading, count, list);
}

}  // namespace

std::string markdown(const run::Report& report) {
  std::string out = fmt::format("## corspec: {}, {}\n\n", headline(run::gate(report)), counts_text(run::count(report)));
  for (const auto& target : report.targets) {
    if (!target.reachable)
      out += fmt::format("{} cannot be reached: {}\n\n", markdown_code(target.url),
                         markdown_text(printable(target.unreachable_reason)));
  }
  if (!report.info.complete)
    out += fmt::format("This run is incomplete: {}\n\n", markdown_text(printable(report.info.broken_off)));
  if (!report.info.baseline.empty()) {
    out += fmt::format("Held against the run of {}: {} got better, only what got worse fails.\n\n",
                       markdown_text(printable(report.info.baseline)),
                       std::ranges::count_if(report.results, run::got_better));
  }
  for (const auto& section : sections_of(report)) write_topics(out, section);

  int left_out = 0;
  for (const auto& result : report.results) {
    if (!run::gates(result.result)) continue;
    const std::string written = problem(report, result);
    if (left_out > 0 || out.size() + written.size() > most_bytes) {
      ++left_out;
    } else {
      out += written;
    }
  }
  if (left_out > 0) out += fmt::format("{} more fail; there is no room for them here.\n\n", left_out);
  write_list(out, report, "Better than in the baseline", run::got_better);
  write_list(out, report, "In the baseline, and not judged any more", run::is_judged_no_more);
  return out + fmt::format("corspec {}, level {}, cases {}, Fetch Standard of {}\n", report.info.tool_version,
                           suite::name(report.info.gate_level), markdown_code(report.info.case_set_hash.substr(0, 12)),
                           report.info.standard_date);
}

}  // namespace corspec::reports
