#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace corspec::fetch {

/// https://fetch.spec.whatwg.org/#origin-header, the ABNF of May 2026 (ORI-5):
///
///     origin-or-null = origin / %s"null"
///     origin         = scheme "://" host [ ":" 1*5DIGIT ]
///     scheme         = lower-alpha *( lower-alpha / DIGIT / "+" / "-" / "." )
///     host           = IPv4 / "[" IPv6 "]" / label *( "." label )
///     label          = lower alphanumerics, and hyphens between them
///     IPv6           = eight h16 with ":" between them, or at most six around one "::"
///     h16            = 1*4 lower-case hex digits without leading zeros
///
/// An IPv6 address has no dotted tail, since no serialiser writes one (ORI-4). What looks like an IPv4 address but is
/// none (`256.1.1.1`, `1.2.3`) is still a list of labels, hence a domain here (ORI-6).
///
/// The recogniser keeps bytes: it neither lower-cases nor drops a default port. It judges who *writes* an origin; the
/// CORS check compares bytes and never consults it (ORI-6).
struct Origin {
  enum class Kind { null, tuple };
  enum class Host { none, domain, ipv4, ipv6 };

  Kind kind = Kind::null;
  std::string scheme;
  Host host_kind = Host::none;
  std::string host;  ///< with brackets when IPv6
  std::string port;  ///< digits as written; empty when absent

  friend bool operator==(const Origin&, const Origin&) = default;
};

/// The part of an origin that the grammar refused.
enum class OriginError { empty, scheme, separator, host, host_ipv6, port, trailing };

[[nodiscard]] std::string_view describe(OriginError error);

[[nodiscard]] std::expected<Origin, OriginError> parse_origin(std::string_view bytes);

/// parse_origin's inverse.
[[nodiscard]] std::string serialize(const Origin& origin);

}  // namespace corspec::fetch
