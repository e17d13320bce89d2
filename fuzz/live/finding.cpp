#include "fuzz/live/finding.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "message/bytes.hpp"
#include "message/method.hpp"
#include "suite/base64.hpp"
#include "suite/vocabulary.hpp"

namespace corspec::fuzz {

namespace {

using Json = nlohmann::ordered_json;

/// Of every answer.
constexpr std::string_view any_status = "100-599";

bool is_plain(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char byte) { return byte >= 0x20 && byte < 0x7f; }) &&
         bytes.find("{{") == std::string_view::npos;
}

/// What is made long by repeating something short, as a case file says that; null when it is not.
std::optional<Json> repetition(std::string_view bytes) {
  constexpr std::size_t long_enough = 200;
  constexpr std::size_t longest_unit = 8;
  if (bytes.size() < long_enough || !is_plain(bytes)) return std::nullopt;
  for (std::size_t unit = 1; unit <= longest_unit; ++unit) {
    std::size_t from = bytes.size() - unit;
    while (from > 0 && bytes[from - 1] == bytes[from - 1 + unit]) --from;
    const std::size_t times = (bytes.size() - from) / unit;
    const std::size_t begin = bytes.size() - times * unit;
    if (begin > longest_unit * 4) continue;
    Json repeated{{"repeat", bytes.substr(begin, unit)}, {"times", times}};
    if (begin == 0) return repeated;
    return Json{{"concat", Json::array({bytes.substr(0, begin), std::move(repeated)})}};
  }
  return std::nullopt;
}

/// A literal of a case file: text where it can be, base64 where it cannot.
Json literal(std::string_view bytes) {
  if (auto repeated = repetition(bytes)) return *std::move(repeated);
  if (is_plain(bytes)) return std::string(bytes);
  return {{"b64", suite::encode_base64(bytes)}};
}

Json pairs(const message::HeaderList& headers) {
  Json list = Json::array();
  for (const auto& header : headers) list.push_back({header.name, literal(header.value)});
  return list;
}

/// An allowed origin by its name, so that the case says what it is about; and holds under another profile of that kind.
Json origin_literal(const std::string& origin, const CaseContext& context) {
  constexpr std::array names{"{{origin.allowed}}", "{{origin.other_allowed}}"};
  for (std::size_t at = 0; at < names.size() && at < context.allowed_origins.size(); ++at) {
    if (origin == context.allowed_origins[at]) return names[at];
  }
  return literal(origin);
}

Json plain_request(const Probe& probe, const CaseContext& context) {
  if (!probe.is_valid_http()) {
    // Names are bound in literals only, so that the path of the profile can stand in one.
    const std::string raw = raw_request(probe, "\x01", context.authority);
    const auto target = raw.find('\x01');
    return {{"raw",
             {{"bytes", {{"concat", {raw.substr(0, target), "{{path.resource}}", literal(raw.substr(target + 1))}}}}}}};
  }
  Json request{{"method", probe.method}, {"headers", pairs(sent_headers(probe, context.user_agent))}};
  if (!probe.query.empty()) request["query"] = probe.query;
  return {{"request", request}};
}

/// The fields that the browser of a `fetch` or `preflight` step would write otherwise: those of the probe in their
/// place.
Json overrides_of(const Probe& probe) {
  Json overrides = Json::array();
  for (const auto& header : probe.headers) {
    if (!message::byte_case_insensitive_match(header.name, "Access-Control-Request-Method")) {
      overrides.push_back({header.name, literal(header.value)});
    }
  }
  return overrides;
}

/// What a page would have to ask for.
Json page_request(const Probe& probe, std::string_view credentials, const CaseContext& context) {
  const std::string origin = probe.origin().value_or(std::string(probe.headers.lines("Origin").front()));
  Json step{{"origin", origin_literal(origin, context)}};
  if (probe.method == "HEAD") step["method"] = "HEAD";
  if (!probe.query.empty()) step["query"] = probe.query;
  step["credentials"] = credentials;
  step["override_headers"] = overrides_of(probe);
  if (!probe.is_preflight()) return {{"fetch", step}};
  const std::string method = probe.headers.get("Access-Control-Request-Method").value_or("");
  step["method"] = message::is_method(method) ? method : "GET";
  if (!message::is_method(method))
    step["override_headers"].push_back({"Access-Control-Request-Method", literal(method)});
  step["headers"] = Json::array();
  for (const auto& name : probe.requested_names().value_or(std::vector<std::string>()))
    step["headers"].push_back({name, "1"});
  return {{"preflight", step}};
}

Json expectation(const Finding& finding) {
  const std::string_view oracle = finding.violation.oracle->id;
  if (oracle == "origin-granted" || oracle == "method-granted" || oracle == "header-granted" ||
      oracle == "credentials-granted" || oracle == "grant-kept") {
    return {{"verdict", "block"}};
  }
  if (oracle == "grant-lost" || oracle == "denial-kept") return {{"verdict", "allow"}};
  if (oracle == "server-error") return {{"status", {"200-499", 501, 503, 505}}};
  if (oracle == "unanswered") return {{"status", any_status}};
  if (oracle == "header-injected") {
    return {{"when", {{"status", any_status}}},
            {"headers", {{message::byte_lowercase(echo_name), {{"present", false}}}}}};
  }
  if (oracle == "markup-echoed") {
    const std::string page = "(?i)(text/html|application/xhtml\\+xml)[ \\t]*(;.*)?";
    return {{"when", {{"headers", {{"content-type", {{"matches", page}}}}}}}, {"body_excludes", {echo_markup}}};
  }
  if (oracle == "malformed-list") {
    const std::string name = message::byte_lowercase(finding.violation.cause);
    const std::string token = "[!#$%&'*+.^_`|~0-9A-Za-z-]";
    return {{"headers", {{name, {{"matches", "([ \\t]*" + token + "*[ \\t]*,)*[ \\t]*" + token + "*[ \\t]*"}}}}}};
  }
  if (oracle == "malformed-max-age") {
    return {{"headers", {{"access-control-max-age", {{"count", 1}, {"matches", "[0-9]+"}}}}}};
  }
  if (oracle == "length-of-no-content") {
    return {{"when", {{"status", 204}}}, {"headers", {{"content-length", {{"present", false}}}}}};
  }
  if (oracle == "chunks-of-no-content") {
    return {{"when", {{"status", 204}}}, {"headers", {{"transfer-encoding", {{"present", false}}}}}};
  }
  if (oracle == "method-not-allowed") {
    return {{"when", {{"status", 405}}}, {"headers", {{"allow", {{"present", true}}}}}};
  }
  if (oracle == "question-echoed") {
    return {{"headers",
             {{"access-control-request-method", {{"present", false}}},
              {"access-control-request-headers", {{"present", false}}}}}};
  }
  return {{"headers",
           {{"access-control-allow-origin",
             {{"count", 1}, {"matches", "\\*|null|[a-zA-Z][a-zA-Z0-9+.-]*://[^ \\t/,*]+"}}}}}};
}

/// Of a lost grant: the rule for that sort of request, which the probe that was reduced to decides.
std::string_view rule_of_grant(const Finding& finding) {
  if (!finding.probe.is_preflight()) return "ACT-1";
  return finding.violation.weight->flag == "request-header-list-spelling" ? "PF-1 HTTP-10" : "PF-1";
}

/// Whether it takes several requests of pages on one connection.
bool is_about_connection(const Finding& finding) {
  return finding.violation.oracle->id.ends_with("-kept");
}

bool is_about_page(const Finding& finding) {
  const std::string_view oracle = finding.violation.oracle->id;
  return oracle.ends_with("-granted") || oracle == "grant-lost" || is_about_connection(finding);
}

Json step_of(const Finding& finding, const CaseContext& context) {
  if (!is_about_page(finding) || !finding.probe.is_valid_http()) return plain_request(finding.probe, context);
  // What is granted has to be granted as the policy means it; what is not must not be granted in any way.
  const std::string_view oracle = finding.violation.oracle->id;
  const bool as_policy_means = oracle == "grant-lost" || is_about_connection(finding);
  const bool include = (as_policy_means && context.credentials) || oracle == "credentials-granted";
  return page_request(finding.probe, include ? "include" : "same-origin", context);
}

/// Requests of pages with and without credentials travel on connections of their own: what comes before has to be of
/// the same kind.
Json preceding_step(const Preceding& before, const Finding& finding, const CaseContext& context) {
  if (before.role == Preceding::Role::controls) {
    Json step = plain_request(before.probe, context);
    step["setup"] = true;
    step["expect"] = {{"status", any_status}};
    return step;
  }
  if (!is_about_connection(finding)) return plain_request(before.probe, context);
  Json step = page_request(before.probe, context.credentials ? "include" : "same-origin", context);
  if (before.role == Preceding::Role::closes)
    step.begin().value()["override_headers"].push_back({"Connection", "close"});
  return step;
}

Json case_of(const Finding& finding, const CaseContext& context) {
  const Oracle& oracle = *finding.violation.oracle;
  const Weight& weight = *finding.violation.weight;
  Json made{{"id", finding.id},
            {"title", oracle.title},
            {"why", oracle.why},
            {"level", suite::name(weight.level)},
            {"kind", suite::name(oracle.kind)},
            {"rules", rules_of(finding)}};
  if (!weight.flag.empty()) made["flags"] = {weight.flag};
  Json step = step_of(finding, context);
  step["expect"] = expectation(finding);
  made["steps"] = Json::array();
  for (const auto& before : finding.before) made["steps"].push_back(preceding_step(before, finding, context));
  for (int times = 0; times < finding.repeats; ++times) made["steps"].push_back(step);
  return made;
}

}  // namespace

std::vector<std::string_view> rules_of(const Finding& finding) {
  const Oracle& oracle = *finding.violation.oracle;
  std::vector<std::string_view> rules;
  std::string_view rest = oracle.rules.empty() ? rule_of_grant(finding) : oracle.rules;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(' '), rest.size());
    rules.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return rules;
}

std::string case_file(std::span<const Finding> findings, const CaseContext& context) {
  Json cases = Json::array();
  for (const auto& finding : findings) cases.push_back(case_of(finding, context));
  const Json suite{{"version", 1},
                   {"suite", "fuzz"},
                   {"title", "Findings of corspec fuzz"},
                   {"about",
                    "Requests that were found by fuzzing, reduced to what matters. Each case fails while the server "
                    "does what was found, and belongs into its tests once that is mended."},
                   {"rules", {"PF-1"}},
                   {"cases", cases}};
  return suite.dump(2) + "\n";
}

}  // namespace corspec::fuzz
