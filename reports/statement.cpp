#include "reports/statement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "reports/describe.hpp"
#include "run/shell_word.hpp"

namespace corspec::reports {
namespace {

constexpr std::array<std::string_view, standing_count> names{"conforms", "departs", "violates", "not-tested"};

/// The engine that judges as the standard says.
constexpr std::string_view letter = "spec";

bool binds_servers(const suite::Rule* rule) {
  return rule != nullptr && (rule->binds == "server" || rule->binds == "both");
}

/// Whether the case came to a judgment at all.
bool is_judged(const run::CaseResult& result) {
  using run::Result;
  return result.result != Result::skip && result.result != Result::error && result.result != Result::blocked;
}

std::string why_not_judged(const run::CaseResult& result) {
  return result.reason.empty() ? std::string(run::name(result.result)) : result.reason;
}

/// The failures of every attempt that was one: what failed once and passed then has failed.
std::vector<const run::CheckFailure*> failures_of(const run::CaseResult& result) {
  std::vector<const run::CheckFailure*> failures;
  for (const auto& attempt : result.attempts) {
    if (attempt.result == run::Result::error || attempt.result == run::Result::skip) continue;
    for (const auto& failure : attempt.failures) failures.push_back(&failure);
  }
  return failures;
}

/// What the operator takes as it is breaks no promise of the policy, and still is not what it should be.
suite::Level weight(const run::CheckFailure& failure) {
  return failure.accepted ? std::max(failure.level, suite::Level::should) : failure.level;
}

/// The gravest first, then as the report has them, whose results stand in one array.
auto order(const Departure& departure) {
  return std::tuple(departure.weight, departure.result, std::string_view(departure.failure->what));
}

class Rules {
 public:
  explicit Rules(const suite::RuleCatalogue& catalogue) : catalogue_(&catalogue) {
    for (const auto& rule : catalogue.rules()) {
      if (!binds_servers(&rule)) continue;
      index_.emplace(rule.id, standings_.size());
      standings_.push_back({.rule = &rule});
    }
  }

  void add(const run::CaseResult& result) {
    if (result.engine != letter) return;
    if (!is_judged(result)) {
      add_undecided(result, why_not_judged(result));
    } else {
      add_judged(result);
    }
  }

  void add_undecided(const run::CaseResult& result, const std::string& reason) {
    each_of(result, [&](RuleStanding& rule) { rule.undecided.push_back({&result, reason}); });
  }

  Statement take() {
    for (auto& rule : standings_) {
      std::ranges::sort(rule.departures, {}, order);
      rule.standing = stands(rule);
    }
    std::ranges::sort(elsewhere_, {}, order);
    return {.rules = std::move(standings_), .elsewhere = std::move(elsewhere_)};
  }

 private:
  void add_judged(const run::CaseResult& result) {
    std::map<std::string_view, const run::CheckFailure*> broken;
    std::set<std::string_view> cited;
    std::string_view failed_by;
    for (const auto* failure : failures_of(result)) {
      const std::string_view rule = speaks_against(*failure);
      cited.insert(failure->rules.begin(), failure->rules.end());
      const auto [known, is_new] = broken.emplace(rule, failure);
      if (!is_new && weight(*failure) < weight(*known->second)) known->second = failure;
      if (failure->level == suite::Level::must && failed_by.empty()) failed_by = rule.empty() ? "no rule" : rule;
    }
    for (const auto& [rule, failure] : broken) {
      if (RuleStanding* const standing = find(rule)) {
        standing->departures.push_back({&result, failure, weight(*failure)});
      } else if (weight(*failure) != suite::Level::may) {
        elsewhere_.push_back({&result, failure, weight(*failure)});
      }
    }
    const auto& unjudged = result.attempts.back().unjudged;
    each_of(result, [&](RuleStanding& rule) {
      if (broken.contains(rule.rule->id)) return;
      if (std::ranges::find(unjudged, rule.rule->id) != unjudged.end()) {
        rule.undecided.push_back({&result, "no answer was of the kind that it judges"});
      } else if (failed_by.empty() && !cited.contains(rule.rule->id)) {
        rule.held.push_back(&result);
      } else {
        rule.undecided.push_back(
            {&result, fmt::format("fails by {}", failed_by.empty() ? broken.begin()->first : failed_by)});
      }
    });
  }

  RuleStanding* find(std::string_view id) {
    const auto found = index_.find(id);
    return found == index_.end() ? nullptr : &standings_[found->second];
  }

  /// Each rule for servers that the case is about, once.
  template <typename Action>
  void each_of(const run::CaseResult& result, Action action) {
    std::set<std::string_view> seen;
    for (const auto& id : result.rules) {
      RuleStanding* const rule = find(id);
      if (rule != nullptr && seen.insert(id).second) action(*rule);
    }
  }

  [[nodiscard]] std::string_view speaks_against(const run::CheckFailure& failure) {
    if (!failure.refused_by.empty()) return failure.refused_by;
    const auto first =
        std::ranges::find_if(failure.rules, [&](const std::string& id) { return binds_servers(catalogue_->find(id)); });
    return first == failure.rules.end() ? leading_rule(failure) : std::string_view(*first);
  }

  static Standing stands(const RuleStanding& rule) {
    if (rule.departures.empty()) return rule.held.empty() ? Standing::not_tested : Standing::conforms;
    switch (rule.departures.front().weight) {
      case suite::Level::must:
        return Standing::violates;
      case suite::Level::should:
        return Standing::departs;
      case suite::Level::may:
        break;
    }
    return Standing::conforms;
  }

  const suite::RuleCatalogue* catalogue_;
  std::vector<RuleStanding> standings_;
  std::map<std::string_view, std::size_t> index_;
  std::vector<Departure> elsewhere_;
};

}  // namespace

std::string_view name(Standing standing) {
  return names.at(static_cast<std::size_t>(standing));
}

int Statement::count(Standing standing) const {
  return static_cast<int>(std::ranges::count(rules, standing, &RuleStanding::standing));
}

Statement make_statement(const run::Report& report, const suite::RuleCatalogue& catalogue) {
  Rules rules(catalogue);
  const bool any = std::ranges::any_of(report.results, [](const auto& result) { return result.engine == letter; });
  for (const auto& result : report.results) {
    if (any) {
      rules.add(result);
    } else {
      rules.add_undecided(result,
                          fmt::format("judged as {} does, not by the letter (engine {})", result.engine, letter));
    }
  }
  return rules.take();
}

std::string why_not_tested(const RuleStanding& rule) {
  constexpr std::size_t most = 3;
  if (rule.undecided.empty())
    return rule.rule->unchecked.empty() ? "no case of this run is about it" : rule.rule->unchecked;
  std::vector<std::string_view> reasons;
  for (const auto& undecided : rule.undecided) {
    if (std::ranges::find(reasons, undecided.reason) == reasons.end()) reasons.push_back(undecided.reason);
  }
  const std::size_t left_out = reasons.size() - std::min(reasons.size(), most);
  reasons.resize(reasons.size() - left_out);
  return fmt::format("{}{}", fmt::join(reasons, "; "),
                     left_out > 0 ? fmt::format("; and {} more reasons", left_out) : "");
}

std::string command_to_repeat(const run::Report& report) {
  std::vector<std::string> words;
  for (const auto& argument : report.info.command_line) words.push_back(run::shell_word(argument));
  return fmt::format("{}", fmt::join(words, " "));
}

}  // namespace corspec::reports
