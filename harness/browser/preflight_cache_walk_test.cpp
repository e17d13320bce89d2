// The preflight cache against a naive one: every sequence of a few commands, and long random ones, for every engine.

#include <gtest/gtest.h>

#include <cstdint>
#include <ostream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "browser/preflight_cache.hpp"
#include "testing/reference_cache.hpp"
#include "testing/row_name.hpp"

namespace corspec::browser {
namespace {

using Strings = std::vector<std::string>;

struct Command {
  enum class Kind : std::uint8_t { update, clear, insufficient, use, wait };

  const char* name;
  Kind kind;
  std::size_t scope = 0;
  bool credentials = false;
  Strings methods = {};
  Strings header_names = {};
  std::int64_t seconds = 0;  ///< of max-age, or to wait
};

/// From small pools, so that they collide: same and other tokens, `*`, scopes, flavours, lifetimes.
const std::vector<Command>& commands() {
  using enum Command::Kind;
  static const std::vector<Command> all{
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

const std::vector<CacheScope>& scopes() {
  static const std::vector<CacheScope> all{
      {"https://site.example", "https://app.example", "https://api.example/r"},
      {"https://site.example", "null", "https://api.example/r"},
      {"https://other.example", "https://app.example", "https://api.example/longer"}};
  return all;
}

struct EngineRow {
  const char* name;
  Engine engine;
  reference::CacheSwitches switches;

  friend std::ostream& operator<<(std::ostream& out, const EngineRow& row) { return out << row.name; }
};

/// The model and the reference, fed alike.
class Pair {
 public:
  explicit Pair(const EngineRow& row) : cache_(row.engine), reference_(row.switches) {}

  void run(const Command& command) {
    const CacheScope& scope = scopes()[command.scope];
    switch (command.kind) {
      case Command::Kind::update:
        cache_.update(scope, command.credentials, command.methods, command.header_names, {command.seconds}, now_);
        reference_.update(key(scope), command.credentials, command.methods, command.header_names, command.seconds,
                          now_.milliseconds);
        break;
      case Command::Kind::clear:
        cache_.clear_cache_entries(scope);
        reference_.clear(key(scope));
        break;
      case Command::Kind::insufficient:
        cache_.note_insufficient(scope, command.credentials);
        reference_.insufficient(key(scope));
        break;
      case Command::Kind::use:
        cache_.note_use(scope, command.credentials, now_);
        reference_.use(key(scope), command.credentials, now_.milliseconds);
        break;
      case Command::Kind::wait:
        now_ = now_ + fetch::Seconds{command.seconds};
        break;
    }
  }

  /// The first question that the two answer differently; empty: none.
  [[nodiscard]] std::string disagreement() const {
    for (const CacheScope& scope : scopes()) {
      for (const bool credentials : {false, true}) {
        for (const std::string method : {"PUT", "DELETE", "put", "*"}) {
          if (cache_.method_cache_entry_match(scope, credentials, method, now_) !=
              reference_.has_method(key(scope), credentials, method, now_.milliseconds)) {
            return "method " + question(scope, credentials, method);
          }
        }
        for (const std::string name : {"x-a", "X-B", "authorization", "*", "PUT"}) {
          if (cache_.header_name_cache_entry_match(scope, credentials, name, now_) !=
              reference_.has_header_name(key(scope), credentials, name, now_.milliseconds)) {
            return "header name " + question(scope, credentials, name);
          }
        }
      }
    }
    return {};
  }

 private:
  static reference::CacheKey key(const CacheScope& scope) { return {scope.partition, scope.origin, scope.url}; }

  static std::string question(const CacheScope& scope, bool credentials, const std::string& token) {
    return token + " for " + scope.origin + " at " + scope.url + (credentials ? " with" : " without") + " credentials";
  }

  PreflightCache cache_;
  reference::Cache reference_;
  fetch::Instant now_;
};

EngineRow engine_row(std::string_view name, reference::CacheSwitches switches) {
  const Engine* engine = find_engine(name);
  return {engine->name.data(), *engine, switches};
}

std::vector<EngineRow> engine_rows() {
  using Star = reference::CacheSwitches::Star;
  return {
      engine_row("spec", {}),
      engine_row("chromium", {.max_age_cap = 7200,
                              .capacity = 1024,
                              .url_limit = 1024,
                              .star = Star::entry_without_credentials,
                              .newest_replaces = true,
                              .insufficient_is_erased = true,
                              .update_restarts_clock = true}),
      engine_row("firefox", {.max_age_cap = 86400,
                             .capacity = 100,
                             .star = Star::never,
                             .credentialed_serves_all = false,
                             .update_restarts_clock = true,
                             .zero_updates = false}),
      engine_row("webkit", {.max_age_cap = 600,
                            .star = Star::request_without_credentials,
                            .newest_replaces = true,
                            .star_is_authorization = true,
                            .insufficient_is_erased = true,
                            .update_restarts_clock = true}),
      {"two_results", {.cache_capacity = 2}, {.capacity = 2}},
      {"one_result_apart",
       {.credentialed_entry_serves_non_credentialed = false, .cache_capacity = 1},
       {.capacity = 1, .credentialed_serves_all = false}},
      {"short_lives_and_urls", {.max_age_cap = 4, .cache_url_limit = 25}, {.max_age_cap = 4, .url_limit = 25}},
  };
}

class CacheWalk : public ::testing::TestWithParam<EngineRow> {};

// NOLINTNEXTLINE(misc-no-recursion): as deep as the walk.
void walk(const Pair& before, int commands_left, const std::string& history) {
  for (const Command& command : commands()) {
    Pair after = before;
    after.run(command);
    const std::string so_far = history + " | " + command.name;
    const std::string disagreement = after.disagreement();
    ASSERT_EQ(disagreement, "") << so_far;
    if (commands_left > 1) walk(after, commands_left - 1, so_far);
    if (::testing::Test::HasFatalFailure()) return;
  }
}

TEST_P(CacheWalk, EverySequenceOfThreeCommands) {
  walk(Pair(GetParam()), 3, "");
}

TEST_P(CacheWalk, LongRandomSequences) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    std::mt19937 random(seed);
    Pair pair(GetParam());
    std::string history;
    for (int length = 0; length < 60; ++length) {
      const Command& command = commands()[random() % commands().size()];
      pair.run(command);
      history += std::string(" | ") + command.name;
      ASSERT_EQ(pair.disagreement(), "") << "seed " << seed << history;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, CacheWalk, ::testing::ValuesIn(engine_rows()), corspec::testing::row_name);

}  // namespace
}  // namespace corspec::browser
