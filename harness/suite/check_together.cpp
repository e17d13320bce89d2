#include <algorithm>
#include <map>
#include <tuple>

#include "suite/case_source.hpp"
#include "suite/spelling.hpp"
#include "suite/suite.hpp"

namespace corspec::suite {

namespace {

/// At the member `key` of the case, or its element `index`.
LoadError error_in(const CaseTemplate& where, std::string_view key, std::optional<std::size_t> index,
                   std::string what) {
  const Node* node = where.source->node->find(key);
  if (index) node = node->children[*index];
  return where.source->document->error_at(*node, std::move(what));
}

std::string place_of(const CaseTemplate& where) {
  return where.file + ":" + std::to_string(where.line);
}

struct Known {
  const CaseTemplate* owner;
  bool is_alias;
};

class Checker {
 public:
  Checker(const std::vector<Suite>& suites, Completeness completeness) : suites_(suites), completeness_(completeness) {
    for (const Suite& suite : suites) {
      for (const CaseTemplate& each : suite.cases) cases_.push_back(&each);
    }
  }

  LoadErrors check() {
    for (const CaseTemplate* each : cases_) {
      claim(each->id, *each, "id", std::nullopt);
      for (std::size_t i = 0; i < each->aliases.size(); ++i) claim(each->aliases[i], *each, "aliases", i);
    }
    for (const auto& [id, known] : known_) ids_.push_back(id);
    for (const CaseTemplate* each : cases_) check_dependencies(*each);
    find_cycles();
    std::ranges::sort(errors_, {}, [](const LoadError& error) {
      return std::tuple(std::string_view(error.file), error.line, error.column, std::string_view(error.what));
    });
    return std::move(errors_);
  }

 private:
  void claim(std::string_view id, const CaseTemplate& owner, std::string_view key, std::optional<std::size_t> index) {
    const auto [earlier, is_new] = known_.emplace(id, Known{&owner, key == "aliases"});
    if (is_new) return;
    errors_.push_back(
        error_in(owner, key, index, quote(id) + " is the case of " + place_of(*earlier->second.owner) + " already"));
  }

  void check_dependencies(const CaseTemplate& dependent) {
    for (std::size_t i = 0; i < dependent.depends_on.size(); ++i) {
      const std::string& id = dependent.depends_on[i];
      const auto found = known_.find(id);
      if (found == known_.end() && may_be_elsewhere(id)) continue;
      if (found == known_.end()) {
        errors_.push_back(error_in(dependent, "depends_on", i, "no case is called " + quote(id) + guess(id, ids_)));
      } else if (found->second.is_alias) {
        errors_.push_back(error_in(dependent, "depends_on", i,
                                   quote(id) + " is a former id; the case is now " + quote(found->second.owner->id)));
      }
    }
  }

  [[nodiscard]] bool may_be_elsewhere(std::string_view id) const {
    return completeness_ == Completeness::part &&
           std::ranges::none_of(suites_, [&](const Suite& suite) { return id.starts_with(suite.name + "/"); });
  }

  using Waits = std::map<const CaseTemplate*, std::size_t>;

  /// Cases are done once everything they depend on is; what never becomes so is a cycle, or hangs on one.
  void find_cycles() {
    Waits waits_for;
    std::map<const CaseTemplate*, std::vector<const CaseTemplate*>> dependents;
    std::vector<const CaseTemplate*> ready;
    for (const CaseTemplate* each : cases_) {
      std::size_t count = 0;
      for (const std::string& id : each->depends_on) {
        const auto found = known_.find(id);
        if (found == known_.end()) continue;
        dependents[found->second.owner].push_back(each);
        ++count;
      }
      waits_for[each] = count;
      if (count == 0) ready.push_back(each);
    }
    while (!ready.empty()) {
      const CaseTemplate* done = ready.back();
      ready.pop_back();
      for (const CaseTemplate* dependent : dependents[done]) {
        if (--waits_for[dependent] == 0) ready.push_back(dependent);
      }
    }
    // What is left is part of a cycle or hangs on one, and following any dependency that is left leads into it.
    std::map<const CaseTemplate*, const CaseTemplate*> walked_from;
    for (const CaseTemplate* start : cases_) {
      const CaseTemplate* at = start;
      while (waits_for[at] != 0 && walked_from.emplace(at, start).second) at = dependency_left(*at, waits_for);
      // Back where this walk has been: a cycle that no earlier walk has met.
      if (waits_for[at] != 0 && walked_from[at] == start) report_cycle(*at, waits_for);
    }
  }

  [[nodiscard]] const CaseTemplate* dependency_left(const CaseTemplate& dependent, const Waits& waits_for) const {
    for (const std::string& id : dependent.depends_on) {
      const auto found = known_.find(id);
      if (found != known_.end() && waits_for.at(found->second.owner) != 0) return found->second.owner;
    }
    return &dependent;
  }

  void report_cycle(const CaseTemplate& first, const Waits& waits_for) {
    std::string text = "the case depends on itself: " + first.id;
    const CaseTemplate* at = &first;
    do {
      at = dependency_left(*at, waits_for);
      text += " -> " + at->id;
    } while (at != &first);
    errors_.push_back(error_in(first, "depends_on", std::nullopt, std::move(text)));
  }

  const std::vector<Suite>& suites_;
  Completeness completeness_;
  std::vector<const CaseTemplate*> cases_;
  std::map<std::string_view, Known> known_;
  std::vector<std::string_view> ids_;
  LoadErrors errors_;
};

}  // namespace

LoadErrors check_together(const std::vector<Suite>& suites, Completeness completeness) {
  return Checker(suites, completeness).check();
}

}  // namespace corspec::suite
