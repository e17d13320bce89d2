#include "fuzz/grammar/vocabulary.hpp"

#include <array>
#include <utility>

namespace corspec::fuzz {

namespace {

using std::string_view_literals::operator""sv;

constexpr std::array methods{"GET"sv,   "HEAD"sv, "POST"sv,  "PUT"sv,   "DELETE"sv,   "PATCH"sv, "OPTIONS"sv,
                             "patch"sv, "put"sv,  "Get"sv,   "TRACE"sv, "PROPFIND"sv, "*"sv,     "M-SEARCH"sv,
                             "GET "sv,  "P UT"sv, "QUERY"sv, "PURGE"sv, "x"sv};

constexpr std::array request_names{"Accept"sv,
                                   "Accept-Language"sv,
                                   "Content-Language"sv,
                                   "Content-Type"sv,
                                   "Range"sv,
                                   "Authorization"sv,
                                   "X-Requested-With"sv,
                                   "x-a"sv,
                                   "X-B"sv,
                                   "*"sv,
                                   "content-type"sv,
                                   "Cookie"sv,
                                   "Proxy-X"sv,
                                   "Sec-X"sv,
                                   "X-HTTP-Method"sv,
                                   "DPR"sv,
                                   "User-Agent"sv,
                                   "If-None-Match"sv,
                                   "aUTHORIZATION"sv,
                                   "x a"sv,
                                   "Sec-CH-UA"sv,
                                   "Save-Data"sv,
                                   "X-CSRF-Token"sv,
                                   "X-API-Key"sv,
                                   "Cache-Control"sv};

constexpr std::array request_values{"1"sv,
                                    ""sv,
                                    "text/plain"sv,
                                    "text/plain;charset=utf-8"sv,
                                    "text/plain;charset=\"utf-8\""sv,
                                    "application/json"sv,
                                    "application/x-www-form-urlencoded"sv,
                                    "multipart/form-data; boundary=x"sv,
                                    "text/plain, application/json"sv,
                                    "*/*"sv,
                                    "en-US,en;q=0.5"sv,
                                    "bytes=0-"sv,
                                    "bytes=-5"sv,
                                    "bytes=1-2"sv,
                                    "bytes=5-1"sv,
                                    "bytes= 1-2"sv,
                                    "bytes=99999999999999999999-"sv,
                                    "TRACE"sv,
                                    "GET, connect"sv,
                                    "a\x7f"
                                    "b"sv,
                                    "(a)"sv,
                                    "\xff"sv,
                                    "a\tb"sv,
                                    "\"a,b\""sv};

constexpr std::array queries{"?corspec=1"sv,
                             "?corspec=%zz"sv,
                             "?corspec=%3Ccorspec-echo%3E"sv,
                             "?corspec=%0d%0aX-Corspec-Echo:%201"sv,
                             "?corspec=%0aX-Corspec-Echo:1"sv,
                             "?corspec=%E5%98%8D%E5%98%8AX-Corspec-Echo:1"sv,
                             "?callback=x"sv,
                             "?origin=https://evil.example"sv,
                             "?format=json"sv,
                             "?"sv,
                             "?a=b&c=d"sv};

/// What somebody takes for a sign of who is asking.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> evidence{{{"Sec-Fetch-Site", "same-origin"},
                                                                                 {"Sec-Fetch-Site", "same-site"},
                                                                                 {"Sec-Fetch-Site", "cross-site"},
                                                                                 {"Cookie", "session=corspec"},
                                                                                 {"X-Requested-With", "XMLHttpRequest"},
                                                                                 {"Content-Type", "application/json"},
                                                                                 {"Range", "bytes=0-0"},
                                                                                 {"Authorization", "Bearer corspec"}}};

/// What somebody lets in while developing, and forgets.
constexpr std::array leftovers{"http://localhost"sv,
                               "http://localhost:3000"sv,
                               "https://localhost:8443"sv,
                               "http://127.0.0.1:8080"sv,
                               "http://192.168.0.10"sv,
                               "http://10.0.0.1:3000"sv,
                               "http://172.16.0.1"sv,
                               "http://[::1]:3000"sv,
                               "https://dev.local"sv,
                               "http://app.test"sv,
                               "null"sv,
                               "file://"sv,
                               "chrome-extension://abcdefghijklmnopabcdefghijklmnop"sv};

constexpr std::array accepts{"*/*"sv, "application/json"sv, "text/html,application/xhtml+xml;q=0.9"sv};

constexpr std::array allow_origin{"https://app.example"sv,
                                  "*"sv,
                                  "null"sv,
                                  "https://app.example, *"sv,
                                  "https://app.example/"sv,
                                  ""sv,
                                  "https://APP.example"sv,
                                  "https://app.example:443"sv,
                                  "\"*\""sv};
constexpr std::array allow_credentials{"true"sv, "TRUE"sv, "false"sv, "true, true"sv, ""sv, "\"true\""sv, "1"sv};
constexpr std::array allow_methods{"PUT"sv,     "GET, PUT"sv, "*"sv,    "put"sv, "PUT,DELETE,PATCH"sv,
                                   ", ,PUT"sv,  "a b"sv,      "PUT;"sv, ""sv,    "\tPUT\t,\tpatch"sv,
                                   "\"PUT\""sv, "*, PUT"sv};
constexpr std::array allow_headers{"x-a"sv,
                                   "X-A, Authorization"sv,
                                   "*"sv,
                                   "*, authorization"sv,
                                   "x-a,x-b,content-type"sv,
                                   "x a"sv,
                                   ""sv,
                                   ",,x-a,,"sv,
                                   "x-a;"sv,
                                   "X-Requested-With"sv,
                                   "\"x-a\""sv};
constexpr std::array max_age{"600"sv,      "0"sv,  "-1"sv, "600s"sv, "86400"sv, "9223372036854775808"sv,
                             "600, 600"sv, "+5"sv, ""sv,   "0600"sv, "1e3"sv,   "18446744073709551616"sv};
constexpr std::array expose{"X-Id"sv, "*"sv, "x-id, content-length"sv, "Set-Cookie"sv,
                            "x id"sv, ""sv,  "*, Authorization"sv};
constexpr std::array timing{"*"sv, "https://app.example"sv, "null"sv, "https://a.example, https://app.example"sv, ""sv};
constexpr std::array vary{"Origin"sv, "*"sv, "accept-encoding, origin"sv, "Access-Control-Request-Method"sv};
constexpr std::array content{"0"sv, "5"sv, "5, 5"sv, "-1"sv, "99999999999999999999"sv};
constexpr std::array coding{"chunked"sv, "gzip, chunked"sv, "identity"sv};
constexpr std::array own{"1"sv, ""sv, "a, b"sv};
constexpr std::array location{"https://api.example/"sv, "/x"sv, ""sv, "//user@b.example/"sv};

constexpr std::array<HeaderVocabulary, 13> response{{
    {"Access-Control-Allow-Origin", allow_origin},
    {"Access-Control-Allow-Credentials", allow_credentials},
    {"Access-Control-Allow-Methods", allow_methods},
    {"Access-Control-Allow-Headers", allow_headers},
    {"Access-Control-Max-Age", max_age},
    {"Access-Control-Expose-Headers", expose},
    {"Timing-Allow-Origin", timing},
    {"Vary", vary},
    {"Content-Length", content},
    {"Transfer-Encoding", coding},
    {"X-Id", own},
    {"Set-Cookie", own},
    {"Location", location},
}};

}  // namespace

std::span<const HeaderVocabulary> response_vocabulary() {
  return response;
}

std::span<const std::string_view> request_header_names() {
  return request_names;
}

std::span<const std::string_view> request_header_values() {
  return request_values;
}

std::span<const std::string_view> accept_values() {
  return accepts;
}

std::span<const std::string_view> method_names() {
  return methods;
}

std::span<const std::string_view> query_strings() {
  return queries;
}

std::span<const std::string_view> leftover_origins() {
  return leftovers;
}

std::span<const std::pair<std::string_view, std::string_view>> evidence_fields() {
  return evidence;
}

}  // namespace corspec::fuzz
