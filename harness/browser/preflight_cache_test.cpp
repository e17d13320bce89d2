#include "browser/preflight_cache.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>

namespace corspec::browser {
namespace {

const CacheScope here{"https://app.example", "https://app.example", "https://api.example/r"};

fetch::Instant at(std::int64_t seconds) {
  return {seconds * 1000};
}

struct CacheRow {
  const char* name;
  Engine engine;  ///< the Standard with one switch turned
  bool stored_with_credentials;
  const char* method;
  const char* header_name;
  std::int64_t max_age;
  bool asked_with_credentials;
  std::int64_t asked_at;
  const char* asked_method;
  const char* asked_header_name;
  bool method_match;
  bool header_match;
};

using Star = Engine::StarFromCache;

const CacheRow cache_rows[] = {
    {"same", {}, false, "PUT", "x-a", 600, false, 599, "PUT", "x-a", true, true},
    {"expired_at_max_age", {}, false, "PUT", "x-a", 600, false, 600, "PUT", "x-a", false, false},
    {"zero", {}, false, "PUT", "x-a", 0, false, 0, "PUT", "x-a", false, false},
    {"method_case", {}, false, "PUT", "x-a", 600, false, 1, "put", "X-A", false, true},
    {"credentialed_serves_both", {}, true, "PUT", "x-a", 600, false, 1, "PUT", "x-a", true, true},
    {"plain_never_serves_credentialed", {}, false, "PUT", "x-a", 600, true, 1, "PUT", "x-a", false, false},
    {"credentialed_apart",
     {.credentialed_entry_serves_non_credentialed = false},
     true,
     "PUT",
     "x-a",
     600,
     false,
     1,
     "PUT",
     "x-a",
     false,
     false},
    {"star", {}, false, "*", "*", 600, false, 1, "PUT", "x-a", true, true},
    {"star_not_authorization", {}, false, "*", "*", 600, false, 1, "PUT", "Authorization", true, false},
    {"star_authorization",
     {.authorization_covered_by_cached_star = true},
     false,
     "*",
     "*",
     600,
     false,
     1,
     "PUT",
     "authorization",
     true,
     true},
    {"star_of_credentialed_literal", {}, true, "*", "*", 600, true, 1, "PUT", "x-a", true, true},
    {"star_never", {.star_from_cache = Star::never}, false, "*", "*", 600, false, 1, "PUT", "x-a", false, false},
    {"star_itself_without_stars",
     {.star_from_cache = Star::never},
     false,
     "*",
     "*",
     600,
     false,
     1,
     "*",
     "*",
     true,
     true},
    {"star_plain_entry",
     {.star_from_cache = Star::non_credentialed_entry},
     false,
     "*",
     "*",
     600,
     false,
     1,
     "PUT",
     "x-a",
     true,
     true},
    {"star_credentialed_entry",
     {.star_from_cache = Star::non_credentialed_entry},
     true,
     "*",
     "*",
     600,
     false,
     1,
     "PUT",
     "x-a",
     false,
     false},
    {"star_plain_asker",
     {.star_from_cache = Star::non_credentialed_request},
     true,
     "*",
     "*",
     600,
     false,
     1,
     "PUT",
     "x-a",
     true,
     true},
    {"star_credentialed_asker",
     {.star_from_cache = Star::non_credentialed_request},
     true,
     "*",
     "*",
     600,
     true,
     1,
     "PUT",
     "x-a",
     false,
     false},
    {"capped", {.max_age_cap = 10}, false, "PUT", "x-a", 600, false, 10, "PUT", "x-a", false, false},
    {"below_cap", {.max_age_cap = 10}, false, "PUT", "x-a", 600, false, 9, "PUT", "x-a", true, true},
    {"forever", {}, false, "PUT", "x-a", INT64_MAX, false, 1'000'000'000, "PUT", "x-a", true, true},
    {"url_too_long",
     {.cache_url_limit = here.url.size()},
     false,
     "PUT",
     "x-a",
     600,
     false,
     1,
     "PUT",
     "x-a",
     false,
     false},
    {"url_just_short_enough",
     {.cache_url_limit = here.url.size() + 1},
     false,
     "PUT",
     "x-a",
     600,
     false,
     1,
     "PUT",
     "x-a",
     true,
     true},
};

class Match : public testing::TestWithParam<CacheRow> {};

TEST_P(Match, IsAsTheSwitchesSay) {
  const CacheRow& row = GetParam();
  PreflightCache cache(row.engine);
  cache.update(here, row.stored_with_credentials, {row.method}, {row.header_name}, {row.max_age}, at(0));
  EXPECT_EQ(cache.method_cache_entry_match(here, row.asked_with_credentials, row.asked_method, at(row.asked_at)),
            row.method_match);
  EXPECT_EQ(
      cache.header_name_cache_entry_match(here, row.asked_with_credentials, row.asked_header_name, at(row.asked_at)),
      row.header_match);
}

INSTANTIATE_TEST_SUITE_P(Rows, Match, testing::ValuesIn(cache_rows), [](const auto& row) { return row.param.name; });

TEST(PreflightCache, MethodAndHeaderNameEntriesDoNotAnswerForEachOther) {
  PreflightCache cache(spec_engine());
  cache.update(here, false, {"PUT"}, {"x-a"}, {600}, at(0));
  EXPECT_FALSE(cache.method_cache_entry_match(here, false, "x-a", at(1)));
  EXPECT_FALSE(cache.header_name_cache_entry_match(here, false, "PUT", at(1)));
  EXPECT_FALSE(cache.header_name_cache_entry_match(here, false, "", at(1)));
}

TEST(PreflightCache, EveryPartOfTheScopeCounts) {
  PreflightCache cache(spec_engine());
  cache.update(here, false, {"PUT"}, {}, {600}, at(0));
  CacheScope other = here;
  other.partition = "https://other.example";
  EXPECT_FALSE(cache.method_cache_entry_match(other, false, "PUT", at(1)));
  other = here;
  other.origin = "null";
  EXPECT_FALSE(cache.method_cache_entry_match(other, false, "PUT", at(1)));
  other = here;
  other.url += "?q";
  EXPECT_FALSE(cache.method_cache_entry_match(other, false, "PUT", at(1)));
}

TEST(PreflightCache, UpdateSetsMaxAgeButNotTheClock) {  // CACHE-UPD-2, CACHE-UPD-4
  PreflightCache cache(spec_engine());
  cache.update(here, false, {"PUT"}, {}, {100}, at(0));
  cache.update(here, false, {"PUT"}, {}, {50}, at(40));
  EXPECT_EQ(cache.entries(at(41)).size(), 1u);
  EXPECT_TRUE(cache.method_cache_entry_match(here, false, "PUT", at(49)));
  EXPECT_FALSE(cache.method_cache_entry_match(here, false, "PUT", at(50)));
}

TEST(PreflightCache, UpdateRestartsTheClockWhereAnEngineDoes) {  // GREY-15
  const Engine engine{.update_restarts_clock = true};
  PreflightCache cache(engine);
  cache.update(here, false, {"PUT"}, {}, {100}, at(0));
  cache.update(here, false, {"PUT"}, {}, {50}, at(40));
  EXPECT_TRUE(cache.method_cache_entry_match(here, false, "PUT", at(89)));
  EXPECT_FALSE(cache.method_cache_entry_match(here, false, "PUT", at(90)));
}

TEST(PreflightCache, APlainPreflightShortensACredentialedEntry) {  // CACHE-UPD-3
  PreflightCache cache(spec_engine());
  cache.update(here, true, {"PUT"}, {}, {600}, at(0));
  cache.update(here, false, {"PUT"}, {}, {0}, at(1));
  EXPECT_FALSE(cache.method_cache_entry_match(here, true, "PUT", at(1)));
}

TEST(PreflightCache, BesideAStarNothingIsAdded) {  // CACHE-UPD-2
  PreflightCache cache(spec_engine());
  cache.update(here, false, {"*", "PUT"}, {}, {600}, at(0));
  EXPECT_EQ(cache.entries(at(1)).size(), 1u);
}

TEST(PreflightCache, TheNewestResultReplacesWhereAnEngineKeepsWholeResults) {  // GREY-10
  const Engine engine{.cache_shape = Engine::CacheShape::replace};
  PreflightCache cache(engine);
  cache.update(here, false, {"PUT"}, {"x-a"}, {600}, at(0));
  cache.update(here, false, {"DELETE"}, {}, {600}, at(1));
  EXPECT_FALSE(cache.method_cache_entry_match(here, false, "PUT", at(2)));
  EXPECT_FALSE(cache.header_name_cache_entry_match(here, false, "x-a", at(2)));
  EXPECT_TRUE(cache.method_cache_entry_match(here, false, "DELETE", at(2)));
}

TEST(PreflightCache, ClearTakesOneScopeInBothFlavours) {  // CACHE-CLEAR-1
  PreflightCache cache(spec_engine());
  CacheScope other = here;
  other.url += "2";
  cache.update(here, false, {"PUT"}, {"x-a"}, {600}, at(0));
  cache.update(here, true, {"DELETE"}, {}, {600}, at(0));
  cache.update(other, false, {"PUT"}, {}, {600}, at(0));
  cache.clear_cache_entries(here);
  const auto left = cache.entries(at(1));
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left.front().scope, other);
}

TEST(PreflightCache, InsufficientEntriesGoWhereAnEngineErasesThem) {  // GREY-11
  for (const bool evicts : {false, true}) {
    const Engine engine{.evict_on_insufficient = evicts};
    PreflightCache cache(engine);
    cache.update(here, false, {"PUT"}, {}, {600}, at(0));
    cache.note_insufficient(here, false);
    EXPECT_EQ(cache.entries(at(1)).empty(), evicts);
  }
}

TEST(PreflightCache, TheOldestResultGoesFirst) {
  const Engine engine{.cache_capacity = 2};
  PreflightCache cache(engine);
  for (const char* path : {"a", "b", "c"}) {
    CacheScope scope = here;
    scope.url = path;
    cache.update(scope, false, {"PUT", "DELETE"}, {"x-a"}, {600}, at(0));
  }
  EXPECT_EQ(cache.entries(at(1)).size(), 6u);
  EXPECT_EQ(cache.entries(at(1)).front().scope.url, "b");
}

/// The Standard's cache once more, as a plain list walked by hand; shares nothing with the real one but its types.
class NaiveCache {
 public:
  void store(bool credentials, const std::string& method, std::int64_t max_age, std::int64_t now) {
    bool found = false;
    for (auto& entry : entries_) {
      if (now - entry.stored >= entry.max_age) continue;
      if (credentials && !entry.credentials) continue;
      if (entry.method != method && entry.method != "*") continue;
      entry.max_age = max_age;
      found = true;
    }
    // What the new max-age has just expired is gone, and then the method has no match.
    if (!found || !match(credentials, method, now)) entries_.push_back({credentials, method, max_age, now});
  }
  [[nodiscard]] bool match(bool credentials, const std::string& method, std::int64_t now) const {
    for (const auto& entry : entries_) {
      if (now - entry.stored >= entry.max_age) continue;
      if (credentials && !entry.credentials) continue;
      if (entry.method == method || entry.method == "*") return true;
    }
    return false;
  }
  void clear() { entries_.clear(); }

 private:
  struct Entry {
    bool credentials;
    std::string method;
    std::int64_t max_age;
    std::int64_t stored;
  };
  std::vector<Entry> entries_;
};

/// Command sequences over small pools, so that they collide; seeds are fixed and named by a failure.
TEST(PreflightCache, AgreesWithAListWalkedByHand) {
  const std::vector<std::string> methods = {"PUT", "DELETE", "put", "*"};
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    PreflightCache cache(spec_engine());
    NaiveCache naive;
    std::int64_t now = 0;
    for (int command = 0; command < 100; ++command) {
      const bool credentials = random() % 2 == 0;
      const std::string& method = methods[random() % methods.size()];
      switch (random() % 8) {
        case 0:
        case 1:
        case 2: {
          const auto max_age = static_cast<std::int64_t>(random() % 6);
          cache.update(here, credentials, {method}, {}, {max_age}, at(now));
          naive.store(credentials, method, max_age, now);
          break;
        }
        case 3:
          ++now;
          break;
        case 4:
          if (random() % 4 == 0) {
            cache.clear_cache_entries(here);
            naive.clear();
          }
          break;
        default:
          break;
      }
      for (const auto& asked : methods) {
        for (const bool with : {false, true}) {
          ASSERT_EQ(cache.method_cache_entry_match(here, with, asked, at(now)), naive.match(with, asked, now))
              << "seed " << seed << " command " << command << " " << asked << " credentials " << with;
        }
      }
    }
  }
}

}  // namespace
}  // namespace corspec::browser
