#include <string>

#include "message/bytes.hpp"
#include "message/method.hpp"
#include "reference/fault.hpp"
#include "reference/fault_edits.hpp"

/// Credentials granted where the policy has none, and lost on some requests where it has them.
namespace corspec::reference {
namespace {

constexpr std::string_view allow_origin = "Access-Control-Allow-Origin";
constexpr std::string_view allow_headers = "Access-Control-Allow-Headers";
constexpr std::string_view allow_credentials = "Access-Control-Allow-Credentials";

using Condition = bool (*)(const Asked&);

/// Sharing with credentials needs the origin by name; a public policy is no longer one then.
template <Condition applies>
void grant(const Asked& asked, Answer& answer) {
  if (!answer.headers.contains(allow_origin) || !applies(asked)) return;
  answer.headers.set(allow_credentials, "true");
}

template <Condition applies>
void lose(const Asked& asked, Answer& answer) {
  if (applies(asked)) answer.headers.remove(allow_credentials);
}

bool always(const Asked&) {
  return true;
}

bool is_no_preflight(const Asked& asked) {
  return !asked.preflight;
}

bool is_preflight_of_a_change(const Asked& asked) {
  const auto method = asked.request.headers.get("Access-Control-Request-Method");
  return asked.preflight && method && !message::is_cors_safelisted_method(*method);
}

bool is_from_second_origin(const Asked& asked) {
  const auto& allowed = asked.policy.allowed_origins;
  return allowed.size() > 1 && asked.request.headers.get("Origin") == allowed[1];
}

bool has_header_of_a_script(const Asked& asked) {
  return asked.request.headers.contains("X-Requested-With");
}

bool is_a_change(const Asked& asked) {
  return asked.request.method == "PUT" || asked.request.method == "DELETE";
}

bool is_patch(const Asked& asked) {
  return asked.request.method == "PATCH";
}

bool is_deletion(const Asked& asked) {
  return asked.request.method == "DELETE";
}

std::string asked_names(const Asked& asked) {
  return message::byte_lowercase(asked.request.headers.get("Access-Control-Request-Headers").value_or(""));
}

/// Whoever has a token needs no cookies.
bool asks_for_authorization(const Asked& asked) {
  return asked.preflight && asked_names(asked).contains("authorization");
}

/// Rather than a long list.
void say_star_for_several_names(const Asked& asked, Answer& answer) {
  if (asked_names(asked).contains(',')) change(answer, allow_headers, [](const auto&) { return "*"; });
}

using enum suite::Level;

constexpr Fault table[] = {
    {"credentials/granted", "CORS-CHECK-7", must, "Credentials are granted by a policy that has none.",
     edit_every_answer<grant<always>>, "token-api"},
    {"credentials/granted-on-answers", "CORS-CHECK-7", must, "The same, on everything but preflights.",
     edit_every_answer<grant<is_no_preflight>>, "token-api"},
    {"credentials/granted-to-changes", "CORS-CHECK-7", must,
     "The same, on preflights for other methods than GET and POST.", edit_every_answer<grant<is_preflight_of_a_change>>,
     "token-api"},
    {"credentials/second-origin", "CORS-CHECK-7", must, "Only the first origin is granted credentials.",
     edit_actual_answer<lose<is_from_second_origin>>},
    {"credentials/second-origin-preflights", "CORS-CHECK-7", must, "The same, on preflights.",
     edit_preflight<lose<is_from_second_origin>>},
    {"credentials/header-of-a-script", "CORS-CHECK-7", must,
     "A request with a header that was preflighted is granted none.", edit_actual_answer<lose<has_header_of_a_script>>},
    {"credentials/not-beside-authorization", "CORS-CHECK-7", must, "Preflights for `Authorization` grant none.",
     edit_preflight<lose<asks_for_authorization>>},
    {"credentials/star-for-several-names", "PF-11", must, "Several header names at once are answered with `*`.",
     edit_preflight<say_star_for_several_names>},
    {"credentials/changes-by-patch", "CORS-CHECK-7", must, "The answer to PATCH grants none.",
     edit_actual_answer<lose<is_patch>>, "local-development"},
    {"credentials/changes", "CORS-CHECK-7", must, "The answer to a change grants none.",
     edit_actual_answer<lose<is_a_change>>},
    {"credentials/deletions", "CORS-CHECK-7", must, "The answer to DELETE grants none.",
     edit_actual_answer<lose<is_deletion>>},
};

}  // namespace

std::span<const Fault> credential_faults() {
  return table;
}

}  // namespace corspec::reference
