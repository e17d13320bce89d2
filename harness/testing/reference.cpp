#include "testing/reference.hpp"

#include <limits>
#include <set>

#include "testing/reference_text.hpp"

// NOLINTBEGIN(performance-inefficient-*): plain is worth more than fast here.

namespace corspec::reference {

namespace {

const std::string digits = "0123456789";
const std::string lower = "abcdefghijklmnopqrstuvwxyz";
const std::string upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const std::string token_bytes = digits + lower + upper + "!#$%&'*+-.^_`|~";
const std::string language_bytes = digits + lower + upper + " *,-.;=";

bool among(char byte, const std::string& bytes) {
  return bytes.find(byte) != std::string::npos;
}

bool among(const std::string& item, const std::vector<std::string>& items) {
  for (const auto& one : items) {
    if (one == item) return true;
  }
  return false;
}

bool only(const std::string& bytes, const std::string& allowed) {
  for (char byte : bytes) {
    if (!among(byte, allowed)) return false;
  }
  return true;
}

/// https://fetch.spec.whatwg.org/#convert-header-names-to-a-sorted-lowercase-set
std::vector<std::string> sorted_lowercase_set(const std::vector<std::string>& names) {
  std::set<std::string> ordered;
  for (const auto& name : names) ordered.insert(lowercase(name));
  return {ordered.begin(), ordered.end()};
}

std::vector<std::string> lowercase_all(const std::vector<std::string>& names) {
  std::vector<std::string> result;
  for (const auto& name : names) result.push_back(lowercase(name));
  return result;
}

/// https://fetch.spec.whatwg.org/#forbidden-method
bool is_forbidden_method(const std::string& method) {
  return among(lowercase(method), {"connect", "trace", "track"});
}

bool has_cors_unsafe_request_header_byte(const std::string& value) {
  for (char byte : value) {
    int code = static_cast<unsigned char>(byte);
    if (code < 0x20 && code != 0x09) return true;
    for (int unsafe : {0x22, 0x28, 0x29, 0x3A, 0x3C, 0x3E, 0x3F, 0x40, 0x5B, 0x5C, 0x5D, 0x7B, 0x7D, 0x7F}) {
      if (code == unsafe) return true;
    }
  }
  return false;
}

/// Whether the number with these digits is greater than the other.
bool greater(std::string left, std::string right) {
  while (left.size() < right.size()) left = "0" + left;
  while (right.size() < left.size()) right = "0" + right;
  return left > right;
}

}  // namespace

bool is_token(const std::string& bytes) {
  return !bytes.empty() && only(bytes, token_bytes);
}

std::string normalize_method(const std::string& method) {
  for (std::string known : {"DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"}) {
    if (lowercase(method) == lowercase(known)) return known;
  }
  return method;
}

Extracted get(const Headers& headers, const std::string& name) {
  // 1. If list does not contain name, then return null.
  // 2. Return the values of all headers in list whose name matches, separated by 0x2C 0x20, in order.
  Extracted result;
  result.null = true;
  for (const auto& header : headers) {
    if (lowercase(header.first) != lowercase(name)) continue;
    result.values = {result.null ? header.second : result.values[0] + ", " + header.second};
    result.null = false;
  }
  return result;
}

Extracted extract_token_list(const Headers& headers, const std::string& name) {
  Extracted result;
  // 1. If list does not contain name, then return null.
  result.null = true;
  for (const auto& header : headers) {
    if (lowercase(header.first) == lowercase(name)) result.null = false;
  }
  if (result.null) return result;
  // 2. The ABNF of list headers allows several headers.
  // 3, 4. For each header: the values of parsing it; failure if any is failure.
  for (const auto& header : headers) {
    if (lowercase(header.first) != lowercase(name)) continue;
    for (std::string element : split(header.second, ',')) {
      element = strip(element, " \t");
      if (element.empty()) continue;
      if (!is_token(element)) {
        result.failure = true;
        result.values = {};
        return result;
      }
      result.values.push_back(element);
    }
  }
  // 5. Return values.
  return result;
}

std::vector<std::string> decode_and_split(const std::string& value) {
  std::vector<std::string> values;
  std::string temporary;
  bool quoted = false;
  for (std::size_t position = 0; position < value.size(); ++position) {
    char byte = value[position];
    if (byte == ',' && !quoted) {
      values.push_back(strip(temporary, " \t"));
      temporary = "";
      continue;
    }
    temporary += byte;
    if (byte == '"') quoted = !quoted;
    if (byte == '\\' && quoted && position + 1 < value.size()) {
      ++position;
      temporary += value[position];
    }
  }
  values.push_back(strip(temporary, " \t"));
  return values;
}

std::string mime_type_essence(std::string input) {
  const std::string whitespace = " \t\r\n";
  // 1. Remove any leading and trailing HTTP whitespace.
  input = strip(input, whitespace);
  // 2, 3. type: everything that is not U+002F (/).
  std::string type;
  std::size_t position = 0;
  while (position < input.size() && input[position] != '/') type += input[position++];
  // 4. Empty, or not solely HTTP token code points: failure.
  if (!is_token(type)) return "";
  // 5. Past the end: failure.
  if (position >= input.size()) return "";
  // 6. Skip the slash.
  ++position;
  // 7. subtype: everything that is not U+003B (;).
  std::string subtype;
  while (position < input.size() && input[position] != ';') subtype += input[position++];
  // 8. Remove any trailing HTTP whitespace.
  while (!subtype.empty() && among(subtype.back(), whitespace)) subtype.pop_back();
  // 9. Empty, or not solely HTTP token code points: failure.
  if (!is_token(subtype)) return "";
  // 10. Both in ASCII lowercase. 11. Parameters do not matter here.
  return lowercase(type) + "/" + lowercase(subtype);
}

Range parse_single_range(const std::string& value) {
  Range failure;
  failure.failure = true;
  Range range;
  // 2. If data does not start with "bytes", then return failure.
  if (value.substr(0, 5) != "bytes") return failure;
  // 3. position: the fifth code point.
  std::size_t position = 5;
  // 5, 6. If the code point at position is not U+003D (=), then return failure.
  if (position >= value.size() || value[position] != '=') return failure;
  ++position;
  // 8, 9. rangeStart: ASCII digits.
  while (position < value.size() && among(value[position], digits)) range.start += value[position++];
  // 11, 12. If the code point at position is not U+002D (-), then return failure.
  if (position >= value.size() || value[position] != '-') return failure;
  ++position;
  // 14, 15. rangeEnd: ASCII digits.
  while (position < value.size() && among(value[position], digits)) range.end += value[position++];
  // 16. If position is not past the end, then return failure.
  if (position < value.size()) return failure;
  // 17. Both null: failure.
  if (range.start.empty() && range.end.empty()) return failure;
  // 18. Both numbers, and the start is greater: failure.
  if (!range.start.empty() && !range.end.empty() && greater(range.start, range.end)) return failure;
  return range;
}

bool is_cors_safelisted_request_header(const std::string& name, const std::string& value) {
  // 1. If value's length is greater than 128, then return false.
  if (value.size() > 128) return false;
  // 2. Byte-lowercase name and switch on the result:
  std::string lowered = lowercase(name);
  if (lowered == "accept") return !has_cors_unsafe_request_header_byte(value);
  if (lowered == "accept-language" || lowered == "content-language") return only(value, language_bytes);
  if (lowered == "content-type") {
    if (has_cors_unsafe_request_header_byte(value)) return false;
    return among(mime_type_essence(value), {"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"});
  }
  if (lowered == "range") {
    Range range = parse_single_range(value);
    return !range.failure && !range.start.empty();
  }
  return false;
}

std::vector<std::string> cors_unsafe_request_header_names(const Headers& headers) {
  // 1, 2, 3.
  std::vector<std::string> unsafe;
  std::vector<std::string> potentially_unsafe;
  std::size_t safelist_value_size = 0;
  // 4.
  for (const auto& header : headers) {
    if (!is_cors_safelisted_request_header(header.first, header.second)) {
      unsafe.push_back(header.first);
    } else {
      potentially_unsafe.push_back(header.first);
      safelist_value_size += header.second.size();
    }
  }
  // 5.
  if (safelist_value_size > 1024) {
    for (const auto& name : potentially_unsafe) unsafe.push_back(name);
  }
  // 6.
  return sorted_lowercase_set(unsafe);
}

bool is_forbidden_request_header(const std::string& name, const std::string& value) {
  std::string lowered = lowercase(name);
  // 1.
  if (among(lowered, {"accept-charset",
                      "accept-encoding",
                      "access-control-request-headers",
                      "access-control-request-method",
                      "connection",
                      "content-length",
                      "cookie",
                      "cookie2",
                      "date",
                      "dnt",
                      "expect",
                      "host",
                      "keep-alive",
                      "origin",
                      "referer",
                      "set-cookie",
                      "te",
                      "trailer",
                      "transfer-encoding",
                      "upgrade",
                      "via"})) {
    return true;
  }
  // 2.
  if (lowered.substr(0, 6) == "proxy-" || lowered.substr(0, 4) == "sec-") return true;
  // 3.
  if (among(lowered, {"x-http-method", "x-http-method-override", "x-method-override"})) {
    for (const auto& method : decode_and_split(value)) {
      if (is_forbidden_method(method)) return true;
    }
  }
  // 4.
  return false;
}

std::string cors_check(const Headers& response, bool credentials_included, const std::string& origin) {
  // 1. Let origin be the result of getting `Access-Control-Allow-Origin`.
  Extracted allowed = get(response, "access-control-allow-origin");
  // 2. If origin is null, then return failure.
  if (allowed.null) return "CORS-CHECK-2";
  // 3. If credentials mode is not "include" and origin is `*`, then return success.
  if (!credentials_included && allowed.values[0] == "*") return "";
  // 4. If the byte-serialized request origin is not origin, then return failure.
  if (origin != allowed.values[0]) return "CORS-CHECK-4";
  // 5. If credentials mode is not "include", then return success.
  if (!credentials_included) return "";
  // 6. Let credentials be the result of getting `Access-Control-Allow-Credentials`.
  Extracted credentials = get(response, "access-control-allow-credentials");
  // 7. If credentials is `true`, then return success.
  if (!credentials.null && credentials.values[0] == "true") return "";
  // 8. Return failure.
  return "CORS-CHECK-7";
}

bool tao_check(const Headers& response, const std::string& origin) {
  Extracted value = get(response, "timing-allow-origin");
  if (value.null) return false;
  std::vector<std::string> values = decode_and_split(value.values[0]);
  return among("*", values) || among(origin, values);
}

std::int64_t preflight_max_age(const Headers& response) {
  // s7.8 max-age: extract `Access-Control-Max-Age`, whose ABNF allows one header and is 1*DIGIT.
  std::vector<std::string> lines;
  for (const auto& header : response) {
    if (lowercase(header.first) == "access-control-max-age") lines.push_back(header.second);
  }
  // s7.9 If max-age is failure or null, then set max-age to 5.
  if (lines.size() != 1 || lines[0].empty() || !only(lines[0], digits)) return 5;
  // Too large a number is the largest that can be represented.
  std::string largest = std::to_string(std::numeric_limits<std::int64_t>::max());
  if (greater(lines[0], largest)) return std::numeric_limits<std::int64_t>::max();
  std::int64_t seconds = 0;
  for (char digit : lines[0]) seconds = seconds * 10 + (digit - '0');
  return seconds;
}

Evaluation evaluate_preflight(const Request& request, int status, const Headers& response) {
  Evaluation evaluation;
  // 7. If a CORS check for request and response returns success and response's status is an ok status:
  evaluation.rule = cors_check(response, request.credentials_included, request.origin);
  if (!evaluation.rule.empty()) return evaluation;
  if (!(200 <= status && status <= 299)) {
    evaluation.rule = "PF-1";
    return evaluation;
  }
  // 7.1. methods: extract `Access-Control-Allow-Methods`.
  Extracted methods = extract_token_list(response, "access-control-allow-methods");
  // 7.2. headerNames: extract `Access-Control-Allow-Headers`.
  Extracted header_names = extract_token_list(response, "access-control-allow-headers");
  // 7.3. If either is failure, return a network error.
  if (methods.failure || header_names.failure) {
    evaluation.rule = "PF-3";
    return evaluation;
  }
  // 7.4. If methods is null and the use-CORS-preflight flag is set, then set methods to « request's method ».
  if (methods.null && request.use_cors_preflight_flag) methods.values = {request.method};
  // 7.5. If request's method is not in methods, is not a CORS-safelisted method, and credentials mode is "include" or
  //      methods does not contain `*`, then return a network error.
  if (!among(request.method, methods.values) && !among(request.method, {"GET", "HEAD", "POST"}) &&
      (request.credentials_included || !among("*", methods.values))) {
    evaluation.rule = "PF-5";
    return evaluation;
  }
  // 7.6. If one of request's header names is a CORS non-wildcard request-header name and is not in headerNames, then
  //      return a network error.
  for (const auto& header : request.headers) {
    if (lowercase(header.first) == "authorization" && !among("authorization", lowercase_all(header_names.values))) {
      evaluation.rule = "PF-6";
      return evaluation;
    }
  }
  // 7.7. For each unsafeName: if it is not in headerNames and credentials mode is "include" or headerNames does not
  //      contain `*`, then return a network error.
  for (const auto& name : cors_unsafe_request_header_names(request.headers)) {
    if (!among(name, lowercase_all(header_names.values)) &&
        (request.credentials_included || !among("*", header_names.values))) {
      evaluation.rule = "PF-7";
      return evaluation;
    }
  }
  // 7.8 to 7.16.
  evaluation.methods = methods.values;
  evaluation.header_names = header_names.values;
  evaluation.max_age = preflight_max_age(response);
  return evaluation;
}

std::vector<std::string> exposed_header_names(const Headers& response, bool credentials_included) {
  // 14.1. headerNames: extract `Access-Control-Expose-Headers`.
  Extracted header_names = extract_token_list(response, "access-control-expose-headers");
  std::vector<std::string> exposed;
  for (const auto& header : response) {
    std::string name = lowercase(header.first);
    bool listed = among(name, lowercase_all(header_names.values));
    // 14.2. Not "include" and `*` listed: all unique header names.
    if (!credentials_included && among("*", header_names.values)) listed = true;
    if (among(name, {"cache-control", "content-language", "content-length", "content-type", "expires", "last-modified",
                     "pragma"})) {
      listed = true;
    }
    // A forbidden response-header name is none of them.
    if (among(name, {"set-cookie", "set-cookie2"})) listed = false;
    if (listed) exposed.push_back(name);
  }
  return sorted_lowercase_set(exposed);
}

}  // namespace corspec::reference

// NOLINTEND(performance-inefficient-*)
