#include <algorithm>
#include <string>
#include <utility>

#include "fetch/header_values.hpp"
#include "message/bytes.hpp"
#include "message/method.hpp"
#include "reference/fault.hpp"
#include "reference/fault_edits.hpp"

/// Mistakes that a basic question does not show: they need a certain method, header, origin or history.
namespace corspec::reference {
namespace {

constexpr std::string_view allow_origin = "Access-Control-Allow-Origin";
constexpr std::string_view allow_credentials = "Access-Control-Allow-Credentials";
constexpr std::string_view allow_methods = "Access-Control-Allow-Methods";
constexpr std::string_view allow_headers = "Access-Control-Allow-Headers";
constexpr std::string_view expose_headers = "Access-Control-Expose-Headers";
constexpr std::string_view request_method = "Access-Control-Request-Method";
constexpr std::string_view request_headers = "Access-Control-Request-Headers";

using Condition = bool (*)(const Asked&);
using Edit = void (*)(const Asked&, Answer&);

/// `edit` where `applies`.
template <Condition applies, Edit edit>
void edit_where(const Asked& asked, Answer& answer) {
  if (applies(asked)) edit(asked, answer);
}

std::vector<std::string> names_asked_for(const RequestView& request) {
  return fetch::extract_token_list(request.headers, request_headers).items;
}

bool is_listed(const Asked& asked, std::string_view name) {
  return std::ranges::any_of(asked.policy.request_headers,
                             [&](const auto& listed) { return message::byte_case_insensitive_match(listed, name); });
}

// Conditions.

bool is_json(const Asked& asked) {
  return asked.request.headers.get("Content-Type").value_or("").starts_with("application/json");
}

bool has_header_of_a_script(const Asked& asked) {
  return asked.request.headers.contains("X-Requested-With");
}

bool is_write(const Asked& asked) {
  const auto method = asked.request.method;
  return method == "PUT" || method == "DELETE" || method == "PATCH";
}

bool is_no_plain_get(const Asked& asked) {
  return asked.request.method != "GET" || has_header_of_a_script(asked);
}

bool has_query(const Asked& asked) {
  return asked.request.target.contains('?');
}

bool asks_for_several_names(const Asked& asked) {
  return names_asked_for(asked.request).size() > 1;
}

bool asks_for_more_than_two_names(const Asked& asked) {
  return names_asked_for(asked.request).size() > 2;
}

bool asks_for_authorization_and_more(const Asked& asked) {
  const auto names = names_asked_for(asked.request);
  return names.size() > 1 && std::ranges::find(names, "authorization") != names.end();
}

bool asks_for_method_and_names(const Asked& asked) {
  const auto method = asked.request.headers.get(request_method);
  return method && !message::is_cors_safelisted_method(*method) && asked.request.headers.contains(request_headers);
}

bool has_content(const Asked& asked) {
  return !asked.request.body.empty();
}

bool is_http_1_0(const Asked& asked) {
  return asked.request.minor_version == 0;
}

bool is_spelt(const Asked& asked, std::string (*spell)(std::string_view)) {
  return std::ranges::any_of(asked.request.headers, [&](const auto& header) {
    return message::byte_case_insensitive_match(header.name, "Origin") && header.name == spell(header.name);
  });
}

bool has_lower_case_names(const Asked& asked) {
  return is_spelt(asked, [](std::string_view name) { return message::byte_lowercase(name); });
}

bool has_upper_case_names(const Asked& asked) {
  return is_spelt(asked, [](std::string_view name) { return message::byte_uppercase(name); });
}

bool is_from_second_origin(const Asked& asked) {
  const auto& allowed = asked.policy.allowed_origins;
  return allowed.size() > 1 && asked.request.headers.get("Origin") == allowed[1];
}

bool is_head(const Asked& asked) {
  return asked.request.method == "HEAD";
}

bool is_delete(const Asked& asked) {
  return asked.request.method == "DELETE";
}

template <Condition one, Condition other>
bool both(const Asked& asked) {
  return one(asked) && other(asked);
}

// Edits.

void drop_sharing(const Asked&, Answer& answer) {
  answer.headers.remove(allow_origin);
  answer.headers.remove(allow_credentials);
}

void refuse(const Asked& asked, Answer& answer) {
  answer = error_answer(400, asked.request);
}

void say_star_on_errors(const Asked&, Answer& answer) {
  if (answer.status >= 400) answer.headers.set(allow_origin, "*");
}

template <Condition applies>
void forget_errors(const Asked& asked, Answer& answer) {
  if (answer.status >= 400 && applies(asked)) drop_sharing(asked, answer);
}

void echo_on_errors(const Asked& asked, Answer& answer) {
  const auto origin = asked.request.headers.get("Origin");
  if (origin && answer.status >= 400) answer.headers.set(allow_origin, *origin);
}

void forget_redirect_credentials(const Asked&, Answer& answer) {
  if (answer.status / 100 == 3) answer.headers.remove(allow_credentials);
}

void expose_nothing(const Asked&, Answer& answer) {
  answer.headers.remove(expose_headers);
}

void allow_no_timing(const Asked&, Answer& answer) {
  answer.headers.remove("Timing-Allow-Origin");
}

void list_no_headers(const Asked&, Answer& answer) {
  answer.headers.remove(allow_headers);
}

void list_no_methods(const Asked&, Answer& answer) {
  answer.headers.remove(allow_methods);
}

void vary_only_by_guess(const Asked& asked, Answer& answer) {
  if (asked.request.method != "GET") return;
  answer.headers.remove("Vary");
  answer.headers.remove("Cache-Control");
  answer.headers.set("Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT");
}

void store_redirects_without_vary(const Asked&, Answer& answer) {
  if (answer.status / 100 != 3 || answer.status == 304) return;
  answer.headers.set("Cache-Control", "max-age=600");
  answer.headers.remove("Vary");
}

void say_cache_control_for_max_age(const Asked&, Answer& answer) {
  if (answer.headers.remove("Access-Control-Max-Age"); answer.status == 204)
    answer.headers.set("Cache-Control", "max-age=600");
}

// In deciding.

void take_the_query_for_the_origin(Stages& stages) {
  stages.decide_origin = [](const Policy& policy, const RequestView& request) -> std::optional<std::string> {
    if (auto decided = decide_origin(policy, request)) return decided;
    const auto is_named = [&](const auto& allowed) { return request.target.contains("origin=" + allowed); };
    if (std::ranges::none_of(policy.allowed_origins, is_named)) return std::nullopt;
    return request.headers.get("Origin");
  };
}

/// JSONP's way in: whoever says `callback` is meant to be anybody.
void trust_callbacks(Stages& stages) {
  stages.decide_origin = [](const Policy& policy, const RequestView& request) -> std::optional<std::string> {
    if (request.target.contains("callback=")) return request.headers.get("Origin");
    return decide_origin(policy, request);
  };
}

template <bool (*covers)(const Asked&)>
void echo_names_where(const Asked& asked, Answer& answer) {
  const auto names = asked.request.headers.get(request_headers);
  if (!names || !covers(asked) || !asked.request.headers.contains("Origin")) return;
  const auto origin = decide_origin(asked.policy, asked.request);
  if (!origin) return;
  const auto method = asked.request.headers.get(request_method).value_or("GET");
  const auto grant = grant_preflight(asked.policy, asked.request);
  if (grant) return;
  answer.status = 204;
  for (const auto& [name, value] : {std::pair(allow_origin, *origin), std::pair(allow_credentials, std::string("true")),
                                    std::pair(allow_methods, method), std::pair(allow_headers, *names)})
    answer.headers.set(name, value);
}

bool has_a_listed_name(const Asked& asked) {
  return std::ranges::any_of(names_asked_for(asked.request), [&](const auto& name) { return is_listed(asked, name); });
}

bool resembles_a_listed_name(const Asked& asked) {
  const auto names = names_asked_for(asked.request);
  return std::ranges::all_of(names, [&](const auto& name) {
    return std::ranges::any_of(asked.policy.request_headers, [&](const auto& listed) { return name.contains(listed); });
  });
}

bool has_listed_names_only(const Asked& asked) {
  return std::ranges::all_of(names_asked_for(asked.request), [&](const auto& name) { return is_listed(asked, name); });
}

// With a history.

bool is_plain_options(const RequestView& request) {
  return request.method == "OPTIONS" && request.target != "*" && !request.headers.contains(request_method);
}

bool is_asterisk(const RequestView& request) {
  return request.target == "*";
}

bool is_options_with_content(const RequestView& request) {
  return request.method == "OPTIONS" && !request.body.empty();
}

// Public policies.

template <bool (*excludes)(std::string_view)>
void exclude(Stages& stages) {
  stages.decide_origin = [](const Policy& policy, const RequestView& request) -> std::optional<std::string> {
    if (excludes(request.headers.get("Origin").value_or(""))) return std::nullopt;
    return decide_origin(policy, request);
  };
}

bool is_no_https(std::string_view origin) {
  return origin.starts_with("http://");
}

bool is_opaque(std::string_view origin) {
  return origin == "null";
}

bool is_unusual(std::string_view origin) {
  return origin.contains('_') || (!origin.empty() && !origin.starts_with("http"));
}

void star_only_with_origin(Stages& stages) {
  stages.decide_origin = [](const Policy& policy, const RequestView& request) -> std::optional<std::string> {
    if (!request.headers.contains("Origin")) return std::nullopt;
    return decide_origin(policy, request);
  };
}

void vary_beside_star(const Asked&, Answer& answer) {
  if (answer.headers.contains(allow_origin)) answer.headers.set("Vary", "Origin");
}

void echo_without_vary(const Asked& asked, Answer& answer) {
  const auto origin = asked.request.headers.get("Origin");
  if (origin && answer.headers.contains(allow_origin)) answer.headers.set(allow_origin, *origin);
}

using enum suite::Level;

constexpr Fault table[] = {
    {"condition/json", "ACT-1", must, "A request with JSON is not shared.",
     edit_actual_answer<edit_where<is_json, drop_sharing>>},
    {"condition/header-of-a-script", "ACT-1", must, "A request with a header that was preflighted is not shared.",
     edit_actual_answer<edit_where<has_header_of_a_script, drop_sharing>>},
    {"condition/second-origin-writes", "ACT-1", must, "The second origin may read, but not write.",
     edit_actual_answer<edit_where<both<is_from_second_origin, is_write>, drop_sharing>>},
    {"condition/query", "ACT-1", should, "A request with a query is not shared.",
     edit_actual_answer<edit_where<has_query, drop_sharing>>},
    {"condition/origin-in-query", "CORS-CHECK-4", must, "A query that names an allowed origin opens the policy.",
     take_the_query_for_the_origin},
    {"condition/callback", "CORS-CHECK-4", must, "A query that names a callback opens the policy.", trust_callbacks},
    {"condition/several-names", "PF-7", must, "Several header names at once are not granted.",
     edit_preflight<edit_where<asks_for_several_names, list_no_headers>>},
    {"condition/authorization-and-more", "PF-6", must, "`authorization` beside another name is not granted.",
     edit_preflight<edit_where<asks_for_authorization_and_more, list_no_headers>>},
    {"condition/method-and-names", "PF-5", must, "A method beside header names is not granted.",
     edit_preflight<edit_where<asks_for_method_and_names, list_no_methods>>},
    {"condition/second-origin-methods", "PF-5", must, "The second origin is granted no method.",
     edit_preflight<edit_where<is_from_second_origin, list_no_methods>>},
    {"condition/second-origin-headers", "PF-7", must, "The second origin is granted no header.",
     edit_preflight<edit_where<is_from_second_origin, list_no_headers>>},
    {"condition/one-name-decides", "PF-7", must, "Whatever stands beside an allowed header name is granted with it.",
     edit_preflight<echo_names_where<has_a_listed_name>>},
    {"condition/resembling-names", "PF-7", must, "A header name that contains an allowed one is granted.",
     edit_preflight<echo_names_where<resembles_a_listed_name>>},
    {"condition/method-beside-names", "PF-5", must, "Beside allowed header names every method is granted.",
     edit_preflight<echo_names_where<has_listed_names_only>>},
    {"condition/names-beside-method", "PF-7", must, "Beside a method of the policy every header name is granted.",
     edit_preflight<echo_names_where<asks_for_method_and_names>>},
    {"condition/content", "HTTP-4", may, "A preflight with content is refused.",
     edit_preflight<edit_where<has_content, refuse>>},
    {"condition/http-1-0", "PFQ-24", should, "A preflight in HTTP/1.0 is refused.",
     edit_preflight<edit_where<is_http_1_0, refuse>>},
    {"condition/lower-case-names", "HTTP-9", must, "Header names in lower case, as HTTP/2 has them, are not seen.",
     edit_every_answer<edit_where<has_lower_case_names, drop_sharing>>},
    {"condition/upper-case-names", "HTTP-9", should, "Header names in upper case are not seen.",
     edit_every_answer<edit_where<has_upper_case_names, drop_sharing>>},
    {"condition/star-on-errors", "CORS-CHECK-4", must, "Errors say `*`, where credentials are promised.",
     edit_actual_answer<say_star_on_errors>},
    {"condition/echo-on-errors", "CORS-CHECK-4", must, "Errors are shared with everybody.",
     edit_actual_answer<echo_on_errors>},
    {"condition/second-origin-errors", "ACT-2", must, "Errors are shared with the first origin only.",
     edit_actual_answer<forget_errors<is_from_second_origin>>},
    {"condition/head-errors", "ACT-2", should, "Errors in answer to HEAD are not shared.",
     edit_actual_answer<forget_errors<is_head>>},
    {"condition/delete-not-shared", "ACT-1", must, "The answer to DELETE is not shared.",
     edit_actual_answer<edit_where<is_delete, drop_sharing>>},
    {"condition/redirect-credentials", "CORS-CHECK-6", should, "Redirects do not allow credentials.",
     edit_actual_answer<forget_redirect_credentials>},
    {"condition/expose-on-get", "EXPOSE-2", must, "Only a plain GET exposes what is promised.",
     edit_actual_answer<edit_where<is_no_plain_get, expose_nothing>>},
    {"condition/expose-to-the-first", "EXPOSE-2", must, "Nothing is exposed to the second origin.",
     edit_actual_answer<edit_where<is_from_second_origin, expose_nothing>>},
    {"condition/timing-on-get", "TAO-1", must, "Only a plain GET may be timed.",
     edit_actual_answer<edit_where<is_no_plain_get, allow_no_timing>>},
    {"condition/vary-by-guess", "VARY-1", should, "Vary is missing where a cache would have to guess.",
     edit_actual_answer<vary_only_by_guess>},
    {"condition/vary-on-redirects", "VARY-1", should, "Redirects that may be stored say no Vary.",
     edit_actual_answer<store_redirects_without_vary>},
    {"condition/more-than-two-headers", "PF-7", must, "More than two headers at once are refused.",
     edit_preflight<edit_where<asks_for_more_than_two_names, list_no_headers>>},
    {"condition/cache-control", "SRV-15", may, "Cache-Control stands for Access-Control-Max-Age.",
     edit_preflight<say_cache_control_for_max_age>},
    {"condition/after-options", "CORS-CHECK-2", must,
     "After an OPTIONS that is no preflight the answers are errors for a while.", stumble_after<is_plain_options>,
     "allowlist", true},
    {"condition/after-asterisk", "CORS-CHECK-2", must, "After `OPTIONS *` the answers are errors for a while.",
     stumble_after<is_asterisk>, "allowlist", true},
    {"condition/after-content", "CORS-CHECK-2", must, "After OPTIONS with content the answers are errors for a while.",
     stumble_after<is_options_with_content>, "allowlist", true},
    {"condition/public-https", "CORS-CHECK-2", must, "A public policy that leaves http pages out.",
     exclude<is_no_https>, "public"},
    {"condition/public-opaque", "CORS-CHECK-2", should, "A public policy that leaves `null` out.", exclude<is_opaque>,
     "public"},
    {"condition/public-unusual", "CORS-CHECK-3", should, "A public policy that leaves out what looks unusual.",
     exclude<is_unusual>, "public"},
    {"condition/public-on-demand", "VARY-2", should, "`*` is said only to requests with Origin.", star_only_with_origin,
     "public"},
    {"condition/public-vary", "VARY-2", may, "`*` is said to everybody, and Vary beside it.",
     edit_actual_answer<vary_beside_star>, "public"},
    {"condition/public-echo", "VARY-1", may, "Every origin is echoed, and nothing says so.",
     edit_actual_answer<echo_without_vary>, "public"},
};

}  // namespace

std::span<const Fault> condition_faults() {
  return table;
}

}  // namespace corspec::reference
