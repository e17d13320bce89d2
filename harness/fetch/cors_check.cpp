#include "fetch/cors_check.hpp"

#include <string>

namespace corspec::fetch {

namespace {

constexpr std::string_view allow_origin = "Access-Control-Allow-Origin";
constexpr std::string_view allow_credentials = "Access-Control-Allow-Credentials";

std::string expected_allow_origin(std::string_view origin, bool credentials) {
  if (credentials) return std::string(origin);
  return std::string("`").append(origin).append("`, or `*`");
}

}  // namespace

std::optional<Refusal> cors_check(const message::HeaderList& response, CredentialsMode mode, std::string_view origin) {
  const bool credentials = mode == CredentialsMode::include;

  // s1, s2
  const auto allowed_origin = response.get(allow_origin);
  if (!allowed_origin) {
    return Refusal{"CORS-CHECK-2", allow_origin, expected_allow_origin(origin, credentials), std::nullopt};
  }
  // s3
  if (!credentials && *allowed_origin == "*") return std::nullopt;
  // s4
  if (*allowed_origin != origin) {
    return Refusal{"CORS-CHECK-4", allow_origin, expected_allow_origin(origin, credentials), allowed_origin};
  }
  // s5
  if (!credentials) return std::nullopt;
  // s6 to s8
  auto allowed_credentials = response.get(allow_credentials);
  if (allowed_credentials == "true") return std::nullopt;
  return Refusal{"CORS-CHECK-7", allow_credentials, "true", std::move(allowed_credentials)};
}

}  // namespace corspec::fetch
