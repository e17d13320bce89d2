#include "fuzz/live/verdict.hpp"

#include <algorithm>
#include <utility>

#include "fetch/cors_check.hpp"
#include "fetch/preflight.hpp"
#include "message/bytes.hpp"
#include "message/method.hpp"

namespace corspec::fuzz {

fetch::CredentialsMode mode_of(const suite::Profile& policy) {
  return policy.credentials == true ? fetch::CredentialsMode::include : fetch::CredentialsMode::same_origin;
}

bool is_ok(int status) {
  return status >= 200 && status <= 299;
}

bool is_silence(const http::ExchangeResult& result) {
  return !result && result.error().kind == http::TransportError::Kind::timeout;
}

std::optional<std::string> requested_method(const Probe& probe) {
  const auto lines = probe.headers.lines("Access-Control-Request-Method");
  if (lines.size() != 1) return std::nullopt;
  std::string method(message::strip_http_tab_or_space(lines.front()));
  const bool sendable = message::is_method(method) && !message::is_forbidden_method(method) &&
                        message::normalize_method(method) == method;
  if (!sendable) return std::nullopt;
  return method;
}

std::optional<fetch::Refusal> preflight_refusal(const http::Response& response, const std::string& origin,
                                                const std::string& method, std::vector<std::string> names,
                                                fetch::CredentialsMode credentials) {
  const bool authorization = std::ranges::any_of(
      names, [](const auto& name) { return message::byte_case_insensitive_match(name, "authorization"); });
  const fetch::PreflightSubject subject{.origin = origin,
                                        .method = method,
                                        .unsafe_names = std::move(names),
                                        .has_authorization = authorization,
                                        .credentials = credentials};
  return fetch::evaluate_preflight(subject, response.status, response.headers).refusal;
}

std::optional<fetch::Refusal> refusal_of(const Probe& probe, const std::string& origin, const http::Response& response,
                                         fetch::CredentialsMode credentials) {
  if (!probe.is_preflight()) return fetch::cors_check(response.headers, credentials, origin);
  return preflight_refusal(response, origin, requested_method(probe).value_or("GET"),
                           probe.requested_names().value_or(std::vector<std::string>()), credentials);
}

}  // namespace corspec::fuzz
