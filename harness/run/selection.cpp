#include "run/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "run/dependencies.hpp"
#include "run/row.hpp"
#include "run/shard.hpp"
#include "suite/glob.hpp"
#include "suite/spelling.hpp"

namespace corspec::run {
namespace {

bool covers(std::string_view pattern, const CaseNames& names) {
  const auto is_covered = [pattern](std::string_view name) { return suite::glob_covers(pattern, name); };
  if (is_covered(names.id) || is_covered(names.base_id) || is_covered(names.by_values)) return true;
  return std::ranges::any_of(names.aliases, is_covered);
}

/// The entries of one suite, put into the order in which its file has the cases.
std::vector<SelectedCases::Entry> select_of_suite(const Selection& selection, const suite::Suite& suite,
                                                  const suite::Expansion& expansion) {
  std::map<std::string_view, std::size_t> position;
  std::map<std::string_view, std::span<const std::string>> aliases;
  for (const suite::CaseTemplate& each : suite.cases) {
    position.emplace(each.id, position.size());
    aliases.emplace(each.id, each.aliases);
  }
  const auto position_of = [&position](std::string_view id) {
    const auto found = position.find(base_id(id));
    return found == position.end() ? position.size() : found->second;
  };

  struct Placed {
    std::pair<std::size_t, std::size_t> place;  ///< of the case in its file, and among its rows
    SelectedCases::Entry entry;
  };
  std::vector<Placed> placed;
  placed.reserve(expansion.cases.size() + expansion.skipped.size());
  for (const suite::Case& subject : expansion.cases) {
    if (!selects(selection, names_of(subject), subject.tags)) continue;
    const bool withheld = subject.disruptive && !selection.disruptive;
    const std::string_view reason = withheld ? "heavy for the target: runs only with --disruptive" : "";
    placed.push_back({{position_of(subject.id), placed.size()},
                      {.subject = &subject, .skipped = nullptr, .reason = std::string(reason)}});
  }
  for (const suite::Skipped& skipped : expansion.skipped) {
    const std::string_view base = base_id(skipped.id);
    if (!selects(selection, {skipped.id, base, aliases[base]}, skipped.tags)) continue;
    placed.push_back({{position_of(skipped.id), placed.size()},
                      {.subject = nullptr, .skipped = &skipped, .reason = skipped.reason}});
  }
  std::ranges::sort(placed, {}, &Placed::place);

  std::vector<SelectedCases::Entry> entries;
  entries.reserve(placed.size());
  for (Placed& each : placed) entries.push_back(std::move(each.entry));
  return entries;
}

}  // namespace

CaseNames names_of(const suite::Case& subject) {
  return {subject.id, subject.base_id, subject.aliases, id_by_values(subject.id, subject.bound)};
}

bool any_covers(std::span<const std::string> patterns, const CaseNames& names) {
  return std::ranges::any_of(patterns, [&names](const std::string& pattern) { return covers(pattern, names); });
}

bool selects(const Selection& selection, const CaseNames& names, std::span<const std::string> tags) {
  const auto has_tag = [&tags](const std::string& tag) { return std::ranges::find(tags, tag) != tags.end(); };
  if (!selection.run.empty() && !any_covers(selection.run, names)) return false;
  if (any_covers(selection.skip, names)) return false;
  if (!selection.tags.empty() && std::ranges::none_of(selection.tags, has_tag)) return false;
  return belongs_to(selection.shard, names.id);
}

std::size_t SelectedCases::count_run() const {
  return static_cast<std::size_t>(std::ranges::count_if(entries, &Entry::runs));
}

SelectedCases select(const Selection& selection, const std::vector<suite::Suite>& suites,
                     const std::vector<suite::Expansion>& expansions) {
  SelectedCases selected;
  for (std::size_t index = 0; index < suites.size(); ++index) {
    if (suites[index].sessions) continue;
    for (SelectedCases::Entry& entry : select_of_suite(selection, suites[index], expansions[index])) {
      entry.place = selected.entries.size();
      selected.entries.push_back(std::move(entry));
    }
  }
  return selected;
}

void keep_shard(const Shard& shard, SelectedCases& selected) {
  std::erase_if(selected.entries, [&](const auto& entry) { return !belongs_to(shard, entry.id()); });
}

std::vector<const suite::Case*> select_sessions(const Selection& selection, const std::vector<suite::Suite>& suites,
                                                const std::vector<suite::Expansion>& expansions) {
  std::vector<const suite::Case*> sessions;
  if (selection.shard.index != 1) return sessions;
  Selection unsharded = selection;
  unsharded.shard = {};
  for (std::size_t index = 0; index < suites.size(); ++index) {
    if (!suites[index].sessions) continue;
    for (const suite::Case& session : expansions[index].cases) {
      if (selects(unsharded, names_of(session), session.tags)) sessions.push_back(&session);
    }
  }
  return sessions;
}

std::vector<std::string> vain_choices(const Selection& selection, const std::vector<suite::Suite>& suites,
                                      std::span<const std::vector<suite::Expansion>* const> expansions) {
  std::vector<CaseNames> names;
  std::set<std::string_view> ids;
  std::set<std::string_view> tags;
  for (const suite::Suite& suite : suites) {
    for (const suite::CaseTemplate& each : suite.cases) {
      names.push_back({each.id, each.id, each.aliases});
      ids.insert(each.id);
      tags.insert(each.tags.begin(), each.tags.end());
    }
  }
  for (const auto* policy : expansions) {
    for (const suite::Expansion& expansion : *policy) {
      for (const suite::Case& subject : expansion.cases) names.push_back(names_of(subject));
      for (const suite::Skipped& skipped : expansion.skipped) names.push_back({skipped.id, base_id(skipped.id), {}});
    }
  }

  std::vector<std::string> sentences;
  const auto complain = [&sentences](std::string_view flag, std::string_view word, std::string_view what,
                                     const std::set<std::string_view>& candidates) {
    const std::vector<std::string_view> known(candidates.begin(), candidates.end());
    sentences.push_back(fmt::format("{} {}: no case {}{}", flag, word, what, suite::guess(word, known)));
  };
  const auto look_at = [&](std::string_view flag, const std::vector<std::string>& patterns) {
    for (const std::string& pattern : patterns) {
      const auto goes_by = [&pattern](const CaseNames& each) { return covers(pattern, each); };
      if (std::ranges::none_of(names, goes_by)) complain(flag, pattern, "goes by that", ids);
    }
  };
  look_at("--run", selection.run);
  look_at("--skip", selection.skip);
  for (const std::string& tag : selection.tags) {
    if (!tags.contains(tag)) complain("--tag", tag, "has that tag", tags);
  }
  return sentences;
}

const suite::KnownEntry* find_known(std::span<const suite::KnownEntry> entries, const CaseNames& names,
                                    std::string_view today) {
  const suite::KnownEntry* first = nullptr;
  for (const suite::KnownEntry& entry : entries) {
    if (!covers(entry.pattern, names)) continue;
    if (!suite::has_expired(entry, today)) return &entry;
    if (first == nullptr) first = &entry;
  }
  return first;
}

}  // namespace corspec::run
