#include "browser/preflight_cache.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "fetch/request_headers.hpp"
#include "message/bytes.hpp"

namespace corspec::browser {
namespace {

constexpr std::string_view any = "*";

}  // namespace

// fetch#concept-cache-match (CACHE-MATCH-1)
bool PreflightCache::matches(const CacheEntry& entry, const CacheScope& scope, bool credentials,
                             fetch::Instant now) const {
  if (entry.expired(now) || entry.scope != scope) return false;
  if (credentials) return entry.credentials;
  return !entry.credentials || engine_->credentialed_entry_serves_non_credentialed;
}

bool PreflightCache::star_counts(const CacheEntry& entry, bool credentials) const {
  switch (engine_->star_from_cache) {
    case Engine::StarFromCache::always:
      return true;
    case Engine::StarFromCache::non_credentialed_entry:
      return !entry.credentials;
    case Engine::StarFromCache::non_credentialed_request:
      return !credentials;
    case Engine::StarFromCache::never:
      return false;
  }
  return false;
}

bool PreflightCache::covers_method(const CacheEntry& entry, bool credentials, std::string_view method) const {
  return entry.method == method || (entry.method == any && star_counts(entry, credentials));
}

bool PreflightCache::covers_header_name(const CacheEntry& entry, bool credentials, std::string_view name) const {
  if (entry.header_name.empty()) return false;
  if (message::byte_case_insensitive_match(entry.header_name, name)) return true;
  const bool star_may =
      engine_->authorization_covered_by_cached_star || !fetch::is_cors_non_wildcard_request_header_name(name);
  return entry.header_name == any && star_may && star_counts(entry, credentials);
}

bool PreflightCache::method_cache_entry_match(const CacheScope& scope, bool credentials, std::string_view method,
                                              fetch::Instant now) const {
  return std::ranges::any_of(entries_, [&](const CacheEntry& entry) {
    return matches(entry, scope, credentials, now) && covers_method(entry, credentials, method);
  });
}

bool PreflightCache::header_name_cache_entry_match(const CacheScope& scope, bool credentials, std::string_view name,
                                                   fetch::Instant now) const {
  return std::ranges::any_of(entries_, [&](const CacheEntry& entry) {
    return matches(entry, scope, credentials, now) && covers_header_name(entry, credentials, name);
  });
}

void PreflightCache::update(const CacheScope& scope, bool credentials, const std::vector<std::string>& methods,
                            const std::vector<std::string>& header_names, fetch::Seconds max_age, fetch::Instant now) {
  if (engine_->max_age_cap) max_age.count = std::min(max_age.count, *engine_->max_age_cap);
  if (max_age.count == 0 && !engine_->zero_max_age_updates) return;
  if (engine_->cache_url_limit && scope.url.size() >= *engine_->cache_url_limit) return;
  std::erase_if(entries_, [&](const CacheEntry& entry) { return entry.expired(now); });
  if (engine_->cache_shape == Engine::CacheShape::replace) clear_cache_entries(scope);

  // s7.12, s7.14: what matches already. CACHE-UPD-4: unless the engine restarts the clock, a lower max-age may expire
  // an entry here, which then no longer matches below.
  for (CacheEntry& entry : entries_) {
    if (!matches(entry, scope, credentials, now)) continue;
    const bool listed =
        std::ranges::any_of(methods, [&](const auto& method) { return covers_method(entry, credentials, method); }) ||
        std::ranges::any_of(header_names,
                            [&](const auto& name) { return covers_header_name(entry, credentials, name); });
    if (!listed) continue;
    entry.max_age = max_age;
    if (engine_->update_restarts_clock) entry.stored = now;
  }
  // s7.13, s7.15: what does not.
  const CacheEntry blank{
      .scope = scope, .credentials = credentials, .method = {}, .header_name = {}, .max_age = max_age, .stored = now};
  for (const std::string& method : methods) {
    if (!method_cache_entry_match(scope, credentials, method, now)) entries_.emplace_back(blank).method = method;
  }
  for (const std::string& name : header_names) {
    if (!header_name_cache_entry_match(scope, credentials, name, now)) entries_.emplace_back(blank).header_name = name;
  }

  if (!engine_->cache_capacity) return;
  make_most_recent({scope, credentials});
  enforce_capacity();
}

void PreflightCache::note_use(const CacheScope& scope, bool credentials, fetch::Instant now) {
  if (!engine_->cache_capacity) return;
  std::vector<Result> used;
  for (const CacheEntry& entry : entries_) {
    if (matches(entry, scope, credentials, now)) used.push_back({entry.scope, entry.credentials});
  }
  for (Result& result : used) make_most_recent(std::move(result));
}

void PreflightCache::make_most_recent(Result result) {
  std::erase(recency_, result);
  recency_.push_back(std::move(result));
}

void PreflightCache::enforce_capacity() {
  const auto of = [](const Result& result) {
    return [&result](const CacheEntry& entry) {
      return entry.scope == result.scope && entry.credentials == result.credentials;
    };
  };
  if (recency_.size() <= *engine_->cache_capacity) return;
  std::erase_if(recency_, [&](const Result& result) { return std::ranges::none_of(entries_, of(result)); });
  while (recency_.size() > *engine_->cache_capacity) {
    std::erase_if(entries_, of(recency_.front()));
    recency_.erase(recency_.begin());
  }
}

void PreflightCache::clear_cache_entries(const CacheScope& scope) {
  std::erase_if(entries_, [&](const CacheEntry& entry) { return entry.scope == scope; });
}

// Both flavours go: the engines that do this keep one result for both.
void PreflightCache::note_insufficient(const CacheScope& scope, bool) {
  if (engine_->evict_on_insufficient) clear_cache_entries(scope);
}

std::vector<CacheEntry> PreflightCache::entries(fetch::Instant now) const {
  std::vector<CacheEntry> valid;
  std::ranges::copy_if(entries_, std::back_inserter(valid),
                       [&](const CacheEntry& entry) { return !entry.expired(now); });
  return valid;
}

}  // namespace corspec::browser
