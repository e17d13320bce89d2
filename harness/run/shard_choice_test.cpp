#include "run/shard_choice.hpp"

#include <gtest/gtest.h>

#include <map>

#include "testing/row_name.hpp"

namespace corspec::run {
namespace {

using Variables = std::map<std::string, std::string>;

struct Row {
  const char* name;
  const char* text;
  Variables variables;
  Shard shard;
  const char* error = "";
};

class ShardChoice : public ::testing::TestWithParam<Row> {};

TEST_P(ShardChoice, IsWhatTheServiceSays) {
  const auto shard = choose_shard(GetParam().text, [](const char* name) -> std::optional<std::string> {
    const auto found = GetParam().variables.find(name);
    if (found == GetParam().variables.end()) return std::nullopt;
    return found->second;
  });
  EXPECT_EQ((shard ? std::string() : shard.error()), GetParam().error);
  if (shard) {
    EXPECT_EQ(*shard, GetParam().shard);
  }
}

const Variables gitlab{{"CI_NODE_INDEX", "3"}, {"CI_NODE_TOTAL", "4"}};

INSTANTIATE_TEST_SUITE_P(
    Table, ShardChoice,
    ::testing::Values(
        Row{"plain", "2/3", gitlab, {2, 3}}, Row{"gitlab", "auto", gitlab, {3, 4}},
        Row{"gitlab_first", "auto", {{"CI_NODE_INDEX", "1"}, {"CI_NODE_TOTAL", "4"}}, {1, 4}},
        Row{"circle", "auto", {{"CIRCLE_NODE_INDEX", "0"}, {"CIRCLE_NODE_TOTAL", "4"}}, {1, 4}},
        Row{"buildkite", "auto", {{"BUILDKITE_PARALLEL_JOB", "3"}, {"BUILDKITE_PARALLEL_JOB_COUNT", "4"}}, {4, 4}},
        Row{"googletest", "auto", {{"GTEST_SHARD_INDEX", "0"}, {"GTEST_TOTAL_SHARDS", "2"}}, {1, 2}},
        Row{"kubernetes", "auto/8", {{"JOB_COMPLETION_INDEX", "7"}}, {8, 8}},
        Row{"agreeing_total", "auto/4", gitlab, {3, 4}},
        Row{"two_that_agree", "auto/4", {{"CI_NODE_INDEX", "3"}, {"JOB_COMPLETION_INDEX", "2"}}, {3, 4}},
        Row{"kubernetes_without_total",
            "auto",
            {{"JOB_COMPLETION_INDEX", "7"}},
            {},
            "--shard auto: JOB_COMPLETION_INDEX does not say how many shards there are; --shard auto/N does"},
        Row{"other_total", "auto/5", gitlab, {}, "--shard auto/5: CI_NODE_TOTAL is 4"},
        Row{"two_that_disagree",
            "auto/4",
            {{"CI_NODE_INDEX", "3"}, {"JOB_COMPLETION_INDEX", "3"}},
            {},
            "--shard auto: CI_NODE_INDEX and JOB_COMPLETION_INDEX contradict each other"},
        Row{"beyond",
            "auto",
            {{"GTEST_SHARD_INDEX", "2"}, {"GTEST_TOTAL_SHARDS", "2"}},
            {},
            "--shard auto: GTEST_SHARD_INDEX=2 of 2 is no shard; the first one is 0"},
        Row{"before_the_first",
            "auto",
            {{"CI_NODE_INDEX", "0"}, {"CI_NODE_TOTAL", "2"}},
            {},
            "--shard auto: CI_NODE_INDEX=0 of 2 is no shard; the first one is 1"},
        Row{"largest_number",
            "auto",
            {{"GTEST_SHARD_INDEX", "2147483647"}, {"GTEST_TOTAL_SHARDS", "2"}},
            {},
            "--shard auto: GTEST_SHARD_INDEX=2147483647 of 2 is no shard; the first one is 0"},
        Row{"no_number",
            "auto",
            {{"CI_NODE_INDEX", "x"}, {"CI_NODE_TOTAL", "2"}},
            {},
            "--shard auto: CI_NODE_INDEX=x of 2 is no shard; the first one is 1"},
        Row{"total_alone",
            "auto",
            {{"CI_NODE_TOTAL", "1"}},
            {},
            "--shard auto: none of CI_NODE_INDEX, CIRCLE_NODE_INDEX, BUILDKITE_PARALLEL_JOB, GTEST_SHARD_INDEX, "
            "JOB_COMPLETION_INDEX is set"},
        Row{"no_shard", "4/3", {}, {}, "--shard wants K/N with K from 1 to N, auto or auto/N, not '4/3'"}),
    corspec::testing::row_name);

}  // namespace
}  // namespace corspec::run
