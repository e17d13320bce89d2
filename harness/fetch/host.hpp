#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace corspec::fetch {

/// Which part of a host or URL was refused.
enum class UrlError {
  scheme,  ///< missing, or neither http nor https
  host_empty,
  host_forbidden,  ///< a forbidden domain code point, or a bad percent sequence
  host_non_ascii,  ///< needs IDNA: give the host in punycode (`xn--…`)
  host_ipv4,       ///< ends in a number but is no IPv4 address
  host_ipv6,
  port,      ///< not a number, or above 65535
  relative,  ///< a relative reference without a base
};

[[nodiscard]] std::string_view describe(UrlError error);

/// https://url.spec.whatwg.org/#concept-host-parser for special schemes, followed by its serialiser (ORI-4):
/// lower-case domain, dotted IPv4, bracketed and compressed IPv6. ASCII input only.
[[nodiscard]] std::expected<std::string, UrlError> parse_host(std::string_view input);

}  // namespace corspec::fetch
