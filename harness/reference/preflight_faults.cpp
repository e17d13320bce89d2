#include <algorithm>
#include <string>

#include "message/bytes.hpp"
#include "message/method.hpp"
#include "reference/fault.hpp"
#include "reference/fault_edits.hpp"

/// Mistakes in what a preflight is granted, and in how its answer says so.
namespace corspec::reference {
namespace {

constexpr std::string_view allow_methods = "Access-Control-Allow-Methods";
constexpr std::string_view allow_headers = "Access-Control-Allow-Headers";
constexpr std::string_view allow_credentials = "Access-Control-Allow-Credentials";
constexpr std::string_view max_age = "Access-Control-Max-Age";
constexpr std::string_view request_method = "Access-Control-Request-Method";
constexpr std::string_view request_headers = "Access-Control-Request-Headers";

std::string replace_all(std::string text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

template <const std::string_view& name, const char* value>
void say(const Asked&, Answer& answer) {
  change(answer, name, [](const auto&) { return std::string(value); });
}

template <const std::string_view& name>
void drop(const Asked&, Answer& answer) {
  answer.headers.remove(name);
}

template <const std::string_view& name, const char* separator>
void separate_by(const Asked&, Answer& answer) {
  change(answer, name, [](const auto& value) { return replace_all(value, ", ", separator); });
}

template <const std::string_view& name>
void quote(const Asked&, Answer& answer) {
  change(answer, name, [](const auto& value) { return "\"" + replace_all(value, ", ", "\", \"") + "\""; });
}

template <int status>
void answer_with(const Asked&, Answer& answer) {
  if (answer.status == 204) answer.status = status;
}

constexpr char space[] = " ";
constexpr char semicolon[] = "; ";
constexpr char bar[] = "|";
constexpr char star[] = "*";
constexpr char seconds[] = "600s";
constexpr char negative[] = "-1";
constexpr char fraction[] = "600.0";
constexpr char words[] = "10 minutes";
constexpr char twice_in_a_line[] = "600, 600";
constexpr char zero[] = "0";
constexpr char year[] = "31536000";
constexpr char simple_methods[] = "GET, POST, OPTIONS";
constexpr char simple_headers[] = "accept, content-type";

void lower_case_methods(const Asked&, Answer& answer) {
  change(answer, allow_methods, [](const auto& value) { return message::byte_lowercase(value); });
}

template <const std::string_view& name, const char* more>
void offer_more(const Asked&, Answer& answer) {
  change(answer, name, [](const auto& value) { return value + more; });
}

constexpr char patch[] = ", PATCH";
constexpr char csrf_token[] = ", x-csrf-token";

/// Each branch of the code has headers of its own.
void forget_max_age_beside_names(const Asked& asked, Answer& answer) {
  if (asked.request.headers.contains(request_headers)) answer.headers.remove(max_age);
}

void keep_names_for_a_year(const Asked& asked, Answer& answer) {
  if (asked.request.headers.contains(request_headers)) say<max_age, year>(asked, answer);
}

void forget_max_age_of_changes(const Asked& asked, Answer& answer) {
  const auto method = asked.request.headers.get(request_method);
  if (method && !message::is_cors_safelisted_method(*method)) answer.headers.remove(max_age);
}

void double_max_age(const Asked&, Answer& answer) {
  if (const auto value = answer.headers.get(max_age)) answer.headers.append(std::string(max_age), *value);
}

void say_allow_only(const Asked&, Answer& answer) {
  answer.headers.remove(allow_methods);
}

void truncate_headers(const Asked&, Answer& answer) {
  change(answer, allow_headers, [](const auto& value) { return value.substr(0, value.find(", ")); });
}

void reflect_headers(const Asked& asked, Answer& answer) {
  if (!answer.headers.contains(allow_methods)) return;
  const auto requested = asked.request.headers.get(request_headers);
  if (requested) answer.headers.set(allow_headers, *requested);
}

void redirect_with_slash(const Asked& asked, Answer& answer) {
  answer.status = 301;
  answer.headers.append("Location", std::string(asked.request.target) + "/");
}

void demand_credentials(const Asked& asked, Answer& answer) {
  if (asked.request.headers.contains("Authorization")) return;
  answer.status = 401;
  answer.headers.append("WWW-Authenticate", "Bearer");
}

void demand_credentials_first(const Asked& asked, Answer& answer) {
  if (asked.request.headers.contains("Authorization")) return;
  answer = error_answer(401, asked.request);
  answer.headers.append("WWW-Authenticate", "Bearer");
}

void announce_content(const Asked&, Answer& answer) {
  if (answer.status == 204) answer.headers.append("Content-Length", "0");
}

void refuse_without_allow(const Asked& asked, Answer& answer) {
  answer = error_answer(405, asked.request);
}

void send_request_headers_back(const Asked& asked, Answer& answer) {
  for (const auto name : {request_method, request_headers}) {
    if (const auto value = asked.request.headers.get(name)) answer.headers.append(std::string(name), *value);
  }
}

void end_at_the_first_line(const Asked&, Answer& answer) {
  change(answer, allow_methods, [](const auto& value) { return value.substr(0, value.find(", ")); });
}

// In deciding.

using Names = std::vector<std::string>;

std::vector<std::string> split(std::string_view text, std::string_view separator) {
  Names parts;
  while (!text.empty()) {
    const auto at = text.find(separator);
    parts.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) break;
    text.remove_prefix(at + separator.size());
  }
  return parts;
}

bool lists(const Names& list, std::string_view item) {
  return std::ranges::find(list, item) != list.end();
}

/// Decides on the requested header names by `reads`, as some servers read them; everything else as it should be.
template <bool (*covers)(const Policy&, const RequestView&)>
void read_header_names_as(Stages& stages) {
  stages.grant_preflight = [](const Policy& policy, const RequestView& request) -> std::optional<Grant> {
    if (request.headers.contains(request_headers) && !covers(policy, request)) return std::nullopt;
    message::HeaderList method_only;
    for (const auto& header : request.headers) {
      if (!message::byte_case_insensitive_match(header.name, request_headers))
        method_only.append(header.name, header.value);
    }
    RequestView view{.method = request.method, .target = request.target, .headers = method_only, .body = {}};
    return grant_preflight(policy, view);
  };
}

bool all_listed(const Policy& policy, const Names& names) {
  return std::ranges::all_of(names, [&](const auto& name) { return lists(policy.request_headers, name); });
}

bool needs_a_space(const Policy& policy, const RequestView& request) {
  return all_listed(policy, split(*request.headers.get(request_headers), ", "));
}

bool needs_no_space(const Policy& policy, const RequestView& request) {
  return all_listed(policy, split(*request.headers.get(request_headers), ","));
}

bool takes_the_first_only(const Policy& policy, const RequestView& request) {
  const auto names = split(*request.headers.get(request_headers), ",");
  return names.empty() || lists(policy.request_headers, names.front());
}

bool expects_canonical_case(const Policy& policy, const RequestView& request) {
  const auto names = split(*request.headers.get(request_headers), ",");
  return std::ranges::all_of(names, [&](const auto& name) {
    return !name.empty() && message::is_ascii_upper_alpha(static_cast<unsigned char>(name.front())) &&
           lists(policy.request_headers, message::byte_lowercase(name));
  });
}

/// The end of the list, it thinks.
bool stops_at_an_empty_element(const Policy& policy, const RequestView& request) {
  const auto value = *request.headers.get(request_headers);
  Names names;
  for (const auto& name : split(value.substr(0, value.find(",,")), ",")) {
    if (const auto trimmed = message::strip_http_tab_or_space(name); !trimmed.empty()) names.emplace_back(trimmed);
  }
  return all_listed(policy, names);
}

bool covers_anything(const Policy&, const RequestView&) {
  return true;
}

template <bool (*knows)(const Policy&, std::string_view)>
void also_grant_method(Stages& stages) {
  stages.grant_preflight = [](const Policy& policy, const RequestView& request) -> std::optional<Grant> {
    const auto method = request.headers.get(request_method);
    if (!method || !message::is_method(*method) || !knows(policy, *method)) return grant_preflight(policy, request);
    Policy wider = policy;
    wider.methods.push_back(*method);
    return grant_preflight(wider, request);
  };
}

bool is_any(const Policy&, std::string_view) {
  return true;
}

bool is_listed_without_case(const Policy& policy, std::string_view method) {
  return std::ranges::any_of(policy.methods,
                             [&](const auto& listed) { return message::byte_case_insensitive_match(listed, method); });
}

bool contains_a_listed_one(const Policy& policy, std::string_view method) {
  return std::ranges::any_of(policy.methods, [&](const auto& listed) { return method.contains(listed); });
}

bool is_well_known(const Policy&, std::string_view method) {
  return method == "PUT" || method == "PATCH" || method == "DELETE";
}

/// The list that comes with the middleware.
void grant_well_known_headers(Stages& stages) {
  stages.grant_preflight = [](const Policy& policy, const RequestView& request) {
    Policy wider = policy;
    for (const char* name : {"x-csrf-token", "x-api-key"}) wider.request_headers.emplace_back(name);
    return grant_preflight(wider, request);
  };
}

void refuse_safelisted_methods(Stages& stages) {
  stages.grant_preflight = [](const Policy& policy, const RequestView& request) -> std::optional<Grant> {
    const auto method = request.headers.get(request_method);
    if (method && message::is_cors_safelisted_method(*method)) return std::nullopt;
    return grant_preflight(policy, request);
  };
}

void demand_header_names(Stages& stages) {
  stages.is_preflight = [](const RequestView& request, const Resource& resource) {
    return is_preflight(request, resource) && request.headers.contains(request_headers);
  };
}

void know_no_preflight(Stages& stages) {
  stages.is_preflight = [](const RequestView&, const Resource&) { return false; };
}

void find_no_route_with_query(Stages& stages) {
  stages.answer_preflight = [](const Policy& policy, const RequestView& request, const Resource& resource,
                               const std::optional<std::string>& origin, const std::optional<Grant>& grant) {
    if (request.target.contains('?')) return error_answer(404, request);
    return answer_preflight(policy, request, resource, origin, grant);
  };
}

using enum suite::Level;

constexpr Fault table[] = {
    {"methods/missing", "PF-5", must, "Access-Control-Allow-Methods is never said.",
     edit_preflight<drop<allow_methods>>},
    {"methods/allow-instead", "PF-5", must, "`Allow` is taken for Access-Control-Allow-Methods.",
     edit_preflight<say_allow_only>},
    {"methods/pasted", "PF-5", must, "The list of the pasted snippet: GET, POST, OPTIONS.",
     edit_preflight<say<allow_methods, simple_methods>>},
    {"methods/lower-case", "PF-5", must, "The list is in lower case.", edit_preflight<lower_case_methods>},
    {"methods/space-separated", "PF-3", must, "The list has spaces for commas.",
     edit_preflight<separate_by<allow_methods, space>>},
    {"methods/semicolons", "PF-3", must, "The list has semicolons for commas.",
     edit_preflight<separate_by<allow_methods, semicolon>>},
    {"methods/bars", "PF-5", must, "The list is a pattern of alternatives.",
     edit_preflight<separate_by<allow_methods, bar>>},
    {"methods/quoted", "PF-3", must, "The list is quoted.", edit_preflight<quote<allow_methods>>},
    {"methods/truncated", "PF-5", must, "Only the first method of the list is said.",
     edit_preflight<end_at_the_first_line>},
    {"methods/star-beside-credentials", "PF-11", must, "`*`, where credentials are promised.",
     edit_preflight<say<allow_methods, star>>},
    {"methods/any", "PF-5", must, "Whatever method is asked for is granted.", also_grant_method<is_any>},
    {"methods/without-case", "METH-2", may, "Methods are compared without case.",
     also_grant_method<is_listed_without_case>, "token-api"},
    {"methods/substring", "METH-1", must, "A method that contains a listed one is granted.",
     also_grant_method<contains_a_listed_one>},
    {"methods/well-known", "PF-5", must, "PUT, PATCH and DELETE are granted, whatever the policy says of them.",
     also_grant_method<is_well_known>},
    {"methods/offers-more", "PF-5", should, "The list has a method for which a preflight is refused.",
     edit_preflight<offer_more<allow_methods, patch>>},
    {"methods/refuses-safelisted", "PF-1", must, "A preflight for GET or POST is refused.", refuse_safelisted_methods},
    {"headers/missing", "PF-7", must, "Access-Control-Allow-Headers is never said.",
     edit_preflight<drop<allow_headers>>},
    {"headers/pasted", "PF-7", must, "A list of headers that need no listing.",
     edit_preflight<say<allow_headers, simple_headers>>},
    {"headers/space-separated", "PF-3", must, "The list has spaces for commas.",
     edit_preflight<separate_by<allow_headers, space>>},
    {"headers/semicolons", "PF-3", must, "The list has semicolons for commas.",
     edit_preflight<separate_by<allow_headers, semicolon>>},
    {"headers/quoted", "PF-3", must, "The list is quoted.", edit_preflight<quote<allow_headers>>},
    {"headers/truncated", "PF-7", must, "Only the first header of the list is said.", edit_preflight<truncate_headers>},
    {"headers/star-beside-credentials", "PF-11", must, "`*`, where credentials are promised.",
     edit_preflight<say<allow_headers, star>>},
    {"headers/reflected", "PF-7", must, "Whatever headers are asked for are granted.",
     [](Stages& stages) {
       read_header_names_as<covers_anything>(stages);
       edit_preflight<reflect_headers>(stages);
     }},
    {"headers/well-known", "PF-7", must, "Headers that other policies allow are granted.", grant_well_known_headers},
    {"headers/offers-more", "PF-7", should, "The list has a header for which a preflight is refused.",
     edit_preflight<offer_more<allow_headers, csrf_token>>},
    {"headers/authorization-under-star", "PF-6", must, "`*` is meant to cover `Authorization`.",
     edit_preflight<say<allow_headers, star>>, "token-api"},
    {"headers/needs-a-space", "PFQ-5", must, "The request's list is split at comma and space.",
     read_header_names_as<needs_a_space>},
    {"headers/needs-no-space", "HTTP-10", should, "The request's list may have no space.",
     read_header_names_as<needs_no_space>},
    {"headers/stops-at-an-empty-element", "HTTP-10", may, "What stands behind an empty element is granted unread.",
     [](Stages& stages) {
       read_header_names_as<stops_at_an_empty_element>(stages);
       edit_preflight<reflect_headers>(stages);
     }},
    {"headers/first-only", "PF-7", may, "Only the first name asked for is looked at.",
     read_header_names_as<takes_the_first_only>},
    {"headers/canonical-case", "HTTP-9", must, "Names asked for are expected as in `X-Requested-With`.",
     read_header_names_as<expects_canonical_case>},
    {"headers/demanded", "PF-5", must, "A preflight without Access-Control-Request-Headers is none.",
     demand_header_names},
    {"credentials/missing-on-preflight", "CORS-CHECK-7", must,
     "Access-Control-Allow-Credentials is not said to preflights.", edit_preflight<drop<allow_credentials>>},
    {"max-age/unit", "HV-9", should, "`600s`.", edit_preflight<say<max_age, seconds>>},
    {"max-age/negative", "HV-9", may, "`-1`.", edit_preflight<say<max_age, negative>>},
    {"max-age/fraction", "HV-9", should, "`600.0`.", edit_preflight<say<max_age, fraction>>},
    {"max-age/words", "HV-9", should, "`10 minutes`.", edit_preflight<say<max_age, words>>},
    {"max-age/two-lines", "HV-3", should, "Proxy and application both say it.", edit_preflight<double_max_age>},
    {"max-age/twice-in-a-line", "HV-9", should, "`600, 600`.", edit_preflight<say<max_age, twice_in_a_line>>},
    {"max-age/missing", "SRV-15", may, "It is not said: five seconds.", edit_preflight<drop<max_age>>},
    {"max-age/zero", "SRV-15", may, "`0`, where ten minutes are promised.", edit_preflight<say<max_age, zero>>},
    {"max-age/year", "SRV-15", may, "A year, where ten minutes are promised.", edit_preflight<say<max_age, year>>},
    {"max-age/not-beside-names", "SRV-15", may, "It is not said where header names are asked for.",
     edit_preflight<forget_max_age_beside_names>},
    {"max-age/year-beside-names", "SRV-15", may, "It is a year where header names are asked for.",
     edit_preflight<keep_names_for_a_year>},
    {"max-age/not-for-changes", "SRV-15", may, "It is not said where another method is asked for than GET or POST.",
     edit_preflight<forget_max_age_of_changes>},
    {"status/301", "PF-1", must, "A preflight is redirected to a path with a slash.",
     edit_preflight<redirect_with_slash>},
    {"status/401", "PFQ-20", must, "A preflight is asked for credentials, CORS headers and all.",
     edit_preflight<demand_credentials>},
    {"status/401-bare", "PFQ-20", must, "Authentication stands before CORS.", edit_preflight<demand_credentials_first>},
    {"status/403", "PF-1", must, "A granted preflight is answered with 403.", edit_preflight<answer_with<403>>},
    {"status/404", "PF-1", must, "A granted preflight is answered with 404.", edit_preflight<answer_with<404>>},
    {"status/405", "PF-1", must, "OPTIONS is refused, CORS headers and all.", edit_preflight<answer_with<405>>},
    {"status/405-bare", "HTTP-2", must, "OPTIONS is refused, and nobody says what is not.",
     edit_preflight<refuse_without_allow>},
    {"status/500", "PF-1", must, "A granted preflight is answered with 500.", edit_preflight<answer_with<500>>},
    {"status/304", "PF-1", must, "A granted preflight is answered with 304.", edit_preflight<answer_with<304>>},
    {"status/content-length-on-204", "HTTP-6", should, "A 204 says its length.", edit_preflight<announce_content>},
    {"preflight/unknown", "PF-5", must, "OPTIONS is answered without any word of CORS.", know_no_preflight},
    {"preflight/query", "PFQ-2", should, "A query hides the route from preflights.", find_no_route_with_query},
    {"preflight/echoes-the-question", "SRV-14", may, "Access-Control-Request-* are sent back.",
     edit_preflight<send_request_headers_back>},
};

}  // namespace

std::span<const Fault> preflight_faults() {
  return table;
}

}  // namespace corspec::reference
