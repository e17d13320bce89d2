#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace corspec::fetch {

/// https://url.spec.whatwg.org/#ends-in-a-number-checker: such a host is an IPv4 address or nothing.
[[nodiscard]] bool ends_in_a_number(std::string_view domain);

/// https://url.spec.whatwg.org/#concept-ipv4-parser: one to four decimal, octal or hexadecimal parts, the last of which
/// fills what the others leave; one trailing dot. Null on failure.
[[nodiscard]] std::optional<std::uint32_t> parse_ipv4(std::string_view domain);

/// https://url.spec.whatwg.org/#concept-ipv4-serializer: dotted decimal.
[[nodiscard]] std::string serialize_ipv4(std::uint32_t address);

using Ipv6Pieces = std::array<std::uint16_t, 8>;

/// https://url.spec.whatwg.org/#concept-ipv6-parser, of the text between the brackets. No zone identifiers. Null on
/// failure.
[[nodiscard]] std::optional<Ipv6Pieces> parse_ipv6(std::string_view text);

/// https://url.spec.whatwg.org/#concept-ipv6-serializer: lower-case hex, `::` for the longest run of two or more zero
/// pieces, the first one on a tie (ORI-4). Without brackets.
[[nodiscard]] std::string serialize_ipv6(const Ipv6Pieces& pieces);

}  // namespace corspec::fetch
