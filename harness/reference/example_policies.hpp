#pragma once

#include <string>
#include <string_view>

#include "reference/answer.hpp"
#include "reference/policy.hpp"

/// For the tests of this folder: two policies and a request that owns its bytes.
namespace corspec::reference::example {

inline constexpr std::string_view foo = "https://foo.example";
inline constexpr std::string_view bar = "https://bar.example:8443";
inline constexpr std::string_view evil = "https://evil.test";

inline Policy::Paths paths() {
  return {.resource = "/resource/foo",
          .writable = "/resource/foo",
          .missing = "/nope",
          .error = "/error",
          .redirect = "/moved"};
}

inline Policy allowlist() {
  return {.host = {},
          .path_prefix = {},
          .allowed_origins = {std::string(foo), std::string(bar)},
          .origin_patterns = {},
          .denied_origins = {std::string(evil)},
          .credentials = true,
          .methods = {"GET", "HEAD", "POST", "PUT", "DELETE"},
          .request_headers = {"x-requested-with", "content-type", "authorization"},
          .expose_headers = {"x-request-id"},
          .max_age = 600,
          .timing_allow_origins = {std::string(foo)},
          .paths = paths(),
          .allow = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"}};
}

inline Policy public_policy() {
  auto policy = allowlist();
  policy.any_origin = true;
  policy.allowed_origins.clear();
  policy.denied_origins.clear();
  policy.timing_allow_origins = {"*"};
  policy.credentials = false;
  policy.max_age = 86400;
  return policy;
}

struct Request {
  std::string method;
  std::string target;
  message::HeaderList headers;
  std::string body;
  int minor_version = 1;

  [[nodiscard]] RequestView view() const {
    return {.method = method,
            .target = target,
            .headers = headers,
            .body = body,
            .minor_version = minor_version,
            .keep_alive = true,
            .serial = 7};
  }
};

inline Request request(std::string method, std::string target, const message::HeaderList& headers = {}) {
  Request request{std::move(method), std::move(target), {{"Host", "api.example"}}, {}, 1};
  for (const auto& [name, value] : headers) request.headers.append(name, value);
  return request;
}

inline Request preflight(std::string_view origin, std::string method, const std::string& header_names = "") {
  auto preflight = request("OPTIONS", "/resource/foo",
                           {{"Origin", std::string(origin)}, {"Access-Control-Request-Method", std::move(method)}});
  if (!header_names.empty()) preflight.headers.append("Access-Control-Request-Headers", header_names);
  return preflight;
}

}  // namespace corspec::reference::example
