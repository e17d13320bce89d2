#include "reference/origin_decision.hpp"

#include <algorithm>

#include "fetch/origin.hpp"
#include "message/bytes.hpp"

namespace corspec::reference {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view item) {
  return std::ranges::find(list, item) != list.end();
}

bool is_label_byte(unsigned char byte) {
  return message::is_ascii_lower_alpha(byte) || message::is_ascii_digit(byte) || byte == '-' || byte == '_';
}

/// One or more labels joined by dots. Anything else that could stand between the two halves of a pattern would reach
/// beyond the host: `https://*.foo.example` must not match `https://evil.test:1.foo.example`.
bool is_labels(std::string_view bytes) {
  bool label_has_begun = false;
  for (const char byte : bytes) {
    if (byte == '.' ? !label_has_begun : !is_label_byte(static_cast<unsigned char>(byte))) return false;
    label_has_begun = byte != '.';
  }
  return label_has_begun;
}

bool matches_pattern(std::string_view origin, std::string_view pattern) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return origin == pattern;
  const auto prefix = pattern.substr(0, star);
  const auto suffix = pattern.substr(star + 1);
  if (origin.size() < prefix.size() + suffix.size()) return false;
  if (!origin.starts_with(prefix) || !origin.ends_with(suffix)) return false;
  return is_labels(origin.substr(prefix.size(), origin.size() - prefix.size() - suffix.size()));
}

}  // namespace

bool allows_origin(const Policy& policy, std::string_view origin) {
  if (contains(policy.denied_origins, origin)) return false;
  if (contains(policy.allowed_origins, origin)) return true;
  if (std::ranges::any_of(policy.origin_patterns,
                          [&](const auto& pattern) { return matches_pattern(origin, pattern); }))
    return true;
  return (policy.any_origin || policy.other_origins) && fetch::parse_origin(origin).has_value();
}

std::optional<std::string> decide_origin(const Policy& policy, const RequestView& request) {
  if (is_public(policy)) return "*";
  const auto origins = request.headers.lines("Origin");
  if (origins.size() != 1 || !allows_origin(policy, origins.front())) return std::nullopt;
  return std::string(origins.front());
}

}  // namespace corspec::reference
