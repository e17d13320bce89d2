#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "fetch/deviations.hpp"

namespace corspec::browser {

/// Whose behaviour the model takes: one table of switches (digest section 8.3), no engine names in the algorithms.
struct Engine {
  /// One entry for each method and header name (the Standard, Firefox), or one result for a whole preflight, which
  /// the newest replaces (Chromium, WebKit) (GREY-10).
  enum class CacheShape : std::uint8_t { per_item, replace };
  /// When a stored `*` stands for every method or header name (GREY-7, GREY-8).
  enum class StarFromCache : std::uint8_t { always, non_credentialed_entry, non_credentialed_request, never };
  /// Which failures remove entries (CACHE-CLEAR-1, GREY-12).
  enum class ClearOnFailure : std::uint8_t { preflight_class_requests, never, all_cors_requests };

  std::string_view name;
  fetch::Deviations deviations;
  /// Seconds; null means no cap (PF-9).
  std::optional<std::int64_t> max_age_cap;
  CacheShape cache_shape = CacheShape::per_item;
  StarFromCache star_from_cache = StarFromCache::always;
  /// A stored `*` covers `Authorization` (CACHE-MATCH-3, GREY-1).
  bool authorization_covered_by_cached_star = false;
  /// CACHE-MATCH-1: an entry of a credentialed preflight serves requests without credentials.
  bool credentialed_entry_serves_non_credentialed = true;
  /// GREY-11: entries that did not cover a request are removed.
  bool evict_on_insufficient = false;
  /// GREY-11: a well-formed preflight response is cached even when it does not cover the request that asked.
  bool stores_insufficient_result = false;
  /// GREY-34: answers to preflights with `Origin: null` are kept too.
  bool caches_for_opaque_origins = true;
  /// GREY-35: a redirect makes the origin of the request `null`, but not that of its preflight: its Origin, its CORS
  /// check and its entries in the cache are those of the page.
  bool preflight_speaks_for_page = false;
  /// GREY-36: what needed a preflight before a redirect needs one behind it, whatever is left of it.
  bool preflight_need_outlasts_redirect = false;
  ClearOnFailure clear_on_failure = ClearOnFailure::preflight_class_requests;
  /// GREY-9: HEAD never needs a method entry.
  bool head_exempt_in_cache = true;
  /// GREY-15: an update also restarts the entry's clock.
  bool update_restarts_clock = false;
  /// CACHE-UPD-3: a response with a max-age of 0 expires the entries that it lists; otherwise it changes nothing
  /// (GREY-5).
  bool zero_max_age_updates = true;
  /// With the use-CORS-preflight flag, a safelisted method needs an entry of its own; otherwise any entry will do
  /// (GREY-27).
  bool flag_needs_method_entry = true;
  /// FLAG-1: an upload listener counts when nothing is uploaded (GREY-37).
  bool upload_listener_counts_without_body = true;
  /// GREY-28: an author's `User-Agent` is dropped like a forbidden header.
  bool drops_author_user_agent = false;
  /// GREY-38: an empty `Location` is none; otherwise it is a reference to the same URL.
  bool empty_location_is_none = false;
  /// REDIR-6 whatever the mode and wherever the redirect leads (GREY-39).
  bool refuses_credentials_in_any_redirect = false;
  /// The cache holds the results of at most that many preflights, least recently used first out; null: no limit known.
  std::optional<std::size_t> cache_capacity;
  /// URLs of this length or longer are never cached; null: no limit known. Bytes.
  std::optional<std::size_t> cache_url_limit;
};

/// `spec`, `chromium`, `firefox`, `webkit`, in that order.
[[nodiscard]] std::span<const Engine> engines();
/// Null when no engine has that name.
[[nodiscard]] const Engine* find_engine(std::string_view name);
/// The letter of the Standard, without a max-age cap.
[[nodiscard]] const Engine& spec_engine();

}  // namespace corspec::browser
