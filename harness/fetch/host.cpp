#include "fetch/host.hpp"

#include <utility>

#include "fetch/ip_address.hpp"
#include "fetch/percent_encoding.hpp"
#include "message/bytes.hpp"

namespace corspec::fetch {
namespace {

/// All but https://url.spec.whatwg.org/#forbidden-domain-code-point
constexpr message::ByteClass domain_bytes([](unsigned char byte) {
  return byte > 0x20 && byte != 0x7F && !std::string_view("#%/:<>?@[\\]^|").contains(static_cast<char>(byte));
});

constexpr message::ByteClass ascii_bytes([](unsigned char byte) { return byte <= 0x7F; });

}  // namespace

std::string_view describe(UrlError error) {
  switch (error) {
    case UrlError::scheme:
      return "the scheme is neither http nor https";
    case UrlError::host_empty:
      return "the host is empty";
    case UrlError::host_forbidden:
      return "the host has a byte that no domain may have";
    case UrlError::host_non_ascii:
      return "the host is not ASCII: give it in punycode (xn--...)";
    case UrlError::host_ipv4:
      return "the host ends in a number but is no IPv4 address";
    case UrlError::host_ipv6:
      return "the host is no IPv6 address in brackets";
    case UrlError::port:
      return "the port is not a number from 0 to 65535";
    case UrlError::relative:
      return "the URL is relative";
  }
  std::unreachable();
}

std::expected<std::string, UrlError> parse_host(std::string_view input) {
  if (input.starts_with('[')) {
    if (!input.ends_with(']')) return std::unexpected(UrlError::host_ipv6);
    const auto pieces = parse_ipv6(input.substr(1, input.size() - 2));
    if (!pieces) return std::unexpected(UrlError::host_ipv6);
    return '[' + serialize_ipv6(*pieces) + ']';
  }
  // For ASCII input without `xn--` labels, "domain to ASCII" is lower-casing; such labels are not validated here.
  auto domain = message::byte_lowercase(percent_decode(input));
  if (domain.empty()) return std::unexpected(UrlError::host_empty);
  if (!domain_bytes.contains_all(domain)) return std::unexpected(UrlError::host_forbidden);
  if (!ascii_bytes.contains_all(domain)) return std::unexpected(UrlError::host_non_ascii);
  if (!ends_in_a_number(domain)) return domain;
  const auto address = parse_ipv4(domain);
  if (!address) return std::unexpected(UrlError::host_ipv4);
  return serialize_ipv4(*address);
}

}  // namespace corspec::fetch
