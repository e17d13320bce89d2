#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/time.hpp"
#include "message/header_list.hpp"

namespace corspec::browser {

/// A small RFC 9111 shared cache over the virtual clock, conforming and willing: it stores whatever it may store and
/// reuses whatever it may reuse. It answers one question: does a missing `Vary` hand one origin's answer to another?
class SharedCache {
 public:
  /// Whether a cache may invent a lifetime for responses without an explicit one (RFC 9111 section 4.2.2).
  enum class Freshness { explicit_only, heuristic };

  struct Stored {
    std::string method;
    std::string url;
    message::HeaderList request_headers;
    int status = 0;
    message::HeaderList headers;
    std::string body;
    fetch::Instant stored;
    fetch::Seconds lifetime;  ///< how much of it was left when stored: the `Age` it came with is taken off
    std::size_t label = 0;    ///< the caller's own
  };

  explicit SharedCache(Freshness freshness) : freshness_(freshness) {}

  /// RFC 9111 section 3: stores the response if a shared cache may. Only GET is stored (CACHE-SEP-2); a successful
  /// answer to an unsafe method removes what is stored for the URL (section 4.4). 206 is never stored. The qualified
  /// forms of `private` and `no-cache` count as the unqualified ones, as the RFC notes that caches do. By `label` the
  /// caller knows the response again.
  void store(std::string_view method, std::string_view url, const message::HeaderList& request_headers, int status,
             const message::HeaderList& headers, std::string_view body, fetch::Instant now, std::size_t label = 0);
  /// RFC 9111 section 4, 4.1: the stored response that may be reused without validation, or null (VARY-3). HEAD is
  /// answered from a stored GET. The pointer is good until the next `store`.
  [[nodiscard]] const Stored* find(std::string_view method, std::string_view url,
                                   const message::HeaderList& request_headers, fetch::Instant now) const;

 private:
  Freshness freshness_;
  std::vector<Stored> stored_;
};

}  // namespace corspec::browser
