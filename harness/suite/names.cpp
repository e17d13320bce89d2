#include "suite/names.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "message/bytes.hpp"
#include "message/method.hpp"
#include "suite/origin_policy.hpp"
#include "suite/policy_lists.hpp"

namespace corspec::suite {

namespace {

using List = std::vector<std::string>;

Resolved missing(std::string reason) {
  return std::unexpected(std::move(reason));
}

Resolved text_or(const std::string& text, std::string_view reason) {
  if (text.empty()) return missing(std::string(reason));
  return Bound{text};
}

Resolved list_or(const List& list, std::string_view reason) {
  if (list.empty()) return missing(std::string(reason));
  return Bound{list};
}

Resolved element_or(const List& list, std::size_t index, std::string_view reason) {
  if (index >= list.size()) return missing(std::string(reason));
  return Bound{list[index]};
}

bool contains(const List& list, std::string_view value) {
  return std::ranges::find(list, value) != list.end();
}

// Another page, when any origin will do.
constexpr std::string_view other_origin = "https://other.example";

/// The origins that the profile states, without the target's own: requests from there are no CORS requests (NEED-1).
List foreign(const List& origins, const Facts& facts) {
  List rest;
  std::ranges::remove_copy(origins, std::back_inserter(rest), facts.target.origin);
  return rest;
}

/// A stated origin, or one that the policy must allow because it allows all.
Resolved allowed_origin(const Facts& facts, std::size_t index) {
  const Profile& profile = facts.profile;
  const std::string_view stand_in = index == 0 ? some_origin : other_origin;
  const List stated = foreign(profile.allowed_origins, facts);
  if (index < stated.size()) return Bound{stated[index]};
  if (standing_of(profile, stand_in) == OriginStanding::allowed) return Bound{std::string(stand_in)};
  if (index == 0 && !profile.origins_stated) return Bound{std::string(stand_in)};
  return missing(index == 0 ? "the profile names no allowed origin (origins.allowed)"
                            : "the profile names no second allowed origin (origins.allowed)");
}

Resolved denied_origin(const Facts& facts) {
  const List stated = foreign(facts.profile.denied_origins, facts);
  if (!stated.empty()) return Bound{stated.front()};
  // A pattern may cover one of them, hardly all.
  for (const std::string_view candidate :
       {"https://corspec-denied.example", "https://corspec-denied.test", "https://corspec-denied.invalid"}) {
    if (standing_of(facts.profile, candidate) == OriginStanding::denied) return Bound{std::string(candidate)};
  }
  return missing("the profile denies no origin (origins.others is not \"deny\" and origins.denied is empty)");
}

/// An origin that the first pattern covers, and that the profile denies by no other word.
Resolved origin_by_pattern(const Facts& facts) {
  for (const std::string& pattern : facts.profile.origin_patterns) {
    const std::string origin = origin_covered_by(pattern);
    if (origin != facts.target.origin && standing_of(facts.profile, origin) == OriginStanding::allowed)
      return Bound{origin};
  }
  return missing("the profile has no pattern of origins (origins.patterns)");
}

/// An allowed origin that Timing-Allow-Origin does not name.
Resolved untimed_origin(const Facts& facts) {
  const auto& timed = facts.profile.timing_allow_origins;
  if (!timed || contains(*timed, "*"))
    return missing("the profile keeps timings from no origin (timing_allow_origins)");
  for (const std::string& origin : foreign(facts.profile.allowed_origins, facts)) {
    if (!contains(*timed, origin)) return Bound{origin};
  }
  return missing("the profile keeps timings from no allowed origin (timing_allow_origins)");
}

Resolved first_allowed_origin(const Facts& facts) {
  return allowed_origin(facts, 0);
}

Resolved second_allowed_origin(const Facts& facts) {
  return allowed_origin(facts, 1);
}

using Part = std::optional<std::string> (*)(const OriginParts&);

/// Something made of the parts of that origin; null means that there is no such thing.
template <Resolved (*whole)(const Facts&), Part part>
Resolved of_origin(const Facts& facts) {
  const Resolved origin = whole(facts);
  if (!origin) return origin;
  const std::string& text = std::get<std::string>(origin->value);
  const OriginParts parts = split_origin(text);
  const auto value = parts.valid ? part(parts) : std::nullopt;
  if (!value) return missing("the origin " + text + " has not the parts for it");
  return Bound{*value};
}

std::optional<std::string> scheme(const OriginParts& parts) {
  return std::string(parts.scheme);
}

std::optional<std::string> host(const OriginParts& parts) {
  return std::string(parts.host);
}

std::optional<std::string> effective_port(const OriginParts& parts) {
  if (!parts.port.empty()) return std::string(parts.port);
  if (parts.scheme == "https") return "443";
  if (parts.scheme == "http") return "80";
  return std::nullopt;
}

std::optional<std::string> port_suffix(const OriginParts& parts) {
  return parts.port.empty() ? std::string() : ":" + std::string(parts.port);
}

std::optional<std::string> other_scheme(const OriginParts& parts) {
  if (parts.scheme == "https") return "http";
  if (parts.scheme == "http") return "https";
  return std::nullopt;
}

/// No domain is an IPv6 address in brackets, or ends in a number as IPv4 addresses do.
std::optional<std::string> domain(const OriginParts& parts) {
  const std::string_view last_label = parts.host.substr(parts.host.rfind('.') + 1);
  const bool is_address =
      parts.host.starts_with('[') || last_label.find_first_not_of("0123456789") == std::string_view::npos;
  return is_address ? std::nullopt : std::optional(std::string(parts.host));
}

std::string origin_of(const OriginParts& parts, std::string_view host) {
  return std::string(parts.scheme) + "://" + std::string(host) + *port_suffix(parts);
}

std::optional<std::string> undotted(const OriginParts& parts) {
  auto name = domain(parts);
  const auto dot = name ? name->find('.') : std::string::npos;
  if (dot == std::string::npos) return std::nullopt;
  (*name)[dot] = 'x';
  return origin_of(parts, *name);
}

/// What an origin is looked up in the wrong way round would contain.
std::optional<std::string> shortened(const OriginParts& parts) {
  const auto name = domain(parts);
  if (!name || name->size() < 2 || !parts.port.empty()) return std::nullopt;
  return origin_of(parts, std::string_view(*name).substr(0, name->size() - 1));
}

std::optional<std::string> upper_case(const OriginParts& parts) {
  return message::byte_uppercase(origin_of(parts, parts.host));
}

Resolved allowed_method(const Facts& facts) {
  if (!facts.profile.allowed_methods) return Bound{std::string("GET")};
  return element_or(*facts.profile.allowed_methods, 0, "the profile lists no method (methods.allowed)");
}

/// What a preflight asks for that guards something: without one, no browser sends this method with `asked_headers`.
Resolved asked_method(const Facts& facts) {
  if (!asked_headers(facts.profile).empty()) return allowed_method(facts);
  return Bound{unsafelisted_methods(facts.profile).front()};
}

/// A spelling that browsers send as it is, since they upper-case other methods only (METH-2), and that the policy
/// denies.
Resolved method_in_other_case(const Facts& facts) {
  const List allowed = facts.profile.allowed_methods.value_or(List{});
  for (const std::string& method : allowed) {
    const std::string lower = message::byte_lowercase(method);
    const bool travels_as_is = message::normalize_method(lower) == lower && !message::is_forbidden_method(lower);
    if (travels_as_is && !contains(allowed, lower) && facts.profile.other_methods == Others::deny) return Bound{lower};
  }
  return missing("the profile denies no other spelling of a method that browsers send as it is (methods)");
}

constexpr std::string_view no_method = "the profile allows no method beyond GET, HEAD and POST (methods.allowed)";
constexpr std::string_view no_header =
    "the profile allows no request header that needs a preflight (request_headers.allowed)";
constexpr std::string_view no_closed_method =
    "the profile denies none of the well-known methods (methods.allowed, methods.others)";
constexpr std::string_view no_closed_header =
    "the profile denies none of the well-known request headers (request_headers.allowed, request_headers.others)";
constexpr std::string_view no_exposed = "the profile exposes no response header (expose_headers)";

Resolved undoable_method(const Facts& facts) {
  const List methods = unsafelisted_methods(facts.profile);
  if (contains(methods, "DELETE") && contains(methods, "PUT")) return Bound{std::string("DELETE")};
  return missing("the profile does not allow both DELETE and PUT (methods.allowed)");
}

Resolved timing_origin(const Facts& facts) {
  const auto& origins = facts.profile.timing_allow_origins;
  if (!origins || origins->empty()) {
    return missing("the profile lets no origin see timings (timing_allow_origins)");
  }
  return Bound{origins->front() == "*" ? std::string(some_origin) : origins->front()};
}

Resolved resource_path(const Facts& facts) {
  const std::string& stated = facts.profile.paths.resource;
  return Bound{stated.empty() ? facts.target.path : stated};
}

/// The same host at another port: another origin of the same site.
std::string neighbour_of(const TargetFacts& target) {
  const OriginParts own = split_origin(target.origin);
  return std::string(own.scheme) + "://" + std::string(own.host) + (own.port == "8123" ? ":8124" : ":8123");
}

std::string host_of_target(const TargetFacts& target) {
  const std::string authority = "//" + target.authority;
  return std::string(split_origin("http:" + authority).host);
}

constexpr std::array all_names{
    Name{"origin.allowed", "the first allowed origin; https://app.example when any origin will do",
         first_allowed_origin},
    Name{"origin.other_allowed", "the second allowed origin; https://other.example with a public policy",
         second_allowed_origin},
    Name{"origin.denied", "an origin that the policy denies", denied_origin},
    Name{"origin.allowed.scheme", "scheme of the first allowed origin", of_origin<first_allowed_origin, scheme>},
    Name{"origin.allowed.host", "host of the first allowed origin", of_origin<first_allowed_origin, host>},
    Name{"origin.allowed.port", "port of the first allowed origin, also when it is the default and not written",
         of_origin<first_allowed_origin, effective_port>},
    Name{"origin.allowed.other_scheme", "http when the first allowed origin has https, and the other way round",
         of_origin<first_allowed_origin, other_scheme>},
    Name{"origin.allowed.domain", "host of the first allowed origin, when it is a domain name",
         of_origin<first_allowed_origin, domain>},
    Name{"origin.allowed.port_suffix", "`:` and the port of the first allowed origin; empty for the default port",
         of_origin<first_allowed_origin, port_suffix>},
    Name{"origin.allowed.upper_case", "the first allowed origin in upper case, as no browser sends it",
         of_origin<first_allowed_origin, upper_case>},
    Name{"origin.allowed.undotted", "the first allowed origin with the first dot of its domain replaced by `x`",
         of_origin<first_allowed_origin, undotted>},
    Name{"origin.allowed.shortened",
         "the first allowed origin without the last byte of its domain, when it has no port",
         of_origin<first_allowed_origin, shortened>},
    Name{"origin.other_allowed.scheme", "scheme of the second allowed origin",
         of_origin<second_allowed_origin, scheme>},
    Name{"origin.other_allowed.host", "host of the second allowed origin", of_origin<second_allowed_origin, host>},
    Name{"origin.other_allowed.other_scheme", "http when the second allowed origin has https, and the other way round",
         of_origin<second_allowed_origin, other_scheme>},
    Name{"origin.other_allowed.domain", "host of the second allowed origin, when it is a domain name",
         of_origin<second_allowed_origin, domain>},
    Name{"origin.other_allowed.port_suffix",
         "`:` and the port of the second allowed origin; empty for the default port",
         of_origin<second_allowed_origin, port_suffix>},
    Name{"origin.other_allowed.undotted", "the second allowed origin with the first dot of its domain replaced by `x`",
         of_origin<second_allowed_origin, undotted>},
    Name{"origin.by_pattern", "an origin that a pattern of the profile covers", origin_by_pattern},
    Name{"origin.by_pattern.scheme", "scheme of that origin", of_origin<origin_by_pattern, scheme>},
    Name{"origin.by_pattern.host", "host of that origin", of_origin<origin_by_pattern, host>},
    Name{"origin.by_pattern.other_scheme", "http when that origin has https, and the other way round",
         of_origin<origin_by_pattern, other_scheme>},
    Name{"origin.by_pattern.domain", "host of that origin, when it is a domain name",
         of_origin<origin_by_pattern, domain>},
    Name{"origin.by_pattern.port_suffix", "`:` and the port of that origin; empty for the default port",
         of_origin<origin_by_pattern, port_suffix>},
    Name{"origin.untimed", "an allowed origin that may not see timings", untimed_origin},
    Name{"origins.allowed", "list: the allowed origins",
         [](const Facts& facts) {
           return list_or(foreign(facts.profile.allowed_origins, facts),
                          "the profile lists no allowed origin (origins.allowed)");
         }},
    Name{"origins.denied", "list: the origins denied by name",
         [](const Facts& facts) {
           return list_or(foreign(facts.profile.denied_origins, facts),
                          "the profile lists no denied origin (origins.denied)");
         }},
    Name{"method.unsafelisted", "the first allowed method other than GET, HEAD and POST",
         [](const Facts& facts) { return element_or(unsafelisted_methods(facts.profile), 0, no_method); }},
    Name{"methods.unsafelisted", "list: the allowed methods other than GET, HEAD and POST",
         [](const Facts& facts) { return list_or(unsafelisted_methods(facts.profile), no_method); }},
    Name{"methods.changing", "list: those of them that leave the resource where it is, all but DELETE",
         [](const Facts& facts) { return list_or(changing_methods(facts.profile), no_method); }},
    Name{"method.undoable", "DELETE, where the policy allows it, and PUT to bring back what it took", undoable_method},
    Name{"methods.closed", "list: well-known methods that the policy denies",
         [](const Facts& facts) { return list_or(closed_methods(facts.profile), no_closed_method); }},
    Name{"methods.allowed", "list: the allowed methods",
         [](const Facts& facts) {
           return list_or(facts.profile.allowed_methods.value_or(List{}),
                          "the profile lists no method (methods.allowed)");
         }},
    Name{"method.allowed", "the first allowed method; GET when the profile states none", allowed_method},
    Name{"method.other_case", "an allowed method in lower case, when browsers send that and the policy denies it",
         method_in_other_case},
    Name{"method.denied", "a method that the policy denies",
         [](const Facts& facts) {
           return denies_other_methods(facts.profile) ? Resolved(Bound{std::string(denied_method_name)})
                                                      : missing(std::string(methods_open));
         }},
    Name{"header.allowed", "the first allowed request header that needs a preflight with the value `1`",
         [](const Facts& facts) { return element_or(preflighted_headers(facts.profile), 0, no_header); }},
    Name{"header.other_allowed", "the second of them",
         [](const Facts& facts) {
           return element_or(preflighted_headers(facts.profile), 1,
                             "the profile allows no second request header that needs a preflight "
                             "(request_headers.allowed)");
         }},
    Name{"headers.allowed", "list: the allowed request headers that need a preflight, without authorization",
         [](const Facts& facts) { return list_or(preflighted_headers(facts.profile), no_header); }},
    Name{"headers.listed", "list: the allowed request headers, as the profile has them",
         [](const Facts& facts) { return list_or(facts.profile.allowed_request_headers.value_or(List{}), no_header); }},
    Name{"headers.closed", "list: well-known request headers that the policy denies",
         [](const Facts& facts) { return list_or(closed_headers(facts.profile), no_closed_header); }},
    Name{"header.denied", "a request header that the policy denies",
         [](const Facts& facts) {
           return denies_other_headers(facts.profile) ? Resolved(Bound{std::string(denied_header_name)})
                                                      : missing(std::string(headers_open));
         }},
    Name{"preflight.method",
         "with `preflight.headers`, what no browser sends without a preflight: the first allowed method, or the first "
         "that needs one",
         asked_method},
    Name{"preflight.headers",
         "list: the first allowed request header that needs a preflight, if any; content-type where nothing allowed "
         "does",
         [](const Facts& facts) { return Resolved(Bound{asked_headers(facts.profile)}); }},
    Name{"headers.exposed", "list: the response headers that scripts may read",
         [](const Facts& facts) { return list_or(facts.profile.expose_headers.value_or(List{}), no_exposed); }},
    Name{"header.exposed", "the first of them",
         [](const Facts& facts) { return element_or(facts.profile.expose_headers.value_or(List{}), 0, no_exposed); }},
    Name{"max_age", "number: how many seconds preflights may be cached",
         [](const Facts& facts) {
           return facts.profile.max_age ? Resolved(Bound{*facts.profile.max_age})
                                        : missing("the profile does not state max_age");
         }},
    Name{"credentials", "`include` when the policy allows credentials, else `same-origin`",
         [](const Facts& facts) {
           return Resolved(Bound{std::string(facts.profile.credentials.value_or(false) ? "include" : "same-origin")});
         }},
    Name{"origin.timing", "the first origin that may see timings; https://app.example when all may", timing_origin},
    Name{"path.resource", "paths.resource, or path and query of the URL given", resource_path},
    Name{"path.writable", "paths.writable: takes methods other than GET, HEAD and OPTIONS",
         [](const Facts& facts) {
           return text_or(facts.profile.paths.writable,
                          "the profile names no path that may be written to (paths.writable)");
         }},
    Name{"path.missing", "paths.missing: answers 404",
         [](const Facts& facts) {
           return text_or(facts.profile.paths.missing, "the profile names no path that does not exist (paths.missing)");
         }},
    Name{"path.error", "paths.error: answers with an error of the server",
         [](const Facts& facts) {
           return text_or(facts.profile.paths.error, "the profile names no path that fails (paths.error)");
         }},
    Name{"path.redirect", "paths.redirect: answers with a redirect on the same host",
         [](const Facts& facts) {
           return text_or(facts.profile.paths.redirect, "the profile names no path that redirects (paths.redirect)");
         }},
    Name{"options.allow", "list: the methods that `Allow` names on the resource",
         [](const Facts& facts) {
           return list_or(facts.profile.options.allow.value_or(List{}),
                          "the profile does not state what Allow lists (options.allow)");
         }},
    Name{"target.authority", "host[:port] of the target",
         [](const Facts& facts) { return Resolved(Bound{facts.target.authority}); }},
    Name{"target.origin", "scheme://host[:port] of the target",
         [](const Facts& facts) { return Resolved(Bound{facts.target.origin}); }},
    Name{"target.neighbour", "an origin of the target's own site that is not its own: its host at another port",
         [](const Facts& facts) { return Resolved(Bound{neighbour_of(facts.target)}); }},
    Name{"target.host", "host of the target, without the port",
         [](const Facts& facts) { return Resolved(Bound{host_of_target(facts.target)}); }},
};

}  // namespace

std::span<const Name> names() {
  return all_names;
}

bool names_allowed_origin(std::string_view name) {
  return name == "origin.allowed" || name == "origin.other_allowed" || name == "origins.allowed";
}

const std::vector<BindingName>& binding_names() {
  static const std::vector<BindingName> rows = [] {
    std::vector<BindingName> table;
    table.reserve(all_names.size());
    for (const Name& name : all_names) table.push_back({name.name, name.meaning});
    return table;
  }();
  return rows;
}

}  // namespace corspec::suite
