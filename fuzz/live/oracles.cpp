#include "fuzz/live/oracles.hpp"

#include <algorithm>
#include <array>

#include "fetch/cors_check.hpp"
#include "fetch/header_values.hpp"
#include "fetch/mime_type.hpp"
#include "fetch/origin.hpp"
#include "fetch/request_headers.hpp"
#include "fetch/url.hpp"
#include "fuzz/grammar/vocabulary.hpp"
#include "fuzz/live/likeness.hpp"
#include "fuzz/live/verdict.hpp"
#include "message/bytes.hpp"
#include "message/method.hpp"
#include "run/politeness.hpp"
#include "suite/origin_policy.hpp"

namespace corspec::fuzz {

namespace {

using std::string_view_literals::operator""sv;
using suite::Kind;
using suite::Level;
using suite::Profile;
using Names = std::vector<std::string>;

constexpr std::array<Oracle, 18> all{{
    {"origin-granted", "An origin outside of the policy is not granted anything",
     "Pages of somebody else read what the policy keeps from them.", Kind::security, "CORS-CHECK-4"},
    {"method-granted", "A method outside of the policy is not granted",
     "Pages send requests with a method that the policy means to keep from them.", Kind::conformance, "PF-5"},
    {"header-granted", "A request header outside of the policy is not granted",
     "Pages send requests with a header that the policy means to keep from them.", Kind::conformance, "PF-7"},
    {"credentials-granted", "Credentials are not granted where the policy has none",
     "Pages read what the policy means to show to nobody in particular, as whoever is logged in.", Kind::security,
     "CORS-CHECK-7"},
    {"grant-lost", "What the policy grants is granted", "Requests of pages that the policy lets in are blocked.",
     Kind::interop, ""},
    {"grant-kept", "What one origin was granted is granted to nobody else on its connection",
     "A proxy sends requests of many people over one connection: a page reads what another was let in to.",
     Kind::security, "CORS-CHECK-4"},
    {"denial-kept", "What one origin was denied is denied to nobody else on its connection",
     "A proxy sends requests of many people over one connection: pages that are let in are blocked after others.",
     Kind::interop, ""},
    {"server-error", "Odd input is no error of the server",
     "Anybody can make the server fail; where a crash stands behind it, for everybody else too.", Kind::interop,
     "HTTP-15"},
    {"unanswered", "Input that is valid HTTP gets an answer",
     "Anybody can make the server hang or drop connections, which others may be using.", Kind::interop, "PF-17"},
    {"malformed-allow-origin", "Access-Control-Allow-Origin is one origin, null or *",
     "No browser understands the answer: the page that it is meant for is blocked.", Kind::conformance, "SRV-1"},
    {"malformed-list", "Lists in answers are lists of tokens", "A browser refuses the whole preflight.",
     Kind::conformance, "SRV-1 PF-3"},
    {"malformed-max-age", "Access-Control-Max-Age is one number of seconds",
     "Browsers ignore it: every request costs a preflight.", Kind::conformance, "SRV-1 PF-8"},
    {"length-of-no-content", "A 204 has no Content-Length", "Some clients wait for content that never comes.",
     Kind::conformance, "HTTP-6"},
    {"chunks-of-no-content", "A 204 announces no content", "Some clients wait for content that never comes.",
     Kind::conformance, "HTTP-6"},
    {"method-not-allowed", "405 says which methods are allowed",
     "Whoever is told that a method is wrong is not told which one is right.", Kind::conformance, "HTTP-2"},
    {"question-echoed", "Answers do not have the headers of the question",
     "They mean nothing there: a sign that the input was copied.", Kind::interop, "SRV-14"},
    {"header-injected", "Nothing of the input becomes a header of the answer",
     "Somebody else writes headers, or whole answers, that browsers and caches take for the server's.", Kind::security,
     "HTTP-12"},
    {"markup-echoed", "Markup of the input does not become markup of a page",
     "Whoever gets somebody to follow a link, or such an answer into a cache, runs script there.", Kind::security,
     "HTML-1"},
}};

bool is_in(const Names& names, std::string_view name) {
  return std::ranges::any_of(names, [&](const auto& one) { return message::byte_case_insensitive_match(one, name); });
}

bool lists_method(const Profile& policy, const std::string& method) {
  return policy.allowed_methods && std::ranges::find(*policy.allowed_methods, method) != policy.allowed_methods->end();
}

/// Whether the policy names the origin, so that a case can.
bool is_listed(const Profile& policy, const std::string& origin) {
  if (policy.allowed_origins.empty()) return origin == suite::some_origin;
  return std::ranges::find(policy.allowed_origins, origin) != policy.allowed_origins.end();
}

/// Whether another field names another page than Origin does, as no browser would.
bool contradicts_origin(const Probe& probe, const std::string& origin) {
  const auto site = probe.headers.get("Sec-Fetch-Site");
  const auto referrer = probe.headers.get("Referer");
  return (site && *site != "cross-site") || (referrer && *referrer != origin + "/");
}

/// Whether the policy says of this very origin that it is allowed: what a pattern or a policy for all covers besides is
/// as much as whoever wrote it had in mind.
bool is_promised(const Profile& policy, const std::string& origin) {
  return is_listed(policy, origin) || std::ranges::any_of(policy.origin_patterns, [&](const auto& pattern) {
           return suite::origin_covered_by(pattern) == origin;
         });
}

using Violations = std::vector<Violation>;

/// A field by which a proxy tells the server behind it where the request went: a page can only set it after a preflight
/// that allows it, and behind a proxy it is not the page's.
bool is_forwarded(const Probe& probe) {
  constexpr std::array names{"Forwarded"sv, "X-Forwarded-Host"sv, "X-Forwarded-Proto"sv};
  return std::ranges::any_of(names, [&](auto name) { return probe.headers.contains(name); });
}

/// Whether browsers send the request without asking first: a safelisted method, and no header but safelisted ones,
/// which a preflight does not name. Who grants it gives nothing away: the answer to the request itself decides.
bool guards_nothing(const Probe& probe) {
  const auto method = probe.is_preflight() ? requested_method(probe) : std::nullopt;
  const auto names = probe.requested_names();
  return method && message::is_cors_safelisted_method(*method) && names && names->empty();
}

/// What names and addresses of hosts are made of as a rule.
bool is_host_byte(char byte) {
  return message::is_ascii_alphanumeric(static_cast<unsigned char>(byte)) || std::string_view(".-_[]:").contains(byte);
}

/// Whether the list of requested names is written as browsers write it: sorted, lower-case, on one line.
bool has_browser_list(const Probe& probe, const Names& names) {
  const auto lines = probe.headers.lines("Access-Control-Request-Headers");
  if (lines.empty()) return true;
  std::string written;
  for (const auto& name : names) written += (written.empty() ? "" : ",") + name;
  return lines.size() == 1 && lines.front() == written && !names.empty();
}

/// How much it says when the probe's denied origin is let in, and what is to be added to the cause then.
struct Weight {
  Level level = Level::must;
  std::string_view flag;
  std::string_view remark;
};

constexpr Weight needless{Level::may, "needless-preflight-granted", ", for what needs no preflight"};

Weight weight_of(const Probe& probe, const std::string& origin) {
  const Sender sender = sender_of(origin);
  if (probe.headers.count("Origin") != 1 || sender == Sender::nobody || contradicts_origin(probe, origin))
    return {Level::may, "unserialisable-origin-granted", ", in a spelling of no browser"};
  if (probe.is_preflight() && !requested_method(probe))
    return {Level::may, "unserialisable-origin-granted", ", for a method that no browser asks for"};
  if (guards_nothing(probe)) return needless;
  const std::string_view host = suite::split_origin(origin).host;
  if (host.ends_with('.')) return {Level::may, "origin-trailing-dot", ", with a dot at the end"};
  if (!std::ranges::all_of(host, is_host_byte))
    return {Level::should, "origin-special-characters", ", with unusual characters"};
  if (is_forwarded(probe)) return {Level::may, "other-evidence", ", beside what a proxy says of the request"};
  if (sender == Sender::app) return {Level::should, "app-scheme-granted", ", with an app's scheme"};
  return {};
}

void check_origins(const Probe& probe, const http::Response& response, const Profile& policy,
                   std::string_view target_origin, Violations& found) {
  if (probe.is_preflight() && !is_ok(response.status)) return;
  const auto lines = probe.headers.lines("Origin");
  for (const std::string_view line : lines) {
    const std::string origin(message::strip_http_tab_or_space(line));
    if (origin.empty() || origin == target_origin) continue;
    if (suite::standing_of(policy, origin) != suite::OriginStanding::denied) continue;
    if (refusal_of(probe, origin, response, fetch::CredentialsMode::same_origin)) continue;
    const Weight weight = weight_of(probe, origin);
    const bool for_all = response.headers.get("Access-Control-Allow-Origin") == "*";
    found.push_back({&oracle("origin-granted"), weight.level, weight.flag,
                     (for_all ? "everybody is let in" : likeness(origin, policy)).append(weight.remark)});
  }
}

bool is_safelisted_name(std::string_view name) {
  return fetch::is_cors_safelisted_request_header(name, name == "range"          ? "bytes=0-"
                                                        : name == "content-type" ? "text/plain"
                                                                                 : "a");
}

void check_permissions(const Probe& probe, const http::Response& response, const Profile& policy, Violations& found) {
  if (!probe.is_preflight()) return;
  const auto origin = probe.origin();
  if (!origin || !is_listed(policy, *origin)) return;
  const auto method = requested_method(probe);
  // OPTIONS in a list of methods is legal style.
  if (method && policy.allowed_methods && policy.other_methods == suite::Others::deny && *method != "OPTIONS" &&
      !message::is_cors_safelisted_method(*method) && !lists_method(policy, *method) &&
      !preflight_refusal(response, *origin, *method, {}, mode_of(policy))) {
    if (is_in(*policy.allowed_methods, *method)) {
      found.push_back({&oracle("method-granted"), Level::may, "method-case-folded", "another case"});
    } else {
      found.push_back({&oracle("method-granted"), Level::must, "", "any method"});
    }
  }
  const auto names = probe.requested_names();
  if (!names || !policy.allowed_request_headers || policy.other_request_headers != suite::Others::deny) return;
  for (const auto& name : *names) {
    if (is_in(*policy.allowed_request_headers, name) || is_safelisted_name(name) || name == "*" ||
        fetch::is_forbidden_request_header(name, "")) {
      continue;
    }
    if (preflight_refusal(response, *origin, "GET", {name}, mode_of(policy))) continue;
    const bool begins = std::ranges::any_of(*policy.allowed_request_headers, [&](const auto& allowed) {
      return name.starts_with(allowed) || allowed.starts_with(name);
    });
    const std::string cause = begins ? "resembles an allowed name" : "any name";
    // Who does not read on behind an odd spelling lets no page do so.
    if (has_browser_list(probe, *names)) {
      found.push_back({&oracle("header-granted"), Level::must, "", cause});
    } else {
      found.push_back({&oracle("header-granted"), Level::may, "request-header-list-spelling",
                       cause + ", in a spelling of no browser"});
    }
    return;
  }
}

void check_credentials(const Probe& probe, const http::Response& response, const Profile& policy, Violations& found) {
  const auto origin = probe.origin();
  if (!origin || policy.credentials != false || (probe.is_preflight() && !is_ok(response.status))) return;
  if (!is_listed(policy, *origin)) return;
  if (fetch::cors_check(response.headers, fetch::CredentialsMode::include, *origin)) return;
  const Weight weight = guards_nothing(probe) ? needless : Weight{};
  found.push_back({&oracle("credentials-granted"), weight.level, weight.flag,
                   std::string(probe.is_preflight() ? "to preflights" : "to requests").append(weight.remark)});
}

void check_grant(Asks asks, const Probe& probe, const http::Response& response, const Profile& policy,
                 Violations& found) {
  if (asks == Asks::otherwise) return;
  // ACT-2: an error is shared where the profile says so.
  if (!probe.is_preflight() && !is_ok(response.status) && policy.errors_shared != true) return;
  const auto refusal = refusal_of(probe, probe.origin().value_or(""), response, mode_of(policy));
  if (!refusal) return;
  const std::string rule(refusal->rule);
  if (asks == Asks::as_browsers_do) {
    found.push_back({&oracle("grant-lost"), Level::must, "", rule});
  } else if (asks == Asks::as_head) {
    found.push_back({&oracle("grant-lost"), Level::should, "head-not-shared", rule + ", with HEAD"});
  } else {
    found.push_back(
        {&oracle("grant-lost"), Level::may, "request-header-list-spelling", rule + ", in another spelling"});
  }
}

/// Whether the fields are those that a browser sends with a simple request or a preflight, each once, their names as
/// HTTP/1.1 or HTTP/2 has them, without whitespace around their values: anything else is for a server to understand or
/// not.
bool has_browser_fields(const Probe& probe) {
  constexpr std::array names{"Accept"sv, "Access-Control-Request-Method"sv, "Access-Control-Request-Headers"sv,
                             "Origin"sv};
  const auto accept = probe.headers.get("Accept");
  // A preflight's is always the same; a page may set another, but not anything.
  const auto usual = probe.is_preflight() ? accept_values().first(1) : accept_values();
  if (!probe.query.empty() || !accept || std::ranges::find(usual, *accept) == usual.end()) return false;
  return std::ranges::all_of(probe.headers, [&](const message::Header& header) {
    const bool known = std::ranges::any_of(
        names, [&](auto name) { return header.name == name || header.name == message::byte_lowercase(name); });
    return known && probe.headers.count(header.name) == 1 && !header.value.empty() &&
           message::strip_http_tab_or_space(header.value) == header.value;
  });
}

/// `*`, `null`, or an origin without anything behind it, as far as that can be told of any scheme.
bool is_allow_origin(std::string_view value) {
  if (value == "*" || value == "null") return true;
  const auto separator = value.find("://");
  if (separator == std::string_view::npos || separator == 0) return false;
  const auto rest = value.substr(separator + 3);
  return !rest.empty() && rest.find_first_of(" \t/,*") == std::string_view::npos;
}

void check_form(const Probe& probe, const http::Response& response, Violations& found) {
  // What is written back is only as well-formed as what came; that hurts no browser, since none sends such a thing.
  const auto sent = probe.headers.lines("Origin");
  const bool odd =
      sent.size() > 1 || (sent.size() == 1 && !is_allow_origin(message::strip_http_tab_or_space(sent.front())));
  const auto lines = response.headers.lines("Access-Control-Allow-Origin");
  if (!odd && lines.size() > 1) {
    found.push_back({&oracle("malformed-allow-origin"), Level::should, "malformed-allow-origin", "several lines"});
  } else if (!odd && lines.size() == 1 && !is_allow_origin(lines.front())) {
    found.push_back({&oracle("malformed-allow-origin"), Level::should, "malformed-allow-origin", "its value"});
  }
  if (!probe.is_preflight()) return;
  for (const auto* const name : {"Access-Control-Allow-Methods", "Access-Control-Allow-Headers"}) {
    if (fetch::extract_token_list(response.headers, name).outcome == fetch::ExtractedValues::Outcome::failure) {
      found.push_back({&oracle("malformed-list"), Level::may, "malformed-list", name});
    }
  }
}

void check_max_age(const http::Response& response, Violations& found) {
  const auto lines = response.headers.lines("Access-Control-Max-Age");
  if (lines.empty()) return;
  const bool number = lines.size() == 1 && !lines.front().empty() &&
                      lines.front().find_first_not_of("0123456789") == std::string_view::npos;
  if (!number) found.push_back({&oracle("malformed-max-age"), Level::should, "malformed-max-age", "no number"});
}

void check_leftovers(const http::Response& response, Violations& found) {
  const auto& findings = response.findings;
  if (std::ranges::find(findings, http::FramingFinding::content_length_on_204) != findings.end()) {
    found.push_back({&oracle("length-of-no-content"), Level::should, "content-length-on-204", "on 204"});
  }
  if (response.status == 204 && response.headers.contains("Transfer-Encoding")) {
    found.push_back({&oracle("chunks-of-no-content"), Level::must, "", "on 204"});
  }
  if (response.status == 405 && !response.headers.contains("Allow")) {
    found.push_back({&oracle("method-not-allowed"), Level::must, "", "on 405"});
  }
  if (response.headers.contains("Access-Control-Request-Method") ||
      response.headers.contains("Access-Control-Request-Headers")) {
    found.push_back({&oracle("question-echoed"), Level::may, "request-header-on-answer", "on an answer"});
  }
}

/// Whether a browser shows it as a page.
bool is_page(const http::Response& response) {
  const auto essence = fetch::mime_type_essence(response.headers.get("Content-Type").value_or(""));
  return essence == "text/html" || essence == "application/xhtml+xml";
}

void check_robustness(const Probe& probe, const http::Response& response, Violations& found) {
  if (response.headers.contains(echo_name)) {
    found.push_back({&oracle("header-injected"), Level::should, "echoes-control-bytes", "a header of its own"});
  }
  if (is_page(response) && response.body.contains(echo_markup)) {
    const bool by_link = probe.query.contains(echo_query);
    found.push_back({&oracle("markup-echoed"), by_link ? Level::should : Level::may, "echoes-markup",
                     by_link ? "of the query" : "of a field"});
  }
  const int status = response.status;
  // 501 is for a method that it does not know, 505 for a version; 503 says to come back later.
  if (status >= 500 && status != 501 && status != 503 && status != 505) {
    found.push_back({&oracle("server-error"), Level::should, "server-error-on-odd-input",
                     std::to_string(status) + (probe.is_valid_http() ? "" : " to what is no HTTP")});
  }
}

/// Whether whoever asks may be turned away.
bool may_be_denied(const Probe& probe, const Profile& policy) {
  const auto origin = probe.origin();
  return origin && suite::standing_of(policy, *origin) == suite::OriginStanding::denied;
}

/// PF-17: to a browser no answer, and one that cannot be read, is a refusal.
void check_silence(Asks asks, const Probe& probe, http::TransportError::Kind kind, const Profile& policy,
                   Violations& found) {
  using SilenceKind = http::TransportError::Kind;
  const bool is_servers = kind == SilenceKind::timeout || kind == SilenceKind::closed || kind == SilenceKind::malformed;
  if (!is_servers || !probe.is_owed_answer()) return;
  const std::string cause(http::describe(kind));
  if (asks == Asks::as_browsers_do) {
    found.push_back({&oracle("grant-lost"), Level::must, "", cause});
  } else if (may_be_denied(probe, policy)) {
    // Silence is a denial too, if a rude one.
    found.push_back({&oracle("unanswered"), Level::may, "denied-unanswered", cause + ", to a denied origin"});
  } else {
    found.push_back({&oracle("unanswered"), Level::should, "odd-input-unanswered", cause});
  }
}

}  // namespace

std::vector<std::string> named_origins(const Profile& policy) {
  if (policy.allowed_origins.empty()) return {std::string(suite::some_origin)};
  return policy.allowed_origins;
}

std::span<const Oracle> oracles() {
  return all;
}

const Oracle& oracle(std::string_view id) {
  return *std::ranges::find(all, id, &Oracle::id);
}

Asks asks_for_granted(const Probe& probe, const Profile& policy) {
  const auto origin = probe.origin();
  if (!origin || !probe.is_valid_http() || is_forwarded(probe)) return Asks::otherwise;
  if (suite::standing_of(policy, *origin) != suite::OriginStanding::allowed) return Asks::otherwise;
  // What is no media range may be refused whoever asks (RFC 9110 section 12.5.1).
  const auto accept = probe.headers.get("Accept");
  if (accept && std::ranges::find(accept_values(), *accept) == accept_values().end()) return Asks::otherwise;
  // A pattern is not meant to cover what is no origin.
  if (!is_listed(policy, *origin) && !fetch::parse_origin(*origin)) return Asks::otherwise;
  const bool plainly = has_browser_fields(probe) && is_promised(policy, *origin);
  const Asks plain = plainly ? Asks::as_browsers_do : Asks::in_other_spelling;
  if (!probe.is_preflight()) {
    if (probe.method == "HEAD" && plain == Asks::as_browsers_do) return Asks::as_head;
    return probe.method == "OPTIONS" ? Asks::otherwise : plain;
  }
  const auto method = requested_method(probe);
  const auto names = probe.requested_names();
  if (!method || !names) return Asks::otherwise;
  const bool method_granted = message::is_cors_safelisted_method(*method) || lists_method(policy, *method);
  const bool names_granted = std::ranges::all_of(*names, [&](const auto& name) {
    return policy.allowed_request_headers && is_in(*policy.allowed_request_headers, name);
  });
  if (!method_granted || !names_granted) return Asks::otherwise;

  if (has_browser_list(probe, *names)) return plain;
  // "A reasonable number of empty list elements" (HTTP-10) is what a server says it is; a few are.
  std::size_t commas = 0;
  for (const auto line : probe.headers.lines("Access-Control-Request-Headers"))
    commas += static_cast<std::size_t>(std::ranges::count(line, ','));
  return commas <= names->size() + 8 ? Asks::in_other_spelling : Asks::otherwise;
}

Violations judge(const Probe& probe, const http::ExchangeResult& result, const Profile& policy,
                 std::string_view target_origin) {
  Violations found;
  // NEED-1: a request from the server's own pages is no CORS request, whatever the policy says of them.
  const Asks asks = probe.origin() == target_origin ? Asks::otherwise : asks_for_granted(probe, policy);
  if (!result) {
    check_silence(asks, probe, result.error().kind, policy, found);
    return found;
  }
  const http::Response& response = result->response;
  if (run::is_busy(response.status)) return found;
  check_robustness(probe, response, found);
  // What is no HTTP may be read in any way, or not at all.
  if (!probe.is_valid_http()) return found;
  check_origins(probe, response, policy, target_origin, found);
  check_permissions(probe, response, policy, found);
  check_credentials(probe, response, policy, found);
  check_grant(asks, probe, response, policy, found);
  check_form(probe, response, found);
  check_max_age(response, found);
  check_leftovers(response, found);
  return found;
}

}  // namespace corspec::fuzz
