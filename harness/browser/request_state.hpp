#pragma once

#include <cstdint>
#include <expected>
#include <vector>

#include "browser/engine.hpp"
#include "browser/request.hpp"
#include "fetch/refusal.hpp"

namespace corspec::browser {

/// https://fetch.spec.whatwg.org/#concept-request-response-tainting
enum class ResponseTainting : std::uint8_t { basic, cors, opaque };

/// https://fetch.spec.whatwg.org/#concept-request: what the page asked for and what becomes of it on the way.
struct RequestState {
  /// Prepared: method and headers normalised, the body as it is sent. Redirects change the three, nothing else.
  Request request;
  /// https://fetch.spec.whatwg.org/#concept-request-url-list, never empty.
  std::vector<fetch::Url> url_list;
  ResponseTainting tainting = ResponseTainting::basic;
  /// https://fetch.spec.whatwg.org/#unsafe-request-flag (NEED-8)
  bool unsafe_request_flag = true;
  /// https://fetch.spec.whatwg.org/#use-cors-preflight-flag (FLAG-1)
  bool use_cors_preflight_flag = false;
  /// GREY-36: the author's headers were unsafe, or a hop so far was preflighted.
  bool needed_preflight = false;

  [[nodiscard]] const fetch::Url& current_url() const { return url_list.back(); }
  [[nodiscard]] bool credentialed() const { return request.credentials == fetch::CredentialsMode::include; }
};

/// What the API (fetch#dom-request, XMLHttpRequest's send()) and fetch#concept-fetch make of a request before main
/// fetch runs: the method normalised (METH-2), forbidden headers dropped (FORBID-1), the implicit Content-Type
/// (SAFE-12), Accept and Accept-Language added (SAFE-11), in the order in which the Standard appends them.
///
/// The refusal says that the API throws: METH-1, METH-4, METH-5, METH-7, FLAG-2, or HV-6 and HV-1 for a header whose
/// name or value cannot be one. Its `field` is `method`, `url`, `body` or `request headers`.
[[nodiscard]] std::expected<RequestState, fetch::Refusal> prepare_request(Request request, const Engine& engine);

}  // namespace corspec::browser
