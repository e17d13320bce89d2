#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace corspec::suite {

/// RFC 4648 section 4, strict: padding present, no white space, unused bits zero, so that every byte string has exactly
/// one spelling. Null when `text` is not that.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

/// decode_base64's inverse.
[[nodiscard]] std::string encode_base64(std::string_view bytes);

}  // namespace corspec::suite
