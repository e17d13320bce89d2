#include <map>
#include <memory>
#include <string>

#include "reference/fault.hpp"
#include "reference/fault_edits.hpp"

/// Mistakes in the answers to requests themselves: sharing, errors, exposure, timing, `Vary`, caches.
namespace corspec::reference {
namespace {

constexpr std::string_view allow_origin = "Access-Control-Allow-Origin";
constexpr std::string_view allow_credentials = "Access-Control-Allow-Credentials";
constexpr std::string_view expose_headers = "Access-Control-Expose-Headers";
constexpr std::string_view timing_allow_origin = "Timing-Allow-Origin";

/// As `add_header` of nginx does it without `always`.
void drop_all(Answer& answer) {
  for (const auto name : {allow_origin, allow_credentials, expose_headers, timing_allow_origin})
    answer.headers.remove(name);
}

template <int status>
void forget_on_status(const Asked&, Answer& answer) {
  if (answer.status == status) drop_all(answer);
}

void forget_on_errors(const Asked&, Answer& answer) {
  if (answer.status >= 400) drop_all(answer);
}

void forget_on_redirects(const Asked&, Answer& answer) {
  if (answer.status / 100 == 3 && answer.status != 304) drop_all(answer);
}

template <const char* method>
void forget_on_method(const Asked& asked, Answer& answer) {
  if (asked.request.method == method) drop_all(answer);
}

constexpr char get[] = "GET";
constexpr char head[] = "HEAD";
constexpr char post[] = "POST";
constexpr char put[] = "PUT";

void forget_always(const Asked&, Answer& answer) {
  drop_all(answer);
}

void forget_credentials(const Asked&, Answer& answer) {
  answer.headers.remove(allow_credentials);
}

void say_star(const Asked&, Answer& answer) {
  change(answer, allow_origin, [](const auto&) { return "*"; });
}

void say_twice_on_errors(const Asked&, Answer& answer) {
  const auto value = answer.headers.get(allow_origin);
  if (value && answer.status >= 400) answer.headers.append(std::string(allow_origin), *value);
}

void require_the_page_to_be_same_origin(const Asked&, Answer& answer) {
  answer.headers.append("Cross-Origin-Resource-Policy", "same origin");
}

void reflect_in_reading_only(Stages& stages) {
  stages.decide_origin = [](const Policy& policy, const RequestView& request) -> std::optional<std::string> {
    const auto origins = request.headers.lines("Origin");
    if (request.method == "OPTIONS" || origins.size() != 1) return decide_origin(policy, request);
    return std::string(origins.front());
  };
}

void refuse_when_denied(const Asked& asked, Answer& answer) {
  if (answer.headers.contains(allow_origin) || !asked.request.headers.contains("Origin")) return;
  answer.headers.append(std::string(allow_origin), std::string(*asked.request.headers.get("Origin")));
}

// Exposure.

void expose_nothing(const Asked&, Answer& answer) {
  answer.headers.remove(expose_headers);
}

void expose_star(const Asked&, Answer& answer) {
  change(answer, expose_headers, [](const auto&) { return "*"; });
}

void expose_quoted(const Asked&, Answer& answer) {
  change(answer, expose_headers, [](const auto& value) { return "\"" + value + "\""; });
}

void expose_by_semicolons(const Asked&, Answer& answer) {
  change(answer, expose_headers, [](const auto& value) { return value + "; etag"; });
}

void expose_on_preflights(Stages& stages) {
  stages.vary = [](const Policy& policy, const RequestView& request, bool preflight, Answer& answer) {
    vary(policy, request, preflight, answer);
    if (preflight) {
      answer.headers.append(std::string(expose_headers), join_list(policy.expose_headers));
    } else {
      answer.headers.remove(expose_headers);
    }
  };
}

void expose_only_on_success(const Asked&, Answer& answer) {
  if (answer.status >= 400) answer.headers.remove(expose_headers);
}

// Timing-Allow-Origin.

void no_timing(const Asked&, Answer& answer) {
  answer.headers.remove(timing_allow_origin);
}

void timing_for_everybody(const Asked&, Answer& answer) {
  answer.headers.set(timing_allow_origin, "*");
}

void timing_with_slash(const Asked&, Answer& answer) {
  change(answer, timing_allow_origin, [](const auto& value) { return value + "/"; });
}

void timing_quoted(const Asked&, Answer& answer) {
  change(answer, timing_allow_origin, [](const auto& value) { return "\"" + value + "\""; });
}

// Vary and caches.

/// What a cache keeps without asking back.
void cache(Answer& answer) {
  answer.headers.set("Cache-Control", "max-age=600");
}

void vary_never(const Asked&, Answer& answer) {
  cache(answer);
  answer.headers.remove("Vary");
}

void drop_vary(const Asked&, Answer& answer) {
  answer.headers.remove("Vary");
}

void vary_when_allowed(const Asked&, Answer& answer) {
  cache(answer);
  if (!answer.headers.contains(allow_origin)) answer.headers.remove("Vary");
}

void vary_when_origin_is_sent(const Asked& asked, Answer& answer) {
  cache(answer);
  if (!asked.request.headers.contains("Origin")) answer.headers.remove("Vary");
}

void vary_when_denied(const Asked& asked, Answer& answer) {
  cache(answer);
  const bool denied = asked.request.headers.contains("Origin") && !answer.headers.contains(allow_origin);
  if (!denied) answer.headers.remove("Vary");
}

void vary_on_success(const Asked&, Answer& answer) {
  cache(answer);
  if (answer.status >= 400) answer.headers.remove("Vary");
}

void vary_overwritten(const Asked&, Answer& answer) {
  cache(answer);
  change(answer, "Vary", [](const auto&) { return "Accept-Encoding"; });
}

/// What compresses says Vary for itself.
void vary_overwritten_when_compressed(const Asked& asked, Answer& answer) {
  const auto encoding = asked.request.headers.get("Accept-Encoding");
  if (encoding && encoding->contains("gzip")) vary_overwritten(asked, answer);
}

void vary_on_errors_without_origin(const Asked& asked, Answer& answer) {
  if (answer.status >= 400 && asked.request.headers.contains("Origin")) vary_never(asked, answer);
}

/// "Public, as long as nobody asks."
void say_star_without_origin(const Asked& asked, Answer& answer) {
  if (asked.request.headers.contains("Origin")) return;
  vary_never(asked, answer);
  answer.headers.set(allow_origin, "*");
}

/// Where no credentials are promised, `*` is as good as a name: but not to whoever comes next.
void say_star_to_the_allowed(const Asked& asked, Answer& answer) {
  vary_never(asked, answer);
  say_star(asked, answer);
}

void store_redirects_for_pages(const Asked& asked, Answer& answer) {
  if (answer.status / 100 == 3 && answer.status != 304 && asked.request.headers.contains("Origin"))
    vary_never(asked, answer);
}

void vary_misspelt(const Asked&, Answer& answer) {
  cache(answer);
  change(answer, "Vary", [](const auto&) { return "Origins"; });
}

/// A cache in front that looks at method and target alone, and shows how old its answers are.
template <bool (*caches)(const RequestView&)>
void put_a_cache_in_front(Stages& stages) {
  const auto stored = std::make_shared<std::map<std::string, Answer>>();
  stages.vary = [stored](const Policy& policy, const RequestView& request, bool preflight, Answer& answer) {
    vary(policy, request, preflight, answer);
    if (!caches(request)) return;
    const auto key = std::string(request.method) + " " + std::string(request.target);
    const auto [found, is_new] = stored->try_emplace(key, answer);
    if (is_new) return;
    answer = found->second;
    answer.headers.append("Age", "1");
  };
}

bool is_read(const RequestView& request) {
  return request.method == "GET" || request.method == "HEAD";
}

bool is_options(const RequestView& request) {
  return request.method == "OPTIONS";
}

using enum suite::Level;

constexpr Fault table[] = {
    {"actual/nothing", "ACT-1", must, "Only preflights are answered with CORS headers.",
     edit_actual_answer<forget_always>},
    {"actual/get", "ACT-1", must, "GET is not shared.", edit_actual_answer<forget_on_method<get>>},
    {"actual/head", "ACT-1", should, "HEAD is not shared.", edit_actual_answer<forget_on_method<head>>},
    {"actual/post", "ACT-1", must, "POST is not shared.", edit_actual_answer<forget_on_method<post>>},
    {"actual/put", "ACT-1", must, "PUT is not shared, though its preflight is granted.",
     edit_actual_answer<forget_on_method<put>>},
    {"actual/credentials", "CORS-CHECK-7", must, "Access-Control-Allow-Credentials is said to preflights only.",
     edit_actual_answer<forget_credentials>},
    {"actual/star", "CORS-CHECK-4", must, "`*` beside credentials, on everything but preflights.",
     edit_actual_answer<say_star>},
    {"actual/reflects-any", "CORS-CHECK-4", must, "Preflights are judged, requests are echoed.",
     reflect_in_reading_only},
    {"actual/echoes-what-it-denied", "CORS-CHECK-4", must, "A denied origin is echoed by an outer layer.",
     edit_actual_answer<refuse_when_denied>},
    {"actual/resource-policy", "CORP-2", should, "Cross-Origin-Resource-Policy has a value that means nothing.",
     edit_actual_answer<require_the_page_to_be_same_origin>},
    {"errors/all", "ACT-2", must, "Errors are not shared.", edit_actual_answer<forget_on_errors>},
    {"errors/404", "ACT-2", must, "404 is not shared.", edit_actual_answer<forget_on_status<404>>},
    {"errors/500", "ACT-2", must, "500 is not shared.", edit_actual_answer<forget_on_status<500>>},
    {"errors/two-lines", "CORS-CHECK-4", must, "On errors two layers say Access-Control-Allow-Origin.",
     edit_actual_answer<say_twice_on_errors>},
    {"redirects/not-shared", "REDIR-1", should, "Redirects are not shared.", edit_actual_answer<forget_on_redirects>},
    {"expose/missing", "EXPOSE-2", must, "Nothing is exposed.", edit_actual_answer<expose_nothing>},
    {"expose/star-beside-credentials", "EXPOSE-2", must, "`*`, where credentials are promised.",
     edit_actual_answer<expose_star>},
    {"expose/quoted", "EXPOSE-4", must, "The list is quoted.", edit_actual_answer<expose_quoted>},
    {"expose/semicolons", "EXPOSE-4", must, "The list has semicolons for commas.",
     edit_actual_answer<expose_by_semicolons>},
    {"expose/on-preflights", "EXPOSE-2", must, "The list stands on preflights only.", expose_on_preflights},
    {"expose/only-on-success", "EXPOSE-2", should, "Errors expose nothing.",
     edit_actual_answer<expose_only_on_success>},
    {"timing/for-everybody", "TAO-1", should, "Timing-Allow-Origin is `*`, whatever was promised.",
     edit_actual_answer<timing_for_everybody>},
    {"timing/missing", "TAO-1", must, "Timing-Allow-Origin is never said.", edit_actual_answer<no_timing>},
    {"timing/trailing-slash", "TAO-1", must, "The origin ends in a slash.", edit_actual_answer<timing_with_slash>},
    {"timing/quoted", "TAO-1", must, "The origin is quoted.", edit_actual_answer<timing_quoted>},
    {"vary/never", "VARY-1", must, "Vary is never said on what is cached.", edit_actual_answer<vary_never>},
    {"vary/when-allowed", "VARY-1", must, "Vary is said to allowed origins only.",
     edit_actual_answer<vary_when_allowed>},
    {"vary/when-origin-is-sent", "VARY-1", must, "Vary is not said to requests without Origin.",
     edit_actual_answer<vary_when_origin_is_sent>},
    {"vary/when-denied", "VARY-1", must, "Vary is said to denied origins only.", edit_actual_answer<vary_when_denied>},
    {"vary/on-success", "VARY-1", must, "Errors say no Vary.", edit_actual_answer<vary_on_success>},
    {"vary/overwritten", "VARY-1", must, "Compression overwrites Vary.", edit_actual_answer<vary_overwritten>},
    {"vary/compressed", "VARY-1", must, "Vary is overwritten when the answer is compressed.",
     edit_actual_answer<vary_overwritten_when_compressed>},
    {"vary/errors-to-pages", "VARY-1", must, "Errors say no Vary when Origin is sent.",
     edit_actual_answer<vary_on_errors_without_origin>},
    {"vary/star-without-origin", "VARY-1", must, "A request without Origin is told `*`, and not that it varies.",
     edit_actual_answer<say_star_without_origin>},
    {"vary/star-to-the-allowed", "VARY-1", must, "Whoever is allowed is told `*`, and not that it varies.",
     edit_actual_answer<say_star_to_the_allowed>, "token-api"},
    {"vary/redirects-to-pages", "VARY-1", should, "Redirects of pages may be stored and say no Vary.",
     edit_actual_answer<store_redirects_for_pages>},
    {"vary/misspelt", "VARY-1", must, "Vary names a header that nobody sends.", edit_actual_answer<vary_misspelt>},
    {"vary/preflight", "VARY-4", may, "Preflights say no Vary.", edit_preflight<drop_vary>},
    {"cache/keyed-without-origin", "VARY-3", must, "A cache in front does not look at Origin.",
     put_a_cache_in_front<is_read>, "allowlist", true},
    {"cache/keeps-preflights", "CACHE-SEP-2", must, "A cache in front keeps answers to OPTIONS.",
     put_a_cache_in_front<is_options>, "allowlist", true},
};

}  // namespace

std::span<const Fault> actual_faults() {
  return table;
}

}  // namespace corspec::reference
