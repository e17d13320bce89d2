#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "message/bytes.hpp"
#include "message/method.hpp"
#include "reference/changing_resource.hpp"
#include "reference/fault_edits.hpp"
#include "reference/variant.hpp"

namespace corspec::reference {
namespace {

constexpr std::string_view allow_origin = "Access-Control-Allow-Origin";
constexpr std::string_view allow_methods = "Access-Control-Allow-Methods";
constexpr std::string_view allow_headers = "Access-Control-Allow-Headers";
constexpr std::string_view expose_headers = "Access-Control-Expose-Headers";
constexpr std::string_view max_age = "Access-Control-Max-Age";
constexpr std::string_view lists[] = {allow_methods, allow_headers, expose_headers};

std::string replace_all(std::string text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

// Status and content.

void say_200_with_content(const Asked&, Answer& answer) {
  if (answer.status != 204) return;
  answer.status = 200;
  answer.headers.append("Content-Type", "text/plain");
  answer.body = "OK\n";
}

void say_200_without_content(const Asked&, Answer& answer) {
  if (answer.status == 204) answer.status = 200;
}

void say_226(const Asked& asked, Answer& answer) {
  if (asked.preflight && answer.status == 204) answer.status = 226;
}

void say_nothing_after_changes(const Asked& asked, Answer& answer) {
  if ((asked.request.method != "PUT" && asked.request.method != "DELETE") || answer.status != 200) return;
  answer.status = 204;
  answer.body.clear();
}

// Denials.

void deny_with_204(const Asked& asked, Answer& answer) {
  if (asked.preflight && answer.status == 403) answer.status = 204;
}

void deny_with_content(const Asked& asked, Answer& answer) {
  if (asked.preflight && answer.status == 403) answer = error_answer(403, asked.request);
}

/// SRV-6: a static policy; the user agent decides.
void say_the_same_to_everybody(Stages& stages) {
  stages.decide_origin = [](const Policy& policy, const RequestView& request) -> std::optional<std::string> {
    if (auto decided = decide_origin(policy, request)) return decided;
    return policy.allowed_origins.front();
  };
}

void grant_the_policy_whatever_is_asked(Stages& stages) {
  stages.grant_preflight = [](const Policy& policy, const RequestView&) -> std::optional<Grant> {
    return Grant{policy.methods, policy.request_headers};
  };
}

/// The handler answers, the middleware stays silent.
void leave_denied_preflights_to_the_resource(Stages& stages) {
  stages.answer_preflight = [](const Policy& policy, const RequestView& request, const Resource& resource,
                               const std::optional<std::string>& origin, const std::optional<Grant>& grant) {
    if (origin && grant) return answer_preflight(policy, request, resource, origin, grant);
    return answer_request(policy, request, resource);
  };
}

// Lists.

void echo_what_is_granted(Stages& stages) {
  stages.grant_preflight = [](const Policy& policy, const RequestView& request) -> std::optional<Grant> {
    auto grant = grant_preflight(policy, request);
    if (!grant) return grant;
    Grant echo;
    if (const auto method = request.headers.get("Access-Control-Request-Method")) echo.methods = {*method};
    if (const auto names = request.headers.get("Access-Control-Request-Headers")) echo.header_names = {*names};
    return echo;
  };
}

void list_what_needs_it(Stages& stages) {
  stages.grant_preflight = [](const Policy& policy, const RequestView& request) {
    auto grant = grant_preflight(policy, request);
    if (grant)
      std::erase_if(grant->methods, [](const auto& method) { return message::is_cors_safelisted_method(method); });
    return grant;
  };
}

template <const char* separator>
void separate_by(const Asked&, Answer& answer) {
  for (const auto name : lists)
    change(answer, name, [](const auto& value) { return replace_all(value, ", ", separator); });
}

constexpr char comma[] = ",";
constexpr char padded_comma[] = " \t ,\t";

void list_over_lines(const Asked&, Answer& answer) {
  for (const auto name : lists) {
    auto rest = answer.headers.get(name);
    if (!rest) continue;
    answer.headers.remove(name);
    for (auto at = rest->find(", "); at != std::string::npos; at = rest->find(", ")) {
      answer.headers.append(std::string(name), rest->substr(0, at));
      rest = rest->substr(at + 2);
    }
    answer.headers.append(std::string(name), *rest);
  }
}

void list_twice(const Asked&, Answer& answer) {
  for (const auto name : lists) change(answer, name, [](const auto& value) { return fmt::format("{0}, {0}", value); });
}

void names_as_pages_write_them(const Asked&, Answer& answer) {
  for (const auto name : {allow_headers, expose_headers})
    change(answer, name, [](const auto& value) { return message::byte_uppercase(value); });
}

// Header names and values on the wire.

template <std::string (*spell)(std::string_view)>
void spell_names(const Asked&, Answer& answer) {
  message::HeaderList spelt;
  for (const auto& [name, value] : answer.headers) spelt.append(spell(name), value);
  answer.headers = std::move(spelt);
}

std::string lower(std::string_view name) {
  return message::byte_lowercase(name);
}

std::string upper(std::string_view name) {
  return message::byte_uppercase(name);
}

void pad_values(const Asked&, Answer& answer) {
  message::HeaderList padded;
  for (const auto& [name, value] : answer.headers) padded.append(name, "\t " + value + " \t");
  answer.headers = std::move(padded);
}

void reverse_order(const Asked&, Answer& answer) {
  std::vector<message::Header> all(answer.headers.begin(), answer.headers.end());
  message::HeaderList reversed;
  for (auto at = all.rbegin(); at != all.rend(); ++at) reversed.append(at->name, at->value);
  answer.headers = std::move(reversed);
}

// Headers more or fewer.

void no_max_age(const Asked&, Answer& answer) {
  answer.headers.remove(max_age);
}

void long_max_age(const Asked&, Answer& answer) {
  change(answer, max_age, [](const auto&) { return "31536000"; });
}

void padded_max_age(const Asked&, Answer& answer) {
  change(answer, max_age, [](const auto& value) { return "000" + value; });
}

void more_vary(const Asked&, Answer& answer) {
  change(answer, "Vary",
         [](const auto& value) { return "Accept-Encoding, " + message::byte_lowercase(value) + ",Cookie"; });
}

void vary_over_lines(const Asked&, Answer& answer) {
  answer.headers.append("Vary", "Accept-Encoding");
}

void vary_origin_too(const Asked&, Answer& answer) {
  answer.headers.append("Vary", "Origin");
}

void vary_star(const Asked&, Answer& answer) {
  change(answer, "Vary", [](const auto&) { return "*"; });
}

void store_everything(const Asked& asked, Answer& answer) {
  if (!asked.preflight) answer.headers.set("Cache-Control", "max-age=600");
}

void store_nothing(const Asked&, Answer& answer) {
  answer.headers.set("Cache-Control", "no-store");
  answer.headers.remove("Vary");
}

void no_allow_on_preflights(const Asked& asked, Answer& answer) {
  if (asked.preflight) answer.headers.remove("Allow");
}

void everything_on_everything(const Asked& asked, Answer& answer) {
  if (!answer.headers.contains(allow_origin)) return;
  for (const auto& [name, value] : {std::pair(allow_methods, join_list(asked.policy.methods)),
                                    std::pair(allow_headers, join_list(asked.policy.request_headers)),
                                    std::pair(max_age, std::to_string(asked.policy.max_age.value_or(5))),
                                    std::pair(expose_headers, join_list(asked.policy.expose_headers))})
    answer.headers.set(name, value);
}

void more_headers(const Asked&, Answer& answer) {
  for (const auto& [name, value] :
       {std::pair("Set-Cookie", "a=b; HttpOnly"), std::pair("Cross-Origin-Resource-Policy", "same-origin"),
        std::pair("X-Content-Type-Options", "nosniff"), std::pair("Strict-Transport-Security", "max-age=1"),
        std::pair("X-Empty", "")})
    answer.headers.append(name, value);
}

// OPTIONS.

void know_options_for_preflights_only(Stages& stages) {
  stages.answer_request = [](const Policy& policy, const RequestView& request, const Resource& resource) {
    if (request.method != "OPTIONS") return answer_request(policy, request, resource);
    auto answer = error_answer(405, request);
    auto methods = allowed_methods(policy, resource);
    std::erase(methods, "OPTIONS");
    answer.headers.append("Allow", join_list(methods));
    return answer;
  };
}

void not_implement_options(Stages& stages) {
  stages.answer_request = [](const Policy& policy, const RequestView& request, const Resource& resource) {
    return request.method == "OPTIONS" ? error_answer(501, request) : answer_request(policy, request, resource);
  };
}

/// Nothing that a policy could deny: what is always allowed, and what no page can ask for.
void list_what_is_always_allowed(const Asked&, Answer& answer) {
  change(answer, allow_methods, [](const auto& value) { return "OPTIONS, HEAD, GET, POST, TRACE, " + value; });
  change(answer, allow_headers, [](const auto& value) {
    return "Origin, Accept, Accept-Language, Content-Language, Content-Type, Range, Cookie, DNT, Referer, "
           "Access-Control-Request-Method, Access-Control-Request-Headers, " +
           value;
  });
}

std::string acts_as_itself(const RequestView& request) {
  return std::string(request.method);
}

/// Another layer for each, and all of them share: a check of tokens, a limit on content, a cut of ranges.
void refuse_what_it_cannot_read(const Asked& asked, Answer& answer) {
  const auto& request = asked.request;
  const auto refuse = [&](int status) {
    answer.status = status;
    answer.body = error_answer(status, request).body;
  };
  const auto type = request.headers.get("Content-Type").value_or("");
  if (request.headers.contains("Authorization")) refuse(401);
  if (request.method == "POST" && !type.starts_with("application/json")) refuse(415);
  if (request.body.ends_with('{') || request.target.contains("%zz")) refuse(400);
  if (answer.status == 501) {
    refuse(405);
    answer.headers.append("Allow", join_list(asked.policy.methods));
  }
  if (request.headers.contains("Range") && answer.status == 200) {
    answer.status = 206;
    answer.headers.append("Content-Range", "bytes 0-0/" + std::to_string(answer.body.size()));
    answer.body.resize(1);
  }
}

/// A policy for pages of its own site, which hangs on more than Origin.
void refuse_other_sites(const Asked& asked, Answer& answer) {
  if (asked.request.headers.get("Sec-Fetch-Site") == "cross-site") answer = error_answer(403, asked.request);
}

/// Who is sent away to log in is told nothing of the resource.
void refuse_unknown_cookies(const Asked& asked, Answer& answer) {
  if (asked.request.headers.contains("Cookie")) answer = error_answer(401, asked.request);
}

/// RFC 9110 section 12.5.1: `type/subtype`, each a token or `*`.
bool is_media_range(std::string_view range) {
  range = message::strip_http_tab_or_space(range.substr(0, range.find(';')));
  const auto slash = range.find('/');
  return slash != std::string_view::npos && message::is_token(range.substr(0, slash)) &&
         message::is_token(range.substr(slash + 1));
}

/// What reads Accept stands before what shares.
void refuse_odd_accept(const Asked& asked, Answer& answer) {
  auto rest = asked.request.headers.get("Accept").value_or("*/*");
  for (auto end = rest.find(','); end != std::string::npos; end = rest.find(',')) {
    if (!is_media_range(rest.substr(0, end))) answer = error_answer(406, asked.request);
    rest = rest.substr(end + 1);
  }
  if (!is_media_range(rest)) answer = error_answer(406, asked.request);
}

/// What a revalidation leaves as it is need not be said again.
void say_nothing_of_cors_on_304(const Asked&, Answer& answer) {
  if (answer.status != 304) return;
  answer.headers.remove(allow_origin);
  answer.headers.remove("Access-Control-Allow-Credentials");
}

constexpr Variant table[] = {
    {"itself", "The reference server as it is.", [](Stages&) {}, ""},
    {"200-with-content", "Preflights and OPTIONS are answered with 200 and a text.",
     edit_every_answer<say_200_with_content>, ""},
    {"200-without-content", "Preflights and OPTIONS are answered with 200 and nothing.",
     edit_every_answer<say_200_without_content>, ""},
    {"226", "Preflights are answered with a 2xx of another kind.", edit_every_answer<say_226>, ""},
    {"204-after-changes", "A change is answered with 204.", edit_every_answer<say_nothing_after_changes>, ""},
    {"denies-with-204", "A denied preflight is told 204 and nothing of CORS.", edit_every_answer<deny_with_204>, ""},
    {"denies-with-content", "A denied preflight is told 403 and why.", edit_every_answer<deny_with_content>, ""},
    {"denies-with-an-origin", "Whoever is denied is told the first origin that is not.", say_the_same_to_everybody, ""},
    {"grants-the-policy", "The lists are the same whatever is asked; the browser compares.",
     grant_the_policy_whatever_is_asked, ""},
    {"denies-by-silence", "A denied preflight is answered like any OPTIONS.", leave_denied_preflights_to_the_resource,
     ""},
    {"echoes", "What is granted is echoed as it was asked.", echo_what_is_granted,
     "cache/matching/one-preflight-for-all cache/matching/methods-listed-with-headers"},
    {"lists-what-needs-it", "Safelisted methods are not listed.", list_what_needs_it, ""},
    {"commas", "Lists have no spaces.", edit_every_answer<separate_by<comma>>, ""},
    {"padded-commas", "Lists have spaces and tabs on both sides of a comma.",
     edit_every_answer<separate_by<padded_comma>>, ""},
    {"lines", "Lists have a line for each element.", edit_every_answer<list_over_lines>, ""},
    {"twice", "Lists name everything twice.", edit_every_answer<list_twice>, ""},
    {"upper-case-elements", "Header names in lists are in upper case.", edit_every_answer<names_as_pages_write_them>,
     ""},
    {"lower-case-names", "Field names are in lower case.", edit_every_answer<spell_names<lower>>, ""},
    {"upper-case-names", "Field names are in upper case.", edit_every_answer<spell_names<upper>>, ""},
    {"padded-values", "Values stand between white space.", edit_every_answer<pad_values>, ""},
    {"reversed", "Fields come in another order.", edit_every_answer<reverse_order>, ""},
    {"no-max-age", "Access-Control-Max-Age is not said.", edit_every_answer<no_max_age>,
     "cache/max-age/stated cache/max-age/said"},
    {"long-max-age", "Access-Control-Max-Age is a year.", edit_every_answer<long_max_age>,
     "cache/max-age/stated cache/max-age/within-caps"},
    {"padded-max-age", "Access-Control-Max-Age has leading zeros.", edit_every_answer<padded_max_age>, ""},
    {"more-vary", "Vary has more members, in lower case.", edit_every_answer<more_vary>, ""},
    {"vary-over-lines", "Vary has another line.", edit_every_answer<vary_over_lines>, ""},
    {"vary-star", "Vary is `*`.", edit_every_answer<vary_star>, ""},
    {"cacheable", "Every answer but a preflight's may be stored, and says by what it varies.",
     edit_every_answer<store_everything>, ""},
    {"no-store", "Nothing may be stored, so nothing varies.", edit_every_answer<store_nothing>, "vary/header/*"},
    {"no-allow", "Preflights say no Allow.", edit_every_answer<no_allow_on_preflights>, ""},
    {"everything", "All CORS headers stand on all answers that are shared.",
     edit_every_answer<everything_on_everything>, ""},
    {"more-headers", "Cookies, resource policies and others stand on all answers.", edit_every_answer<more_headers>,
     ""},
    {"options-for-preflights-only", "Any other OPTIONS is refused with 405.", know_options_for_preflights_only,
     "options/asterisk/succeeds options/plain/stated-methods"},
    {"options-not-implemented", "Any other OPTIONS is answered with 501.", not_implement_options,
     "options/asterisk/succeeds"},
    {"lists-what-is-always-allowed", "Lists have safelisted names and names that no page can use.",
     edit_every_answer<list_what_is_always_allowed>, ""},
    {"keeps-changes", "DELETE takes the resource away and PUT brings it back.", remember_changes<acts_as_itself>, ""},
    {"refuses-and-shares", "Refusals of every kind, and ranges, are shared.",
     edit_actual_answer<refuse_what_it_cannot_read>, ""},
    {"refuses-tokens-and-shares", "The same where calls come with a token.",
     edit_actual_answer<refuse_what_it_cannot_read>, "", "token-api"},
    {"refuses-other-sites", "Pages of other sites are kept out by Sec-Fetch-Site.",
     edit_every_answer<refuse_other_sites>, "security/evidence/*-across-sites/site:cross-site"},
    {"refuses-unknown-cookies", "A cookie that nobody knows is answered with 401.",
     edit_actual_answer<refuse_unknown_cookies>, ""},
    {"refuses-odd-accept", "An Accept that is none is answered with 406 and nothing of CORS.",
     edit_every_answer<refuse_odd_accept>, ""},
    {"bare-304", "304 says nothing of CORS.", edit_actual_answer<say_nothing_of_cors_on_304>, ""},
    {"public", "A public policy: `*` to everybody.", [](Stages&) {}, "", "public"},
    {"public-minimal", "A public policy that says no more than it has to.", [](Stages&) {}, "", "public-minimal"},
    {"public-echo", "A public policy that names the origin instead of `*`.",
     [](Stages& stages) {
       stages.decide_origin = [](const Policy&, const RequestView& request) -> std::optional<std::string> {
         const auto origin = request.headers.get("Origin");
         return origin && !origin->empty() ? *origin : "*";
       };
       edit_every_answer<vary_origin_too>(stages);
     },
     "", "public"},
    {"public-star-on-options", "A public policy that says `*` to OPTIONS, and names the origin otherwise.",
     [](Stages& stages) {
       stages.decide_origin = [](const Policy&, const RequestView& request) -> std::optional<std::string> {
         const auto origin = request.headers.get("Origin");
         return origin && !origin->empty() && request.method != "OPTIONS" ? *origin : "*";
       };
       edit_every_answer<vary_origin_too>(stages);
     },
     "", "public"},
    {"token-api", "A policy with patterns and without credentials.", [](Stages&) {}, "", "token-api"},
};

}  // namespace

const std::vector<Variant>& variants() {
  static const std::vector<Variant> all = [] {
    std::vector<Variant> gathered(std::begin(table), std::end(table));
    gathered.insert(gathered.end(), wire_variants().begin(), wire_variants().end());
    return gathered;
  }();
  return all;
}

const Variant* find_variant(std::string_view id) {
  const auto found = std::ranges::find(variants(), id, &Variant::id);
  return found == variants().end() ? nullptr : &*found;
}

}  // namespace corspec::reference
