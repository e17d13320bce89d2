#include "run/response_change.hpp"

#include <algorithm>
#include <utility>

#include "fetch/cors_check.hpp"
#include "fetch/refusal.hpp"
#include "message/bytes.hpp"

namespace corspec::run {
namespace {

constexpr std::string_view allow_origin = "Access-Control-Allow-Origin";
constexpr std::string_view allow_credentials = "Access-Control-Allow-Credentials";
constexpr std::string_view allow_methods = "Access-Control-Allow-Methods";
constexpr std::string_view allow_headers = "Access-Control-Allow-Headers";
constexpr std::string_view status_field = "status";

/// The well-formed elements of all lines of a list header.
std::vector<std::string> tokens(const message::HeaderList& response, std::string_view name) {
  std::vector<std::string> found;
  for (auto line : response.lines(name)) {
    for (;;) {
      const auto comma = line.find(',');
      const auto element = message::strip_http_tab_or_space(line.substr(0, comma));
      if (message::is_token(element)) found.emplace_back(element);
      if (comma == std::string_view::npos) break;
      line.remove_prefix(comma + 1);
    }
  }
  return found;
}

std::string join(const std::vector<std::string>& items) {
  std::string joined;
  for (const auto& item : items) joined += (joined.empty() ? "" : ", ") + item;
  return joined;
}

bool lists_name(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::any_of(
      names, [&](const std::string& listed) { return message::byte_case_insensitive_match(listed, name); });
}

/// What is listed already and `wanted`, whose members are not. A star beside credentials is only a name: it goes.
ResponseChange extended_list(std::string_view field, const message::HeaderList& response,
                             const fetch::PreflightSubject& subject, const std::vector<std::string>& wanted) {
  auto items = tokens(response, field);
  if (subject.credentials == fetch::CredentialsMode::include) std::erase(items, "*");
  items.insert(items.end(), wanted.begin(), wanted.end());
  return {field, join(items)};
}

ResponseChange change_for_cors_check(const fetch::Refusal& refusal, std::string_view origin) {
  if (refusal.field == allow_credentials) return {allow_credentials, "true"};
  return {allow_origin, std::string(origin)};
}

std::optional<ResponseChange> change_for_preflight(const fetch::Refusal& refusal,
                                                   const fetch::PreflightSubject& subject,
                                                   const message::HeaderList& response) {
  if (refusal.rule.starts_with("CORS-CHECK-")) return change_for_cors_check(refusal, subject.origin);
  if (refusal.rule == "PF-1") return ResponseChange{status_field, "204"};
  if (refusal.rule == "PF-3") {
    const auto items = tokens(response, refusal.field);
    return ResponseChange{refusal.field, items.empty() ? std::nullopt : std::optional(join(items))};
  }
  if (refusal.rule == "PF-5") return extended_list(allow_methods, response, subject, {subject.method});
  if (refusal.rule == "PF-6") return extended_list(allow_headers, response, subject, {"authorization"});
  if (refusal.rule == "PF-7") {
    auto missing = subject.unsafe_names;
    const auto listed = tokens(response, allow_headers);
    std::erase_if(missing, [&](const std::string& name) { return lists_name(listed, name); });
    return extended_list(allow_headers, response, subject, missing);
  }
  return std::nullopt;
}

/// A later change of a field takes the place of an earlier one.
void record(std::vector<ResponseChange>& changes, ResponseChange change) {
  const auto earlier = std::ranges::find(changes, change.field, &ResponseChange::field);
  if (earlier == changes.end()) {
    changes.push_back(std::move(change));
  } else {
    *earlier = std::move(change);
  }
}

void apply(const ResponseChange& change, message::HeaderList& response) {
  if (change.value) {
    response.set(change.field, *change.value);
  } else {
    response.remove(change.field);
  }
}

/// Every refusal is answered by one change, and no change brings a refusal back: this many are never reached.
constexpr int most_changes = 16;

}  // namespace

std::vector<ResponseChange> changes_to_allow_preflight(const fetch::PreflightSubject& subject, int status,
                                                       message::HeaderList response,
                                                       const fetch::Deviations& deviations) {
  std::vector<ResponseChange> changes;
  for (int i = 0; i < most_changes; ++i) {
    const auto evaluation = fetch::evaluate_preflight(subject, status, response, deviations);
    if (evaluation.allowed()) return changes;
    auto change = change_for_preflight(*evaluation.refusal, subject, response);
    if (!change) break;
    if (change->field == status_field) {
      status = 204;
    } else {
      apply(*change, response);
    }
    record(changes, *std::move(change));
  }
  return {};
}

std::vector<ResponseChange> changes_to_pass_cors_check(message::HeaderList response, fetch::CredentialsMode credentials,
                                                       std::string_view origin) {
  std::vector<ResponseChange> changes;
  for (int i = 0; i < most_changes; ++i) {
    const auto refusal = fetch::cors_check(response, credentials, origin);
    if (!refusal) return changes;
    auto change = change_for_cors_check(*refusal, origin);
    apply(change, response);
    record(changes, std::move(change));
  }
  return {};
}

std::string what_it_gives(const ResponseChange& change, std::string_view origin, fetch::CredentialsMode credentials) {
  if (!change.value) return {};
  const auto pages = origin == "null" ? std::string("any page in a sandboxed frame, of whatever site,")
                                      : "pages of " + std::string(origin);
  if (change.field == "Access-Control-Allow-Origin") {
    if (*change.value == "*") return "any page may then read this answer, without credentials";
    const bool includes = credentials == fetch::CredentialsMode::include;
    return pages + " may then read this answer" + (includes ? ", as the signed-in user gets it" : "");
  }
  if (change.field == "Access-Control-Allow-Credentials")
    return pages + " may then use the user's cookies here and read what comes back";
  if (change.field == "Access-Control-Allow-Methods") return pages + " may then send these methods";
  if (change.field == "Access-Control-Allow-Headers") return pages + " may then set these headers";
  return {};
}

}  // namespace corspec::run
