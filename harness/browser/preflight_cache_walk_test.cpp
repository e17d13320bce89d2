// The preflight cache against a naive one: every sequence of a few commands, and long random ones, for every engine.

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "testing/cache_pair.hpp"
#include "testing/row_name.hpp"

namespace corspec::browser {
namespace {

using corspec::testing::CacheCommand;
using corspec::testing::CachePair;

/// From small pools, so that they collide: same and other tokens, `*`, scopes, flavours, lifetimes.
const std::vector<CacheCommand>& commands() {
  using enum CacheCommand::Kind;
  static const std::vector<CacheCommand> all{
      {.name = "store PUT x-a", .kind = update, .methods = {"PUT"}, .header_names = {"x-a"}, .seconds = 3},
      {.name = "store DELETE", .kind = update, .methods = {"DELETE"}, .seconds = 9},
      {.name = "store all", .kind = update, .methods = {"*"}, .header_names = {"*"}, .seconds = 5},
      {.name = "store all and more",
       .kind = update,
       .methods = {"PUT", "*"},
       .header_names = {"*", "Authorization"},
       .seconds = 5},
      {.name = "store twice the same",
       .kind = update,
       .methods = {"PUT", "PUT"},
       .header_names = {"X-A", "x-a"},
       .seconds = 2},
      {.name = "store expired", .kind = update, .methods = {"PUT"}, .header_names = {"x-a"}, .seconds = 0},
      {.name = "store nothing", .kind = update, .seconds = 5},
      {.name = "store PUT with credentials",
       .kind = update,
       .credentials = true,
       .methods = {"PUT"},
       .header_names = {"x-a"},
       .seconds = 4},
      {.name = "store all with credentials",
       .kind = update,
       .credentials = true,
       .methods = {"*"},
       .header_names = {"*"},
       .seconds = 6},
      {.name = "store elsewhere",
       .kind = update,
       .scope = 1,
       .methods = {"PUT"},
       .header_names = {"x-a"},
       .seconds = 7},
      {.name = "store in a third place", .kind = update, .scope = 2, .methods = {"PUT"}, .seconds = 7},
      {.name = "clear", .kind = clear},
      {.name = "insufficient", .kind = insufficient},
      {.name = "use", .kind = use},
      {.name = "use with credentials", .kind = use, .credentials = true},
      {.name = "wait a second", .kind = wait, .seconds = 1},
      {.name = "wait long", .kind = wait, .seconds = 3},
  };
  return all;
}

class CacheWalk : public ::testing::TestWithParam<corspec::testing::CacheEngine> {};

// NOLINTNEXTLINE(misc-no-recursion): as deep as the walk.
void walk(const CachePair& before, int commands_left, const std::string& history) {
  for (const CacheCommand& command : commands()) {
    CachePair after = before;
    after.run(command);
    const std::string so_far = history + " | " + command.name;
    const std::string disagreement = after.disagreement();
    ASSERT_EQ(disagreement, "") << so_far;
    if (commands_left > 1) walk(after, commands_left - 1, so_far);
    if (::testing::Test::HasFatalFailure()) return;
  }
}

TEST_P(CacheWalk, EverySequenceOfThreeCommands) {
  walk(CachePair(GetParam()), 3, "");
}

TEST_P(CacheWalk, LongRandomSequences) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    std::mt19937 random(seed);
    CachePair pair(GetParam());
    std::string history;
    for (int length = 0; length < 60; ++length) {
      const CacheCommand& command = commands()[random() % commands().size()];
      pair.run(command);
      history += std::string(" | ") + command.name;
      ASSERT_EQ(pair.disagreement(), "") << "seed " << seed << history;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, CacheWalk, ::testing::ValuesIn(corspec::testing::cache_engines()),
                         corspec::testing::row_name);

}  // namespace
}  // namespace corspec::browser
