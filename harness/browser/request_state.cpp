#include "browser/request_state.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "fetch/request_headers.hpp"
#include "message/bytes.hpp"
#include "message/method.hpp"

namespace corspec::browser {
namespace {

constexpr std::string_view boundary = "----corspec-form-boundary";

bool takes_no_body(std::string_view method) {
  return method == "GET" || method == "HEAD";
}

/// Null: the API takes it.
std::optional<fetch::Refusal> refuse_method(const Request& request) {
  if (!message::is_method(request.method)) return fetch::Refusal{"METH-1", "method", "a token", request.method};
  if (message::is_forbidden_method(request.method)) {
    return fetch::Refusal{"METH-4", "method", "a method other than CONNECT, TRACE and TRACK", request.method};
  }
  if (request.mode == Mode::no_cors && !message::is_cors_safelisted_method(message::normalize_method(request.method))) {
    return fetch::Refusal{"METH-5", "method", "GET, HEAD or POST, in mode `no-cors`", request.method};
  }
  return std::nullopt;
}

/// Null: the API takes it.
std::optional<fetch::Refusal> refuse_body(const Request& request) {
  if (request.body.kind == Body::Kind::none) return std::nullopt;
  // XMLHttpRequest's send() drops the body of a GET; fetch() throws.
  if (takes_no_body(message::normalize_method(request.method)) && request.api != Api::xhr) {
    return fetch::Refusal{"METH-5", "body", "no body with GET and HEAD", "a body"};
  }
  const bool stream = request.body.kind == Body::Kind::stream;
  if (stream && request.mode != Mode::cors && request.mode != Mode::same_origin) {
    return fetch::Refusal{"FLAG-2", "body", "no stream, outside of the modes `cors` and `same-origin`", "a stream"};
  }
  return std::nullopt;
}

/// Null: the API takes it.
std::optional<fetch::Refusal> refuse_url(const Request& request) {
  if (request.api != Api::fetch || !request.url.includes_credentials()) return std::nullopt;
  return fetch::Refusal{"METH-7", "url", "a URL without user name and password", fetch::serialize(request.url)};
}

/// Null: the API takes them. `Headers` throws at what cannot be a header, forbidden or not.
std::optional<fetch::Refusal> refuse_headers(const message::HeaderList& headers) {
  constexpr std::string_view field = "request headers";
  for (const auto& [name, value] : headers) {
    if (!message::is_token(name)) return fetch::Refusal{"HV-6", field, "a name that is a token", name};
    if (message::strip_http_whitespace(value).find_first_of(std::string_view("\0\r\n", 3)) != std::string_view::npos) {
      return fetch::Refusal{"HV-1", field, "a value without NUL, CR and LF", value};
    }
  }
  return std::nullopt;
}

/// https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header
bool is_no_cors_safelisted_request_header(std::string_view name, std::string_view value) {
  // Of the safelist only `Range` is left out: a page may not set it without CORS.
  return !message::byte_case_insensitive_match(name, "Range") && fetch::is_cors_safelisted_request_header(name, value);
}

/// https://xhr.spec.whatwg.org/#dom-xmlhttprequest-setrequestheader: one line per name, `, ` between values.
void combine(message::HeaderList& headers, std::string_view name, std::string value) {
  const auto earlier = headers.get(name);
  headers.set(name, earlier ? *earlier + ", " + value : std::move(value));
}

/// https://fetch.spec.whatwg.org/#concept-headers-append, and what other APIs do in its place.
void append(const Request& request, message::HeaderList& headers, std::string_view name, std::string_view raw_value,
            const Engine& engine) {
  std::string value(message::strip_http_whitespace(raw_value));
  if (fetch::is_forbidden_request_header(name, value)) return;
  if (engine.drops_author_user_agent && message::byte_case_insensitive_match(name, "User-Agent")) return;
  if (request.api == Api::xhr) return combine(headers, name, std::move(value));
  if (request.mode == Mode::no_cors) {
    const auto earlier = headers.get(name);
    if (!is_no_cors_safelisted_request_header(name, earlier ? *earlier + ", " + value : value)) return;
  }
  headers.append(std::string(name), std::move(value));
}

/// https://w3c.github.io/FileAPI/#dom-blob-blob: in lower case; none at all with a byte that is not printable ASCII.
std::string blob_type(std::string_view given) {
  const bool is_printable = std::ranges::all_of(given, [](char byte) { return byte >= 0x20 && byte <= 0x7e; });
  return is_printable ? message::byte_lowercase(given) : std::string();
}

/// SAFE-12: the Content-Type that a body brings along; empty: none.
std::string implicit_content_type(const Body& body) {
  switch (body.kind) {
    case Body::Kind::text:
      return "text/plain;charset=UTF-8";
    case Body::Kind::url_search_params:
      return "application/x-www-form-urlencoded;charset=UTF-8";
    case Body::Kind::form_data:
      return std::string("multipart/form-data; boundary=").append(boundary);
    case Body::Kind::blob:
      return blob_type(body.blob_type);
    case Body::Kind::none:
    case Body::Kind::buffer:
    case Body::Kind::stream:
      return {};
  }
  return {};
}

/// https://html.spec.whatwg.org/#multipart-form-data-encoding of a form with one entry.
std::string encode_form(std::string_view value) {
  std::string body;
  body.append("--").append(boundary).append("\r\nContent-Disposition: form-data; name=\"value\"\r\n\r\n");
  body.append(value).append("\r\n--").append(boundary).append("--\r\n");
  return body;
}

Body prepare_body(const Request& request) {
  if (takes_no_body(request.method)) return {};
  Body body = request.body;
  if (body.kind == Body::Kind::form_data) body.bytes = encode_form(body.bytes);
  return body;
}

message::HeaderList prepare_headers(const Request& request, const Engine& engine) {
  message::HeaderList headers;
  for (const auto& [name, value] : request.headers) append(request, headers, name, value, engine);
  const std::string content_type = implicit_content_type(request.body);
  if (!content_type.empty() && !headers.contains("Content-Type")) {
    append(request, headers, "Content-Type", content_type, engine);
  }
  // fetch#concept-fetch s13, s14
  if (!headers.contains("Accept")) headers.append("Accept", "*/*");
  if (!request.user_agent_accept_language.empty() && !headers.contains("Accept-Language")) {
    headers.append("Accept-Language", request.user_agent_accept_language);
  }
  return headers;
}

}  // namespace

std::expected<RequestState, fetch::Refusal> prepare_request(Request request, const Engine& engine) {
  if (auto refusal = refuse_url(request)) return std::unexpected(*std::move(refusal));
  if (auto refusal = refuse_method(request)) return std::unexpected(*std::move(refusal));
  if (auto refusal = refuse_body(request)) return std::unexpected(*std::move(refusal));
  if (auto refusal = refuse_headers(request.headers)) return std::unexpected(*std::move(refusal));

  request.method = message::normalize_method(request.method);
  request.body = prepare_body(request);
  request.headers = prepare_headers(request, engine);

  RequestState state;
  state.url_list = {request.url};
  state.unsafe_request_flag = request.api != Api::markup;
  const bool uploads = request.body.kind != Body::Kind::none || engine.upload_listener_counts_without_body;
  state.use_cors_preflight_flag =
      (request.api == Api::xhr && request.upload_listener && uploads) || request.body.kind == Body::Kind::stream;
  state.needed_preflight = !fetch::cors_unsafe_request_header_names(request.headers, engine.deviations).empty();
  state.request = std::move(request);
  return state;
}

}  // namespace corspec::browser
