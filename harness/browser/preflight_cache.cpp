#include "browser/preflight_cache.hpp"

#include <algorithm>

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
  if (engine_->cache_url_limit && scope.url.size() >= *engine_->cache_url_limit) return;
  std::erase_if(entries_, [&](const CacheEntry& entry) { return entry.expired(now); });
  if (engine_->cache_shape == Engine::CacheShape::replace) clear_cache_entries(scope);

  // s7.12 to s7.15: update what matches, else create (CACHE-UPD-2, CACHE-UPD-3).
  const auto set = [&](const auto& covers, CacheEntry entry) {
    bool updated = false;
    for (CacheEntry& known : entries_) {
      if (!matches(known, scope, credentials, now) || !covers(known)) continue;
      known.max_age = max_age;
      if (engine_->update_restarts_clock) known.stored = now;
      updated = true;
    }
    if (!updated) entries_.push_back(std::move(entry));
  };
  for (const std::string& method : methods) {
    set([&](const CacheEntry& entry) { return covers_method(entry, credentials, method); },
        {.scope = scope, .credentials = credentials, .method = method, .max_age = max_age, .stored = now});
  }
  for (const std::string& name : header_names) {
    set([&](const CacheEntry& entry) { return covers_header_name(entry, credentials, name); },
        {.scope = scope, .credentials = credentials, .header_name = name, .max_age = max_age, .stored = now});
  }
  enforce_capacity();
}

void PreflightCache::enforce_capacity() {
  if (!engine_->cache_capacity) return;
  // Capacities count results: all entries of one scope and credentials flavour. Entries stand in order of storing.
  std::vector<const CacheEntry*> results;
  const auto same_result = [](const CacheEntry& left, const CacheEntry& right) {
    return left.scope == right.scope && left.credentials == right.credentials;
  };
  for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
    const bool known = std::ranges::any_of(results, [&](const auto* seen) { return same_result(*seen, *entry); });
    if (!known) results.push_back(&*entry);
  }
  if (results.size() <= *engine_->cache_capacity) return;
  std::vector<CacheEntry> kept;
  results.resize(*engine_->cache_capacity);
  for (const CacheEntry& entry : entries_) {
    if (std::ranges::any_of(results, [&](const auto* result) { return same_result(*result, entry); }))
      kept.push_back(entry);
  }
  entries_ = std::move(kept);
}

void PreflightCache::clear_cache_entries(const CacheScope& scope) {
  std::erase_if(entries_, [&](const CacheEntry& entry) { return entry.scope == scope; });
}

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
