#include "fuzz/live/group.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>
#include <utility>

namespace corspec::fuzz {

namespace {

using std::string_view_literals::operator""sv;

/// The slips that let everything in: beside one of them the narrower ones of the same oracle say nothing of their own.
constexpr std::array widest{"everybody is let in"sv, "any origin"sv, "any method"sv, "any name"sv};

/// Oracles whose findings have one root wherever they show.
constexpr std::array of_one_root{"credentials-granted"sv, "malformed-list"sv, "question-echoed"sv,
                                 "grant-kept"sv,          "denial-kept"sv,    "header-injected"sv};

/// Whether the finding breaks what the group does: the same rules, or of what is lost in any spelling, one more for its
/// own.
bool is_of_rules(const Finding& finding, const Finding& first) {
  const auto wanted = rules_of(first);
  const auto rules = rules_of(finding);
  if (first.violation.weight->level != suite::Level::must) return rules == wanted;
  return std::ranges::all_of(wanted, [&](auto rule) { return std::ranges::find(rules, rule) != rules.end(); });
}

std::string_view without_remark(std::string_view cause) {
  return cause.substr(0, cause.find(", "));
}

bool is_wide(std::string_view cause) {
  return std::ranges::find(widest, cause) != widest.end();
}

/// What a finding has in common with those of its group.
std::string common_of(const Finding& finding, const std::vector<Finding>& all) {
  const Oracle* oracle = finding.violation.oracle;
  if (std::ranges::find(of_one_root, oracle->id) != of_one_root.end()) return {};
  for (const auto wide : widest) {
    const auto lets_all_in = [&](const Finding& other) {
      return other.violation.oracle == oracle && without_remark(other.violation.cause) == wide;
    };
    if (std::ranges::any_of(all, lets_all_in)) return std::string(wide);
  }
  // What is weak for one reason, hardly anybody wants to read of more than once.
  const Weight& weight = *finding.violation.weight;
  if (weight.level == suite::Level::may && !weight.remark.empty()) return std::string(weight.remark.substr(2));
  return std::string(without_remark(finding.violation.cause));
}

auto weight_of(const Finding& finding) {
  std::size_t size = to_text(finding.probe).size() * static_cast<std::size_t>(finding.repeats);
  for (const auto& before : finding.before) size += to_text(before.probe).size();
  // Of a slip that lets everything in, an input that has nothing else to it is the example.
  return std::tuple(finding.violation.weight->level, !is_wide(without_remark(finding.violation.cause)), size,
                    std::string_view(finding.id));
}

}  // namespace

std::vector<Finding> settled(const std::vector<Finding>& findings) {
  const auto is_said_by = [](const Finding& stronger, const Finding& finding) {
    return stronger.violation.oracle == finding.violation.oracle &&
           stronger.violation.weight->level == suite::Level::must;
  };
  std::vector<Finding> kept;
  for (const auto level : {suite::Level::must, suite::Level::should, suite::Level::may}) {
    for (const auto& finding : findings) {
      if (finding.violation.weight->level != level) continue;
      const bool is_said = level == suite::Level::may && std::ranges::any_of(kept, [&](const auto& stronger) {
                             return is_said_by(stronger, finding);
                           });
      if (!is_said) kept.push_back(finding);
    }
  }
  for (std::size_t at = 0; at < kept.size(); ++at) {
    kept[at].id = "fuzz/" + std::string(kept[at].violation.oracle->id) + "/" + std::to_string(at + 1);
  }
  return kept;
}

std::vector<Group> grouped(const std::vector<Finding>& findings) {
  std::vector<Group> groups;
  for (const auto& finding : findings) {
    std::string common = common_of(finding, findings);
    const auto known = std::ranges::find_if(groups, [&](const Group& group) {
      const Finding& first = group.findings.front();
      return first.violation.oracle == finding.violation.oracle && is_of_rules(finding, first) &&
             group.common == common;
    });
    if (known == groups.end()) {
      groups.push_back({{finding}, std::move(common)});
    } else {
      known->findings.push_back(finding);
    }
  }
  for (auto& group : groups) std::ranges::sort(group.findings, {}, weight_of);
  return groups;
}

std::size_t shown(const Group& group) {
  std::size_t sum = 0;
  for (const auto& finding : group.findings) sum += finding.shown;
  return sum;
}

}  // namespace corspec::fuzz
