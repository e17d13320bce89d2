#include <string>

#include "message/bytes.hpp"
#include "reference/fault.hpp"
#include "reference/fault_edits.hpp"

/// Mistakes in writing down what was decided: the syntax of Access-Control-Allow-Origin and -Credentials.
namespace corspec::reference {
namespace {

constexpr std::string_view allow_origin = "Access-Control-Allow-Origin";
constexpr std::string_view allow_credentials = "Access-Control-Allow-Credentials";

void double_allow_origin(const Asked&, Answer& answer) {
  if (const auto value = answer.headers.get(allow_origin)) answer.headers.append(std::string(allow_origin), *value);
}

void add_star(const Asked&, Answer& answer) {
  if (answer.headers.contains(allow_origin)) answer.headers.append(std::string(allow_origin), "*");
}

void list_every_origin(const Asked& asked, Answer& answer) {
  change(answer, allow_origin, [&](const auto&) { return join_list(asked.policy.allowed_origins); });
}

void list_every_origin_by_spaces(const Asked& asked, Answer& answer) {
  change(answer, allow_origin, [&](const auto&) {
    std::string list;
    for (const auto& origin : asked.policy.allowed_origins) list += (list.empty() ? "" : " ") + origin;
    return list;
  });
}

void append_slash(const Asked&, Answer& answer) {
  change(answer, allow_origin, [](const auto& value) { return value + "/"; });
}

void append_default_port(const Asked&, Answer& answer) {
  change(answer, allow_origin, [](const auto& value) { return value.ends_with(".example") ? value + ":443" : value; });
}

void say_upper_case(const Asked&, Answer& answer) {
  change(answer, allow_origin, [](const auto& value) { return message::byte_uppercase(value); });
}

void quote_origin(const Asked&, Answer& answer) {
  change(answer, allow_origin, [](const auto& value) { return "\"" + value + "\""; });
}

void say_the_host_alone(const Asked&, Answer& answer) {
  change(answer, allow_origin, [](const auto& value) { return value.substr(value.find("://") + 3); });
}

void say_a_pattern(const Asked&, Answer& answer) {
  change(answer, allow_origin, [](const auto&) { return std::string("https://*.example"); });
}

void say_nothing(const Asked&, Answer& answer) {
  change(answer, allow_origin, [](const auto&) { return std::string(); });
}

void say_null(const Asked&, Answer& answer) {
  change(answer, allow_origin, [](const auto&) { return std::string("null"); });
}

template <const char* value>
void say_credentials(const Asked&, Answer& answer) {
  change(answer, allow_credentials, [](const auto&) { return std::string(value); });
}

constexpr char python_true[] = "True";
constexpr char upper_case_true[] = "TRUE";
constexpr char one[] = "1";
constexpr char quoted_true[] = "\"true\"";
constexpr char yes[] = "yes";
constexpr char no[] = "false";

void double_credentials(const Asked&, Answer& answer) {
  if (answer.headers.contains(allow_credentials)) answer.headers.append(std::string(allow_credentials), "true");
}

void drop_credentials(const Asked&, Answer& answer) {
  answer.headers.remove(allow_credentials);
}

using enum suite::Level;

constexpr Fault table[] = {
    {"allow-origin/two-lines", "CORS-CHECK-4", must, "Proxy and application both say it.",
     edit_every_answer<double_allow_origin>},
    {"allow-origin/star-too", "CORS-CHECK-4", must, "A second line says `*`.", edit_every_answer<add_star>},
    {"allow-origin/list", "CORS-CHECK-4", must, "Every allowed origin is listed.",
     edit_every_answer<list_every_origin>},
    {"allow-origin/list-by-spaces", "CORS-CHECK-4", must, "Every allowed origin is listed, as RFC 6454 had it.",
     edit_every_answer<list_every_origin_by_spaces>},
    {"allow-origin/trailing-slash", "CORS-CHECK-4", must, "The origin ends in a slash.",
     edit_every_answer<append_slash>},
    {"allow-origin/default-port", "CORS-CHECK-4", must, "The default port is spelled out.",
     edit_every_answer<append_default_port>},
    {"allow-origin/upper-case", "CORS-CHECK-4", must, "The origin is in upper case.",
     edit_every_answer<say_upper_case>},
    {"allow-origin/quoted", "CORS-CHECK-4", must, "The origin is quoted.", edit_every_answer<quote_origin>},
    {"allow-origin/host-alone", "CORS-CHECK-4", must, "The scheme is missing.", edit_every_answer<say_the_host_alone>},
    {"allow-origin/pattern", "CORS-CHECK-4", must, "A pattern is said instead of an origin.",
     edit_every_answer<say_a_pattern>},
    {"allow-origin/empty", "CORS-CHECK-4", must, "The value is empty.", edit_every_answer<say_nothing>},
    {"allow-origin/null", "CORS-CHECK-4", must, "`null` is said to everybody who is allowed.",
     edit_every_answer<say_null>},
    {"allow-credentials/capital", "CORS-CHECK-7", must, "`True`.", edit_every_answer<say_credentials<python_true>>},
    {"allow-credentials/upper-case", "CORS-CHECK-7", must, "`TRUE`.",
     edit_every_answer<say_credentials<upper_case_true>>},
    {"allow-credentials/number", "CORS-CHECK-7", must, "`1`.", edit_every_answer<say_credentials<one>>},
    {"allow-credentials/quoted", "CORS-CHECK-7", must, "`\"true\"`.", edit_every_answer<say_credentials<quoted_true>>},
    {"allow-credentials/yes", "CORS-CHECK-7", must, "`yes`.", edit_every_answer<say_credentials<yes>>},
    {"allow-credentials/false", "CORS-CHECK-7", must, "`false` where the policy promises them.",
     edit_every_answer<say_credentials<no>>},
    {"allow-credentials/two-lines", "CORS-CHECK-7", must, "Proxy and application both say it.",
     edit_every_answer<double_credentials>},
    {"allow-credentials/missing", "CORS-CHECK-7", must, "It is never said.", edit_every_answer<drop_credentials>},
};

}  // namespace

std::span<const Fault> allow_origin_faults() {
  return table;
}

}  // namespace corspec::reference
