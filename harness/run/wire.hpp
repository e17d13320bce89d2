#pragma once

#include <string>
#include <vector>

#include "browser/main_fetch.hpp"
#include "fetch/url.hpp"
#include "http/exchange.hpp"
#include "message/header_list.hpp"
#include "suite/case.hpp"

/// Requests as they go out: what the browser, or a case file, asks for, with what the network layer adds.
namespace corspec::run {

/// What is the same for every request to one target under one profile.
struct WireContext {
  fetch::Url url;                         ///< the target's
  std::string user_agent;                 ///< what a request says that sets none itself (PFQ-10)
  message::HeaderList author_headers;     ///< `-H`
  message::HeaderList transport_headers;  ///< `--transport-header`
  message::HeaderList credentials;        ///< of the profile, for requests whose credentials are included
};

/// PFQ-10 and its like for actual requests: `Host` first, `User-Agent`, the browser's fields, `Accept-Encoding:
/// identity` (so that what is recorded can be read), credentials where they are included, `Content-Length`. Then
/// transport headers, which replace what the network layer said under these names; then `overrides`.
[[nodiscard]] http::Request wire_request(const browser::Send& send, const WireContext& context,
                                         const std::vector<suite::HeaderOverride>& overrides);

/// A plain request: `Host` if wanted, then its fields exactly, `-H` headers (unless it is a hand-made preflight) that
/// it does not set itself, `Content-Length` when there is a body and none of its framing is given; then transport
/// headers.
[[nodiscard]] http::Request wire_request(const suite::RequestStep& step, const WireContext& context);

[[nodiscard]] http::Request wire_request(const suite::RawStep& step);

/// A plain GET without `Origin`: whether the target is alive.
[[nodiscard]] http::Request control_request(std::string target, const WireContext& context);

/// `headers` and those of `more` whose names `headers` does not have.
[[nodiscard]] message::HeaderList with_defaults(message::HeaderList headers, const message::HeaderList& more);

/// Each override replaces, at the place of the first, all lines of its name, or removes them; a name that is not there
/// is appended.
[[nodiscard]] message::HeaderList override_headers(const message::HeaderList& headers,
                                                   const std::vector<suite::HeaderOverride>& overrides);

}  // namespace corspec::run
