#include "suite/features.hpp"

#include <algorithm>
#include <array>

#include "suite/policy_lists.hpp"

namespace corspec::suite {

namespace {

bool allows_header(const Facts& facts, std::string_view header) {
  const auto& allowed = facts.profile.allowed_request_headers;
  return allowed && std::ranges::find(*allowed, header) != allowed->end();
}

constexpr std::array all_features{
    Feature{"origins.stated", "the profile says anything about origins",
            [](const Facts& facts) { return facts.profile.origins_stated; },
            "the profile says nothing about origins (origins)"},
    Feature{"origins.listed", "an allowlist of origins, not `*`",
            [](const Facts& facts) { return facts.profile.origins_stated && !facts.profile.any_origin; },
            "the profile has no list of allowed origins (origins)"},
    Feature{"origins.public", "any origin is allowed", [](const Facts& facts) { return facts.profile.any_origin; },
            "the profile is not that of a public resource (origins is not \"*\")"},
    Feature{"origins.denied", "origins that the profile does not name are denied",
            [](const Facts& facts) {
              return facts.profile.origins_stated && !facts.profile.any_origin &&
                     facts.profile.other_origins == Others::deny;
            },
            "the profile does not deny other origins (origins.others is not \"deny\")"},
    Feature{"credentials.allowed", "the policy allows credentials",
            [](const Facts& facts) { return facts.profile.credentials == true; },
            "the profile does not allow credentials (credentials is not true)"},
    Feature{"credentials.denied", "the policy denies credentials",
            [](const Facts& facts) { return facts.profile.credentials == false; },
            "the profile does not deny credentials (credentials is not false)"},
    Feature{"preflights", "the policy allows something that needs a preflight",
            [](const Facts& facts) { return has_preflights(facts.profile); },
            "the profile allows neither a method other than GET, HEAD and POST nor a request header that is not "
            "safelisted (methods, request_headers)"},
    Feature{"methods.stated", "the profile lists methods",
            [](const Facts& facts) { return facts.profile.allowed_methods.has_value(); },
            "the profile says nothing about methods (methods)"},
    Feature{"methods.denied", "methods that the profile does not list are denied",
            [](const Facts& facts) { return denies_other_methods(facts.profile); }, methods_open},
    Feature{"headers.stated", "the profile lists request headers",
            [](const Facts& facts) { return facts.profile.allowed_request_headers.has_value(); },
            "the profile says nothing about request headers (request_headers)"},
    Feature{"headers.denied", "request headers that the profile does not list are denied",
            [](const Facts& facts) { return denies_other_headers(facts.profile); }, headers_open},
    Feature{"headers.authorization", "the request header `authorization` is allowed",
            [](const Facts& facts) { return allows_header(facts, "authorization"); },
            "the profile does not allow the request header authorization (request_headers.allowed)"},
    Feature{"headers.content-type", "the request header `content-type` is allowed",
            [](const Facts& facts) { return allows_header(facts, "content-type"); },
            "the profile does not allow the request header content-type (request_headers.allowed)"},
    Feature{"headers.if-none-match", "the request header `if-none-match` is allowed",
            [](const Facts& facts) { return allows_header(facts, "if-none-match"); },
            "the profile does not allow the request header if-none-match (request_headers.allowed)"},
    Feature{"max_age", "the profile states max_age",
            [](const Facts& facts) { return facts.profile.max_age.has_value(); }, "the profile does not state max_age"},
    Feature{"max_age.positive", "the profile states a max_age above zero",
            [](const Facts& facts) { return facts.profile.max_age.value_or(0) > 0; },
            "the profile states no max_age above zero"},
    Feature{"expose_headers", "the profile lists exposed response headers",
            [](const Facts& facts) { return facts.profile.expose_headers.has_value(); },
            "the profile does not say which response headers scripts may read (expose_headers)"},
    Feature{"timing_allow_origins", "the profile says who may see timings",
            [](const Facts& facts) { return facts.profile.timing_allow_origins.has_value(); },
            "the profile does not say who may see timings (timing_allow_origins)"},
    Feature{"errors.shared", "error answers carry the CORS headers too",
            [](const Facts& facts) { return facts.profile.errors_shared == true; },
            "the profile does not say that errors carry the CORS headers too (errors_shared)"},
    Feature{"options.allow", "the profile states what `Allow` lists",
            [](const Facts& facts) { return facts.profile.options.allow.has_value(); },
            "the profile does not state what Allow lists (options.allow)"},
    Feature{"options.asterisk", "`OPTIONS *` is answered with success",
            [](const Facts& facts) { return facts.profile.options.asterisk == true; },
            "the profile does not say that OPTIONS * is answered (options.asterisk)"},
    Feature{"paths.resource", "the profile names the resource",
            [](const Facts& facts) { return !facts.profile.paths.resource.empty(); },
            "the profile names no resource (paths.resource)"},
    Feature{"paths.writable", "the profile names a path that may be written to",
            [](const Facts& facts) { return !facts.profile.paths.writable.empty(); },
            "the profile names no path that may be written to (paths.writable)"},
    Feature{"paths.missing", "the profile names a path that answers 404",
            [](const Facts& facts) { return !facts.profile.paths.missing.empty(); },
            "the profile names no path that does not exist (paths.missing)"},
    Feature{"paths.error", "the profile names a path that fails",
            [](const Facts& facts) { return !facts.profile.paths.error.empty(); },
            "the profile names no path that fails (paths.error)"},
    Feature{"paths.redirect", "the profile names a path that redirects",
            [](const Facts& facts) { return !facts.profile.paths.redirect.empty(); },
            "the profile names no path that redirects (paths.redirect)"},
    Feature{"tls", "the target is https",
            [](const Facts& facts) { return facts.target.origin.starts_with("https://"); }, "the target is not https"},
};

}  // namespace

std::span<const Feature> features() {
  return all_features;
}

const Feature* find_feature(std::string_view name) {
  const auto found = std::ranges::find(all_features, name, &Feature::name);
  return found == all_features.end() ? nullptr : &*found;
}

const std::vector<BindingName>& feature_names() {
  static const std::vector<BindingName> rows = [] {
    std::vector<BindingName> table;
    table.reserve(all_features.size());
    for (const Feature& feature : all_features) table.push_back({feature.name, feature.meaning});
    return table;
  }();
  return rows;
}

}  // namespace corspec::suite
