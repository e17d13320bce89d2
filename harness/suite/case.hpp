#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "browser/request.hpp"
#include "fetch/time.hpp"
#include "message/header_list.hpp"
#include "suite/expectation.hpp"

namespace corspec::suite {

/// Replaces what the browser would send under a name: malformed input for servers. Null removes the header.
struct HeaderOverride {
  std::string name;
  std::optional<std::string> value;  ///< several overrides of one name are several lines

  friend bool operator==(const HeaderOverride&, const HeaderOverride&) = default;
};

/// What stands between the browser and the target: the network alone, or the modelled RFC 9111 shared cache of the
/// case.
enum class Through : std::uint8_t { network, explicit_cache, heuristic_cache };

/// `fetch`: the browser's whole algorithm. `preflight`: the preflight of such a request alone.
struct FetchStep {
  bool preflight_only = false;
  std::string origin;
  std::string top_level_site;
  std::string target;  ///< path and query on the target
  std::string method = "GET";
  message::HeaderList headers;
  fetch::CredentialsMode credentials = fetch::CredentialsMode::same_origin;
  browser::Mode mode = browser::Mode::cors;
  browser::RedirectMode redirect = browser::RedirectMode::follow;
  browser::Api api = browser::Api::fetch;
  browser::Body body;
  bool upload_listener = false;
  /// Applied to the preflight in a preflight step, to the request itself in a fetch step.
  std::vector<HeaderOverride> override_headers;
  Through through = Through::network;
};

/// A plain HTTP request, no browser.
struct RequestStep {
  std::string method = "GET";
  std::string target;  ///< the request target as it stands on the request line
  message::HeaderList headers;
  bool host_header = true;  ///< put `Host` first
  std::string body;         ///< with Content-Length when not empty
  Through through = Through::network;
};

/// Bytes as they are, on a connection of their own.
struct RawStep {
  std::string bytes;
  bool hang_up = false;  ///< the client goes away as soon as they are sent
  /// Sent on the same connection once they are answered, unless the server closed it; the answer to it is judged.
  std::string then;
};

struct AdvanceStep {
  fetch::Seconds seconds;
};

struct Step {
  std::variant<FetchStep, RequestStep, RawStep, AdvanceStep> action;
  std::vector<Expectation> expect;
  /// A failed expectation is an error of the set-up, not of the case.
  bool setup = false;
};

/// One case, every name bound: ready to be replayed.
struct Case {
  std::string id;  ///< with the row: "preflight/method/unsafelisted/method:1"
  std::string base_id;
  std::string row;  ///< "method:1", empty without for_each
  std::string suite;
  std::vector<std::string> aliases;
  /// What its names stand for that the profile's policy gives, whole and as one value: `method` -> `PUT`. Rows are
  /// called by role and place, so this says which method, origin or header a row is about.
  std::map<std::string, std::string> bound;
  std::string title;
  std::string why;
  std::string malformed;
  Level level = Level::must;  ///< the strictest of its expectations
  Kind kind = Kind::conformance;
  std::vector<std::string> flags;
  std::vector<std::string> rules;  ///< of all its expectations, in order of first mention
  std::vector<std::string> tags;
  std::vector<std::string> depends_on;  ///< base ids
  bool disruptive = false;
  std::vector<Step> steps;
};

}  // namespace corspec::suite
