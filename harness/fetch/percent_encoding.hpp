#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace corspec::fetch {

/// https://url.spec.whatwg.org/#percent-encoded-bytes, the sets that an http(s) URL needs. Each holds, besides what is
/// named here, the C0 controls and every byte above `~`.
enum class PercentEncodeSet : std::uint8_t {
  fragment,
  special_query,
  path,
  userinfo,
};

[[nodiscard]] bool in_percent_encode_set(unsigned char byte, PercentEncodeSet set);

/// `bytes` with those of the set written as `%` and two upper-case hex digits. Bytes above `~` are taken one by one,
/// which for valid UTF-8 is what the Standard's UTF-8 percent-encode does.
[[nodiscard]] std::string percent_encode(std::string_view bytes, PercentEncodeSet set);

/// https://url.spec.whatwg.org/#string-percent-decode: a `%` that is not followed by two hex digits stays as it is.
[[nodiscard]] std::string percent_decode(std::string_view bytes);

/// The value of a hex digit of either case, or -1.
[[nodiscard]] constexpr int hex_value(unsigned char byte) {
  if (byte >= '0' && byte <= '9') return byte - '0';
  if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
  if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
  return -1;
}

}  // namespace corspec::fetch
