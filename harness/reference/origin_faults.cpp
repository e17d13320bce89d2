#include <algorithm>
#include <string>

#include "message/bytes.hpp"
#include "reference/fault.hpp"
#include "reference/fault_edits.hpp"

/// Mistakes in deciding who is allowed: most of them in comparing an origin with a list.
namespace corspec::reference {
namespace {

using Matches = bool (*)(std::string_view origin, std::string_view allowed);

template <Matches matches>
bool is_like_a_listed_one(const Policy& policy, const RequestView&, std::string_view origin) {
  return std::ranges::any_of(policy.allowed_origins, [&](const auto& listed) { return matches(origin, listed); });
}

/// As above for all but the first of the list: an alternative of a pattern that is anchored at one end only.
template <Matches matches>
bool is_like_another_listed_one(const Policy& policy, const RequestView&, std::string_view origin) {
  return std::ranges::any_of(policy.allowed_origins, [&](const auto& listed) {
    return listed != policy.allowed_origins.front() && matches(origin, listed);
  });
}

template <Matches matches>
bool is_like_a_pattern(const Policy& policy, const RequestView&, std::string_view origin) {
  return std::ranges::any_of(policy.origin_patterns, [&](const auto& pattern) { return matches(origin, pattern); });
}

template <Matches matches>
constexpr auto also_allow = also_let_in<is_like_a_listed_one<matches>>;
template <Matches matches>
constexpr auto also_allow_like_another = also_let_in<is_like_another_listed_one<matches>>;
template <Matches matches>
constexpr auto also_cover = also_let_in<is_like_a_pattern<matches>>;

std::string_view scheme_of(std::string_view origin) {
  return origin.substr(0, origin.find("://"));
}

std::string_view authority_of(std::string_view origin) {
  const auto colon = origin.find("://");
  return colon == std::string_view::npos ? origin : origin.substr(colon + 3);
}

std::string_view host_of(std::string_view origin) {
  const auto authority = authority_of(origin);
  return authority.substr(0, authority.find(':'));
}

std::string_view without_first_label(std::string_view host) {
  return host.substr(std::min(host.find('.'), host.size()));
}

bool anything(std::string_view, std::string_view) {
  return true;
}

bool is_null(std::string_view origin, std::string_view) {
  return origin == "null";
}

bool begins_with(std::string_view origin, std::string_view allowed) {
  return origin.starts_with(allowed);
}

bool ends_with_host(std::string_view origin, std::string_view allowed) {
  return origin.ends_with(authority_of(allowed));
}

bool contains_host(std::string_view origin, std::string_view allowed) {
  return origin.contains(host_of(allowed));
}

bool matches_unescaped(std::string_view origin, std::string_view allowed) {
  return std::ranges::equal(origin, allowed, [](char seen, char pattern) { return pattern == '.' || seen == pattern; });
}

bool matches_without_case(std::string_view origin, std::string_view allowed) {
  return message::byte_case_insensitive_match(origin, allowed);
}

bool matches_without_port(std::string_view origin, std::string_view allowed) {
  return scheme_of(origin) == scheme_of(allowed) && host_of(origin) == host_of(allowed);
}

bool matches_without_scheme(std::string_view origin, std::string_view allowed) {
  return authority_of(origin) == authority_of(allowed);
}

bool is_plain_http_of(std::string_view origin, std::string_view allowed) {
  return scheme_of(origin) == "http" && host_of(origin) == host_of(allowed);
}

bool matches_with_user_information(std::string_view origin, std::string_view allowed) {
  const auto authority = authority_of(origin);
  const auto at = authority.rfind('@');
  return at != std::string_view::npos && authority.substr(at + 1) == authority_of(allowed);
}

bool matches_with_trailing_dot(std::string_view origin, std::string_view allowed) {
  return origin.ends_with('.') && origin.substr(0, origin.size() - 1) == allowed;
}

bool matches_with_trailing_slash(std::string_view origin, std::string_view allowed) {
  return origin.ends_with('/') && origin.substr(0, origin.size() - 1) == allowed;
}

bool matches_with_default_port(std::string_view origin, std::string_view allowed) {
  return origin.ends_with(":443") && origin.substr(0, origin.size() - 4) == allowed;
}

/// A host parser that stops at the first byte it does not know.
bool matches_up_to_a_special_character(std::string_view origin, std::string_view allowed) {
  constexpr std::string_view special = "!$&'()*+,;=_`{}|~^%\\\"<> ";
  return origin.starts_with(allowed) && origin.size() > allowed.size() && special.contains(origin[allowed.size()]);
}

bool is_subdomain(std::string_view origin, std::string_view allowed) {
  return scheme_of(origin) == scheme_of(allowed) &&
         authority_of(origin).ends_with("." + std::string(authority_of(allowed)));
}

/// `*.example` where `foo.example` was meant.
bool is_sibling(std::string_view origin, std::string_view allowed) {
  return scheme_of(origin) == scheme_of(allowed) && host_of(origin).ends_with(without_first_label(host_of(allowed)));
}

bool is_a_list_with_it(std::string_view origin, std::string_view allowed) {
  return origin.contains(", ") && origin.contains(allowed);
}

bool is_localhost(std::string_view origin, std::string_view) {
  return host_of(origin) == "localhost" || host_of(origin) == "127.0.0.1";
}

bool is_an_app(std::string_view origin, std::string_view) {
  return origin.contains("://") && !origin.starts_with("http");
}

bool is_empty(std::string_view origin, std::string_view) {
  return origin.empty();
}

std::string_view port_of(std::string_view origin) {
  const auto authority = authority_of(origin);
  return authority.substr(std::min(authority.find(':'), authority.size()));
}

bool is_a_listed_host_with_a_listed_port(const Policy& policy, const RequestView&, std::string_view origin) {
  const auto& listed = policy.allowed_origins;
  return std::ranges::any_of(listed, [&](const std::string& one) { return host_of(one) == host_of(origin); }) &&
         std::ranges::any_of(listed, [&](const std::string& one) { return port_of(one) == port_of(origin); });
}

/// The list as one text, in which the origin is looked up.
bool is_found_in_the_joined_list(const Policy& policy, const RequestView&, std::string_view origin) {
  return origin.starts_with("http") && std::ranges::any_of(policy.allowed_origins, [&](const std::string& listed) {
           return listed.starts_with(origin);
         });
}

bool is_a_development_server(const Policy&, const RequestView&, std::string_view origin) {
  return origin == "http://localhost:3000" || origin == "http://localhost:5173" || origin == "http://127.0.0.1:3000";
}

bool is_in_the_local_network(const Policy&, const RequestView&, std::string_view origin) {
  return origin.starts_with("http://192.168.") || origin.starts_with("http://10.");
}

/// The branch for token clients forgets the origin.
bool asks_for_authorization(const Policy&, const RequestView& request, std::string_view) {
  const auto names = request.headers.get("Access-Control-Request-Headers");
  return names && message::byte_lowercase(*names).contains("authorization");
}

/// `.preview.app.example` of `https://*.preview.app.example`.
std::string_view ending_of(std::string_view pattern) {
  return pattern.substr(pattern.find('*') + 1);
}

bool contains_ending(std::string_view origin, std::string_view pattern) {
  return origin.contains(ending_of(pattern));
}

bool ends_like_it(std::string_view origin, std::string_view pattern) {
  return origin.ends_with(ending_of(pattern));
}

bool ends_like_it_with_its_scheme(std::string_view origin, std::string_view pattern) {
  return scheme_of(origin) == scheme_of(pattern) && ends_like_it(origin, pattern);
}

bool ends_like_it_before_the_port(std::string_view origin, std::string_view pattern) {
  return scheme_of(origin) == scheme_of(pattern) && host_of(origin).ends_with(ending_of(pattern));
}

void forget_the_patterns(Stages& stages) {
  stages.decide_origin = [](const Policy& policy, const RequestView& request) {
    Policy shorter = policy;
    shorter.origin_patterns.clear();
    return decide_origin(shorter, request);
  };
}

/// Two layers that look at different lines: one decides, the other answers.
template <std::size_t decides, std::size_t answers>
void mix_two_lines_up(Stages& stages) {
  stages.decide_origin = [](const Policy& policy, const RequestView& request) -> std::optional<std::string> {
    const auto origins = request.headers.lines("Origin");
    if (origins.size() != 2) return decide_origin(policy, request);
    if (!allows_origin(policy, origins[decides])) return std::nullopt;
    return std::string(origins[answers]);
  };
}

void know_only_the_first(Stages& stages) {
  stages.decide_origin = [](const Policy& policy, const RequestView& request) {
    Policy shorter = policy;
    if (shorter.allowed_origins.size() > 1) shorter.allowed_origins.resize(1);
    return decide_origin(shorter, request);
  };
}

void say_the_first_to_all(Stages& stages) {
  stages.decide_origin = [](const Policy& policy, const RequestView&) -> std::optional<std::string> {
    if (policy.allowed_origins.empty()) return "*";
    return policy.allowed_origins.front();
  };
}

void deny_everybody(Stages& stages) {
  stages.decide_origin = [](const Policy&, const RequestView&) -> std::optional<std::string> { return std::nullopt; };
}

void say_star_to_all(Stages& stages) {
  stages.decide_origin = [](const Policy&, const RequestView&) -> std::optional<std::string> { return "*"; };
}

using enum suite::Level;

constexpr Fault table[] = {
    {"origin/reflects-any", "CORS-CHECK-4", must, "Every origin is echoed.", also_allow<anything>},
    {"origin/null", "CORS-CHECK-4", must, "`null` is allowed like a listed origin.", also_allow<is_null>},
    {"origin/prefix", "CORS-CHECK-4", must, "An origin that begins like a listed one is allowed.",
     also_allow<begins_with>},
    {"origin/suffix", "CORS-CHECK-4", must, "An origin that ends like a listed one is allowed.",
     also_allow<ends_with_host>},
    {"origin/substring", "CORS-CHECK-4", must, "An origin that contains a listed host is allowed.",
     also_allow<contains_host>},
    {"origin/unescaped-dot", "CORS-CHECK-4", must, "The dots of a pattern match any byte.",
     also_allow<matches_unescaped>},
    {"origin/port-ignored", "CORS-CHECK-4", must, "The port is not compared.", also_allow<matches_without_port>},
    {"origin/scheme-ignored", "CORS-CHECK-4", must, "The scheme is not compared.", also_allow<matches_without_scheme>},
    {"origin/plain-http", "CORS-CHECK-4", must, "http is allowed beside https.", also_allow<is_plain_http_of>},
    {"origin/trailing-dot", "CORS-CHECK-4", may, "A trailing dot is dropped before comparing.",
     also_allow<matches_with_trailing_dot>},
    {"origin/special-character", "CORS-CHECK-4", must, "Comparing stops at a byte that no host should have.",
     also_allow<matches_up_to_a_special_character>},
    {"origin/any-subdomain", "CORS-CHECK-4", must, "Subdomains of a listed origin are allowed.",
     also_allow<is_subdomain>},
    {"origin/sibling", "CORS-CHECK-4", must, "Everything under the listed host's parent domain is allowed.",
     also_allow<is_sibling>},
    {"origin/localhost", "CORS-CHECK-4", must, "localhost is allowed, left over from development.",
     also_allow<is_localhost>},
    {"origin/apps", "CORS-CHECK-4", should, "Origins of schemes that are not the web's are allowed.",
     also_allow<is_an_app>},
    {"origin/case-folded", "ORI-7", may, "Origins are compared without case.", also_allow<matches_without_case>},
    {"origin/user-information", "ORI-7", may, "What stands before an `@` is skipped.",
     also_allow<matches_with_user_information>},
    {"origin/trailing-slash", "ORI-7", may, "A trailing slash is dropped before comparing.",
     also_allow<matches_with_trailing_slash>},
    {"origin/default-port", "ORI-7", may, "A default port is dropped before comparing.",
     also_allow<matches_with_default_port>},
    {"origin/list", "ORI-5", may, "A list that has a listed origin among others is echoed whole.",
     also_allow<is_a_list_with_it>},
    {"origin/empty", "SRV-1", may, "An empty Origin is allowed.", also_allow<is_empty>},
    {"origin/first-of-two-lines", "HTTP-8", may, "Of two Origin lines the first is judged and the last is echoed.",
     mix_two_lines_up<0, 1>},
    {"origin/last-of-two-lines", "HTTP-8", may, "Of two Origin lines the last is judged and the first is echoed.",
     mix_two_lines_up<1, 0>},
    {"origin/only-the-first", "CORS-CHECK-2", must, "Only the first origin of the list is known.", know_only_the_first},
    {"origin/fixed", "CORS-CHECK-4", must, "Everybody is told the first origin of the list.", say_the_first_to_all},
    {"origin/nobody", "CORS-CHECK-2", must, "No origin is allowed.", deny_everybody},
    {"origin/another-prefix", "ORI-7", may, "A pattern of alternatives is not anchored behind a port.",
     also_allow_like_another<begins_with>},
    {"origin/another-suffix", "CORS-CHECK-4", must, "A pattern of alternatives is not anchored at its beginning.",
     also_allow_like_another<ends_with_host>},
    {"origin/another-unescaped-dot", "CORS-CHECK-4", must, "The dots of one alternative match any byte.",
     also_allow_like_another<matches_unescaped>},
    {"origin/another-optional-port", "CORS-CHECK-4", must, "The port of one alternative is optional.",
     also_allow_like_another<matches_without_port>},
    {"origin/cross-product", "CORS-CHECK-4", must, "Hosts and ports are looked up in lists of their own.",
     also_let_in<is_a_listed_host_with_a_listed_port>},
    {"origin/looked-up-in-text", "CORS-CHECK-4", must, "The list is one text in which the origin is looked up.",
     also_let_in<is_found_in_the_joined_list>},
    {"origin/development", "CORS-CHECK-4", must, "Development servers on localhost are allowed.",
     also_let_in<is_a_development_server>},
    {"origin/local-network", "CORS-CHECK-4", must, "Addresses of the local network are allowed.",
     also_let_in<is_in_the_local_network>},
    {"origin/opens-for-tokens", "CORS-CHECK-4", must, "Who asks for `Authorization` is allowed whatever the origin.",
     also_let_in<asks_for_authorization>},
    {"origin/pattern-never", "CORS-CHECK-2", must, "What the pattern covers is refused.", forget_the_patterns,
     "token-api"},
    {"origin/pattern-unanchored", "CORS-CHECK-4", must, "The pattern may be followed by anything.",
     also_cover<contains_ending>, "token-api"},
    {"origin/pattern-any-scheme", "CORS-CHECK-4", must, "The pattern covers http too.", also_cover<ends_like_it>,
     "token-api"},
    {"origin/pattern-before-denial", "CORS-CHECK-4", must, "What is denied by name is allowed by a pattern.",
     also_cover<ends_like_it_with_its_scheme>, "token-api"},
    {"origin/pattern-any-port", "CORS-CHECK-4", must, "The pattern covers every port.",
     also_cover<ends_like_it_before_the_port>, "token-api"},
    {"origin/star", "CORS-CHECK-4", must, "Everybody is told `*`, credentials or not.", say_star_to_all},
};

}  // namespace

std::span<const Fault> origin_faults() {
  return table;
}

}  // namespace corspec::reference
