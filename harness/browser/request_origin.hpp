#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "browser/request_state.hpp"
#include "fetch/url.hpp"

namespace corspec::browser {

/// https://html.spec.whatwg.org/#same-origin of a serialised origin and a URL. `null` is the same as no URL's.
[[nodiscard]] bool is_same_origin(std::string_view origin, const fetch::Url& url);

/// https://fetch.spec.whatwg.org/#concept-request-tainted-origin (REDIR-9): whether the redirect-taint is something
/// else than `same-origin`.
[[nodiscard]] bool has_redirect_taint(const RequestState& state);

/// https://fetch.spec.whatwg.org/#serializing-a-request-origin (ORI-2): `null` for a tainted request.
[[nodiscard]] std::string serialize_request_origin(const RequestState& state);

/// https://fetch.spec.whatwg.org/#append-a-request-origin-header (ORIGIN-1 to ORIGIN-4) under the default referrer
/// policy, `strict-origin-when-cross-origin`: the value of `Origin`, or null when it is not sent.
[[nodiscard]] std::optional<std::string> request_origin_header(const RequestState& state);

}  // namespace corspec::browser
