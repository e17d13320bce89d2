#include "reference/policy.hpp"

#include "message/bytes.hpp"
#include "reference/target.hpp"

namespace corspec::reference {
namespace {

bool lies_below(std::string_view path, std::string_view prefix) {
  if (!path.starts_with(prefix)) return false;
  return prefix.empty() || prefix.ends_with('/') || path.size() == prefix.size() || path[prefix.size()] == '/';
}

std::string resource_path(const suite::Profile& profile) {
  if (!profile.paths.resource.empty()) return profile.paths.resource;
  return profile.at.path_prefix.empty() ? "/" : profile.at.path_prefix;
}

}  // namespace

Policy policy_of(const suite::Profile& profile) {
  return {
      .host = message::byte_lowercase(profile.at.host),
      .path_prefix = profile.at.path_prefix,
      .any_origin = profile.any_origin,
      .allowed_origins = profile.allowed_origins,
      .origin_patterns = profile.origin_patterns,
      .denied_origins = profile.denied_origins,
      .other_origins = profile.origins_stated && profile.other_origins == suite::Others::allow,
      .credentials = profile.credentials.value_or(false),
      .methods = profile.allowed_methods.value_or(std::vector<std::string>{}),
      .other_methods = profile.other_methods == suite::Others::allow,
      .request_headers = profile.allowed_request_headers.value_or(std::vector<std::string>{}),
      .other_request_headers = profile.other_request_headers == suite::Others::allow,
      .expose_headers = profile.expose_headers.value_or(std::vector<std::string>{}),
      .max_age = profile.max_age,
      .timing_allow_origins = profile.timing_allow_origins.value_or(std::vector<std::string>{}),
      .paths = {.resource = resource_path(profile),
                .writable = profile.paths.writable,
                .missing = profile.paths.missing,
                .error = profile.paths.error,
                .redirect = profile.paths.redirect},
      .allow = profile.options.allow.value_or(std::vector<std::string>{}),
      .answers_asterisk = profile.options.asterisk.value_or(true),
      .errors_shared = profile.errors_shared.value_or(true),
  };
}

bool is_public(const Policy& policy) {
  return policy.any_origin && !policy.credentials;
}

const Policy* choose_policy(std::span<const Policy> policies, const RequestView& request) {
  const auto target = parse_target(request);
  const Policy* best = nullptr;
  for (const auto& policy : policies) {
    if (!policy.host.empty() && !message::byte_case_insensitive_match(policy.host, target.host)) continue;
    if (target.form == Target::Form::path && !lies_below(target.path, policy.path_prefix)) continue;
    const auto is_better = [&] {
      if (best->host.empty() != policy.host.empty()) return best->host.empty();
      return policy.path_prefix.size() > best->path_prefix.size();
    };
    if (best == nullptr || is_better()) best = &policy;
  }
  return best;
}

}  // namespace corspec::reference
