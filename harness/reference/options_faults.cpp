#include <string>

#include "reference/fault.hpp"
#include "reference/fault_edits.hpp"

/// Mistakes in OPTIONS as HTTP defines it, apart from CORS.
namespace corspec::reference {
namespace {

template <bool (*applies)(const RequestView&, const Resource&), Answer (*instead)(const RequestView&)>
void answer_instead(Stages& stages) {
  stages.answer_request = [](const Policy& policy, const RequestView& request, const Resource& resource) {
    return applies(request, resource) ? instead(request) : answer_request(policy, request, resource);
  };
}

bool is_options(const RequestView& request, const Resource& resource) {
  return request.method == "OPTIONS" && resource.kind != Resource::Kind::server;
}

bool is_asterisk(const RequestView&, const Resource& resource) {
  return resource.kind == Resource::Kind::server;
}

bool is_options_with_content(const RequestView& request, const Resource& resource) {
  return is_options(request, resource) && !request.body.empty();
}

bool is_options_with_query(const RequestView& request, const Resource& resource) {
  return is_options(request, resource) && request.target.contains('?');
}

template <int status>
Answer error(const RequestView& request) {
  return error_answer(status, request);
}

Answer empty_allow(const RequestView&) {
  return {.status = 204, .headers = {{"Allow", "GET; HEAD; OPTIONS"}}, .body = {}};
}

Answer cacheable(const RequestView&) {
  return {.status = 200, .headers = {{"Cache-Control", "max-age=3600"}, {"Age", "10"}}, .body = {}};
}

Answer announce_no_content(const RequestView&) {
  return {.status = 204, .headers = {{"Allow", "GET, HEAD, OPTIONS"}, {"Content-Length", "0"}}, .body = {}};
}

bool is_asterisk_as_preflight(const RequestView& request, const Resource& resource) {
  return resource.kind == Resource::Kind::server && request.headers.contains("Access-Control-Request-Method");
}

void refuse_forwarded(const Asked& asked, Answer& answer) {
  if (asked.request.headers.contains("Max-Forwards")) answer = error_answer(400, asked.request);
}

void understand_no_absolute_form(Stages& stages) {
  stages.locate = [](const Policy& policy, const RequestView& request) -> Resource {
    if (request.target.starts_with("http")) return {Resource::Kind::malformed, request.target};
    return locate(policy, request);
  };
}

/// As a middleware does that never asks for Access-Control-Request-Method: the handler behind it is not reached.
void take_every_options_for_a_preflight(Stages& stages) {
  stages.answer_request = [](const Policy& policy, const RequestView& request, const Resource& resource) {
    if (!is_options(request, resource)) return answer_request(policy, request, resource);
    return Answer{.status = 204,
                  .headers = {{"Access-Control-Allow-Methods", join_list(policy.methods)},
                              {"Access-Control-Allow-Headers", join_list(policy.request_headers)}},
                  .body = {}};
  };
}

/// As a server does that answers from the head alone, and forgets that content follows.
template <bool is_chunked>
void leave_content(Stages& stages) {
  stages.leaves_content = [](const RequestView& request) {
    return request.method == "OPTIONS" && request.headers.contains("Transfer-Encoding") == is_chunked;
  };
}

void announce_content_on_204(const Asked& asked, Answer& answer) {
  if (answer.status == 204 && !asked.preflight) answer.headers.append("Content-Length", "0");
}

using enum suite::Level;

constexpr Fault table[] = {
    {"options/405-without-allow", "HTTP-2", must, "OPTIONS is refused, and nobody says what is not.",
     answer_instead<is_options, error<405>>},
    {"options/taken-for-a-preflight", "HTTP-3", should, "Every OPTIONS is answered as a preflight.",
     take_every_options_for_a_preflight},
    {"options/500", "HTTP-1", should, "OPTIONS is answered with 500.", answer_instead<is_options, error<500>>},
    {"options/allow-syntax", "HTTP-2", should, "`Allow` is no list.", answer_instead<is_options, empty_allow>},
    {"options/content", "HTTP-15", should, "OPTIONS with content is answered with 500.",
     answer_instead<is_options_with_content, error<500>>},
    {"options/content-left", "HTTP-13", must, "The content of OPTIONS is taken for the next request.",
     leave_content<false>},
    {"options/chunked-content-left", "HTTP-13", must, "The chunked content of OPTIONS is taken for the next request.",
     leave_content<true>},
    {"options/query", "HTTP-3", should, "OPTIONS with a query is answered with 500.",
     answer_instead<is_options_with_query, error<500>>},
    {"options/out-of-a-cache", "CACHE-SEP-2", should, "OPTIONS is answered out of a cache.",
     answer_instead<is_options, cacheable>},
    {"options/asterisk-500", "HTTP-5", should, "`OPTIONS *` is answered with 500.",
     answer_instead<is_asterisk, error<500>>},
    {"options/asterisk-refused", "HTTP-5", should, "`OPTIONS *` is refused, though promised.",
     answer_instead<is_asterisk, error<400>>},
    {"options/asterisk-405-without-allow", "HTTP-2", must, "`OPTIONS *` is refused, and nobody says what is not.",
     answer_instead<is_asterisk, error<405>>},
    {"options/asterisk-content-length-on-204", "HTTP-6", should, "A 204 to `OPTIONS *` says its length.",
     answer_instead<is_asterisk, announce_no_content>},
    {"options/asterisk-as-preflight", "HTTP-5", should, "`OPTIONS *` with the headers of a preflight brings 500.",
     answer_instead<is_asterisk_as_preflight, error<500>>},
    {"options/max-forwards", "HTTP-11", may, "Max-Forwards is refused.", edit_preflight<refuse_forwarded>},
    {"options/absolute-form", "HTTP-14", should, "The absolute form of a request target is not understood.",
     understand_no_absolute_form},
    {"options/content-length-on-204", "HTTP-6", should, "A 204 says its length.",
     edit_every_answer<announce_content_on_204>},
};

}  // namespace

std::span<const Fault> options_faults() {
  return table;
}

}  // namespace corspec::reference
