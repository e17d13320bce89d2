#include "suite/origin_policy.hpp"

#include <algorithm>
#include <vector>

namespace corspec::suite {

namespace {

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::ranges::find(list, value) != list.end();
}

bool is_host_byte(char byte) {
  return byte != '/' && byte != ':' && byte != '@';
}

}  // namespace

OriginStanding standing_of(const Profile& profile, std::string_view origin) {
  if (!profile.origins_stated) return OriginStanding::unknown;
  if (contains(profile.denied_origins, origin)) return OriginStanding::denied;
  const auto covers = [&](const std::string& pattern) { return origin_pattern_covers(pattern, origin); };
  if (profile.any_origin || contains(profile.allowed_origins, origin) ||
      std::ranges::any_of(profile.origin_patterns, covers)) {
    return OriginStanding::allowed;
  }
  switch (profile.other_origins) {
    case Others::deny:
      return OriginStanding::denied;
    case Others::allow:
      return OriginStanding::allowed;
    case Others::unknown:
      break;
  }
  return OriginStanding::unknown;
}

bool origin_pattern_covers(std::string_view pattern, std::string_view origin) {
  // reached[i]: the pattern read so far can end just before origin[i].
  std::vector<bool> reached(origin.size() + 1, false);
  reached[0] = true;
  for (const char wanted : pattern) {
    std::vector<bool> next(origin.size() + 1, false);
    for (std::size_t i = 0; i < origin.size(); ++i) {
      if (wanted == '*') {
        next[i + 1] = (reached[i] || next[i]) && is_host_byte(origin[i]);
      } else {
        next[i + 1] = reached[i] && origin[i] == wanted;
      }
    }
    reached = std::move(next);
  }
  return reached[origin.size()];
}

std::string origin_covered_by(std::string_view pattern) {
  std::string origin(pattern);
  for (auto star = origin.find('*'); star != std::string::npos; star = origin.find('*'))
    origin.replace(star, 1, "corspec");
  return origin;
}

OriginParts split_origin(std::string_view origin) {
  constexpr std::string_view separator = "://";
  const auto scheme_end = origin.find(separator);
  if (scheme_end == std::string_view::npos || scheme_end == 0) return {};
  OriginParts parts{.valid = true, .scheme = origin.substr(0, scheme_end), .host = {}, .port = {}};
  const std::string_view rest = origin.substr(scheme_end + separator.size());
  // The colons of an IPv6 address are inside its brackets.
  const auto bracket = rest.rfind(']');
  const auto colon = rest.find(':', bracket == std::string_view::npos ? 0 : bracket);
  parts.host = rest.substr(0, colon);
  if (colon != std::string_view::npos) parts.port = rest.substr(colon + 1);
  parts.valid = !parts.host.empty();
  return parts;
}

}  // namespace corspec::suite
