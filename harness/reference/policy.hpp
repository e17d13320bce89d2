#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reference/answer.hpp"
#include "suite/profile.hpp"

namespace corspec::reference {

/// What the server does, with everything decided: a profile says what is promised, and what it leaves out is not
/// granted.
struct Policy {
  std::string host;         ///< serves only this host, lower-case and without a port; empty: any
  std::string path_prefix;  ///< serves only this path and what lies below it; empty: all

  bool any_origin = false;
  std::vector<std::string> allowed_origins;
  std::vector<std::string> origin_patterns;  ///< an origin in which one `*` stands for one or more host labels
  std::vector<std::string> denied_origins;   ///< denied even where a pattern, or `other_origins`, would allow them
  bool other_origins = false;

  bool credentials = false;
  std::vector<std::string> methods;
  bool other_methods = false;
  std::vector<std::string> request_headers;  ///< lower-case
  bool other_request_headers = false;
  std::vector<std::string> expose_headers;
  std::optional<std::int64_t> max_age;  ///< seconds
  std::vector<std::string> timing_allow_origins;

  struct Paths {
    std::string resource = "/";
    std::string writable;
    std::string missing;
    std::string error;
    std::string redirect;

    friend bool operator==(const Paths&, const Paths&) = default;
  } paths;

  std::vector<std::string> allow;  ///< what the resource takes, as `Allow` lists it; empty: follows from `methods`
  bool answers_asterisk = true;    ///< `OPTIONS *` succeeds
  bool errors_shared = true;       ///< error answers carry the CORS headers too
  std::string cache_control = "no-cache";  ///< of the resource

  friend bool operator==(const Policy&, const Policy&) = default;
};

[[nodiscard]] Policy policy_of(const suite::Profile& profile);

/// Whether every answer is the same for everybody, so that `*` can be sent and nothing varies (VARY-2, SRV-10). A
/// public policy with credentials is not: beside credentials `*` matches nothing (CORS-CHECK-4), so the origin has to
/// be echoed.
[[nodiscard]] bool is_public(const Policy& policy);

/// The policy in charge of a request: the one with that host, else one for any host; among those the longest path
/// prefix. Null when there is none.
[[nodiscard]] const Policy* choose_policy(std::span<const Policy> policies, const RequestView& request);

}  // namespace corspec::reference
