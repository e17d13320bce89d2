#include <map>
#include <set>

#include "suite/case_source.hpp"
#include "suite/case_summary.hpp"
#include "suite/features.hpp"
#include "suite/step_reader.hpp"
#include "suite/suite.hpp"

namespace corspec::suite {

namespace {

/// Why no row of the case can be had from this profile; null when there may be some.
std::optional<std::string> missing_altogether(const CaseTemplate& written, const Scope& scope) {
  for (const std::string& name : written.requires_) {
    const Feature* feature = find_feature(name);
    if (!feature->present(scope.facts())) return std::string(feature->reason);
  }
  // What the steps name without an axis is the same in every row.
  for (const std::string_view name : names_used(*written.source->node->find("steps"))) {
    const Resolved* resolved = scope.find(name);
    if (resolved != nullptr && !*resolved) return resolved->error();
  }
  return std::nullopt;
}

class Expander {
 public:
  Expander(const Suite& suite, const Profile& profile, const TargetFacts& target)
      : suite_(suite), scope_(profile, target) {}

  Expansion expand() {
    for (const CaseTemplate& written : suite_.cases) expand(written);
    return std::move(expansion_);
  }

 private:
  void expand(const CaseTemplate& written) {
    scope_.begin_row({});
    if (auto reason = missing_altogether(written, scope_)) {
      skip(written, std::move(*reason));
      return;
    }
    const Node& node = *written.source->node;
    names_ = names_used(node);
    Problems problems(*written.source->document);
    const auto visit = [&](const std::optional<std::string>& missing) {
      expand_row(written, missing);
      return Walk::go_on;
    };
    auto reason = walk_rows(node.find("for_each"), scope_, problems, generated_, visit);
    scope_.begin_row({});
    if (!reason && !problems.empty()) reason = problems.first();
    if (reason) skip(written, std::move(*reason));
  }

  void expand_row(const CaseTemplate& written, const std::optional<std::string>& missing) {
    if (missing) {
      skip(written, *missing);
      return;
    }
    Problems problems(*written.source->document);
    Binder binder(scope_, problems, generated_);
    if (const Node* requires_denied = written.source->node->find("requires_denied")) {
      if (auto reason = missing_denial(*requires_denied, binder)) {
        skip(written, std::move(*reason));
        return;
      }
    }
    auto read = read_steps(*written.source->node->find("steps"), binder, written.source->defaults, {});
    if (read) {
      add(written, std::move(*read));
    } else if (binder.missing()) {
      skip(written, *binder.missing());
    } else {
      // The file was valid under sample values, so it is what the profile states that cannot be sent.
      skip(written, "what the profile states does not fit here: " + problems.first());
    }
  }

  [[nodiscard]] std::string id_with_row(const CaseTemplate& written) const {
    return scope_.row().empty() ? written.id : written.id + "/" + scope_.row();
  }

  [[nodiscard]] std::map<std::string, std::string> bound_by_policy() const {
    std::map<std::string, std::string> bound;
    for (const std::string_view name : names_) {
      const Resolved* const resolved = scope_.find(name);
      if (resolved == nullptr || !*resolved) continue;
      const std::string_view source = (*resolved)->source;
      const auto* const value = std::get_if<std::string>(&(*resolved)->value);
      const bool is_policy = !source.empty() && !source.starts_with("target.") && !source.starts_with("path.");
      if (value != nullptr && is_policy) bound.emplace(name, *value);
    }
    return bound;
  }

  void add(const CaseTemplate& written, std::vector<Step> steps) {
    CaseSummary summary;
    summary.add(steps);
    expansion_.cases.push_back({.id = id_with_row(written),
                                .base_id = written.id,
                                .row = scope_.row(),
                                .suite = suite_.name,
                                .aliases = written.aliases,
                                .bound = bound_by_policy(),
                                .title = written.title,
                                .why = written.source->why,
                                .malformed = written.source->malformed,
                                .level = summary.level.value_or(written.level),
                                .kind = summary.kind,
                                .flags = std::move(summary.flags),
                                .rules = std::move(summary.rules),
                                .tags = written.tags,
                                .depends_on = written.depends_on,
                                .disruptive = written.disruptive,
                                .steps = std::move(steps)});
  }

  void skip(const CaseTemplate& written, std::string reason) {
    expansion_.skipped.push_back({.id = id_with_row(written),
                                  .title = written.title,
                                  .suite = suite_.name,
                                  .rules = written.rules,
                                  .why = written.source->why,
                                  .tags = written.tags,
                                  .depends_on = written.depends_on,
                                  .level = written.level,
                                  .kind = written.kind,
                                  .reason = std::move(reason)});
  }

  const Suite& suite_;
  Scope scope_;
  std::size_t generated_ = 0;
  std::set<std::string_view> names_;  ///< that the case under way uses
  Expansion expansion_;
};

}  // namespace

Expansion expand(const Suite& suite, const Profile& profile, const TargetFacts& target) {
  return Expander(suite, profile, target).expand();
}

}  // namespace corspec::suite
