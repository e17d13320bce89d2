#include "fetch/request_headers.hpp"

#include <algorithm>
#include <array>

#include "fetch/client_hints.hpp"
#include "fetch/header_values.hpp"
#include "fetch/mime_type.hpp"
#include "fetch/range.hpp"
#include "message/bytes.hpp"
#include "message/method.hpp"

namespace corspec::fetch {

namespace {

using message::ByteClass;

constexpr bool is_one_of(unsigned char byte, std::string_view bytes) {
  return bytes.find(static_cast<char>(byte)) != std::string_view::npos;
}

constexpr ByteClass unsafe_bytes([](unsigned char byte) {
  return (byte < 0x20 && byte != '\t') || is_one_of(byte, R"("():<>?@[\]{})") || byte == 0x7F;
});

constexpr ByteClass language_bytes([](unsigned char byte) {
  return message::is_ascii_alphanumeric(byte) || is_one_of(byte, " *,-.;=");
});

bool has_unsafe_byte(std::string_view value, const Deviations& deviations) {
  return std::ranges::any_of(value, [&deviations](char byte) {
    return unsafe_bytes.contains(byte) || (deviations.non_ascii_unsafe && static_cast<unsigned char>(byte) >= 0x80);
  });
}

// SAFE-4
bool is_safe_accept(std::string_view value, const Deviations& deviations) {
  return !has_unsafe_byte(value, deviations);
}

// SAFE-5
bool is_safe_language(std::string_view value, const Deviations&) {
  return language_bytes.contains_all(value);
}

// SAFE-6
bool is_safe_content_type(std::string_view value, const Deviations& deviations) {
  if (has_unsafe_byte(value, deviations)) return false;
  const auto essence = mime_type_essence(value);
  return essence == "application/x-www-form-urlencoded" || essence == "multipart/form-data" || essence == "text/plain";
}

// SAFE-7
bool is_safe_range(std::string_view value, const Deviations&) {
  const auto range = parse_single_range(value);
  return range && !range->start.empty();
}

struct SafelistedName {
  std::string_view name;
  bool (*is_safe)(std::string_view value, const Deviations& deviations);
};

// SAFE-2
constexpr std::array<SafelistedName, 5> safelist{{{"accept", is_safe_accept},
                                                  {"accept-language", is_safe_language},
                                                  {"content-language", is_safe_language},
                                                  {"content-type", is_safe_content_type},
                                                  {"range", is_safe_range}}};

// FORBID-1
constexpr std::array<std::string_view, 21> forbidden_names{"accept-charset",
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
                                                           "via"};
constexpr std::array<std::string_view, 2> forbidden_prefixes{"proxy-", "sec-"};
constexpr std::array<std::string_view, 3> method_override_names{"x-http-method", "x-http-method-override",
                                                                "x-method-override"};

/// One line for each name, where it first occurs.
message::HeaderList combined(const message::HeaderList& headers) {
  message::HeaderList result;
  for (const message::Header& header : headers) {
    if (!result.contains(header.name)) result.append(header.name, headers.get(header.name).value_or(""));
  }
  return result;
}

template <class Names>
bool contains_name(const Names& names, std::string_view name) {
  return std::ranges::any_of(
      names, [name](std::string_view listed) { return message::byte_case_insensitive_match(listed, name); });
}

}  // namespace

bool is_cors_unsafe_request_header_byte(unsigned char byte) {
  return unsafe_bytes.contains(static_cast<char>(byte));
}

bool is_cors_safelisted_request_header(std::string_view name, std::string_view value, const Deviations& deviations) {
  if (value.size() > max_safelisted_value_length) return false;
  const auto entry = std::ranges::find_if(safelist, [name](const SafelistedName& safelisted) {
    return message::byte_case_insensitive_match(safelisted.name, name);
  });
  if (entry != safelist.end()) return entry->is_safe(value, deviations);
  return deviations.client_hints_safelisted && is_safelisted_client_hint(name, value);
}

std::vector<std::string> cors_unsafe_request_header_names(const message::HeaderList& headers,
                                                          const Deviations& deviations) {
  if (deviations.lines_judged_combined) {
    Deviations as_they_are = deviations;
    as_they_are.lines_judged_combined = false;
    return cors_unsafe_request_header_names(combined(headers), as_they_are);
  }
  std::vector<std::string> unsafe_names;
  std::vector<std::string_view> potentially_unsafe_names;
  std::size_t safelisted_length = 0;
  for (const message::Header& header : headers) {
    if (is_cors_safelisted_request_header(header.name, header.value, deviations)) {
      potentially_unsafe_names.push_back(header.name);
      safelisted_length += header.value.size();
    } else {
      unsafe_names.push_back(message::byte_lowercase(header.name));
    }
  }
  if (deviations.safelist_total_enforced && safelisted_length > max_safelisted_total_length) {
    for (const std::string_view name : potentially_unsafe_names) unsafe_names.push_back(message::byte_lowercase(name));
  }

  // UNSAFE-4: std::string orders by unsigned bytes.
  std::ranges::sort(unsafe_names);
  if (deviations.unsafe_names_repeated) return unsafe_names;
  const auto repeated = std::ranges::unique(unsafe_names);
  unsafe_names.erase(repeated.begin(), repeated.end());
  return unsafe_names;
}

bool is_cors_non_wildcard_request_header_name(std::string_view name) {
  return message::byte_case_insensitive_match(name, "authorization");
}

bool is_forbidden_request_header(std::string_view name, std::string_view value) {
  if (contains_name(forbidden_names, name)) return true;
  for (const std::string_view prefix : forbidden_prefixes) {
    if (message::byte_case_insensitive_match(name.substr(0, prefix.size()), prefix)) return true;
  }
  return contains_name(method_override_names, name) &&
         std::ranges::any_of(decode_and_split(value), message::is_forbidden_method);
}

}  // namespace corspec::fetch
