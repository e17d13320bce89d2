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

/// Whether they differ in a few bytes, as where a dot of a pattern stands for any byte.
bool is_near(std::string_view host, std::string_view allowed) {
  if (host.size() != allowed.size()) return false;
  std::size_t others = 0;
  for (std::size_t at = 0; at < host.size(); ++at) others += host[at] == allowed[at] ? 0U : 1U;
  return 4 * others <= host.size();
}

/// An origin that is let in, and one that the policy has in mind.
struct Pair {
  std::string_view origin;
  suite::OriginParts theirs;
  std::string_view allowed;
  suite::OriginParts ours;
};

struct Slip {
  std::string_view name;
  bool (*takes)(const Pair& pair);  ///< the one for the other
};

/// The closest first: what one allowed origin explains well, another need not explain badly.
constexpr std::array slips{
    Slip{"another case", [](const Pair& it) { return message::byte_case_insensitive_match(it.origin, it.allowed); }},
    Slip{"another port",
         [](const Pair& it) { return it.theirs.host == it.ours.host && it.theirs.scheme == it.ours.scheme; }},
    Slip{"another scheme", [](const Pair& it) { return it.theirs.host == it.ours.host; }},
    Slip{"another case",
         [](const Pair& it) { return message::byte_case_insensitive_match(it.theirs.host, it.ours.host); }},
    Slip{"a subdomain of an allowed host", [](const Pair& it) { return is_in_domain(it.theirs.host, it.ours.host); }},
    Slip{"ends in an allowed host", [](const Pair& it) { return it.theirs.host.ends_with(it.ours.host); }},
    Slip{"begins with an allowed host", [](const Pair& it) { return it.theirs.host.starts_with(it.ours.host); }},
    Slip{"contains an allowed host",
         [](const Pair& it) { return (it.theirs.valid ? it.theirs.host : it.origin).contains(it.ours.host); }},
    Slip{"another host in the domain of an allowed one",
         [](const Pair& it) {
           const auto parent = parent_domain(it.ours.host);
           return !parent.empty() && (it.theirs.host == parent || is_in_domain(it.theirs.host, parent));
         }},
    Slip{"ends in the domain of an allowed host",
         [](const Pair& it) {
           const auto parent = parent_domain(it.ours.host);
           return !parent.empty() && it.theirs.host.ends_with(parent);
         }},
    Slip{"begins with an allowed origin", [](const Pair& it) { return it.origin.starts_with(it.allowed); }},
    Slip{"contains an allowed origin", [](const Pair& it) { return it.origin.contains(it.allowed); }},
    Slip{"resembles an allowed host", [](const Pair& it) { return is_near(it.theirs.host, it.ours.host); }},
};

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
  std::vector<std::string> meant = policy.allowed_origins;
  for (const auto& pattern : policy.origin_patterns) meant.push_back(suite::origin_covered_by(pattern));
  for (const Slip& slip : slips) {
    const auto is_taken_for = [&](const std::string& allowed) {
      return slip.takes({origin, theirs, allowed, suite::split_origin(allowed)});
    };
    if (std::ranges::any_of(meant, is_taken_for)) return std::string(slip.name);
  }
  return std::string(kind_of_stranger(origin));
}

bool is_alike(const Probe& shorter, const Probe& longer) {
  if (shorter.is_preflight() != longer.is_preflight()) return false;
  const auto left = origin_classes(shorter);
  const auto right = origin_classes(longer);
  return std::ranges::all_of(left, [&](const auto& one) { return std::ranges::find(right, one) != right.end(); });
}

}  // namespace corspec::fuzz
