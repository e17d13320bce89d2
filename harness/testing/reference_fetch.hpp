#pragma once

#include <string>
#include <vector>

#include "browser/request.hpp"
#include "testing/reference.hpp"

namespace corspec::reference {

/// A response as the network layer delivers it.
struct Answer {
  int status = 0;
  Headers headers;
};

/// What goes out, in order.
struct Sent {
  bool is_preflight = false;
  bool new_connection = false;
  bool credentials = false;
  bool has_body = false;
  std::string method;
  std::string url;
  Headers headers;

  friend bool operator==(const Sent&, const Sent&) = default;
};

/// What a fetch comes to.
struct Fetched {
  std::vector<Sent> sent;
  /// "allow", "block", "opaque" or "left"; "throws" when the API makes no request at all.
  std::string kind;
  std::string rule;  ///< what blocked
  std::vector<std::string> exposed;
  bool timing = true;  ///< the TAO check passes on every hop
};

/// https://fetch.spec.whatwg.org/#concept-fetch of one request with an empty preflight cache, answered by `answers`,
/// and then by nothing: main fetch, HTTP fetch, CORS-preflight fetch and HTTP-redirect fetch in one piece. URLs are
/// parsed and serialised by harness/fetch, whose judges are others. `preflight_only`: the CORS-preflight fetch alone.
[[nodiscard]] Fetched fetch(const browser::Request& request, bool preflight_only, const std::vector<Answer>& answers);

}  // namespace corspec::reference
