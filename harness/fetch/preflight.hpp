#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/credentials_mode.hpp"
#include "fetch/deviations.hpp"
#include "fetch/header_values.hpp"
#include "fetch/max_age.hpp"
#include "fetch/refusal.hpp"
#include "message/header_list.hpp"

namespace corspec::fetch {

/// What the request that wants to be sent looks like to the preflight algorithm.
struct PreflightSubject {
  std::string origin;                     ///< byte-serialised request origin
  std::string method;                     ///< after normalisation
  std::vector<std::string> unsafe_names;  ///< CORS-unsafe request-header names, sorted
  bool has_authorization = false;         ///< the header list contains a CORS non-wildcard request-header name
  CredentialsMode credentials = CredentialsMode::same_origin;
  bool use_cors_preflight_flag = false;
};

/// The part of a subject that comes from a request's headers.
[[nodiscard]] PreflightSubject preflight_subject(std::string origin, std::string method,
                                                 const message::HeaderList& headers, CredentialsMode credentials,
                                                 bool use_cors_preflight_flag = false,
                                                 const Deviations& deviations = {});

/// https://fetch.spec.whatwg.org/#cors-preflight-request (PFQ-24): what a server takes for a preflight, OPTIONS with
/// `Origin` and `Access-Control-Request-Method`.
[[nodiscard]] bool is_cors_preflight_request(std::string_view method, const message::HeaderList& headers);

/// fetch#cors-preflight-fetch-0 s1-s5 and the Origin header (PFQ-1 to PFQ-6): the lines that the Fetch layer itself
/// puts on an OPTIONS request. `Accept`, `Access-Control-Request-Method`, `Access-Control-Request-Headers`, `Origin`,
/// in that order. Host, User-Agent and the like belong to the network layer.
[[nodiscard]] message::HeaderList preflight_request_headers(const PreflightSubject& subject);

/// The outcome of fetch#cors-preflight-fetch-0 s7-s8.
struct PreflightEvaluation {
  /// Why the preflight failed; null when it succeeded.
  std::optional<Refusal> refusal;
  /// Meaningful on success: what the cache is to learn (CACHE-UPD-1, CACHE-UPD-5).
  std::vector<std::string> methods;
  std::vector<std::string> header_names;
  MaxAge max_age;

  [[nodiscard]] bool allowed() const { return !refusal; }
};

/// PF-1 to PF-9. `status` is the final response's status code.
[[nodiscard]] PreflightEvaluation evaluate_preflight(const PreflightSubject& subject, int status,
                                                     const message::HeaderList& response,
                                                     const Deviations& deviations = {});

/// PF-17: a network failure is a response without headers.
[[nodiscard]] Refusal network_error_refusal(std::string seen);

}  // namespace corspec::fetch
