#include "reports/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include "reports/describe.hpp"
#include "reports/escape.hpp"
#include "reports/sessions_text.hpp"
#include "run/baseline.hpp"
#include "run/dependencies.hpp"
#include "run/gate.hpp"

namespace corspec::reports {
namespace {

enum class Color { red, green, yellow, dim, bold };

class Paint {
 public:
  explicit Paint(bool on) : on_(on) {}

  std::string operator()(Color color, std::string_view text) const {
    if (!on_) return std::string(text);
    constexpr std::string_view codes[] = {"31", "32", "33", "2", "1"};
    return fmt::format("\x1b[{}m{}\x1b[0m", codes[static_cast<std::size_t>(color)], text);
  }

 private:
  bool on_;
};

using Group = std::vector<const run::CaseResult*>;

std::string_view row_of(std::string_view id) {
  const auto base = run::base_id(id);
  return base.size() == id.size() ? id : id.substr(base.size() + 1);
}

std::string plural(int count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

run::Counts count(const Group& group) {
  run::Counts counts;
  for (const auto* result : group) ++counts.by_result[static_cast<std::size_t>(result->result)];
  return counts;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

/// Cases whose failure looks alike: rows of one case, failing by the same rule in the same field with the same bytes;
/// or any cases that could not be judged for one reason. One of them in full says it all.
using Likeness = std::tuple<std::string_view, run::Result, std::string_view, std::string_view, std::string_view>;

Likeness likeness(const run::CaseResult& result) {
  if (result.result == run::Result::error) return {{}, result.result, {}, {}, result.reason};
  const auto failures = decisive_failures(result);
  if (failures.empty()) return {run::base_id(result.id), result.result, {}, {}, result.reason};
  const auto& first = *failures.front();
  return {run::base_id(result.id), result.result, leading_rule(first), first.field, first.seen};
}

/// What the baseline says of a case that gates.
std::string before(const run::CaseResult& result) {
  if (!result.before) return "the baseline has no such case";
  const bool likewise = *result.before == result.result || *result.before == run::Result::known;
  return fmt::format("{}{}", run::name(*result.before), likewise ? ", in another way" : "");
}

/// The others that one stands for: rows of the same case by their rows alone.
std::string also(const Group& alike) {
  constexpr std::size_t most = 12;
  if (alike.size() < 2) return {};
  const std::string_view base = run::base_id(alike.front()->id);
  const auto others = std::span(alike).subspan(1);
  const bool rows_only = std::ranges::all_of(others, [&](const auto* it) { return run::base_id(it->id) == base; });
  std::string list;
  for (const auto* other : others.first(std::min(others.size(), rows_only ? others.size() : most))) {
    list += fmt::format("{}{}", list.empty() ? "" : ", ", rows_only ? row_of(other->id) : other->id);
  }
  if (!rows_only && others.size() > most) list += fmt::format(", and {} more (-v lists them)", others.size() - most);
  return fmt::format("    {:<9} {}{}\n", "also",
                     rows_only ? "" : fmt::format("{}: ", plural(static_cast<int>(others.size()), "case")), list);
}

void write_problem(std::string& out, const Paint& paint, const run::Report& report, const Group& alike) {
  const run::CaseResult& result = *alike.front();
  out += fmt::format("{} {}\n", paint(Color::red, upper(run::name(result.result))), paint(Color::bold, result.id));
  out += fmt::format("  {}\n", result.title);
  if (!result.reason.empty()) out += fmt::format("  {}\n", printable(result.reason));
  if (!report.info.baseline.empty()) out += fmt::format("    {:<9} {}\n", "before", before(result));
  std::string_view previous;
  for (const auto* failure : decisive_failures(result)) {
    if (failure->what == previous) continue;
    previous = failure->what;
    out += fmt::format("  {}\n", paint(Color::yellow, printable(failure->what)));
    out += failure_details(report, result, *failure, "    ");
  }
  for (const auto& attempt : result.attempts) {
    for (const auto& note : attempt.notes) out += fmt::format("    {:<9} {}\n", "note", printable(note));
  }
  out += also(alike);
  out += '\n';
}

void write_problems(std::string& out, const Paint& paint, const run::Report& report, const Group& group) {
  std::vector<std::pair<Likeness, Group>> problems;
  for (const auto* result : group) {
    if (!run::gates(result->result)) continue;
    const auto key = likeness(*result);
    const auto known = std::ranges::find(problems, key, &std::pair<Likeness, Group>::first);
    if (known == problems.end()) {
      problems.emplace_back(key, Group{result});
    } else {
      known->second.push_back(result);
    }
  }
  for (const auto& [key, alike] : problems) write_problem(out, paint, report, alike);
}

/// Failures that do not fail the run: below its level, accepted, or known.
void write_remarks(std::string& out, const Paint& paint, const Group& group) {
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> remarks;
  std::vector<std::pair<std::string, std::string>> order;
  for (const auto* result : group) {
    if (run::gates(result->result) || result->attempts.empty()) continue;
    for (const auto& failure : result->attempts.back().failures) {
      const bool passed = result->result == run::Result::pass;
      const std::string_view label = passed ? suite::name(failure.level) : run::name(result->result);
      const std::string reason = passed ? std::string{} : ": " + printable(result->reason);
      const std::pair key{fmt::format("{} {}{}", label, run::base_id(result->id), reason), printable(failure.what)};
      if (!remarks.contains(key)) order.push_back(key);
      remarks[key].emplace_back(row_of(result->id));
    }
  }
  if (order.empty()) return;
  out += paint(Color::bold, "Remarks that do not fail this run") + "\n";
  for (const auto& key : order) {
    const auto& rows = remarks[key];
    out += fmt::format("  {}{}\n      {}\n", key.first, rows.size() > 1 ? fmt::format(" ({} rows)", rows.size()) : "",
                       key.second);
  }
  out += '\n';
}

/// "step 3: a line ends in LF alone" of any step.
std::string_view without_step(std::string_view note) {
  constexpr std::string_view prefix = "step ";
  if (!note.starts_with(prefix)) return note;
  const auto end = note.find_first_not_of("0123456789", prefix.size());
  return end != std::string_view::npos && note.substr(end).starts_with(": ") ? note.substr(end + 2) : note;
}

/// Cases of which something holds, a row for each.
void write_list(std::string& out, const Paint& paint, const Group& group, std::string_view heading,
                bool (*holds)(const run::CaseResult&)) {
  std::string list;
  for (const auto* result : group) {
    if (holds(*result)) list += fmt::format("  {}\n", result->id);
  }
  if (!list.empty()) out += fmt::format("{}\n{}\n", paint(Color::bold, heading), list);
}

/// What is odd about answers and fails nothing, whatever the case made of it.
void write_notes(std::string& out, const Paint& paint, const Group& group) {
  std::map<std::string, std::set<const run::CaseResult*>> notes;
  for (const auto* result : group) {
    for (const auto& attempt : result->attempts) {
      for (const auto& note : attempt.notes) notes[printable(without_step(note))].insert(result);
    }
  }
  if (notes.empty()) return;
  out += paint(Color::bold, "Noted in the answers") + "\n";
  for (const auto& [note, results] : notes) out += fmt::format("  {:>4}  {}\n", results.size(), note);
  out += '\n';
}

/// What was not judged, by reason.
void write_unjudged(std::string& out, const Paint& paint, const Group& group, run::Result kind,
                    std::string_view heading) {
  std::map<std::string, int> reasons;
  for (const auto* result : group) {
    if (result->result == kind) ++reasons[printable(result->reason)];
  }
  if (reasons.empty()) return;
  out += paint(Color::bold, heading) + "\n";
  for (const auto& [reason, cases] : reasons) out += fmt::format("  {:>4}  {}\n", cases, reason);
  out += '\n';
}

void write_topics(std::string& out, const Paint& paint, const Group& group) {
  std::vector<std::pair<std::string_view, Group>> topics;
  for (const auto* result : group) {
    const auto name = topic(*result);
    const auto known = std::ranges::find(topics, name, &std::pair<std::string_view, Group>::first);
    if (known == topics.end()) {
      topics.emplace_back(name, Group{result});
    } else {
      known->second.push_back(result);
    }
  }
  for (const auto& [name, cases] : topics) {
    const run::Counts counts = count(cases);
    const bool bad = counts.gating() > 0;
    const bool unjudged = counts.of(run::Result::blocked) > 0 || counts.of(run::Result::pass) == 0;
    const std::string mark =
        bad ? paint(Color::red, "x") : (unjudged ? paint(Color::yellow, "-") : paint(Color::green, "+"));
    out += fmt::format("  {} {:<12} {}\n", mark, name, counts_text(counts));
  }
  out += '\n';
}

void write_verbose(std::string& out, const Group& group) {
  for (const auto* result : group)
    out += fmt::format("  {:<8} {}  {}\n", run::name(result->result), result->id, result->title);
  out += '\n';
}

std::string closing_line(const Paint& paint, const run::Report& report) {
  const run::Counts counts = run::count(report);
  const run::ExitCode code = run::gate(report);
  // What could not be reached is said above; there is nothing to count.
  if (code == run::ExitCode::unreachable && counts.total() == 0) return {};
  if (code == run::ExitCode::nothing_run && counts.total() == 0) {
    return fmt::format("{}: no case was selected\n", paint(Color::yellow, headline(code)));
  }
  const Color color = [&] {
    switch (code) {
      case run::ExitCode::as_expected:
        return Color::green;
      case run::ExitCode::nothing_run:
      case run::ExitCode::interrupted:
        return Color::yellow;
      default:
        return Color::red;
    }
  }();
  const int excused = run::count_blocked_by_excused(report);
  return fmt::format("{}: {} of {}{}; {} in {:.2f} s\n", paint(color, headline(code)), counts_text(counts),
                     plural(counts.total(), "case"),
                     excused > 0 ? fmt::format(" ({} not judged because of excused failures)", excused) : "",
                     plural(static_cast<int>(run::count_exchanges(report)), "exchange"),
                     static_cast<double>(report.info.duration.count()) / 1e6);
}

}  // namespace

std::string text(const run::Report& report, const TextOptions& options) {
  const Paint paint(options.color);
  using Key = std::tuple<std::string, std::string, std::string>;
  std::vector<std::pair<Key, Group>> sections;
  for (const auto& result : report.results) {
    const Key key{result.target, result.profile, result.engine};
    if (sections.empty() || sections.back().first != key) sections.emplace_back(key, Group{});
    sections.back().second.push_back(&result);
  }
  std::string out;
  for (const auto& target : report.targets) {
    if (!target.reachable)
      out += fmt::format("{} {}: {}\n", paint(Color::red, "UNREACHABLE"), target.url,
                         printable(target.unreachable_reason));
  }
  for (const auto& [key, group] : sections) {
    const auto& [target, profile, engine] = key;
    out += fmt::format("{}  profile: {}  engine: {}  level: {}\n", paint(Color::bold, target), profile, engine,
                       suite::name(report.info.gate_level));
    if (!report.info.baseline.empty()) {
      out += fmt::format("held against the run of {}: only what got worse fails\n", report.info.baseline);
    }
    if (!report.info.transport_headers.empty()) {
      out += fmt::format("with --transport-header {} on every request, preflights too\n",
                         printable(fmt::format("{}", fmt::join(report.info.transport_headers, ", "))));
    }
    write_topics(out, paint, group);
    if (options.verbose) write_verbose(out, group);
    write_problems(out, paint, report, group);
    write_list(out, paint, group, "Better than in the baseline", run::got_better);
    write_list(out, paint, group, "In the baseline, and not judged any more", run::is_judged_no_more);
    write_remarks(out, paint, group);
    write_notes(out, paint, group);
    write_unjudged(out, paint, group, run::Result::blocked, "Blocked by another failure");
    write_unjudged(out, paint, group, run::Result::skip, "Skipped");
  }
  out += sessions_text(report);
  if (!report.info.complete) out += fmt::format("This run is incomplete: {}\n", printable(report.info.broken_off));
  out += closing_line(paint, report);
  return out;
}

}  // namespace corspec::reports
