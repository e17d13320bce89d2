#include "reports/statement_sections.hpp"

#include <array>

namespace corspec::reports {
namespace {

constexpr std::array table{
    Section{"https://fetch.spec.whatwg.org/#http-requests", "HTTP requests", "Fetch Standard"},
    Section{"https://fetch.spec.whatwg.org/#origin-header", "Origin header", "Fetch Standard"},
    Section{"https://fetch.spec.whatwg.org/#append-a-request-origin-header", "Append a request Origin header",
            "Fetch Standard"},
    Section{"https://fetch.spec.whatwg.org/#methods", "Methods", "Fetch Standard"},
    Section{"https://fetch.spec.whatwg.org/#header-value", "Header values", "Fetch Standard"},
    Section{"https://fetch.spec.whatwg.org/#cors-preflight-request", "CORS-preflight request", "Fetch Standard"},
    Section{"https://fetch.spec.whatwg.org/#cors-preflight-fetch-0", "CORS-preflight fetch", "Fetch Standard"},
    Section{"https://fetch.spec.whatwg.org/#cors-preflight-cache", "CORS-preflight cache", "Fetch Standard"},
    Section{"https://fetch.spec.whatwg.org/#http-responses", "HTTP responses", "Fetch Standard"},
    Section{"https://fetch.spec.whatwg.org/#http-new-header-syntax", "HTTP new-header syntax", "Fetch Standard"},
    Section{"https://fetch.spec.whatwg.org/#concept-cors-check", "CORS check", "Fetch Standard"},
    Section{"https://fetch.spec.whatwg.org/#concept-tao-check", "TAO check", "Fetch Standard"},
    Section{"https://fetch.spec.whatwg.org/#concept-main-fetch", "Main fetch", "Fetch Standard"},
    Section{"https://fetch.spec.whatwg.org/#concept-http-fetch", "HTTP fetch", "Fetch Standard"},
    Section{"https://fetch.spec.whatwg.org/#concept-http-redirect-fetch", "HTTP-redirect fetch", "Fetch Standard"},
    Section{"https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch", "HTTP-network-or-cache fetch",
            "Fetch Standard"},
    Section{"https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches", "CORS protocol and HTTP caches",
            "Fetch Standard"},
    Section{"https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header", "Cross-Origin-Resource-Policy header",
            "Fetch Standard"},
    Section{"https://www.rfc-editor.org/rfc/rfc9110#section-2.3", "Length Requirements", "RFC 9110, section 2.3"},
    Section{"https://www.rfc-editor.org/rfc/rfc9110#section-5.1", "Field Names", "RFC 9110, section 5.1"},
    Section{"https://www.rfc-editor.org/rfc/rfc9110#section-5.3", "Field Order", "RFC 9110, section 5.3"},
    Section{"https://www.rfc-editor.org/rfc/rfc9110#section-5.5", "Field Values", "RFC 9110, section 5.5"},
    Section{"https://www.rfc-editor.org/rfc/rfc9110#section-5.6.1", "Lists", "RFC 9110, section 5.6.1"},
    Section{"https://www.rfc-editor.org/rfc/rfc9110#section-5.6.1.2", "Lists: Recipient Requirements",
            "RFC 9110, section 5.6.1.2"},
    Section{"https://www.rfc-editor.org/rfc/rfc9110#section-7.6.2", "Max-Forwards", "RFC 9110, section 7.6.2"},
    Section{"https://www.rfc-editor.org/rfc/rfc9110#section-8.6", "Content-Length", "RFC 9110, section 8.6"},
    Section{"https://www.rfc-editor.org/rfc/rfc9110#section-9.1", "Methods: Overview", "RFC 9110, section 9.1"},
    Section{"https://www.rfc-editor.org/rfc/rfc9110#section-9.3.7", "OPTIONS", "RFC 9110, section 9.3.7"},
    Section{"https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6", "405 Method Not Allowed",
            "RFC 9110, section 15.5.6"},
    Section{"https://www.rfc-editor.org/rfc/rfc9111#section-1.2.2", "Delta Seconds", "RFC 9111, section 1.2.2"},
    Section{"https://www.rfc-editor.org/rfc/rfc9111#section-4.1", "Calculating Cache Keys with the Vary Header Field",
            "RFC 9111, section 4.1"},
    Section{"https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2", "absolute-form", "RFC 9112, section 3.2.2"},
    Section{"https://www.rfc-editor.org/rfc/rfc9112#section-5.2", "Obsolete Line Folding", "RFC 9112, section 5.2"},
    Section{"https://www.rfc-editor.org/rfc/rfc9112#section-9.3", "Persistence", "RFC 9112, section 9.3"},
    Section{"https://www.rfc-editor.org/rfc/rfc9113#section-8.2", "HTTP Fields", "RFC 9113, section 8.2"},
    Section{"https://html.spec.whatwg.org/multipage/syntax.html#syntax-text", "Text", "HTML Standard"},
};

}  // namespace

std::span<const Section> sections() {
  return table;
}

}  // namespace corspec::reports
