#include "browser/http_cache.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "browser/cache_control.hpp"
#include "browser/http_date.hpp"
#include "fetch/header_values.hpp"
#include "message/bytes.hpp"

namespace corspec::browser {
namespace {

/// What caches that give a lifetime to a response without dates commonly choose: Varnish's default.
constexpr fetch::Seconds undated_heuristic_lifetime{120};

/// RFC 9110 section 15.1, without 206: this cache does not combine partial responses.
bool is_heuristically_cacheable(int status) {
  static constexpr std::array statuses = {200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501};
  return std::ranges::find(statuses, status) != statuses.end();
}

/// RFC 9110 section 9.2.1. A method of unknown safety counts as unsafe (RFC 9111 section 4.4).
bool is_safe_method(std::string_view method) {
  static constexpr std::array<std::string_view, 4> methods = {"GET", "HEAD", "OPTIONS", "TRACE"};
  return std::ranges::find(methods, method) != methods.end();
}

/// RFC 9111 section 3, for a response to GET. The qualified forms of `private` and `no-cache` count as unqualified, as
/// the RFC notes that caches commonly do.
bool may_store(const message::HeaderList& request_headers, int status, const message::HeaderList& headers) {
  if (status < 200 || status == 206 || status == 304) return false;
  const CacheControl response(headers);
  if (response.contains("no-store") || CacheControl(request_headers).contains("no-store")) return false;
  if (response.contains("private")) return false;
  if (request_headers.contains("authorization") && !response.contains("must-revalidate") &&
      !response.contains("public") && !response.contains("s-maxage"))
    return false;
  return response.contains("public") || headers.contains("expires") || response.contains("max-age") ||
         response.contains("s-maxage") || is_heuristically_cacheable(status);
}

std::optional<std::int64_t> date(const message::HeaderList& headers, std::string_view name) {
  const auto value = headers.get(name);
  return value ? parse_http_date(*value) : std::nullopt;
}

/// RFC 9111 section 4.2.1; null when nothing explicit is said. A lifetime that cannot be worked out is zero: the
/// virtual clock knows no calendar, so `Expires` means nothing without `Date`.
std::optional<fetch::Seconds> explicit_lifetime(const message::HeaderList& headers) {
  const CacheControl control(headers);
  if (const auto seconds = control.seconds("s-maxage")) return seconds;
  if (const auto seconds = control.seconds("max-age")) return seconds;
  if (!headers.contains("expires")) return std::nullopt;
  const auto expires = date(headers, "expires");
  const auto now = date(headers, "date");
  if (!expires || !now) return fetch::Seconds{0};
  return fetch::Seconds{std::max<std::int64_t>(*expires - *now, 0)};
}

/// RFC 9111 section 4.2.2: a tenth of the time since the last modification.
fetch::Seconds heuristic_lifetime(int status, const message::HeaderList& headers) {
  if (!is_heuristically_cacheable(status) && !CacheControl(headers).contains("public")) return {0};
  if (!headers.contains("last-modified")) return undated_heuristic_lifetime;
  const auto modified = date(headers, "last-modified");
  const auto now = date(headers, "date");
  if (!modified || !now) return {0};
  return {std::max<std::int64_t>((*now - *modified) / 10, 0)};
}

/// RFC 9111 section 4.2.3, where the response has just arrived and its delay is not counted: what `Age` says. An
/// invalid Age makes the response stale.
fetch::Seconds initial_age(const message::HeaderList& headers) {
  const auto values = fetch::get_decode_and_split(headers, "age");
  if (!values) return {0};
  // RFC 9111 section 5.1: of several values the first counts.
  return parse_delta_seconds(values->front()).value_or(fetch::Seconds::max());
}

/// How long the response stays fresh from now on.
fetch::Seconds remaining_lifetime(int status, const message::HeaderList& headers, SharedCache::Freshness freshness) {
  if (CacheControl(headers).contains("no-cache")) return {0};
  const auto stated = explicit_lifetime(headers);
  const auto lifetime = stated                                           ? *stated
                        : freshness == SharedCache::Freshness::heuristic ? heuristic_lifetime(status, headers)
                                                                         : fetch::Seconds{0};
  return {std::max<std::int64_t>(lifetime.count - initial_age(headers).count, 0)};
}

/// The value of a request header with whitespace around its commas removed and its lines combined: the transformations
/// that RFC 9111 section 4.1 names for every field.
std::optional<std::string> normalised(const message::HeaderList& headers, std::string_view name) {
  const auto elements = fetch::get_decode_and_split(headers, name);
  if (!elements) return std::nullopt;
  std::string value;
  for (const auto& element : *elements) {
    value += element;
    value += ',';
  }
  return value;
}

/// VARY-3: absent matches only absent, `*` never matches.
bool vary_matches(const SharedCache::Stored& stored, const message::HeaderList& request_headers) {
  const auto names = fetch::get_decode_and_split(stored.headers, "vary").value_or(std::vector<std::string>{});
  return std::ranges::all_of(names, [&](const std::string& name) {
    return name.empty() ||
           (name != "*" && normalised(stored.request_headers, name) == normalised(request_headers, name));
  });
}

/// RFC 9111 section 5.2.1: what the client asks of a stored response. `no-cache` and `max-age` are wishes that a cache
/// may ignore; this one does not.
bool request_permits(const message::HeaderList& request_headers, fetch::Seconds age) {
  const CacheControl control(request_headers);
  const auto max_age = control.seconds("max-age");
  return !control.contains("no-cache") && (!max_age || age <= *max_age);
}

fetch::Seconds age_of(const SharedCache::Stored& stored, fetch::Instant now) {
  const auto before = initial_age(stored.headers).count;
  const auto resident = std::max<std::int64_t>(now.milliseconds - stored.stored.milliseconds, 0) / 1000;
  return {before > fetch::Seconds::max().count - resident ? fetch::Seconds::max().count : before + resident};
}

}  // namespace

void SharedCache::store(std::string_view method, std::string_view url, const message::HeaderList& request_headers,
                        int status, const message::HeaderList& headers, std::string_view body, fetch::Instant now,
                        std::size_t label) {
  if (!is_safe_method(method) && status >= 200 && status < 400) {
    std::erase_if(stored_, [&](const Stored& stored) { return stored.url == url; });
    return;
  }
  if (method != "GET" || !may_store(request_headers, status, headers)) return;
  stored_.push_back({std::string(method), std::string(url), request_headers, status, headers, std::string(body), now,
                     remaining_lifetime(status, headers, freshness_), label});
}

const SharedCache::Stored* SharedCache::find(std::string_view method, std::string_view url,
                                             const message::HeaderList& request_headers, fetch::Instant now) const {
  if (method != "GET" && method != "HEAD") return nullptr;
  const Stored* selected = nullptr;
  for (const auto& stored : stored_) {
    if (stored.url != url || !vary_matches(stored, request_headers)) continue;
    // RFC 9111 section 4.1: the most recent one, but one with Vary before one without.
    const bool hides = selected != nullptr && selected->headers.contains("vary") && !stored.headers.contains("vary");
    if (!hides) selected = &stored;
  }
  const bool reusable = selected != nullptr && now < selected->stored + selected->lifetime &&
                        request_permits(request_headers, age_of(*selected, now));
  return reusable ? selected : nullptr;
}

}  // namespace corspec::browser
