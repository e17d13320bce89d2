#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "reference/policy.hpp"

namespace corspec::reference {

/// What a request is about: one of the paths of the profile, or why it is none.
struct Resource {
  enum class Kind : std::uint8_t {
    resource,
    writable,  ///< takes the policy's other methods too
    redirect,  ///< to the resource
    error,     ///< answers 500, whatever it is asked
    missing,
    server,     ///< `*`, the server as a whole (HTTP-5)
    malformed,  ///< no request target that means anything here
  };

  Kind kind = Kind::missing;
  std::string_view path;  ///< without query

  friend bool operator==(const Resource&, const Resource&) = default;
};

/// The resource's path is the writable one, when the profile gives the same path for both.
[[nodiscard]] Resource locate(const Policy& policy, const RequestView& request);

/// The members of `Allow`: the methods that a resource of this policy takes (HTTP-2, HTTP-3).
[[nodiscard]] std::vector<std::string> allowed_methods(const Policy& policy, const Resource& resource);

/// The answer to a request that is no preflight, before anything of CORS is added. The policy of origins has no say in
/// it: the protocol is enforced by the user agent and is no authorization (SRV-13).
[[nodiscard]] Answer answer_request(const Policy& policy, const RequestView& request, const Resource& resource);

}  // namespace corspec::reference
