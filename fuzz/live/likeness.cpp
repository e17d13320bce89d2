#include "fuzz/live/likeness.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "fetch/origin.hpp"
#include "fetch/url.hpp"
#include "fuzz/grammar/origin.hpp"
#include "message/bytes.hpp"
#include "suite/origin_policy.hpp"

namespace corspec::fuzz {

namespace {

using std::string_view_literals::operator""sv;

bool is_in_domain(std::string_view host, std::string_view domain) {
  return host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.';
}

/// A name or address of this machine or of the network that it is in.
bool is_local(std::string_view host) {
  constexpr std::array names{"localhost"sv, "127.0.0.1"sv, "[::1]"sv};
  constexpr std::array networks{"127."sv, "10."sv, "192.168."sv, "172.16."sv};
  const bool address = host.find_first_not_of("0123456789.") == std::string_view::npos;
  return std::ranges::find(names, host) != names.end() || is_in_domain(host, "localhost") ||
         is_in_domain(host, "local") || is_in_domain(host, "test") ||
         (address && std::ranges::any_of(networks, [&](auto network) { return host.starts_with(network); }));
}

/// What two hosts of one owner share; empty for a host right below a top-level domain.
std::string_view parent_domain(std::string_view host) {
  const auto dot = host.find('.');
  if (dot == std::string_view::npos) return {};
  const auto parent = host.substr(dot + 1);
  return parent.contains('.') ? parent : std::string_view();
}

/// The slip that takes `host` for `allowed`; empty when none of them does.
std::string_view slip_of_host(std::string_view host, std::string_view allowed) {
  if (is_in_domain(host, allowed)) return "a subdomain of an allowed host";
  if (host.ends_with(allowed)) return "ends in an allowed host";
  if (host.starts_with(allowed)) return "begins with an allowed host";
  if (host.contains(allowed)) return "contains an allowed host";
  const auto parent = parent_domain(allowed);
  if (!parent.empty() && (host == parent || is_in_domain(host, parent)))
    return "another host in the domain of an allowed one";
  return {};
}

/// What `origin` is whatever the policy allows.
std::string_view kind_of_stranger(std::string_view origin) {
  const auto host = suite::split_origin(origin).host;
  if (is_local(host)) return "a host of this machine or network";
  const auto shared = shared_domains();
  const auto is_below = [&](auto domain) { return is_in_domain(host, domain); };
  return std::ranges::any_of(shared, is_below) ? "a host in a domain where everybody can have one" : "any origin";
}

/// Scheme and sort of host, as far as there are any.
std::string class_of(const std::string& origin) {
  if (origin == "null") return origin;
  const auto separator = origin.find("://");
  const std::string scheme = separator == std::string::npos ? "" : origin.substr(0, separator);
  if (sender_of(origin) == Sender::nobody) return "odd " + scheme;
  const auto parsed = fetch::parse_origin(origin);
  // A browser serialises hosts that the grammar has no word for, with `_` in them for instance.
  if (!parsed) return scheme + " unusual";
  constexpr std::array kinds{"none"sv, "domain"sv, "IPv4"sv, "IPv6"sv};
  const bool dotted = parsed->host_kind == fetch::Origin::Host::domain && parsed->host.contains('.');
  return scheme + " " + (dotted ? "dotted " : "") + std::string(kinds.at(static_cast<std::size_t>(parsed->host_kind)));
}

std::vector<std::string> origin_classes(const Probe& probe) {
  std::vector<std::string> classes;
  for (const auto line : probe.headers.lines("Origin"))
    classes.push_back(class_of(std::string(message::strip_http_tab_or_space(line))));
  return classes;
}

}  // namespace

Sender sender_of(const std::string& origin) {
  if (origin == "null") return Sender::web;
  const auto parsed = fetch::parse_origin(origin);
  if (parsed && parsed->scheme != "http" && parsed->scheme != "https") return Sender::app;
  const auto url = fetch::parse_url(origin);
  return url && fetch::serialize_origin(*url) == origin ? Sender::web : Sender::nobody;
}

std::string likeness(std::string_view origin, const suite::Profile& policy) {
  if (origin == "null") return "null";
  const auto theirs = suite::split_origin(origin);
  std::string_view best = kind_of_stranger(origin);
  for (const std::string& allowed : policy.allowed_origins) {
    const auto ours = suite::split_origin(allowed);
    if (!theirs.valid) {
      if (origin.contains(ours.host)) best = "contains an allowed host";
      continue;
    }
    if (message::byte_case_insensitive_match(origin, allowed)) return "another case";
    if (theirs.host == ours.host) return theirs.scheme == ours.scheme ? "another port" : "another scheme";
    if (message::byte_case_insensitive_match(theirs.host, ours.host)) return "another case";
    if (const auto slip = slip_of_host(theirs.host, ours.host); !slip.empty()) return std::string(slip);
    if (origin.starts_with(allowed)) return "begins with an allowed origin";
    if (origin.contains(allowed)) return "contains an allowed origin";
    if (theirs.host.size() == ours.host.size()) best = "resembles an allowed host";
  }
  return std::string(best);
}

bool is_alike(const Probe& shorter, const Probe& longer) {
  if (shorter.is_preflight() != longer.is_preflight()) return false;
  const auto left = origin_classes(shorter);
  const auto right = origin_classes(longer);
  return std::ranges::all_of(left, [&](const auto& one) { return std::ranges::find(right, one) != right.end(); });
}

}  // namespace corspec::fuzz
