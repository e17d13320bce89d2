#include "run/console_message.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

#include "fetch/url.hpp"

namespace corspec::run {
namespace {

using browser::Verdict;
using fetch::Refusal;

/// What decides between messages for one rule.
struct Blocked {
  const Refusal& refusal;
  const message::HeaderList& answer;
};

bool always(const Blocked&) {
  return true;
}
bool has_several_lines(const Blocked& blocked) {
  return blocked.answer.count(blocked.refusal.field) > 1;
}
bool has_several_values(const Blocked& blocked) {
  return blocked.refusal.seen && blocked.refusal.seen->find_first_of(", ") != std::string::npos;
}
bool is_wildcard(const Blocked& blocked) {
  return blocked.refusal.seen == "*";
}
bool is_origin(const Blocked& blocked) {
  const auto& seen = blocked.refusal.seen;
  return seen && (*seen == "null" || fetch::parse_url(*seen));
}
// To browsers, what leads nowhere is no redirect.
bool is_redirect(const Blocked& blocked) {
  constexpr std::array<std::string_view, 5> statuses{"301", "302", "303", "307", "308"};
  return std::ranges::find(statuses, blocked.refusal.seen.value_or("")) != statuses.end() &&
         !blocked.answer.get("Location").value_or("").empty();
}
bool is_about_methods(const Blocked& blocked) {
  return blocked.refusal.field == "Access-Control-Allow-Methods";
}

struct Row {
  std::string_view rule;
  bool (*applies)(const Blocked&);
  ConsoleMessage message;
  std::string_view chromium_on_preflight;  ///< where the kind has another name there
};

/// The first row that applies counts.
constexpr Row rows[] = {
    {"CORS-CHECK-2",
     always,
     {"MissingAllowOriginHeader", "CORSMissingAllowOrigin", "no Access-Control-Allow-Origin"},
     "PreflightMissingAllowOriginHeader"},
    {"CORS-CHECK-4",
     has_several_lines,
     {"MultipleAllowOriginValues", "CORSMultipleAllowOriginNotAllowed",
      "several values in Access-Control-Allow-Origin"},
     "PreflightMultipleAllowOriginValues"},
    {"CORS-CHECK-4",
     has_several_values,
     {"MultipleAllowOriginValues", "CORSAllowOriginNotMatchingOrigin", "several values in Access-Control-Allow-Origin"},
     "PreflightMultipleAllowOriginValues"},
    {"CORS-CHECK-4",
     is_wildcard,
     {"WildcardOriginNotAllowed", "CORSNotSupportingCredentials", "`*` beside the credentials mode `include`"},
     "PreflightWildcardOriginNotAllowed"},
    {"CORS-CHECK-4",
     is_origin,
     {"AllowOriginMismatch", "CORSAllowOriginNotMatchingOrigin", "an origin that is not the page's"},
     "PreflightAllowOriginMismatch"},
    {"CORS-CHECK-4",
     always,
     {"InvalidAllowOriginValue", "CORSAllowOriginNotMatchingOrigin", "an invalid Access-Control-Allow-Origin"},
     "PreflightInvalidAllowOriginValue"},
    {"CORS-CHECK-7",
     always,
     {"InvalidAllowCredentials", "CORSMissingAllowCredentials", "Access-Control-Allow-Credentials that is not `true`"},
     "PreflightInvalidAllowCredentials"},
    {"PF-1",
     is_redirect,
     {"PreflightDisallowedRedirect", "CORSExternalRedirectNotAllowed", "a redirect of the preflight"}},
    {"PF-1", always, {"PreflightInvalidStatus", "CORSPreflightDidNotSucceed", "a preflight whose status is not ok"}},
    {"PF-3",
     is_about_methods,
     {"InvalidAllowMethodsPreflightResponse", "CORSInvalidAllowMethod",
      "Access-Control-Allow-Methods that cannot be read"}},
    {"PF-3",
     always,
     {"InvalidAllowHeadersPreflightResponse", "CORSInvalidAllowHeader",
      "Access-Control-Allow-Headers that cannot be read"}},
    {"PF-5", always, {"MethodDisallowedByPreflightResponse", "CORSMethodNotFound", "a method that is not allowed"}},
    {"PF-6",
     always,
     {"HeaderDisallowedByPreflightResponse", "CORSMissingAllowHeaderFromPreflight",
      "a request header that is not allowed"}},
    {"PF-7",
     always,
     {"HeaderDisallowedByPreflightResponse", "CORSMissingAllowHeaderFromPreflight",
      "a request header that is not allowed"}},
    {"PF-17", always, {"", "CORSDidNotSucceed", ""}},
    {"REDIR-6",
     always,
     {"RedirectContainsCredentials", "CORSDidNotSucceed", "a redirect to a URL with user name and password"}},
    {"NEED-5", always, {"CorsDisabledScheme", "CORSRequestNotHttp", "a scheme that is not http or https"}},
};

}  // namespace

ConsoleMessage console_message(const Verdict& verdict, const message::HeaderList& answer) {
  if (!verdict.refusal) return {};
  const Blocked blocked{*verdict.refusal, answer};
  const auto row = std::ranges::find_if(
      rows, [&](const Row& one) { return one.rule == blocked.refusal.rule && one.applies(blocked); });
  if (row == std::end(rows)) return {};
  ConsoleMessage message = row->message;
  if (verdict.stage == Verdict::Stage::preflight && !row->chromium_on_preflight.empty())
    message.chromium = row->chromium_on_preflight;
  return message;
}

}  // namespace corspec::run
