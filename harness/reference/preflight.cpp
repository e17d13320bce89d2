#include "reference/preflight.hpp"

#include <algorithm>

#include "fetch/header_values.hpp"
#include "fetch/preflight.hpp"
#include "message/bytes.hpp"
#include "message/method.hpp"

namespace corspec::reference {
namespace {

/// Lower-case, in the order of the request; null when a line is no list of field names.
std::optional<std::vector<std::string>> requested_header_names(const RequestView& request) {
  const auto extracted = fetch::extract_token_list(request.headers, "Access-Control-Request-Headers");
  if (extracted.outcome == fetch::ExtractedValues::Outcome::failure) return std::nullopt;
  auto names = extracted.items;
  for (auto& name : names) name = message::byte_lowercase(name);
  return names;
}

void append_field(Answer& answer, std::string name, std::string value) {
  if (!value.empty()) answer.headers.append(std::move(name), std::move(value));
}

}  // namespace

bool is_preflight(const RequestView& request, const Resource& resource) {
  const bool names_a_path = resource.kind != Resource::Kind::server && resource.kind != Resource::Kind::malformed;
  return names_a_path && fetch::is_cors_preflight_request(request.method, request.headers);
}

std::optional<Grant> grant_preflight(const Policy& policy, const RequestView& request) {
  Grant grant{policy.methods, policy.request_headers};
  const auto requested_methods = request.headers.lines("Access-Control-Request-Method");
  if (requested_methods.size() != 1) return std::nullopt;
  const auto method = requested_methods.front();
  if (!message::is_method(method)) return std::nullopt;
  if (!message::is_cors_safelisted_method(method) && std::ranges::find(grant.methods, method) == grant.methods.end()) {
    if (!policy.other_methods) return std::nullopt;
    grant.methods.emplace_back(method);
  }

  const auto names = requested_header_names(request);
  if (!names) return std::nullopt;
  for (const auto& name : *names) {
    const auto is_name = [&](const auto& listed) { return message::byte_case_insensitive_match(listed, name); };
    if (std::ranges::any_of(grant.header_names, is_name)) continue;
    if (!policy.other_request_headers) return std::nullopt;
    grant.header_names.push_back(name);
  }
  return grant;
}

Answer answer_preflight(const Policy& policy, const RequestView&, const Resource& resource,
                        const std::optional<std::string>& allow_origin, const std::optional<Grant>& grant) {
  if (!allow_origin || !grant) return {.status = 403, .headers = {}, .body = {}};
  Answer answer{.status = 204, .headers = {{"Access-Control-Allow-Origin", *allow_origin}}, .body = {}};
  if (policy.credentials) append_field(answer, "Access-Control-Allow-Credentials", "true");
  append_field(answer, "Access-Control-Allow-Methods", join_list(grant->methods));
  append_field(answer, "Access-Control-Allow-Headers", join_list(grant->header_names));
  if (policy.max_age) append_field(answer, "Access-Control-Max-Age", std::to_string(*policy.max_age));
  // HTTP-3: a successful OPTIONS should show what the resource takes. It has no part in CORS (SRV-8).
  if (resource.kind != Resource::Kind::missing)
    append_field(answer, "Allow", join_list(allowed_methods(policy, resource)));
  return answer;
}

}  // namespace corspec::reference
