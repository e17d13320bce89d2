#include "fetch/origin.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "message/bytes.hpp"

namespace corspec::fetch {
namespace {

using message::ByteClass;

constexpr bool is_lower_alphanumeric(unsigned char byte) {
  return message::is_ascii_lower_alpha(byte) || message::is_ascii_digit(byte);
}

constexpr ByteClass digits(message::is_ascii_digit);
constexpr ByteClass lower_hex_digits([](unsigned char byte) {
  return message::is_ascii_digit(byte) || (byte >= 'a' && byte <= 'f');
});
constexpr ByteClass scheme_bytes([](unsigned char byte) {
  return is_lower_alphanumeric(byte) || byte == '+' || byte == '-' || byte == '.';
});
constexpr ByteClass label_bytes([](unsigned char byte) { return is_lower_alphanumeric(byte) || byte == '-'; });
constexpr ByteClass host_bytes([](unsigned char byte) {
  return is_lower_alphanumeric(byte) || byte == '-' || byte == '.';
});

bool is_scheme(std::string_view text) {
  return !text.empty() && message::is_ascii_lower_alpha(static_cast<unsigned char>(text.front())) &&
         scheme_bytes.contains_all(text);
}

/// Calls `accept` with each part of `text` between separators; false as soon as one is not accepted.
template <typename Accept>
bool all_parts(std::string_view text, char separator, Accept accept) {
  for (;;) {
    const auto end = text.find(separator);
    if (!accept(text.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
}

bool is_label(std::string_view text) {
  return !text.empty() && text.front() != '-' && text.back() != '-' && label_bytes.contains_all(text);
}

bool is_dec_octet(std::string_view text) {
  if (text.empty() || text.size() > 3 || !digits.contains_all(text)) return false;
  if (text.size() > 1 && text.front() == '0') return false;
  return text.size() < 3 || text <= "255";
}

bool is_ipv4(std::string_view text) {
  return std::ranges::count(text, '.') == 3 && all_parts(text, '.', is_dec_octet);
}

bool is_h16(std::string_view text) {
  if (text.empty() || text.size() > 4 || (text.size() > 1 && text.front() == '0')) return false;
  return lower_hex_digits.contains_all(text);
}

/// How many pieces `text` has; none when it is empty, null when one of them is not h16.
std::optional<int> count_pieces(std::string_view text) {
  if (text.empty()) return 0;
  int count = 0;
  const bool valid = all_parts(text, ':', [&](std::string_view piece) {
    ++count;
    return is_h16(piece);
  });
  return valid ? std::optional(count) : std::nullopt;
}

bool is_ipv6(std::string_view text) {
  const auto compression = text.find("::");
  if (compression == std::string_view::npos) return count_pieces(text) == 8;
  const auto before = count_pieces(text.substr(0, compression));
  const auto after = count_pieces(text.substr(compression + 2));
  return before && after && *before + *after <= 6;
}

/// Bytes that end an origin where people paste a URL or a list: the host before them may well be right.
bool begins_trailing_part(char byte) {
  return std::string_view("/?#, \t").contains(byte);
}

/// How much of `text` is host. Brackets are taken up to their end, everything else as far as host bytes go.
std::size_t host_length(std::string_view text) {
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    return close == std::string_view::npos ? text.size() : close + 1;
  }
  return host_bytes.leading(text);
}

std::expected<Origin::Host, OriginError> classify_host(std::string_view host) {
  if (host.starts_with('[')) {
    const bool valid = host.size() > 2 && host.ends_with(']') && is_ipv6(host.substr(1, host.size() - 2));
    return valid ? std::expected<Origin::Host, OriginError>(Origin::Host::ipv6)
                 : std::unexpected(OriginError::host_ipv6);
  }
  if (!all_parts(host, '.', is_label)) return std::unexpected(OriginError::host);
  return is_ipv4(host) ? Origin::Host::ipv4 : Origin::Host::domain;
}

/// The text after the host: nothing, or a port.
std::expected<std::string, OriginError> parse_port(std::string_view text) {
  if (text.empty()) return "";
  if (text.front() != ':') return std::unexpected(OriginError::trailing);
  text.remove_prefix(1);
  const auto length = digits.leading(text);
  if (length == 0 || length > 5) return std::unexpected(OriginError::port);
  if (length < text.size())
    return std::unexpected(begins_trailing_part(text[length]) ? OriginError::trailing : OriginError::port);
  return std::string(text);
}

}  // namespace

std::string_view describe(OriginError error) {
  switch (error) {
    case OriginError::empty:
      return "the value is empty";
    case OriginError::scheme:
      return "the scheme is not a lower-case letter followed by lower-case letters, digits, `+`, `-` or `.`";
    case OriginError::separator:
      return "`://` does not follow the scheme";
    case OriginError::host:
      return "the host is not made of dot-separated labels of lower-case letters, digits and inner hyphens";
    case OriginError::host_ipv6:
      return "the host is no bracketed IPv6 address as serialisers write it";
    case OriginError::port:
      return "the port is not one to five digits";
    case OriginError::trailing:
      return "something follows the origin";
  }
  std::unreachable();
}

std::expected<Origin, OriginError> parse_origin(std::string_view bytes) {
  if (bytes.empty()) return std::unexpected(OriginError::empty);
  if (bytes == "null") return Origin{};
  const auto scheme = bytes.substr(0, bytes.find(':'));
  if (!is_scheme(scheme)) return std::unexpected(OriginError::scheme);
  bytes.remove_prefix(scheme.size());
  if (!bytes.starts_with("://")) return std::unexpected(OriginError::separator);
  bytes.remove_prefix(3);
  const auto host = bytes.substr(0, host_length(bytes));
  bytes.remove_prefix(host.size());
  // The byte that no host may have is the fault, not the label that it cut short.
  if (!bytes.empty() && bytes.front() != ':' && !begins_trailing_part(bytes.front()))
    return std::unexpected(host.starts_with('[') ? OriginError::host_ipv6 : OriginError::host);
  const auto kind = classify_host(host);
  if (!kind) return std::unexpected(kind.error());
  auto port = parse_port(bytes);
  if (!port) return std::unexpected(port.error());
  return Origin{Origin::Kind::tuple, std::string(scheme), *kind, std::string(host), std::move(*port)};
}

std::string serialize(const Origin& origin) {
  if (origin.kind == Origin::Kind::null) return "null";
  return origin.scheme + "://" + origin.host + (origin.port.empty() ? "" : ':' + origin.port);
}

}  // namespace corspec::fetch
