#include <algorithm>

#include "fetch/exposed_headers.hpp"
#include "fetch/origin.hpp"
#include "fetch/request_headers.hpp"
#include "message/bytes.hpp"
#include "message/method.hpp"
#include "suite/origin_policy.hpp"
#include "suite/profile.hpp"
#include "suite/rules.hpp"
#include "suite/spelling.hpp"

namespace corspec::suite {

namespace {

using Sentences = std::vector<std::string>;

bool has_upper_case(std::string_view text) {
  return message::byte_lowercase(text) != text;
}

/// Why no browser sends `origin` as it is written; null when one might (ORI-3, ORI-7, ORI-8).
std::optional<std::string> never_sent_because(std::string_view origin) {
  if (origin == "null") return std::nullopt;
  const OriginParts parts = split_origin(origin);
  if (!parts.valid) return "it has no scheme and host";
  if (origin.ends_with('/') || parts.host.contains('/') || parts.port.contains('/')) return "an origin has no path";
  if (parts.host.contains('@')) return "an origin has no user name";
  if (has_upper_case(parts.scheme)) return "schemes are lower-case";
  if (std::ranges::any_of(origin, [](char byte) { return byte <= ' ' || byte >= '\x7F'; })) {
    return "origins are ASCII without spaces: write the host in punycode (xn--...)";
  }
  const bool is_web = parts.scheme == "http" || parts.scheme == "https";
  if (!is_web) return std::nullopt;
  if (has_upper_case(parts.host)) return "hosts are lower-case";
  if ((parts.scheme == "https" && parts.port == "443") || (parts.scheme == "http" && parts.port == "80")) {
    return "the default port is left out";
  }
  const bool has_port = !parts.port.empty() || origin.ends_with(':');
  if (has_port && (parts.port.empty() || parts.port.starts_with('0') || parts.port.size() > 5 ||
                   !std::ranges::all_of(parts.port, [](char byte) {
                     return message::is_ascii_digit(static_cast<unsigned char>(byte));
                   }))) {
    return "its port is no port";
  }
  if (parts.host.starts_with('[')) {
    const auto parsed = fetch::parse_origin(origin);
    if (!parsed) return "its IPv6 address is not written as browsers write it";
  }
  return std::nullopt;
}

void lint_origins(const Profile& profile, Sentences& sentences) {
  const auto check = [&](const std::vector<std::string>& origins, std::string_view where) {
    for (const std::string& origin : origins) {
      if (const auto reason = never_sent_because(origin)) {
        sentences.push_back("No browser sends the origin " + quote(origin) + " (" + std::string(where) +
                            "): " + *reason + ".");
      }
    }
  };
  check(profile.allowed_origins, "origins.allowed");
  check(profile.denied_origins, "origins.denied");
  for (const std::string& pattern : profile.origin_patterns) {
    if (!pattern.contains('*')) {
      sentences.push_back("The pattern " + quote(pattern) + " has no `*`: it belongs in origins.allowed.");
    }
  }
  for (const std::string& origin : profile.denied_origins) {
    Profile without_denials = profile;
    without_denials.denied_origins.clear();
    if (standing_of(without_denials, origin) == OriginStanding::allowed) {
      sentences.push_back("The origin " + quote(origin) +
                          " is denied by name, though what else the profile says allows it.");
    }
  }
  const bool allows_null = std::ranges::find(profile.allowed_origins, "null") != profile.allowed_origins.end();
  if (allows_null && profile.credentials == true) {
    sentences.push_back(
        "The origin `null` is allowed with credentials: any page can make itself a `null` origin with a sandboxed "
        "frame "
        "(SRV-14).");
  }
  if (profile.any_origin && profile.credentials == true) {
    sentences.push_back(
        "Any origin is allowed with credentials: `*` does not grant that to a browser (CORS-CHECK-4), and a server "
        "that "
        "echoes every origin lets every site act as its users.");
  }
}

void lint_methods(const Profile& profile, Sentences& sentences) {
  for (const std::string& method : profile.allowed_methods.value_or(std::vector<std::string>{})) {
    if (message::is_forbidden_method(method)) {
      sentences.push_back("No browser sends the method " + quote(method) + " (METH-4).");
    } else if (message::normalize_method(method) != method) {
      sentences.push_back("Browsers send " + quote(message::normalize_method(method)) + " for the method " +
                          quote(method) + " (METH-2).");
    } else if (has_upper_case(method) == false && message::byte_uppercase(method) != method) {
      sentences.push_back("Methods are case-sensitive: a page that asks for " + quote(message::byte_uppercase(method)) +
                          " is not covered by " + quote(method) + " (METH-2).");
    }
  }
}

void lint_headers(const Profile& profile, Sentences& sentences) {
  for (const std::string& header : profile.allowed_request_headers.value_or(std::vector<std::string>{})) {
    if (fetch::is_forbidden_request_header(header, "")) {
      sentences.push_back("No page can set the request header " + quote(header) + " (FORBID-1).");
    }
  }
  for (const std::string& header : profile.expose_headers.value_or(std::vector<std::string>{})) {
    if (fetch::is_forbidden_response_header_name(header)) {
      sentences.push_back("No script can read the response header " + quote(header) + " (EXPOSE-3).");
    }
  }
}

void lint_max_age(const Profile& profile, Sentences& sentences) {
  constexpr std::int64_t largest_cap = 86400;
  if (profile.max_age.value_or(0) > largest_cap) {
    sentences.push_back("No browser keeps a preflight longer than 86400 seconds (PF-9): a max_age of " +
                        std::to_string(*profile.max_age) + " gains nothing over that.");
  }
}

}  // namespace

std::vector<std::string> lint(const Profile& profile) {
  Sentences sentences;
  lint_origins(profile, sentences);
  lint_methods(profile, sentences);
  lint_headers(profile, sentences);
  lint_max_age(profile, sentences);
  return sentences;
}

std::vector<std::string> lint_flags(const Profile& profile, const RuleCatalogue& catalogue) {
  std::vector<std::string_view> known;
  for (const Flag& flag : catalogue.flags()) known.push_back(flag.name);
  Sentences sentences;
  const auto check = [&](const std::vector<std::string>& flags, std::string_view where) {
    for (const std::string& flag : flags) {
      if (catalogue.find_flag(flag) != nullptr) continue;
      const std::string meant = guess(flag, known);
      sentences.push_back("No case raises the flag " + quote(flag) + " (" + std::string(where) + ")" +
                          (meant.empty() ? "." : meant));
    }
  };
  check(profile.accept, "accept");
  check(profile.reject, "reject");
  return sentences;
}

}  // namespace corspec::suite
