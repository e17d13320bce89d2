#include "browser/request_headers.hpp"

#include "fetch/request_headers.hpp"
#include "message/bytes.hpp"
#include "message/method.hpp"

namespace corspec::browser {
namespace {

/// SAFE-12: the Content-Type that a body brings along; empty: none.
std::string implicit_content_type(const Body& body) {
  switch (body.kind) {
    case Body::Kind::text:
      return "text/plain;charset=UTF-8";
    case Body::Kind::url_search_params:
      return "application/x-www-form-urlencoded;charset=UTF-8";
    case Body::Kind::form_data:
      return "multipart/form-data; boundary=----corspec";
    case Body::Kind::blob:
      return body.blob_type;
    case Body::Kind::none:
    case Body::Kind::buffer:
    case Body::Kind::stream:
      return {};
  }
  return {};
}

message::HeaderList author_headers(const Request& request) {
  message::HeaderList headers;
  for (const auto& [name, raw_value] : request.headers) {
    std::string value(message::strip_http_whitespace(raw_value));
    if (fetch::is_forbidden_request_header(name, value)) continue;
    const auto earlier = headers.get(name);
    if (request.api == Api::xhr && earlier) {
      headers.set(name, *earlier + ", " + value);  // setRequestHeader combines
    } else {
      headers.append(name, std::move(value));
    }
  }
  return headers;
}

}  // namespace

std::optional<fetch::Refusal> prepare_request(Request& request) {
  if (!message::is_method(request.method) || message::is_forbidden_method(request.method)) {
    return fetch::Refusal{"METH-4", "method", "a method that script may use", request.method};
  }
  request.method = message::normalize_method(request.method);
  const bool has_body = request.body.kind != Body::Kind::none;
  if (has_body && (request.method == "GET" || request.method == "HEAD")) {
    return fetch::Refusal{"METH-5", "body", "no body on GET and HEAD", "a body on " + request.method};
  }
  if (request.mode == Mode::no_cors && !message::is_cors_safelisted_method(request.method)) {
    return fetch::Refusal{"METH-5", "method", "GET, HEAD or POST in mode no-cors", request.method};
  }
  request.headers = author_headers(request);
  const std::string content_type = implicit_content_type(request.body);
  if (!content_type.empty() && !request.headers.contains("Content-Type")) {
    request.headers.append("Content-Type", content_type);
  }
  if (!request.headers.contains("Accept")) request.headers.append("Accept", "*/*");
  if (!request.user_agent_accept_language.empty() && !request.headers.contains("Accept-Language")) {
    request.headers.append("Accept-Language", request.user_agent_accept_language);
  }
  return std::nullopt;
}

}  // namespace corspec::browser
