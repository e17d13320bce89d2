#include "browser/preflight_cache.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

#include "fetch/request_headers.hpp"
#include "message/bytes.hpp"

namespace corspec::browser {
namespace {

constexpr std::string_view any = "*";

}  // namespace

// Both are ordered sets, since a server that chooses the names could make all of them collide in a hash table.
struct PreflightCache::Tokens {
  Tokens(const std::vector<std::string>& all_methods, const std::vector<std::string>& all_header_names)
      : methods(all_methods.begin(), all_methods.end()) {
    for (const std::string& name : all_header_names) header_names.insert(message::byte_lowercase(name));
  }

  std::set<std::string_view> methods;
  std::set<std::string> header_names;
};

struct PreflightCache::Coverage {
  std::set<std::string> methods;
  std::set<std::string> header_names;  ///< lower-case
  bool any_method = false;             ///< by a `*` that counts
  bool any_header_name = false;        ///< by a `*` that counts, as far as `*` goes
};

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

bool PreflightCache::star_covers_header_name(std::string_view name) const {
  return engine_->authorization_covered_by_cached_star || !fetch::is_cors_non_wildcard_request_header_name(name);
}

bool PreflightCache::covers_any_method(const CacheEntry& entry, bool credentials, const Tokens& tokens) const {
  if (tokens.methods.contains(entry.method)) return true;
  return entry.method == any && !tokens.methods.empty() && star_counts(entry, credentials);
}

bool PreflightCache::covers_any_header_name(const CacheEntry& entry, bool credentials, const Tokens& tokens) const {
  if (entry.header_name.empty()) return false;
  if (tokens.header_names.contains(message::byte_lowercase(entry.header_name))) return true;
  return entry.header_name == any && star_counts(entry, credentials) &&
         std::ranges::any_of(tokens.header_names, [&](const auto& name) { return star_covers_header_name(name); });
}

void PreflightCache::extend(Coverage& coverage, const CacheEntry& entry, bool credentials) const {
  if (entry.header_name.empty()) {
    coverage.methods.insert(entry.method);
    if (entry.method == any && star_counts(entry, credentials)) coverage.any_method = true;
  } else {
    coverage.header_names.insert(message::byte_lowercase(entry.header_name));
    if (entry.header_name == any && star_counts(entry, credentials)) coverage.any_header_name = true;
  }
}

PreflightCache::Coverage PreflightCache::coverage(const CacheScope& scope, bool credentials, fetch::Instant now) const {
  Coverage covered;
  for (const CacheEntry& entry : entries_) {
    if (matches(entry, scope, credentials, now)) extend(covered, entry, credentials);
  }
  return covered;
}

bool PreflightCache::covers_header_name(const Coverage& covered, std::string_view name) const {
  if (covered.any_header_name && star_covers_header_name(name)) return true;
  return covered.header_names.contains(message::byte_lowercase(name));
}

bool PreflightCache::method_cache_entry_match(const CacheScope& scope, bool credentials, std::string_view method,
                                              fetch::Instant now) const {
  return std::ranges::any_of(entries_, [&](const CacheEntry& entry) {
    return matches(entry, scope, credentials, now) && covers_method(entry, credentials, method);
  });
}

bool PreflightCache::header_name_cache_entry_match(const CacheScope& scope, bool credentials, std::string_view name,
                                                   fetch::Instant now) const {
  return covers_header_name(coverage(scope, credentials, now), name);
}

bool PreflightCache::has_entry(const CacheScope& scope, bool credentials, fetch::Instant now) const {
  return std::ranges::any_of(entries_,
                             [&](const CacheEntry& entry) { return matches(entry, scope, credentials, now); });
}

bool PreflightCache::all_header_names_match(const CacheScope& scope, bool credentials,
                                            const std::vector<std::string>& names, fetch::Instant now) const {
  if (names.empty()) return true;
  const Coverage covered = coverage(scope, credentials, now);
  return std::ranges::all_of(names, [&](const std::string& name) { return covers_header_name(covered, name); });
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
  const Tokens listed(methods, header_names);
  Coverage covered;
  for (CacheEntry& entry : entries_) {
    if (!matches(entry, scope, credentials, now)) continue;
    if (covers_any_method(entry, credentials, listed) || covers_any_header_name(entry, credentials, listed)) {
      entry.max_age = max_age;
      if (engine_->update_restarts_clock) entry.stored = now;
    }
    if (!entry.expired(now)) extend(covered, entry, credentials);
  }
  // s7.13, s7.15: what does not.
  const CacheEntry blank{
      .scope = scope, .credentials = credentials, .method = {}, .header_name = {}, .max_age = max_age, .stored = now};
  const auto store = [&](CacheEntry entry) {
    if (!entry.expired(now)) extend(covered, entry, credentials);
    entries_.push_back(std::move(entry));
  };
  for (const std::string& method : methods) {
    if (covered.any_method || covered.methods.contains(method)) continue;
    CacheEntry entry = blank;
    entry.method = method;
    store(std::move(entry));
  }
  for (const std::string& name : header_names) {
    if (covers_header_name(covered, name)) continue;
    CacheEntry entry = blank;
    entry.header_name = name;
    store(std::move(entry));
  }

  if (!engine_->cache_capacity) return;
  make_most_recent({scope, credentials});
  enforce_capacity();
}

void PreflightCache::note_use(const CacheScope& scope, bool credentials, fetch::Instant now) {
  if (!engine_->cache_capacity) return;
  // Results of one scope differ in their credentials only; the one whose entry is stored last comes last.
  std::array<bool, 2> used{};
  bool last = false;
  for (const CacheEntry& entry : entries_) {
    if (!matches(entry, scope, credentials, now)) continue;
    last = entry.credentials;
    used[last ? 1 : 0] = true;
  }
  for (const bool flavour : {!last, last}) {
    if (used[flavour ? 1 : 0]) make_most_recent({scope, flavour});
  }
}

void PreflightCache::make_most_recent(Result result) {
  std::erase(recency_, result);
  recency_.push_back(std::move(result));
}

void PreflightCache::enforce_capacity() {
  const std::size_t capacity = *engine_->cache_capacity;
  if (recency_.size() <= capacity) return;
  const auto key = [](const auto& of) { return std::tie(of.scope, of.credentials); };
  using Keys = std::set<std::tuple<const CacheScope&, const bool&>>;

  Keys held;
  for (const CacheEntry& entry : entries_) held.insert(key(entry));
  std::erase_if(recency_, [&](const Result& result) { return !held.contains(key(result)); });
  if (recency_.size() <= capacity) return;

  const auto kept = recency_.end() - static_cast<std::ptrdiff_t>(capacity);
  Keys leaving;
  for (const Result& result : std::ranges::subrange(recency_.begin(), kept)) leaving.insert(key(result));
  std::erase_if(entries_, [&](const CacheEntry& entry) { return leaving.contains(key(entry)); });
  recency_.erase(recency_.begin(), kept);
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

std::vector<CacheEntry> PreflightCache::entries_for(const std::vector<std::string>& urls, fetch::Instant now) const {
  std::vector<CacheEntry> valid;
  std::ranges::copy_if(entries_, std::back_inserter(valid), [&](const CacheEntry& entry) {
    return !entry.expired(now) && std::ranges::find(urls, entry.scope.url) != urls.end();
  });
  return valid;
}

}  // namespace corspec::browser
