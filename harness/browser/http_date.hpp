#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace corspec::browser {

/// RFC 9110 section 5.6.7 `HTTP-date` in its three forms (IMF-fixdate, RFC 850, asctime): seconds since 1970-01-01 UTC,
/// or null. The name of the day is not compared with the date. Two-digit years from 70 are of the last century.
[[nodiscard]] std::optional<std::int64_t> parse_http_date(std::string_view text);

}  // namespace corspec::browser
