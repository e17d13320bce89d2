#include "reference/target.hpp"

#include "message/bytes.hpp"

namespace corspec::reference {
namespace {

std::string_view without_port(std::string_view authority) {
  const auto bracket = authority.rfind(']');
  const auto colon = authority.rfind(':');
  if (colon == std::string_view::npos || (bracket != std::string_view::npos && colon < bracket)) return authority;
  return authority.substr(0, colon);
}

/// The part of an absolute form behind `http://` or `https://`; empty when it is none.
std::string_view after_scheme(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (message::byte_case_insensitive_match(target.substr(0, scheme.size()), scheme))
      return target.substr(scheme.size());
  }
  return {};
}

}  // namespace

std::string_view without_query(std::string_view target) {
  return target.substr(0, target.find('?'));
}

Target parse_target(const RequestView& request) {
  const auto hosts = request.headers.lines("Host");
  if (hosts.size() > 1 || (hosts.empty() && request.minor_version >= 1)) return {};
  const auto host = hosts.empty() ? std::string_view{} : without_port(hosts.front());

  const auto target = request.target;
  if (target == "*") return {Target::Form::asterisk, host, target};
  if (target.starts_with('/')) return {Target::Form::path, host, without_query(target)};

  const auto rest = after_scheme(target);
  const auto authority = rest.substr(0, rest.find_first_of("/?"));
  if (authority.empty()) return {};
  const auto behind = rest.substr(authority.size());
  // HTTP-5: OPTIONS of an absolute form with neither path nor query is what a last proxy would have written as `*`.
  if (behind.empty() && request.method == "OPTIONS") return {Target::Form::asterisk, without_port(authority), "*"};
  const auto path = without_query(behind);
  return {Target::Form::path, without_port(authority), path.empty() ? std::string_view("/") : path};
}

}  // namespace corspec::reference
