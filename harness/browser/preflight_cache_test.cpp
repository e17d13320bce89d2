#include "browser/preflight_cache.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "testing/row_name.hpp"

namespace corspec::browser {
namespace {

const CacheScope here{"https://app.example", "https://app.example", "https://api.example/r"};

fetch::Instant at(std::int64_t seconds) {
  return {seconds * 1000};
}

using Star = Engine::StarFromCache;

/// What was stored at 0, what is asked for later, and whether it is there.
struct CacheRow {
  const char* name;
  Engine engine = {};  ///< the Standard with one switch turned
  bool stored_with_credentials = false;
  const char* method = "PUT";
  const char* header_name = "x-a";
  std::int64_t max_age = 600;
  bool asked_with_credentials = false;
  std::int64_t asked_at = 1;
  const char* asked_method = "PUT";
  const char* asked_header_name = "x-a";
  bool method_match = true;
  bool header_match = true;

  friend std::ostream& operator<<(std::ostream& out, const CacheRow& row) { return out << row.name; }
};

CacheRow star(CacheRow row) {
  row.method = "*";
  row.header_name = "*";
  return row;
}

CacheRow no_match(CacheRow row) {
  row.method_match = false;
  row.header_match = false;
  return row;
}

const CacheRow cache_rows[] = {
    {.name = "same", .asked_at = 599},
    no_match({.name = "expired_at_max_age", .asked_at = 600}),
    no_match({.name = "zero", .max_age = 0, .asked_at = 0}),
    {.name = "forever", .max_age = INT64_MAX, .asked_at = 1'000'000'000},
    {.name = "case_counts_in_methods_only", .asked_method = "put", .asked_header_name = "X-A", .method_match = false},
    {.name = "credentialed_serves_both", .stored_with_credentials = true},
    {.name = "credentialed_serves_credentialed", .stored_with_credentials = true, .asked_with_credentials = true},
    no_match({.name = "plain_never_serves_credentialed", .asked_with_credentials = true}),
    no_match({.name = "credentialed_apart",
              .engine = {.credentialed_entry_serves_non_credentialed = false},
              .stored_with_credentials = true}),
    star({.name = "star"}),
    star({.name = "star_not_authorization", .asked_header_name = "Authorization", .header_match = false}),
    star({.name = "star_authorization",
          .engine = {.authorization_covered_by_cached_star = true},
          .asked_header_name = "authorization"}),
    star({.name = "star_credentialed", .stored_with_credentials = true, .asked_with_credentials = true}),
    no_match(star({.name = "star_never", .engine = {.star_from_cache = Star::never}})),
    star({.name = "star_never_but_itself",
          .engine = {.star_from_cache = Star::never},
          .asked_method = "*",
          .asked_header_name = "*"}),
    star({.name = "star_by_entry_plain", .engine = {.star_from_cache = Star::non_credentialed_entry}}),
    no_match(star({.name = "star_by_entry_credentialed",
                   .engine = {.star_from_cache = Star::non_credentialed_entry},
                   .stored_with_credentials = true})),
    star({.name = "star_by_asker_plain",
          .engine = {.star_from_cache = Star::non_credentialed_request},
          .stored_with_credentials = true}),
    no_match(star({.name = "star_by_asker_credentialed",
                   .engine = {.star_from_cache = Star::non_credentialed_request},
                   .stored_with_credentials = true,
                   .asked_with_credentials = true})),
    {.name = "below_cap", .engine = {.max_age_cap = 10}, .asked_at = 9},
    no_match({.name = "capped", .engine = {.max_age_cap = 10}, .asked_at = 10}),
    {.name = "cap_raises_nothing", .engine = {.max_age_cap = 10}, .max_age = 5, .asked_at = 4},
    no_match({.name = "cap_raises_nothing_after", .engine = {.max_age_cap = 10}, .max_age = 5, .asked_at = 5}),
    no_match({.name = "url_at_the_limit", .engine = {.cache_url_limit = here.url.size()}}),
    {.name = "url_below_the_limit", .engine = {.cache_url_limit = here.url.size() + 1}},
};

class Match : public ::testing::TestWithParam<CacheRow> {};

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

INSTANTIATE_TEST_SUITE_P(Rows, Match, ::testing::ValuesIn(cache_rows), corspec::testing::row_name);

TEST(PreflightCache, MethodAndHeaderNameEntriesDoNotAnswerForEachOther) {
  PreflightCache cache(spec_engine());
  cache.update(here, false, {"PUT"}, {"x-a"}, {600}, at(0));
  EXPECT_FALSE(cache.method_cache_entry_match(here, false, "x-a", at(1)));
  EXPECT_FALSE(cache.header_name_cache_entry_match(here, false, "PUT", at(1)));
  EXPECT_FALSE(cache.header_name_cache_entry_match(here, false, "", at(1)));
  EXPECT_TRUE(cache.all_header_names_match(here, false, {}, at(1)));
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

TEST(PreflightCache, ShowsTheEntriesOfSomeUrls) {
  PreflightCache cache(spec_engine());
  CacheScope other = here;
  other.url += "2";
  cache.update(here, false, {"PUT"}, {}, {600}, at(0));
  cache.update(other, false, {"PUT"}, {}, {5}, at(0));
  ASSERT_EQ(cache.entries_for({other.url}, at(1)).size(), 1u);
  EXPECT_EQ(cache.entries_for({other.url}, at(1)).front().scope, other);
  EXPECT_TRUE(cache.entries_for({other.url}, at(6)).empty());
  EXPECT_TRUE(cache.entries_for({}, at(1)).empty());
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

TEST(PreflightCache, AnUpdateThatExpiresAnEntryMakesANewOne) {  // CACHE-UPD-4
  PreflightCache cache(spec_engine());
  cache.update(here, false, {"PUT"}, {}, {600}, at(0));
  cache.update(here, false, {"PUT"}, {}, {50}, at(100));
  EXPECT_TRUE(cache.method_cache_entry_match(here, false, "PUT", at(149)));
  EXPECT_FALSE(cache.method_cache_entry_match(here, false, "PUT", at(150)));
}

TEST(PreflightCache, ZeroMayLeaveEverythingAsItWas) {  // GREY-5
  const Engine engine{.zero_max_age_updates = false};
  PreflightCache cache(engine);
  cache.update(here, false, {"PUT"}, {}, {600}, at(0));
  cache.update(here, false, {"PUT", "DELETE"}, {}, {0}, at(1));
  EXPECT_TRUE(cache.method_cache_entry_match(here, false, "PUT", at(1)));
  EXPECT_FALSE(cache.method_cache_entry_match(here, false, "DELETE", at(1)));
}

CacheScope scope_of(const char* url) {
  CacheScope scope = here;
  scope.url = url;
  return scope;
}

/// The URLs in the cache, in order of storing.
std::vector<std::string> urls(const PreflightCache& cache, fetch::Instant now) {
  std::vector<std::string> all;
  for (const CacheEntry& entry : cache.entries(now)) {
    if (all.empty() || all.back() != entry.scope.url) all.push_back(entry.scope.url);
  }
  return all;
}

TEST(PreflightCache, CapacityCountsPreflightsNotEntries) {
  const Engine engine{.cache_capacity = 2};
  PreflightCache cache(engine);
  for (const char* url : {"a", "b", "c"}) cache.update(scope_of(url), false, {"PUT", "DELETE"}, {"x-a"}, {600}, at(0));
  EXPECT_EQ(cache.entries(at(1)).size(), 6U);
  EXPECT_EQ(urls(cache, at(1)), (std::vector<std::string>{"b", "c"}));
}

TEST(PreflightCache, TheLeastRecentlyUsedGoesFirst) {
  const Engine engine{.cache_capacity = 2};
  PreflightCache cache(engine);
  cache.update(scope_of("a"), false, {"PUT"}, {}, {600}, at(0));
  cache.update(scope_of("b"), false, {"PUT"}, {}, {600}, at(0));
  cache.note_use(scope_of("a"), false, at(1));
  cache.update(scope_of("c"), false, {"PUT"}, {}, {600}, at(2));
  EXPECT_EQ(urls(cache, at(3)), (std::vector<std::string>{"a", "c"}));
}

TEST(PreflightCache, TheExpiredGoBeforeTheLeastRecentlyUsed) {
  const Engine engine{.cache_capacity = 2};
  PreflightCache cache(engine);
  cache.update(scope_of("a"), false, {"PUT"}, {}, {600}, at(0));
  cache.update(scope_of("b"), false, {"PUT"}, {}, {1}, at(0));
  cache.update(scope_of("c"), false, {"PUT"}, {}, {600}, at(2));
  EXPECT_EQ(urls(cache, at(3)), (std::vector<std::string>{"a", "c"}));
}

std::vector<std::string> numbered(const std::string& prefix, int count) {
  std::vector<std::string> all;
  for (int number = 0; number < count; ++number) all.push_back(prefix + std::to_string(number));
  return all;
}

TEST(PreflightCache, ManyNamesCostNoMoreThanTheirLength) {
  const Engine engine{.cache_capacity = 2};
  PreflightCache cache(engine);
  constexpr int many = 50'000;
  cache.update(here, false, numbered("M", many), numbered("x-", many), {600}, at(0));
  ASSERT_EQ(cache.entries(at(1)).size(), 2U * many);

  // The same in another case: nothing new but what outlives the first.
  cache.update(here, false, numbered("M", many), numbered("X-", many), {900}, at(1));
  EXPECT_EQ(cache.entries(at(1)).size(), 2U * many);
  EXPECT_EQ(cache.entries(at(899)).size(), 2U * many);
  EXPECT_TRUE(cache.header_name_cache_entry_match(here, false, "x-49999", at(899)));
  EXPECT_FALSE(cache.header_name_cache_entry_match(here, false, "x-50000", at(899)));
  EXPECT_TRUE(cache.all_header_names_match(here, false, numbered("x-", many), at(899)));
  EXPECT_FALSE(cache.all_header_names_match(here, false, numbered("x-", many + 1), at(899)));

  cache.note_use(here, false, at(2));
  cache.update(scope_of("b"), false, {"PUT"}, {}, {900}, at(2));
  cache.update(scope_of("c"), false, {"PUT"}, {}, {900}, at(2));
  EXPECT_EQ(urls(cache, at(3)), (std::vector<std::string>{"b", "c"}));
}

TEST(PreflightCache, ManyTimesTheSameNameIsOneEntry) {
  PreflightCache cache(spec_engine());
  cache.update(here, false, {}, std::vector<std::string>(50'000, "X-A"), {600}, at(0));
  EXPECT_EQ(cache.entries(at(1)).size(), 1U);
}

}  // namespace
}  // namespace corspec::browser
