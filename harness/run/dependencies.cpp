#include "run/dependencies.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace corspec::run {
namespace {

/// One case, all its rows, under one target, profile and engine.
using CaseKey = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>;

CaseKey key_of(const CaseResult& result, std::string_view id) {
  return {result.target, result.profile, result.engine, id};
}

void block(CaseResult& result, std::string reason) {
  result.result = Result::blocked;
  result.reason = std::move(reason);
  result.known_issue.clear();
  result.attempts.clear();
}

/// A skip that came of a replay (the engine never sends such a request, a redirect led away) would not have come about
/// in a whole run, which replays nothing that is blocked.
bool is_replayed(const CaseResult& result) {
  return result.result != Result::skip || !result.attempts.empty();
}

/// Settles cases after what they depend on, so that each is blocked for what a whole run would have said of it.
class Resolution {
 public:
  explicit Resolution(std::vector<CaseResult>& results) {
    for (CaseResult& result : results) cases_[key_of(result, base_id(result.id))].rows.push_back(&result);
  }

  void run() {
    for (auto& [key, subject] : cases_) settle(subject);
  }

 private:
  struct Blocker {
    std::string_view id;  ///< of the case itself, or, where it was skipped, of what it depends on; without rows
    Root root;
  };

  struct Case {
    std::vector<CaseResult*> rows;
    bool entered = false;  ///< what it depends on is settled, or about to be
    bool settled = false;
    std::optional<Blocker> blocker;  ///< why whatever depends on this is meaningless; none: it is not
  };

  Case* find(const CaseResult& result, const std::string& dependency) {
    const auto found = cases_.find(key_of(result, dependency));
    return found == cases_.end() ? nullptr : &found->second;
  }

  // Without recursion, and to an end also where dependencies go round in a circle: a saved report may say anything.
  void settle(Case& wanted) {
    std::vector<Case*> open{&wanted};
    while (!open.empty()) {
      Case& subject = *open.back();
      if (subject.settled || std::exchange(subject.entered, true)) {
        if (!std::exchange(subject.settled, true)) block_rows(subject);
        open.pop_back();
        continue;
      }
      for (const CaseResult* row : subject.rows) {
        for (const std::string& dependency : row->depends_on) {
          Case* const other = find(*row, dependency);
          if (other != nullptr && !other->entered) open.push_back(other);
        }
      }
    }
  }

  void block_rows(Case& subject) {
    std::optional<Blocker> inherited;
    for (CaseResult* row : subject.rows) {
      const auto blocker = first_blocker(*row);
      if (!inherited) inherited = blocker;
      if (blocker && is_replayed(*row)) block(*row, blocked_reason(blocker->id, blocker->root));
    }
    const auto own = std::ranges::find_if(subject.rows, blocks, &CaseResult::result);
    const bool was_skipped =
        std::ranges::all_of(subject.rows, [](const CaseResult* row) { return row->result == Result::skip; });
    if (own != subject.rows.end()) {
      const std::string_view id = base_id((*own)->id);
      // What a saved report has as blocked by something that it has not is as far as one gets.
      const auto further = (*own)->result == Result::blocked ? first_blocker(**own) : std::nullopt;
      subject.blocker = {id, further ? further->root : Root{id, (*own)->result}};
    } else if (was_skipped) {
      subject.blocker = inherited;
    }
  }

  std::optional<Blocker> first_blocker(const CaseResult& row) {
    for (const std::string& dependency : row.depends_on) {
      const Case* const other = find(row, dependency);
      if (other != nullptr && other->blocker) return other->blocker;
    }
    return std::nullopt;
  }

  std::map<CaseKey, Case> cases_;
};

}  // namespace

std::string_view base_id(std::string_view id) {
  while (true) {
    const std::size_t slash = id.rfind('/');
    if (slash == std::string_view::npos || !id.substr(slash).contains(':')) return id;
    id = id.substr(0, slash);
  }
}

bool blocks(Result result) {
  switch (result) {
    case Result::fail:
    case Result::error:
    case Result::blocked:
    case Result::accepted:
    case Result::known:
      return true;
    case Result::pass:
    case Result::skip:
    case Result::fixed:
    case Result::flaky:
      return false;
  }
  return false;
}

std::string blocked_reason(std::string_view dependency, const Root& root) {
  std::string reason = "depends on " + std::string(dependency) + ", which ";
  if (root.id != dependency) reason += "is blocked by " + std::string(root.id) + ", which ";
  switch (root.result) {
    case Result::error:
      return reason += "could not be judged";
    case Result::blocked:
      return reason += "is blocked itself";
    case Result::accepted:
      return reason += "fails, as the profile accepts";
    case Result::known:
      return reason += "is known to fail";
    default:
      return reason += "failed";
  }
}

void resolve_dependencies(Report& report) {
  Resolution(report.results).run();
}

int count_blocked_by_excused(const Report& report) {
  std::set<CaseKey> excused;
  std::vector<const CaseResult*> undecided;
  for (const CaseResult& result : report.results) {
    if (result.result == Result::known || result.result == Result::accepted)
      excused.insert(key_of(result, base_id(result.id)));
    if (result.result == Result::blocked) undecided.push_back(&result);
  }
  int count = 0;
  for (std::size_t before = undecided.size() + 1; before != undecided.size();) {
    before = undecided.size();
    std::erase_if(undecided, [&](const CaseResult* result) {
      const auto is_excused = [&](const std::string& id) { return excused.contains(key_of(*result, id)); };
      if (std::ranges::none_of(result->depends_on, is_excused)) return false;
      excused.insert(key_of(*result, base_id(result->id)));
      ++count;
      return true;
    });
  }
  return count;
}

}  // namespace corspec::run
