#include "fetch/preflight.hpp"

#include <algorithm>
#include <utility>

#include "fetch/cors_check.hpp"
#include "fetch/request_headers.hpp"
#include "message/method.hpp"

namespace corspec::fetch {

namespace {

constexpr std::string_view allow_methods = "Access-Control-Allow-Methods";
constexpr std::string_view allow_headers = "Access-Control-Allow-Headers";

bool contains(const std::vector<std::string>& items, std::string_view item) {
  return std::ranges::find(items, item) != items.end();
}

std::string join(const std::vector<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) {
    if (!joined.empty()) joined += ',';
    joined += name;
  }
  return joined;
}

/// A list header that is well-formed but lacks `missing`.
Refusal missing_item(std::string_view rule, std::string_view field, std::string_view missing, bool wildcard_would_pass,
                     const message::HeaderList& response) {
  std::string expected = std::string("a list with `").append(missing).append("`");
  if (wildcard_would_pass) expected += ", or `*`";
  return {rule, field, std::move(expected), response.get(field)};
}

/// PF-1: fetch#cors-preflight-fetch-0 s7. Null is success.
std::optional<Refusal> refuse_response(const PreflightSubject& subject, int status,
                                       const message::HeaderList& response) {
  if (auto refusal = cors_check(response, subject.credentials, subject.origin)) return refusal;
  if (status < 200 || status > 299) {
    return Refusal{"PF-1", "status", "a status from 200 to 299", std::to_string(status)};
  }
  return std::nullopt;
}

/// PF-3: fetch#cors-preflight-fetch-0 s7.3. Null is success.
std::optional<Refusal> refuse_malformed(std::string_view field, const ExtractedValues& values,
                                        const message::HeaderList& response) {
  if (values.outcome != ExtractedValues::Outcome::failure) return std::nullopt;
  return Refusal{"PF-3", field, "a list of tokens separated by commas", response.get(field)};
}

/// PF-5 to PF-7: fetch#cors-preflight-fetch-0 s7.5 to s7.7. Null is success.
std::optional<Refusal> refuse_permissions(const PreflightSubject& subject, const std::vector<std::string>& methods,
                                          const std::vector<std::string>& header_names,
                                          const message::HeaderList& response, const Deviations& deviations) {
  const bool wildcards = subject.credentials != CredentialsMode::include;

  // s7.5
  if (!message::is_cors_safelisted_method(subject.method) && !contains(methods, subject.method) &&
      !(wildcards && contains(methods, "*"))) {
    return missing_item("PF-5", allow_methods, subject.method, wildcards, response);
  }

  const ListedNames listed(header_names);
  const bool any_header_name = wildcards && contains(header_names, "*");
  // s7.6
  if (subject.has_authorization && !listed.contains("authorization") &&
      !(any_header_name && deviations.authorization_covered_by_wildcard)) {
    return missing_item("PF-6", allow_headers, "authorization",
                        wildcards && deviations.authorization_covered_by_wildcard, response);
  }
  // s7.7
  if (any_header_name) return std::nullopt;
  for (const std::string& name : subject.unsafe_names) {
    if (!listed.contains(name)) return missing_item("PF-7", allow_headers, name, wildcards, response);
  }
  return std::nullopt;
}

PreflightEvaluation refused(Refusal refusal) {
  return {std::move(refusal), {}, {}, {}};
}

}  // namespace

PreflightSubject preflight_subject(std::string origin, std::string method, const message::HeaderList& headers,
                                   CredentialsMode credentials, bool use_cors_preflight_flag,
                                   const Deviations& deviations) {
  const bool has_authorization = std::ranges::any_of(
      headers, [](const message::Header& header) { return is_cors_non_wildcard_request_header_name(header.name); });
  return {std::move(origin), std::move(method), cors_unsafe_request_header_names(headers, deviations),
          has_authorization, credentials,       use_cors_preflight_flag};
}

bool is_cors_preflight_request(std::string_view method, const message::HeaderList& headers) {
  return method == "OPTIONS" && headers.contains("Origin") && headers.contains("Access-Control-Request-Method");
}

message::HeaderList preflight_request_headers(const PreflightSubject& subject) {
  message::HeaderList headers{{"Accept", "*/*"}, {"Access-Control-Request-Method", subject.method}};
  // PFQ-5: names are joined without a space, unlike values read by *get*.
  if (!subject.unsafe_names.empty()) headers.append("Access-Control-Request-Headers", join(subject.unsafe_names));
  headers.append("Origin", subject.origin);
  return headers;
}

PreflightEvaluation evaluate_preflight(const PreflightSubject& subject, int status, const message::HeaderList& response,
                                       const Deviations& deviations) {
  // s7
  if (auto refusal = refuse_response(subject, status, response)) return refused(*std::move(refusal));

  // s7.1 to s7.3
  auto methods = extract_token_list(response, allow_methods);
  if (auto refusal = refuse_malformed(allow_methods, methods, response)) return refused(*std::move(refusal));
  auto header_names = extract_token_list(response, allow_headers);
  if (auto refusal = refuse_malformed(allow_headers, header_names, response)) return refused(*std::move(refusal));

  // s7.4: an empty list is not null, so it does not gain the method.
  if (methods.outcome == ExtractedValues::Outcome::absent && subject.use_cors_preflight_flag) {
    methods.items.push_back(subject.method);
  }

  // s7.5 to s7.7
  if (auto refusal = refuse_permissions(subject, methods.items, header_names.items, response, deviations)) {
    return refused(*std::move(refusal));
  }

  // s7.8, s7.9
  return {std::nullopt, std::move(methods.items), std::move(header_names.items),
          preflight_max_age(response, deviations)};
}

Refusal network_error_refusal(std::string seen) {
  return {"PF-17", "response", "a complete response header section", std::move(seen)};
}

}  // namespace corspec::fetch
