#include "fuzz/live/oracles.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "fetch/cors_check.hpp"
#include "fetch/header_values.hpp"
#include "fetch/mime_type.hpp"
#include "fetch/request_headers.hpp"
#include "fuzz/live/grant.hpp"
#include "fuzz/live/likeness.hpp"
#include "fuzz/live/verdict.hpp"
#include "message/bytes.hpp"
#include "message/method.hpp"
#include "run/politeness.hpp"
#include "suite/origin_policy.hpp"

namespace corspec::fuzz {

namespace {

using suite::Kind;
using suite::Profile;

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

/// `what` is the cause, without what the weight has to say of it.
Violation violation(std::string_view oracle_id, const Weight& weight, std::string what) {
  return {&oracle(oracle_id), &weight, std::move(what.append(weight.remark))};
}

/// Whether another field names another page than Origin does, or one elsewhere, as no browser would.
bool contradicts_origin(const Probe& probe, const std::string& origin, std::string_view target_origin) {
  const auto site = probe.headers.get("Sec-Fetch-Site");
  const auto referrer = probe.headers.get("Referer");
  const bool is_neighbour = suite::split_origin(origin).host == suite::split_origin(target_origin).host;
  return (site && *site != (is_neighbour ? "same-site" : "cross-site")) ||
         (referrer && !referrer->starts_with(origin + "/"));
}

using Violations = std::vector<Violation>;

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

/// How much it says when the probe's denied origin is let in.
const Weight& weight_of(const Probe& probe, const std::string& origin, std::string_view target_origin) {
  const Sender sender = sender_of(origin);
  if (probe.headers.count("Origin") != 1 || sender == Sender::nobody ||
      contradicts_origin(probe, origin, target_origin))
    return weight("odd-origin");
  if (probe.is_preflight() && !requested_method(probe)) return weight("odd-method");
  if (guards_nothing(probe)) return weight("needless");
  const std::string_view host = suite::split_origin(origin).host;
  if (host.ends_with('.')) return weight("trailing-dot");
  if (!std::ranges::all_of(host, is_host_byte)) return weight("special-characters");
  if (is_forwarded(probe)) return weight("forwarded");
  return weight(sender == Sender::app ? "app" : "plain");
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
    const bool for_all = response.headers.get("Access-Control-Allow-Origin") == "*";
    found.push_back(violation("origin-granted", weight_of(probe, origin, target_origin),
                              for_all ? "everybody is let in" : likeness(origin, policy)));
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
    const bool is_folded = std::ranges::any_of(
        *policy.allowed_methods, [&](const auto& one) { return message::byte_case_insensitive_match(one, *method); });
    found.push_back(violation("method-granted", weight(is_folded ? "method-case" : "plain"),
                              is_folded ? "another case" : "any method"));
  }
  const auto names = probe.requested_names();
  if (!names || !policy.allowed_request_headers || policy.other_request_headers != suite::Others::deny) return;
  for (const auto& name : *names) {
    if (lists_header(policy, name) || is_safelisted_name(name) || name == "*" ||
        fetch::is_forbidden_request_header(name, "")) {
      continue;
    }
    if (preflight_refusal(response, *origin, "GET", {name}, mode_of(policy))) continue;
    const bool begins = std::ranges::any_of(*policy.allowed_request_headers, [&](const auto& allowed) {
      return name.starts_with(allowed) || allowed.starts_with(name);
    });
    // Who does not read on behind an odd spelling lets no page do so.
    found.push_back(violation("header-granted", weight(has_browser_list(probe) ? "plain" : "odd-list"),
                              begins ? "resembles an allowed name" : "any name"));
    return;
  }
}

void check_credentials(const Probe& probe, const http::Response& response, const Profile& policy, Violations& found) {
  const auto origin = probe.origin();
  if (!origin || policy.credentials != false || (probe.is_preflight() && !is_ok(response.status))) return;
  if (!is_listed(policy, *origin)) return;
  if (fetch::cors_check(response.headers, fetch::CredentialsMode::include, *origin)) return;
  found.push_back(violation("credentials-granted", weight(guards_nothing(probe) ? "needless" : "plain"),
                            probe.is_preflight() ? "to preflights" : "to requests"));
}

/// ACT-2: an error is shared where the profile says so. But what a cookie or a range is refused for is of another
/// layer, and so may be the refusal of anything that a plain request does not have. Null: it may be kept back.
const Weight* weight_of_error(const Weight& asked, const Probe& probe, int status, const Profile& policy) {
  const bool is_shared = policy.errors_shared == true && status >= 400;
  if (!is_shared || probe.headers.contains("Cookie") || probe.headers.contains("Range")) return nullptr;
  const bool is_plain = probe.query.empty() && std::ranges::all_of(probe.headers, [](const auto& header) {
                          return message::byte_case_insensitive_match(header.name, "Accept") ||
                                 message::byte_case_insensitive_match(header.name, "Origin");
                        });
  if (is_plain) return &asked;
  return status < 500 ? &lighter(asked, weight("refusal")) : nullptr;
}

void check_grant(const Weight* asked, const Probe& probe, const http::Response& response, const Profile& policy,
                 Violations& found) {
  if (asked != nullptr && !probe.is_preflight() && !is_ok(response.status))
    asked = weight_of_error(*asked, probe, response.status, policy);
  if (asked == nullptr) return;
  const auto refusal = refusal_of(probe, probe.origin().value_or(""), response, mode_of(policy));
  if (refusal) found.push_back(violation("grant-lost", *asked, std::string(refusal->rule)));
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
    found.push_back(violation("malformed-allow-origin", weight("allow-origin-lines"), "several lines"));
  } else if (!odd && lines.size() == 1 && !is_allow_origin(lines.front())) {
    found.push_back(violation("malformed-allow-origin", weight("allow-origin"), "its value"));
  }
  if (!probe.is_preflight() || !requested_method(probe) || !has_browser_list(probe)) return;
  for (const auto* const name : {"Access-Control-Allow-Methods", "Access-Control-Allow-Headers"}) {
    if (fetch::extract_token_list(response.headers, name).outcome == fetch::ExtractedValues::Outcome::failure) {
      found.push_back(violation("malformed-list", weight("list"), name));
    }
  }
}

void check_max_age(const http::Response& response, Violations& found) {
  const auto lines = response.headers.lines("Access-Control-Max-Age");
  if (lines.empty()) return;
  std::string_view digits = lines.front();
  const bool is_negative = digits.starts_with('-');
  if (is_negative) digits.remove_prefix(1);
  const bool is_number =
      lines.size() == 1 && !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
  if (!is_number) {
    found.push_back(violation("malformed-max-age", weight("max-age"), "no number"));
  } else if (is_negative) {
    found.push_back(violation("malformed-max-age", weight("negative-max-age"), "a negative number"));
  }
}

void check_leftovers(const http::Response& response, Violations& found) {
  if (response.status == 204 && response.headers.contains("Content-Length")) {
    // `0` is what widespread middleware writes; anything else announces content.
    const bool is_zero = response.headers.get("Content-Length") == "0";
    found.push_back(violation("length-of-no-content", weight(is_zero ? "length" : "plain"), "on 204"));
  }
  if (response.status == 204 && response.headers.contains("Transfer-Encoding")) {
    found.push_back(violation("chunks-of-no-content", weight("plain"), "on 204"));
  }
  if (response.status == 405 && !response.headers.contains("Allow")) {
    found.push_back(violation("method-not-allowed", weight("plain"), "on 405"));
  }
  if (response.headers.contains("Access-Control-Request-Method") ||
      response.headers.contains("Access-Control-Request-Headers")) {
    found.push_back(violation("question-echoed", weight("question"), "on an answer"));
  }
}

/// Whether a browser shows it as a page.
bool is_page(const http::Response& response) {
  const auto essence = fetch::mime_type_essence(response.headers.get("Content-Type").value_or(""));
  return essence == "text/html" || essence == "application/xhtml+xml";
}

void check_robustness(const Probe& probe, const http::Response& response, Violations& found) {
  if (response.headers.contains(echo_name)) {
    found.push_back(violation("header-injected", weight("control-bytes"), "a header of its own"));
  }
  if (is_page(response) && response.body.contains(echo_markup)) {
    const bool by_link = probe.query.contains(echo_query);
    found.push_back(violation("markup-echoed", weight(by_link ? "markup-of-link" : "markup-of-field"),
                              by_link ? "of the query" : "of a field"));
  }
  const int status = response.status;
  // 501 is for a method that it does not know, 505 for a version; 503 says to come back later.
  if (status >= 500 && status != 501 && status != 503 && status != 505) {
    found.push_back(violation("server-error", weight("error"),
                              std::to_string(status) + (probe.is_valid_http() ? "" : ", to what is no HTTP")));
  }
}

/// Whether whoever asks may be turned away.
bool may_be_denied(const Probe& probe, const Profile& policy) {
  const auto origin = probe.origin();
  return origin && suite::standing_of(policy, *origin) == suite::OriginStanding::denied;
}

/// PF-17: to a browser no answer, and one that cannot be read, is a refusal.
void check_silence(const Weight* asked, const Probe& probe, http::TransportError::Kind kind, const Profile& policy,
                   Denial denial, Violations& found) {
  using SilenceKind = http::TransportError::Kind;
  const bool is_servers = kind == SilenceKind::timeout || kind == SilenceKind::closed || kind == SilenceKind::malformed;
  if (!is_servers || !probe.is_owed_answer()) return;
  const std::string cause(http::describe(kind));
  if (asked == &weight("plain")) {
    found.push_back(violation("grant-lost", *asked, cause));
    return;
  }
  // Silence is a denial too, if a rude one, of a server that denies so.
  const bool denies = denial == Denial::silent && may_be_denied(probe, policy);
  found.push_back(violation("unanswered", weight(denies ? "silent-denial" : "silence"), cause));
}

}  // namespace

std::span<const Oracle> oracles() {
  return all;
}

const Oracle& oracle(std::string_view id) {
  return *std::ranges::find(all, id, &Oracle::id);
}

Violations judge(const Probe& probe, const http::ExchangeResult& result, const Profile& policy,
                 std::string_view target_origin, Denial denial) {
  Violations found;
  // NEED-1: a request from the server's own pages is no CORS request, whatever the policy says of them.
  const Weight* asked = probe.origin() == target_origin ? nullptr : weight_of_grant(probe, policy);
  if (!result) {
    check_silence(asked, probe, result.error().kind, policy, denial, found);
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
  check_grant(asked, probe, response, policy, found);
  check_form(probe, response, found);
  check_max_age(response, found);
  check_leftovers(response, found);
  return found;
}

}  // namespace corspec::fuzz
