#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "browser/engine.hpp"
#include "fetch/time.hpp"

namespace corspec::browser {

/// What a cache entry and a request have in common (CACHE-ENT-1, CACHE-ENT-2).
struct CacheScope {
  std::string partition;  ///< network partition key: the top-level site
  std::string origin;     ///< byte-serialised request origin
  std::string url;        ///< the current URL, serialised

  friend auto operator<=>(const CacheScope&, const CacheScope&) = default;
};

/// https://fetch.spec.whatwg.org/#cache-entry: one method or one header name, `*` included.
struct CacheEntry {
  CacheScope scope;
  bool credentials = false;
  std::string method;       ///< empty when this is a header-name entry
  std::string header_name;  ///< empty when this is a method entry
  fetch::Seconds max_age;
  fetch::Instant stored;

  [[nodiscard]] bool expired(fetch::Instant now) const { return now >= stored + max_age; }
};

/// https://fetch.spec.whatwg.org/#cors-preflight-cache over a virtual clock (digest section 4). Every operation takes
/// the time; the engine's switches decide where shipped caches differ.
class PreflightCache {
 public:
  explicit PreflightCache(const Engine& engine) : engine_(&engine) {}

  /// fetch#concept-cache-match-method (CACHE-MATCH-2)
  [[nodiscard]] bool method_cache_entry_match(const CacheScope& scope, bool credentials, std::string_view method,
                                              fetch::Instant now) const;
  /// fetch#concept-cache-match-header (CACHE-MATCH-3)
  [[nodiscard]] bool header_name_cache_entry_match(const CacheScope& scope, bool credentials, std::string_view name,
                                                   fetch::Instant now) const;
  /// Whether anything is kept that matches, whatever it covers (GREY-27, GREY-36).
  [[nodiscard]] bool has_entry(const CacheScope& scope, bool credentials, fetch::Instant now) const;
  /// Whether each of `names` has a match, in time that does not multiply their number with that of the entries: page
  /// and server may choose thousands.
  [[nodiscard]] bool all_header_names_match(const CacheScope& scope, bool credentials,
                                            const std::vector<std::string>& names, fetch::Instant now) const;
  /// fetch#cors-preflight-fetch-0 s7.12-s7.15 (CACHE-UPD-1 to CACHE-UPD-5). `max_age` is capped by the engine here.
  void update(const CacheScope& scope, bool credentials, const std::vector<std::string>& methods,
              const std::vector<std::string>& header_names, fetch::Seconds max_age, fetch::Instant now);
  /// fetch#concept-cache-clear (CACHE-CLEAR-1)
  void clear_cache_entries(const CacheScope& scope);
  /// GREY-11: what an engine does to the entries of a scope that turned out not to cover a request. Nothing in `spec`.
  void note_insufficient(const CacheScope& scope, bool credentials);
  /// What covers that request was used: it is the last to go when the engine's cache is full.
  void note_use(const CacheScope& scope, bool credentials, fetch::Instant now);

  /// The entries still valid at `now`, in order of storing.
  [[nodiscard]] std::vector<CacheEntry> entries(fetch::Instant now) const;
  /// Those of some URLs, serialised.
  [[nodiscard]] std::vector<CacheEntry> entries_for(const std::vector<std::string>& urls, fetch::Instant now) const;

 private:
  /// What one preflight gave, as the engines with a limited cache count it.
  struct Result {
    CacheScope scope;
    bool credentials = false;

    friend bool operator==(const Result&, const Result&) = default;
  };

  /// The methods and the lower-case header names of one preflight.
  struct Tokens;
  /// What the entries that match a request cover together.
  struct Coverage;

  [[nodiscard]] bool matches(const CacheEntry& entry, const CacheScope& scope, bool credentials,
                             fetch::Instant now) const;
  [[nodiscard]] bool covers_any_method(const CacheEntry& entry, bool credentials, const Tokens& tokens) const;
  [[nodiscard]] bool covers_any_header_name(const CacheEntry& entry, bool credentials, const Tokens& tokens) const;
  [[nodiscard]] bool star_counts(const CacheEntry& entry, bool credentials) const;
  [[nodiscard]] bool covers_method(const CacheEntry& entry, bool credentials, std::string_view method) const;
  [[nodiscard]] bool star_covers_header_name(std::string_view name) const;
  [[nodiscard]] bool covers_header_name(const Coverage& covered, std::string_view name) const;
  [[nodiscard]] Coverage coverage(const CacheScope& scope, bool credentials, fetch::Instant now) const;
  void extend(Coverage& coverage, const CacheEntry& entry, bool credentials) const;
  void make_most_recent(Result result);
  void enforce_capacity();

  const Engine* engine_;
  std::vector<CacheEntry> entries_;
  /// Least recently used first; kept only when the engine's cache has a capacity. May name results whose entries are
  /// gone.
  std::vector<Result> recency_;
};

}  // namespace corspec::browser
