#include "browser/http_cache.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

namespace corspec::browser {
namespace {

using enum SharedCache::Freshness;
using message::HeaderList;

constexpr std::string_view url = "https://api.example/r";

struct ReuseRow {
  const char* name;
  HeaderList response;
  bool reused;
  SharedCache::Freshness freshness = explicit_only;
  int status = 200;
  HeaderList first_request = {{"Origin", "https://a.example"}};
  HeaderList second_request = {{"Origin", "https://b.example"}};
  std::int64_t after = 1;  ///< seconds between the two
};

void PrintTo(const ReuseRow& row, std::ostream* out) {
  *out << row.name;
}

/// A's answer is stored, then B asks.
class SharedCacheReuse : public testing::TestWithParam<ReuseRow> {};

TEST_P(SharedCacheReuse, FollowsRfc9111) {
  const auto& row = GetParam();
  SharedCache cache(row.freshness);
  cache.store("GET", url, row.first_request, row.status, row.response, "body", {5000});
  const auto* found = cache.find("GET", url, row.second_request, {5000 + row.after * 1000});
  ASSERT_EQ(found != nullptr, row.reused);
  if (found == nullptr) return;
  EXPECT_EQ(found->status, row.status);
  EXPECT_EQ(found->headers, row.response);
  EXPECT_EQ(found->body, "body");
}

const auto row_name = [](const auto& row) { return row.param.name; };

INSTANTIATE_TEST_SUITE_P(
    ExplicitFreshness, SharedCacheReuse,
    testing::Values(
        ReuseRow{"max_age", {{"Cache-Control", "max-age=60"}}, true},
        ReuseRow{
            .name = "last_fresh_second", .response = {{"Cache-Control", "max-age=60"}}, .reused = true, .after = 59},
        ReuseRow{
            .name = "first_stale_second", .response = {{"Cache-Control", "max-age=60"}}, .reused = false, .after = 60},
        ReuseRow{"nothing_said", {}, false}, ReuseRow{"max_age_zero", {{"Cache-Control", "max-age=0"}}, false},
        ReuseRow{"directives_in_any_case", {{"cache-control", "MAX-AGE=60"}}, true},
        ReuseRow{"quoted_argument", {{"Cache-Control", "max-age=\"60\""}}, true},
        ReuseRow{"second_line", {{"Cache-Control", "public"}, {"Cache-Control", "max-age=60"}}, true},
        ReuseRow{"s_maxage_wins", {{"Cache-Control", "max-age=0, s-maxage=60"}}, true},
        ReuseRow{"s_maxage_zero_wins", {{"Cache-Control", "s-maxage=0, max-age=60"}}, false},
        ReuseRow{"malformed_is_stale", {{"Cache-Control", "max-age=6e1"}}, false},
        ReuseRow{"negative_is_stale", {{"Cache-Control", "max-age=-1"}}, false},
        ReuseRow{"empty_argument_is_stale", {{"Cache-Control", "max-age="}}, false},
        ReuseRow{"space_before_number_is_stale", {{"Cache-Control", "max-age = 60"}}, false},
        ReuseRow{"same_twice", {{"Cache-Control", "max-age=60, max-age=60"}}, true},
        ReuseRow{"contradiction_is_stale", {{"Cache-Control", "max-age=60, max-age=90"}}, false},
        ReuseRow{.name = "far_too_large_saturates",
                 .response = {{"Cache-Control", "max-age=99999999999999999999"}},
                 .reused = true,
                 .after = 1000000000},
        ReuseRow{"directive_inside_quotes_is_none", {{"Cache-Control", "x=\"max-age=60, public\""}}, false},
        ReuseRow{
            "expires", {{"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}, {"Expires", "Sun, 06 Nov 1994 08:50:37 GMT"}}, true},
        ReuseRow{.name = "expires_over",
                 .response = {{"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}, {"Expires", "Sun, 06 Nov 1994 08:50:37 GMT"}},
                 .reused = false,
                 .after = 60},
        ReuseRow{"expires_in_old_format",
                 {{"Date", "Sun Nov  6 08:49:37 1994"}, {"Expires", "Sunday, 06-Nov-94 08:50:37 GMT"}},
                 true},
        ReuseRow{"expires_zero", {{"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}, {"Expires", "0"}}, false},
        ReuseRow{"expires_without_date", {{"Expires", "Sun, 06 Nov 1994 08:50:37 GMT"}}, false},
        ReuseRow{"max_age_beats_expires",
                 {{"Cache-Control", "max-age=60"}, {"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}, {"Expires", "0"}},
                 true},
        ReuseRow{"age_eats_the_lifetime", {{"Cache-Control", "max-age=60"}, {"Age", "60"}}, false},
        ReuseRow{"age_leaves_some", {{"Cache-Control", "max-age=60"}, {"Age", "58"}}, true},
        ReuseRow{"first_age_counts", {{"Cache-Control", "max-age=60"}, {"Age", "58"}, {"Age", "99"}}, true},
        ReuseRow{"invalid_age_is_stale", {{"Cache-Control", "max-age=60"}, {"Age", "soon"}}, false}),
    row_name);

INSTANTIATE_TEST_SUITE_P(
    Storing, SharedCacheReuse,
    testing::Values(
        ReuseRow{"no_store", {{"Cache-Control", "no-store, max-age=60"}}, false},
        ReuseRow{"private_response", {{"Cache-Control", "private, max-age=60"}}, false},
        ReuseRow{"private_fields", {{"Cache-Control", "private=\"set-cookie\", max-age=60"}}, false},
        ReuseRow{"no_cache", {{"Cache-Control", "no-cache, max-age=60"}}, false},
        ReuseRow{"no_cache_fields", {{"Cache-Control", "no-cache=\"set-cookie\", max-age=60"}}, false},
        ReuseRow{"must_revalidate_while_fresh", {{"Cache-Control", "must-revalidate, max-age=60"}}, true},
        ReuseRow{"proxy_revalidate_while_fresh", {{"Cache-Control", "proxy-revalidate, max-age=60"}}, true},
        ReuseRow{"set_cookie_does_not_forbid", {{"Cache-Control", "max-age=60"}, {"Set-Cookie", "a=b"}}, true},
        ReuseRow{.name = "request_no_store",
                 .response = {{"Cache-Control", "max-age=60"}},
                 .reused = false,
                 .first_request = {{"Cache-Control", "no-store"}}},
        ReuseRow{.name = "authorization",
                 .response = {{"Cache-Control", "max-age=60"}},
                 .reused = false,
                 .first_request = {{"Authorization", "Bearer t"}}},
        ReuseRow{.name = "authorization_public",
                 .response = {{"Cache-Control", "public, max-age=60"}},
                 .reused = true,
                 .first_request = {{"Authorization", "Bearer t"}}},
        ReuseRow{.name = "authorization_s_maxage",
                 .response = {{"Cache-Control", "s-maxage=60"}},
                 .reused = true,
                 .first_request = {{"Authorization", "Bearer t"}}},
        ReuseRow{.name = "authorization_must_revalidate",
                 .response = {{"Cache-Control", "must-revalidate, max-age=60"}},
                 .reused = true,
                 .first_request = {{"Authorization", "Bearer t"}}},
        ReuseRow{.name = "cookie_does_not_forbid",
                 .response = {{"Cache-Control", "max-age=60"}},
                 .reused = true,
                 .first_request = {{"Cookie", "a=b"}}},
        ReuseRow{.name = "forbidden_with_lifetime",
                 .response = {{"Cache-Control", "max-age=60"}},
                 .reused = true,
                 .status = 403},
        ReuseRow{.name = "partial", .response = {{"Cache-Control", "max-age=60"}}, .reused = false, .status = 206},
        ReuseRow{
            .name = "not_modified", .response = {{"Cache-Control", "max-age=60"}}, .reused = false, .status = 304}),
    row_name);

INSTANTIATE_TEST_SUITE_P(
    Heuristics, SharedCacheReuse,
    testing::Values(
        ReuseRow{.name = "undated", .response = {}, .reused = true, .freshness = heuristic},
        ReuseRow{.name = "undated_two_minutes", .response = {}, .reused = true, .freshness = heuristic, .after = 119},
        ReuseRow{.name = "undated_over", .response = {}, .reused = false, .freshness = heuristic, .after = 120},
        ReuseRow{
            .name = "tenth_of_the_age",
            .response = {{"Date", "Sun, 06 Nov 1994 08:50:37 GMT"}, {"Last-Modified", "Sun, 06 Nov 1994 08:48:57 GMT"}},
            .reused = true,
            .freshness = heuristic,
            .after = 9},
        ReuseRow{
            .name = "tenth_of_the_age_over",
            .response = {{"Date", "Sun, 06 Nov 1994 08:50:37 GMT"}, {"Last-Modified", "Sun, 06 Nov 1994 08:48:57 GMT"}},
            .reused = false,
            .freshness = heuristic,
            .after = 10},
        ReuseRow{
            .name = "modified_in_the_future",
            .response = {{"Date", "Sun, 06 Nov 1994 08:48:57 GMT"}, {"Last-Modified", "Sun, 06 Nov 1994 08:50:37 GMT"}},
            .reused = false,
            .freshness = heuristic},
        ReuseRow{.name = "modified_unreadable",
                 .response = {{"Date", "Sun, 06 Nov 1994 08:48:57 GMT"}, {"Last-Modified", "yesterday"}},
                 .reused = false,
                 .freshness = heuristic},
        ReuseRow{.name = "not_found", .response = {}, .reused = true, .freshness = heuristic, .status = 404},
        ReuseRow{
            .name = "found_is_not_heuristic", .response = {}, .reused = false, .freshness = heuristic, .status = 302},
        ReuseRow{.name = "server_error_is_not_heuristic",
                 .response = {},
                 .reused = false,
                 .freshness = heuristic,
                 .status = 500},
        ReuseRow{.name = "public_allows_any_status",
                 .response = {{"Cache-Control", "public"}},
                 .reused = true,
                 .freshness = heuristic,
                 .status = 302},
        ReuseRow{.name = "explicit_zero_is_not_overruled",
                 .response = {{"Cache-Control", "max-age=0"}},
                 .reused = false,
                 .freshness = heuristic},
        ReuseRow{.name = "no_cache_is_not_overruled",
                 .response = {{"Cache-Control", "no-cache"}},
                 .reused = false,
                 .freshness = heuristic}),
    row_name);

constexpr const char* hour = "max-age=3600";

INSTANTIATE_TEST_SUITE_P(
    Vary, SharedCacheReuse,
    testing::Values(
        ReuseRow{"origin_differs", {{"Cache-Control", hour}, {"Vary", "Origin"}}, false},
        ReuseRow{.name = "origin_equal",
                 .response = {{"Cache-Control", hour}, {"Vary", "Origin"}},
                 .reused = true,
                 .second_request = {{"origin", "https://a.example"}}},
        ReuseRow{.name = "absent_matches_absent",
                 .response = {{"Cache-Control", hour}, {"Vary", "Origin"}},
                 .reused = true,
                 .first_request = {},
                 .second_request = {}},
        ReuseRow{.name = "absent_does_not_match_present",
                 .response = {{"Cache-Control", hour}, {"Vary", "Origin"}},
                 .reused = false,
                 .first_request = {}},
        ReuseRow{.name = "absent_does_not_match_empty",
                 .response = {{"Cache-Control", hour}, {"Vary", "Origin"}},
                 .reused = false,
                 .first_request = {},
                 .second_request = {{"Origin", ""}}},
        ReuseRow{"in_a_list", {{"Cache-Control", hour}, {"Vary", "Accept-Encoding, ORIGIN"}}, false},
        ReuseRow{"on_a_second_line", {{"Cache-Control", hour}, {"Vary", "Accept-Encoding"}, {"Vary", "origin"}}, false},
        ReuseRow{"another_header", {{"Cache-Control", hour}, {"Vary", "Accept-Encoding"}}, true},
        ReuseRow{"empty", {{"Cache-Control", hour}, {"Vary", ""}}, true},
        ReuseRow{"empty_elements", {{"Cache-Control", hour}, {"Vary", ",, ,"}}, true},
        ReuseRow{.name = "star",
                 .response = {{"Cache-Control", hour}, {"Vary", "*"}},
                 .reused = false,
                 .second_request = {{"Origin", "https://a.example"}}},
        ReuseRow{.name = "star_in_a_list",
                 .response = {{"Cache-Control", hour}, {"Vary", "accept, *"}},
                 .reused = false,
                 .second_request = {{"Origin", "https://a.example"}}},
        ReuseRow{.name = "whitespace_around_commas",
                 .response = {{"Cache-Control", hour}, {"Vary", "Accept"}},
                 .reused = true,
                 .first_request = {{"Accept", "text/html,text/plain"}},
                 .second_request = {{"Accept", "text/html ,\ttext/plain"}}},
        ReuseRow{.name = "lines_combined",
                 .response = {{"Cache-Control", hour}, {"Vary", "Accept"}},
                 .reused = true,
                 .first_request = {{"Accept", "text/html"}, {"Accept", "text/plain"}},
                 .second_request = {{"Accept", "text/html, text/plain"}}},
        ReuseRow{.name = "whitespace_inside_quotes_counts",
                 .response = {{"Cache-Control", hour}, {"Vary", "X"}},
                 .reused = false,
                 .first_request = {{"X", "\"a, b\""}},
                 .second_request = {{"X", "\"a,b\""}}},
        ReuseRow{.name = "case_counts",
                 .response = {{"Cache-Control", hour}, {"Vary", "Origin"}},
                 .reused = false,
                 .second_request = {{"Origin", "https://A.example"}}}),
    row_name);

INSTANTIATE_TEST_SUITE_P(WhatTheClientAsks, SharedCacheReuse,
                         testing::Values(ReuseRow{.name = "request_no_cache",
                                                  .response = {{"Cache-Control", hour}},
                                                  .reused = false,
                                                  .second_request = {{"Cache-Control", "no-cache"}}},
                                         ReuseRow{.name = "request_max_age_zero",
                                                  .response = {{"Cache-Control", hour}},
                                                  .reused = false,
                                                  .second_request = {{"Cache-Control", "max-age=0"}}},
                                         ReuseRow{.name = "request_max_age_reached",
                                                  .response = {{"Cache-Control", hour}, {"Age", "10"}},
                                                  .reused = true,
                                                  .second_request = {{"Cache-Control", "max-age=11"}}},
                                         ReuseRow{.name = "request_max_age_exceeded",
                                                  .response = {{"Cache-Control", hour}, {"Age", "10"}},
                                                  .reused = false,
                                                  .second_request = {{"Cache-Control", "max-age=10"}}}),
                         row_name);

const HeaderList fresh = {{"Cache-Control", "max-age=60"}};

TEST(SharedCacheMethods, OnlyGetIsStored) {
  for (const auto* method : {"HEAD", "OPTIONS", "POST", "get"}) {
    SharedCache cache(heuristic);
    cache.store(method, url, {}, 200, fresh, "", {0});
    for (const auto* asked : {"GET", "HEAD", "OPTIONS", "POST"})
      EXPECT_EQ(cache.find(asked, url, {}, {1}), nullptr) << method << " then " << asked;
  }
}

TEST(SharedCacheMethods, HeadIsAnsweredFromGet) {
  SharedCache cache(explicit_only);
  cache.store("GET", url, {}, 200, fresh, "body", {0});
  EXPECT_NE(cache.find("HEAD", url, {}, {1}), nullptr);
  EXPECT_EQ(cache.find("OPTIONS", url, {}, {1}), nullptr);
  EXPECT_EQ(cache.find("POST", url, {}, {1}), nullptr);
}

TEST(SharedCacheMethods, TheWholeUrlIsTheKey) {
  SharedCache cache(explicit_only);
  cache.store("GET", url, {}, 200, fresh, "", {0});
  EXPECT_EQ(cache.find("GET", "https://api.example/r?x", {}, {1}), nullptr);
  EXPECT_EQ(cache.find("GET", "http://api.example/r", {}, {1}), nullptr);
}

TEST(SharedCacheInvalidation, FollowsSuccessOfUnsafeMethodsOnly) {
  struct {
    const char* method;
    int status;
    bool kept;
  } const rows[] = {{"PUT", 204, false},     {"POST", 303, false}, {"DELETE", 200, false},
                    {"CHICKEN", 200, false}, {"PUT", 403, true},   {"PUT", 500, true},
                    {"OPTIONS", 204, true},  {"HEAD", 200, true},  {"GET", 500, true}};
  for (const auto& row : rows) {
    SharedCache cache(explicit_only);
    cache.store("GET", url, {}, 200, fresh, "", {0});
    cache.store("GET", "https://api.example/other", {}, 200, fresh, "", {0});
    cache.store(row.method, url, {}, row.status, {{"Cache-Control", "no-store"}}, "", {1000});
    EXPECT_EQ(cache.find("GET", url, {}, {2000}) != nullptr, row.kept) << row.method << ' ' << row.status;
    EXPECT_NE(cache.find("GET", "https://api.example/other", {}, {2000}), nullptr);
  }
}

TEST(SharedCacheSelection, KeepsVariantsApart) {
  SharedCache cache(explicit_only);
  const HeaderList varying = {{"Cache-Control", "max-age=60"}, {"Vary", "Origin"}};
  const HeaderList a = {{"Origin", "https://a.example"}};
  const HeaderList b = {{"Origin", "https://b.example"}};
  cache.store("GET", url, a, 200, varying, "for a", {0});
  cache.store("GET", url, b, 200, varying, "for b", {1000});
  ASSERT_NE(cache.find("GET", url, a, {2000}), nullptr);
  EXPECT_EQ(cache.find("GET", url, a, {2000})->body, "for a");
  EXPECT_EQ(cache.find("GET", url, b, {2000})->body, "for b");
  EXPECT_EQ(cache.find("GET", url, {}, {2000}), nullptr);
}

TEST(SharedCacheSelection, TakesTheMostRecentMatch) {
  SharedCache cache(explicit_only);
  cache.store("GET", url, {}, 200, {{"Cache-Control", "max-age=600"}}, "old", {0});
  cache.store("GET", url, {}, 200, {{"Cache-Control", "max-age=60"}}, "new", {1000});
  EXPECT_EQ(cache.find("GET", url, {}, {2000})->body, "new");
  EXPECT_EQ(cache.find("GET", url, {}, {70000}), nullptr) << "the selected response is stale: it needs validation";
}

TEST(SharedCacheSelection, PrefersAMatchThatVaries) {
  SharedCache cache(explicit_only);
  const HeaderList a = {{"Origin", "https://a.example"}};
  cache.store("GET", url, a, 200, {{"Cache-Control", "max-age=60"}, {"Vary", "Origin"}}, "varies", {0});
  cache.store("GET", url, {}, 200, fresh, "default", {1000});
  EXPECT_EQ(cache.find("GET", url, a, {2000})->body, "varies");
  EXPECT_EQ(cache.find("GET", url, {{"Origin", "https://b.example"}}, {2000})->body, "default");
}

TEST(SharedCacheStored, RemembersWhatWasLeft) {
  SharedCache cache(explicit_only);
  cache.store("GET", url, {{"Origin", "null"}}, 200, {{"Cache-Control", "max-age=60"}, {"Age", "20"}}, "", {3000});
  const auto* found = cache.find("GET", url, {}, {4000});
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->lifetime, fetch::Seconds{40});
  EXPECT_EQ(found->stored, fetch::Instant{3000});
  EXPECT_EQ(found->request_headers, (HeaderList{{"Origin", "null"}}));
}

}  // namespace
}  // namespace corspec::browser
