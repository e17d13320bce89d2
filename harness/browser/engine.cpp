#include "browser/engine.hpp"

#include <algorithm>
#include <array>

namespace corspec::browser {
namespace {

/// Digest section 8.3, a column an engine.
constexpr std::array<Engine, 4> table{
    Engine{.name = "spec"},
    Engine{.name = "chromium",
           .deviations = {.authorization_covered_by_wildcard = true,
                          .client_hints_safelisted = true,
                          .lines_judged_combined = true,
                          .max_age_negative = 0,
                          .max_age_overflow = 5,
                          .max_age_accepts_plus = true},
           .max_age_cap = 7200,
           .cache_shape = Engine::CacheShape::replace,
           .star_from_cache = Engine::StarFromCache::non_credentialed_entry,
           .evict_on_insufficient = true,
           .caches_for_opaque_origins = false,
           .clear_on_failure = Engine::ClearOnFailure::never,
           .update_restarts_clock = true,
           .flag_needs_method_entry = false,
           .upload_listener_counts_without_body = false,
           .drops_author_user_agent = true,
           .empty_location_is_none = true,
           .refuses_credentials_in_any_redirect = true,
           .cache_capacity = 1024,
           .cache_url_limit = 1024},
    Engine{.name = "firefox",
           .deviations = {.authorization_covered_by_wildcard = true,
                          .safelist_total_enforced = false,
                          .non_ascii_unsafe = true,
                          .unsafe_names_repeated = true,
                          .max_age_negative = 0,
                          .max_age_malformed = 0},
           .max_age_cap = 86400,
           .star_from_cache = Engine::StarFromCache::never,
           .credentialed_entry_serves_non_credentialed = false,
           .preflight_speaks_for_page = true,
           .preflight_need_outlasts_redirect = true,
           .clear_on_failure = Engine::ClearOnFailure::all_cors_requests,
           .head_exempt_in_cache = false,
           .update_restarts_clock = true,
           .zero_max_age_updates = false,
           .flag_needs_method_entry = false,
           .cache_capacity = 100},
    Engine{.name = "webkit",
           .deviations = {.authorization_covered_by_wildcard = true,
                          .safelist_total_enforced = false,
                          .max_age_negative = 0,
                          .max_age_overflow = 5,
                          .max_age_accepts_plus = true},
           .max_age_cap = 600,
           .cache_shape = Engine::CacheShape::replace,
           .star_from_cache = Engine::StarFromCache::non_credentialed_request,
           .authorization_covered_by_cached_star = true,
           .evict_on_insufficient = true,
           .stores_insufficient_result = true,
           .clear_on_failure = Engine::ClearOnFailure::never,
           .update_restarts_clock = true},
};

}  // namespace

std::span<const Engine> engines() {
  return table;
}

const Engine* find_engine(std::string_view name) {
  const auto found = std::ranges::find(table, name, &Engine::name);
  return found == table.end() ? nullptr : &*found;
}

const Engine& spec_engine() {
  return table.front();
}

}  // namespace corspec::browser
