#include "suite/case_summary.hpp"

#include <algorithm>

namespace corspec::suite {

namespace {

void add_new(const std::vector<std::string>& from, std::vector<std::string>& to) {
  for (const std::string& word : from) {
    if (std::ranges::find(to, word) == to.end()) to.push_back(word);
  }
}

}  // namespace

void CaseSummary::add(const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    if (step.setup) continue;
    for (const Expectation& expectation : step.expect) {
      if (!level || expectation.level < *level) {
        level = expectation.level;
        kind = expectation.kind;
      }
      add_new(expectation.flags, flags);
      add_new(expectation.rules, rules);
    }
  }
}

}  // namespace corspec::suite
