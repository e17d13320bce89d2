#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reference/policy.hpp"
#include "reference/resources.hpp"

namespace corspec::reference {

/// A CORS-preflight request (PFQ-24) for a path. OPTIONS with `Origin` alone is an ordinary request, preflighted
/// itself, and one about the server as a whole is no more than a ping (HTTP-5).
[[nodiscard]] bool is_preflight(const RequestView& request, const Resource& resource);

/// What a preflight is granted: the lists that go into Access-Control-Allow-Methods and -Headers.
struct Grant {
  std::vector<std::string> methods;
  std::vector<std::string> header_names;

  friend bool operator==(const Grant&, const Grant&) = default;
};

/// Whether the policy covers the method and headers asked for. Null when it does not, or when the question is malformed
/// (no single method, a header list that is none).
///
/// Methods compare as bytes, header names without case (HTTP-9). A list of header names is read as a recipient must:
/// over several lines, with or without space around its commas, empty elements ignored (HTTP-10). CORS-safelisted
/// methods are always granted, as user agents grant them without asking (PF-5).
///
/// The lists are static, more than was asked for and no wildcard: then it does not matter whether credentials are
/// included (PF-11), and `authorization` is named (PF-6). Only what the policy does not know by name is echoed.
[[nodiscard]] std::optional<Grant> grant_preflight(const Policy& policy, const RequestView& request);

/// 204 with the grant (SRV-3), or, when the origin is not allowed or nothing is granted, 403 and no word of CORS
/// (SRV-4: the status is advice, the missing headers are the denial).
[[nodiscard]] Answer answer_preflight(const Policy& policy, const RequestView& request, const Resource& resource,
                                      const std::optional<std::string>& allow_origin,
                                      const std::optional<Grant>& grant);

}  // namespace corspec::reference
