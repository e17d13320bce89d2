#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>

#include "browser/request_state.hpp"
#include "fetch/refusal.hpp"
#include "fetch/url.hpp"
#include "message/header_list.hpp"

namespace corspec::browser {

/// REDIR-7: how many redirects are followed.
inline constexpr std::size_t max_redirects = 20;

/// https://fetch.spec.whatwg.org/#redirect-status
[[nodiscard]] bool is_redirect_status(int status);

/// What is wrong with a `Location`.
enum class LocationError : std::uint8_t {
  several_lines,   ///< HV-3
  not_http,        ///< no URL, or one whose scheme is neither http nor https (REDIR-6)
  host_non_ascii,  ///< a browser would follow it, we cannot tell where to
};

/// https://fetch.spec.whatwg.org/#concept-response-location-url of a response with a redirect status that came from
/// `current`: null without `Location` (and GREY-38).
[[nodiscard]] std::expected<std::optional<fetch::Url>, LocationError> location_url(const message::HeaderList& headers,
                                                                                   const fetch::Url& current,
                                                                                   const Engine& engine);

/// fetch#concept-http-redirect-fetch s7 to s11 (REDIR-6, REDIR-7, FLAG-4; GREY-39). Null: the redirect is followed.
[[nodiscard]] std::optional<fetch::Refusal> refuse_redirect(const RequestState& state, int status,
                                                            const fetch::Url& location, const Engine& engine);

/// fetch#concept-http-redirect-fetch s12 to s18 (REDIR-3, REDIR-4): what the request becomes.
void follow_redirect(RequestState& state, int status, fetch::Url location);

}  // namespace corspec::browser
