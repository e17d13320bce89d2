#include "fuzz/live/weight.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "suite/library.hpp"
#include "suite/sample_policy.hpp"

namespace corspec::fuzz {
namespace {

const suite::Library& shipped() {
  static const auto library = *suite::load_library(suite::as_source_files(suite::embedded_cases()), {}, {});
  return library;
}

/// Two, since a policy for everybody has cases of its own.
std::vector<suite::Case> cases() {
  suite::Profile all = suite::sample_policy();
  all.any_origin = true;
  std::vector<suite::Case> expanded;
  for (const auto& policy : {suite::sample_policy(), all}) {
    for (const auto& loaded : shipped().suites)
      std::ranges::move(suite::expand(loaded, policy, suite::sample_target()).cases, std::back_inserter(expanded));
  }
  return expanded;
}

/// How gravely a case says what the flag is for: the gravest of its expectations with it.
std::optional<suite::Level> level_in_cases(std::string_view id, std::string_view flag) {
  static const auto all = cases();
  std::optional<suite::Level> gravest;
  for (const auto& one : all) {
    if (one.base_id != id) continue;
    for (const auto& step : one.steps) {
      for (const auto& expected : step.expect) {
        if (std::ranges::find(expected.flags, flag) == expected.flags.end()) continue;
        gravest = std::min(gravest.value_or(expected.level), expected.level);
      }
    }
  }
  return gravest;
}

class WeightOfAFinding : public ::testing::TestWithParam<Weight> {};

TEST_P(WeightOfAFinding, IsNoMoreThanWhatTheCasesSay) {
  const Weight& weight = GetParam();
  EXPECT_EQ(weight.flag.empty(), weight.level == suite::Level::must);
  // What no case speaks of is a remark at most.
  if (weight.said_by.empty()) {
    EXPECT_TRUE(weight.id == "plain" || weight.level == suite::Level::may);
    return;
  }
  const auto said = level_in_cases(weight.said_by, weight.flag);
  ASSERT_TRUE(said) << weight.said_by << " has no expectation with " << weight.flag;
  EXPECT_LE(*said, weight.level);
}

std::string name_of(const ::testing::TestParamInfo<Weight>& row) {
  std::string name(row.param.id);
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, WeightOfAFinding, ::testing::ValuesIn(weights().begin(), weights().end()), name_of);

}  // namespace
}  // namespace corspec::fuzz
