#include "suite/policy_lists.hpp"

#include <algorithm>

#include "fetch/request_headers.hpp"
#include "message/method.hpp"

namespace corspec::suite {

namespace {

using List = std::vector<std::string>;

bool contains(const List& list, std::string_view value) {
  return std::ranges::find(list, value) != list.end();
}

constexpr std::string_view authorization = "authorization";

/// The allowed request headers that a page can set and that need a preflight; the value decides for some (FORBID-1,
/// SAFE-2).
List preflighted_names(const Profile& profile) {
  List headers = profile.allowed_request_headers.value_or(List{});
  std::erase_if(headers, [](const std::string& header) {
    return fetch::is_forbidden_request_header(header, "1") || fetch::is_cors_safelisted_request_header(header, "1");
  });
  return headers;
}

}  // namespace

List unsafelisted_methods(const Profile& profile) {
  List methods;
  for (const std::string& method : profile.allowed_methods.value_or(List{})) {
    if (!message::is_cors_safelisted_method(method) && !message::is_forbidden_method(method)) methods.push_back(method);
  }
  return methods;
}

List changing_methods(const Profile& profile) {
  List methods = unsafelisted_methods(profile);
  std::erase(methods, "DELETE");
  return methods;
}

List closed_methods(const Profile& profile) {
  if (!denies_other_methods(profile)) return {};
  List methods{"PUT", "PATCH", "DELETE", "PROPFIND"};
  std::erase_if(methods, [&](const std::string& method) { return contains(*profile.allowed_methods, method); });
  return methods;
}

List closed_headers(const Profile& profile) {
  if (!denies_other_headers(profile)) return {};
  List headers{"authorization", "x-requested-with", "x-csrf-token", "x-api-key", "cache-control", "if-none-match"};
  std::erase_if(headers, [&](const std::string& header) { return contains(*profile.allowed_request_headers, header); });
  return headers;
}

List preflighted_headers(const Profile& profile) {
  List headers = preflighted_names(profile);
  std::erase(headers, authorization);
  return headers;
}

List asked_headers(const Profile& profile) {
  if (const List headers = preflighted_headers(profile); !headers.empty()) return {headers.front()};
  if (!preflighted_names(profile).empty()) return {std::string(authorization)};
  return unsafelisted_methods(profile).empty() ? List{"content-type"} : List{};
}

bool has_preflights(const Profile& profile) {
  return !unsafelisted_methods(profile).empty() || !preflighted_names(profile).empty();
}

bool denies_other_methods(const Profile& profile) {
  return profile.allowed_methods && profile.other_methods == Others::deny &&
         !contains(*profile.allowed_methods, denied_method_name);
}

bool denies_other_headers(const Profile& profile) {
  return profile.allowed_request_headers && profile.other_request_headers == Others::deny &&
         !contains(*profile.allowed_request_headers, denied_header_name);
}

}  // namespace corspec::suite
