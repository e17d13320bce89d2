#include "reports/mark.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "reports/describe.hpp"
#include "run/dependencies.hpp"
#include "run/gate.hpp"

namespace corspec::reports {
namespace {

Mark own_mark(const run::CaseResult& result) {
  if (result.result == run::Result::skip) return Mark::unjudged;
  if (result.result == run::Result::blocked) return Mark::blocked;
  const auto failures = decisive_failures(result);
  if (failures.empty()) return run::gates(result.result) ? Mark::must : Mark::pass;
  const auto strongest = std::ranges::min(failures, {}, [](const auto* failure) { return failure->level; })->level;
  if (strongest == suite::Level::must) return Mark::must;
  return strongest == suite::Level::should ? Mark::should : Mark::may;
}

bool speaks_against(Mark mark) {
  return mark == Mark::must || mark == Mark::should || mark == Mark::blocked;
}

}  // namespace

std::string_view name(Mark mark) {
  static constexpr std::array<std::string_view, mark_count> names{"pass", "must",    "should",
                                                                  "may",  "blocked", "unjudged"};
  return names.at(static_cast<std::size_t>(mark));
}

std::vector<Mark> marks_of(const std::vector<const run::CaseResult*>& results) {
  std::vector<Mark> marks;
  std::multimap<std::string_view, std::size_t> rows;
  for (const auto* result : results) {
    rows.emplace(run::base_id(result->id), marks.size());
    marks.push_back(own_mark(*result));
  }
  const auto is_in_the_way = [&](const std::string& dependency) {
    const auto [first, last] = rows.equal_range(dependency);
    return std::any_of(first, last, [&](const auto& row) { return speaks_against(marks[row.second]); });
  };
  // Advice is handed on from case to case: once more for as long as there is something new.
  for (bool changed = true; std::exchange(changed, false);) {
    for (std::size_t at = 0; at < marks.size(); ++at) {
      if (marks[at] != Mark::blocked || std::ranges::any_of(results[at]->depends_on, is_in_the_way)) continue;
      marks[at] = Mark::unjudged;
      changed = true;
    }
  }
  return marks;
}

}  // namespace corspec::reports
