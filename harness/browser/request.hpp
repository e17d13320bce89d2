#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "fetch/credentials_mode.hpp"
#include "fetch/url.hpp"
#include "message/header_list.hpp"

namespace corspec::browser {

enum class Mode : std::uint8_t { cors, no_cors, same_origin, navigate };
enum class RedirectMode : std::uint8_t { follow, error, manual };
/// Which API makes the request; it decides the unsafe-request flag (NEED-8) and how headers combine (UNSAFE-3).
enum class Api : std::uint8_t { fetch, xhr, markup };

/// https://fetch.spec.whatwg.org/#concept-bodyinit-extract (SAFE-12): the kind decides the implicit Content-Type.
struct Body {
  enum class Kind : std::uint8_t { none, text, url_search_params, form_data, blob, buffer, stream };

  Kind kind = Kind::none;
  /// What is sent; with `form_data` the value of the form's only entry.
  std::string bytes;
  std::string blob_type;  ///< `blob` only; may be empty

  friend bool operator==(const Body&, const Body&) = default;
};

/// What a page asks its browser for.
struct Request {
  /// The page's origin, serialised; "null" for an opaque one. Literal bytes: app schemes and odd hosts exist (ORI-9).
  std::string origin;
  /// The top-level site that partitions the cache; empty means the page is the top level.
  std::string top_level_site;
  fetch::Url url;
  std::string method = "GET";   ///< as the author wrote it
  message::HeaderList headers;  ///< the author's headers, in order
  fetch::CredentialsMode credentials = fetch::CredentialsMode::same_origin;
  Mode mode = Mode::cors;
  RedirectMode redirect = RedirectMode::follow;
  Api api = Api::fetch;
  Body body;
  bool upload_listener = false;  ///< XHR: an upload event listener is registered (FLAG-1)
  /// The `Accept-Language` the user agent adds when the author set none (SAFE-11); empty: none.
  std::string user_agent_accept_language;
  /// The host (`host[:port]`) that redirects may lead to; null means anywhere. Others end in `Verdict::left_target`.
  std::optional<std::string> only_authority;

  // What a browser refuses on account of the URL alone. Off by default: an https page and a plain http server on any
  // port of a test machine are the normal case here.
  bool block_bad_ports = false;      ///< NEED-12
  bool block_mixed_content = false;  ///< NEED-11: an https page, an http URL that is not potentially trustworthy
  /// Whether the connection can carry a stream body (FLAG-3): HTTP/2 and later do, HTTP/1.x does not.
  bool connection_streams_bodies = false;
};

}  // namespace corspec::browser
