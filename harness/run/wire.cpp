#include "run/wire.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "fetch/preflight.hpp"
#include "message/bytes.hpp"

namespace corspec::run {
namespace {

bool same_name(std::string_view left, std::string_view right) {
  return message::byte_case_insensitive_match(left, right);
}

/// What `--transport-header` replaces rather than repeats.
void apply_transport_headers(message::HeaderList& headers, const message::HeaderList& transport_headers) {
  if (transport_headers.empty()) return;
  for (const message::Header& header : transport_headers) {
    const bool network_layers = same_name(header.name, "Host") || same_name(header.name, "User-Agent") ||
                                same_name(header.name, "Accept-Encoding");
    if (network_layers) {
      headers.set(header.name, header.value);
    } else {
      headers.append(header.name, header.value);
    }
  }
}

/// fetch#concept-http-network-or-cache-fetch s8.5 to s8.9: a length when there is a body, and zero for POST and PUT.
bool needs_content_length(std::string_view method, std::string_view body) {
  return !body.empty() || method == "POST" || method == "PUT";
}

/// Of raw bytes: what stands before the first space, as far as they are a request at all.
std::string method_of(std::string_view bytes) {
  const std::size_t space = bytes.find(' ');
  return space == std::string_view::npos ? "GET" : std::string(bytes.substr(0, space));
}

}  // namespace

message::HeaderList with_defaults(message::HeaderList headers, const message::HeaderList& more) {
  if (more.empty()) return headers;
  const message::HeaderList own = headers;
  for (const message::Header& header : more) {
    if (!own.contains(header.name)) headers.append(header.name, header.value);
  }
  return headers;
}

message::HeaderList override_headers(const message::HeaderList& headers,
                                     const std::vector<suite::HeaderOverride>& overrides) {
  const auto overridden = [&overrides](std::string_view name) {
    return std::ranges::any_of(overrides, [name](const auto& override) { return same_name(override.name, name); });
  };
  message::HeaderList result;
  const auto append_overrides = [&](std::string_view name) {
    if (result.contains(name)) return;
    for (const suite::HeaderOverride& override : overrides) {
      if (same_name(override.name, name) && override.value) result.append(override.name, *override.value);
    }
  };
  for (const message::Header& header : headers) {
    if (overridden(header.name)) {
      append_overrides(header.name);
    } else {
      result.append(header.name, header.value);
    }
  }
  for (const suite::HeaderOverride& override : overrides) {
    if (!headers.contains(override.name)) append_overrides(override.name);
  }
  return result;
}

http::Request wire_request(const browser::Send& send, const WireContext& context,
                           const std::vector<suite::HeaderOverride>& overrides) {
  http::Request request;
  request.method = send.method;
  request.target = fetch::request_target(send.url);
  request.pool = send.credentials ? http::Pool::credentialed : http::Pool::anonymous;
  request.body = send.body;
  request.new_connection = send.new_connection;

  message::HeaderList& headers = request.headers;
  headers.append("Host", fetch::authority(send.url));
  if (!send.headers.contains("User-Agent")) headers.append("User-Agent", context.user_agent);
  for (const message::Header& header : send.headers) headers.append(header.name, header.value);
  headers.append("Accept-Encoding", "identity");
  if (send.credentials) headers = with_defaults(std::move(headers), context.credentials);
  if (send.purpose == browser::Send::Purpose::request && needs_content_length(send.method, send.body)) {
    headers.append("Content-Length", std::to_string(send.body.size()));
  }
  apply_transport_headers(headers, context.transport_headers);
  if (!overrides.empty()) headers = override_headers(headers, overrides);
  return request;
}

http::Request wire_request(const suite::RequestStep& step, const WireContext& context) {
  http::Request request;
  request.method = step.method;
  request.target = step.target;
  request.body = step.body;
  const bool preflight = fetch::is_cors_preflight_request(step.method, step.headers);
  request.pool = preflight ? http::Pool::anonymous : http::Pool::credentialed;

  message::HeaderList& headers = request.headers;
  if (step.host_header) headers.append("Host", fetch::authority(context.url));
  for (const message::Header& header : step.headers) headers.append(header.name, header.value);
  if (!preflight) headers = with_defaults(std::move(headers), context.author_headers);
  const bool framed = step.headers.contains("Content-Length") || step.headers.contains("Transfer-Encoding");
  if (!step.body.empty() && !framed) headers.append("Content-Length", std::to_string(step.body.size()));
  apply_transport_headers(headers, context.transport_headers);
  return request;
}

http::Request wire_request(const suite::RawStep& step) {
  http::Request request;
  request.method = method_of(step.bytes);
  request.raw = step.bytes;
  if (!step.then.empty()) request.then = http::Request::FollowUp{method_of(step.then), step.then};
  request.hang_up = step.hang_up;
  return request;
}

http::Request control_request(std::string target, const WireContext& context) {
  suite::RequestStep step;
  step.target = std::move(target);
  step.headers = {{"User-Agent", context.user_agent}, {"Accept", "*/*"}};
  return wire_request(step, context);
}

}  // namespace corspec::run
