#include "suite/sample_policy.hpp"

namespace corspec::suite {

namespace {

Profile make_policy() {
  Profile profile;
  profile.name = "sample";
  profile.origins_stated = true;
  profile.allowed_origins = {"https://allowed.corspec.example", "https://other-allowed.corspec.example:8443"};
  profile.origin_patterns = {"https://*.preview.corspec.example"};
  profile.denied_origins = {"https://denied.corspec.example"};
  profile.allowed_methods = {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"};
  profile.other_methods = Others::deny;
  profile.allowed_request_headers = {"x-allowed", "x-other-allowed", "content-type", "authorization", "if-none-match"};
  profile.other_request_headers = Others::deny;
  profile.expose_headers = {"x-exposed", "x-other-exposed"};
  profile.credentials = true;
  profile.max_age = 600;
  profile.timing_allow_origins = {"https://allowed.corspec.example"};
  profile.paths = {.resource = "/sample-resource",
                   .writable = "/sample-writable",
                   .missing = "/sample-missing",
                   .error = "/sample-error",
                   .redirect = "/sample-redirect"};
  profile.options = {.allow = std::vector<std::string>{"GET", "HEAD", "OPTIONS", "PUT"}, .asterisk = true};
  profile.errors_shared = true;
  return profile;
}

}  // namespace

const Profile& sample_policy() {
  static const Profile policy = make_policy();
  return policy;
}

const TargetFacts& sample_target() {
  static const TargetFacts target{
      .authority = "target.corspec.example", .origin = "https://target.corspec.example", .path = "/sample-resource"};
  return target;
}

}  // namespace corspec::suite
