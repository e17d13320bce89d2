#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/deviations.hpp"
#include "message/header_list.hpp"

namespace corspec::fetch {

/// SAFE-1: a longer value is never safelisted. Bytes of one value.
inline constexpr std::size_t max_safelisted_value_length = 128;
/// UNSAFE-3: a larger sum makes every safelisted header unsafe. Bytes of all safelisted values together.
inline constexpr std::size_t max_safelisted_total_length = 1024;

/// https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte (SAFE-3)
[[nodiscard]] bool is_cors_unsafe_request_header_byte(unsigned char byte);

/// https://fetch.spec.whatwg.org/#cors-safelisted-request-header (SAFE-1 to SAFE-10) for one header.
[[nodiscard]] bool is_cors_safelisted_request_header(std::string_view name, std::string_view value,
                                                     const Deviations& deviations = {});

/// https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names (UNSAFE-1 to UNSAFE-4): lower-case, unique, sorted
/// by bytes: the elements of Access-Control-Request-Headers.
[[nodiscard]] std::vector<std::string> cors_unsafe_request_header_names(const message::HeaderList& headers,
                                                                        const Deviations& deviations = {});

/// https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name (NWILD-1): exactly `Authorization`, in any
/// case.
[[nodiscard]] bool is_cors_non_wildcard_request_header_name(std::string_view name);

/// https://fetch.spec.whatwg.org/#forbidden-request-header (FORBID-1): what `fetch()` and XHR drop without a word.
[[nodiscard]] bool is_forbidden_request_header(std::string_view name, std::string_view value);

}  // namespace corspec::fetch
