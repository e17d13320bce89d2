#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// A second implementation of what harness/message and harness/fetch do: each algorithm of the Standard transliterated
/// step by step, byte by byte. It is slow and obvious on purpose, shares no function with the code it judges (not even
/// lower-casing), knows the letter of the Standard only, and must never be shipped: only tests and fuzz targets may
/// link it. Do not optimise it.
namespace corspec::reference {

/// Names and values, in order, with duplicates.
using Headers = std::vector<std::pair<std::string, std::string>>;

/// The result of an algorithm that returns null, failure or a list.
struct Extracted {
  bool null = false;
  bool failure = false;
  std::vector<std::string> values;
};

/// A single range, or failure. A number that is absent is empty.
struct Range {
  bool failure = false;
  std::string start;
  std::string end;
};

struct Request {
  std::string origin;  ///< byte-serialised
  std::string method;  ///< normalised
  Headers headers;
  bool credentials_included = false;
  bool use_cors_preflight_flag = false;
};

/// What a preflight response comes to.
struct Evaluation {
  /// The step that refused: CORS-CHECK-2, -4, -7, PF-1, -3, -5, -6 or -7. Empty: allowed.
  std::string rule;
  std::vector<std::string> methods;
  std::vector<std::string> header_names;
  std::int64_t max_age = 0;  ///< seconds, before any cap
};

/// RFC 9110 section 5.6.2
[[nodiscard]] bool is_token(const std::string& bytes);
/// https://fetch.spec.whatwg.org/#concept-method-normalize
[[nodiscard]] std::string normalize_method(const std::string& method);

/// https://fetch.spec.whatwg.org/#concept-header-list-get; null or one value.
[[nodiscard]] Extracted get(const Headers& headers, const std::string& name);
/// https://fetch.spec.whatwg.org/#extract-header-list-values for `#token` headers
[[nodiscard]] Extracted extract_token_list(const Headers& headers, const std::string& name);
/// https://fetch.spec.whatwg.org/#header-value-get-decode-and-split
[[nodiscard]] std::vector<std::string> decode_and_split(const std::string& value);

/// https://mimesniff.spec.whatwg.org/#parse-a-mime-type; the essence, or empty on failure.
[[nodiscard]] std::string mime_type_essence(std::string input);
/// https://fetch.spec.whatwg.org/#simple-range-header-value with allowWhitespace false
[[nodiscard]] Range parse_single_range(const std::string& value);
/// https://fetch.spec.whatwg.org/#cors-safelisted-request-header
[[nodiscard]] bool is_cors_safelisted_request_header(const std::string& name, const std::string& value);
/// https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names
[[nodiscard]] std::vector<std::string> cors_unsafe_request_header_names(const Headers& headers);
/// https://fetch.spec.whatwg.org/#forbidden-request-header
[[nodiscard]] bool is_forbidden_request_header(const std::string& name, const std::string& value);

/// https://fetch.spec.whatwg.org/#concept-cors-check; the step that refused, or empty.
[[nodiscard]] std::string cors_check(const Headers& response, bool credentials_included, const std::string& origin);
/// https://fetch.spec.whatwg.org/#concept-tao-check for a cross-origin response
[[nodiscard]] bool tao_check(const Headers& response, const std::string& origin);
/// fetch#cors-preflight-fetch-0 s7.8, s7.9; seconds.
[[nodiscard]] std::int64_t preflight_max_age(const Headers& response);
/// fetch#cors-preflight-fetch-0 s7, s8
[[nodiscard]] Evaluation evaluate_preflight(const Request& request, int status, const Headers& response);
/// fetch#concept-main-fetch s14; lower-case, sorted, unique.
[[nodiscard]] std::vector<std::string> exposed_header_names(const Headers& response, bool credentials_included);

/// https://fetch.spec.whatwg.org/#origin-header, `origin-or-null` (ORI-5)
[[nodiscard]] bool accepts_origin(const std::string& bytes);
/// `serialized-ipv4` of the same grammar
[[nodiscard]] bool is_ipv4(const std::string& bytes);

}  // namespace corspec::reference
