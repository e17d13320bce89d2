#include "fetch/url.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <utility>

#include "fetch/percent_encoding.hpp"
#include "message/bytes.hpp"

namespace corspec::fetch {
namespace {

using message::ByteClass;

std::string_view without_outer_c0_and_space(std::string_view input) {
  const auto kept = [](char byte) { return static_cast<unsigned char>(byte) > 0x20; };
  const auto first = std::ranges::find_if(input, kept);
  input.remove_prefix(static_cast<std::size_t>(first - input.begin()));
  while (!input.empty() && !kept(input.back())) input.remove_suffix(1);
  return input;
}

constexpr ByteClass tab_and_newline([](unsigned char byte) { return byte == '\t' || byte == '\n' || byte == '\r'; });

std::string without_tab_and_newline(std::string_view input) {
  std::string kept(input);
  std::erase_if(kept, [](char byte) { return tab_and_newline.contains(byte); });
  return kept;
}

constexpr ByteClass scheme_bytes([](unsigned char byte) {
  return message::is_ascii_alphanumeric(byte) || byte == '+' || byte == '-' || byte == '.';
});

/// The scheme before the first colon, lower-cased, if there is one; what follows the colon goes to `rest`.
std::optional<std::string> take_scheme(std::string_view& rest) {
  const auto colon = rest.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto scheme = rest.substr(0, colon);
  if (scheme.empty() || !message::is_ascii_alpha(static_cast<unsigned char>(scheme.front()))) return std::nullopt;
  if (!scheme_bytes.contains_all(scheme)) return std::nullopt;
  rest.remove_prefix(colon + 1);
  return message::byte_lowercase(scheme);
}

/// In special URLs a backslash is a slash.
constexpr bool is_slash(unsigned char byte) {
  return byte == '/' || byte == '\\';
}

constexpr ByteClass slashes(is_slash);
constexpr ByteClass segment_bytes([](unsigned char byte) { return !is_slash(byte); });

constexpr std::uint16_t default_port(std::string_view scheme) {
  return scheme == "https" ? 443 : 80;
}

/// The port state. An empty port and the scheme's default are null.
std::expected<std::optional<std::uint16_t>, UrlError> parse_port(std::string_view digits, std::string_view scheme) {
  if (digits.empty()) return std::nullopt;
  if (!std::ranges::all_of(digits,
                           [](char digit) { return message::is_ascii_digit(static_cast<unsigned char>(digit)); }))
    return std::unexpected(UrlError::port);
  std::uint16_t port = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), port).ec != std::errc{})
    return std::unexpected(UrlError::port);
  return port == default_port(scheme) ? std::nullopt : std::optional(port);
}

/// The authority and host states: `[user[:password]@]host[:port]`.
std::expected<void, UrlError> parse_authority(std::string_view text, Url& url) {
  // The last `@` ends the userinfo; those before it belong to it.
  if (const auto at = text.rfind('@'); at != std::string_view::npos) {
    const auto userinfo = text.substr(0, at);
    const auto colon = userinfo.find(':');
    url.username = percent_encode(userinfo.substr(0, colon), PercentEncodeSet::userinfo);
    if (colon != std::string_view::npos)
      url.password = percent_encode(userinfo.substr(colon + 1), PercentEncodeSet::userinfo);
    text.remove_prefix(at + 1);
  }
  bool inside_brackets = false;
  const auto port_colon = std::ranges::find_if(text, [&](char byte) {
    if (byte == '[') inside_brackets = true;
    if (byte == ']') inside_brackets = false;
    return byte == ':' && !inside_brackets;
  });
  const auto host_length = static_cast<std::size_t>(port_colon - text.begin());
  if (host_length == 0) return std::unexpected(UrlError::host_empty);
  auto host = parse_host(text.substr(0, host_length));
  if (!host) return std::unexpected(host.error());
  url.host = std::move(*host);
  text.remove_prefix(host_length);
  if (text.starts_with(':')) text.remove_prefix(1);
  auto port = parse_port(text, url.scheme);
  if (!port) return std::unexpected(port.error());
  url.port = *port;
  return {};
}

/// https://url.spec.whatwg.org/#single-dot-path-segment and #double-dot-path-segment: how many dots a segment consists
/// of,
/// `%2e` being one, or 0 when there is anything else.
int count_dots(std::string_view segment) {
  int dots = 0;
  while (!segment.empty()) {
    if (segment.front() == '.') {
      segment.remove_prefix(1);
    } else if (segment.starts_with("%2e") || segment.starts_with("%2E")) {
      segment.remove_prefix(3);
    } else {
      return 0;
    }
    ++dots;
  }
  return dots;
}

std::string without_last_segment(std::string_view path) {
  return std::string(path.substr(0, std::min(path.rfind('/'), path.size())));
}

/// The path state: `path`, and after it the segments of `text`, dot segments resolved.
std::string resolve_path(std::string path, std::string_view text) {
  for (;;) {
    const auto slash = segment_bytes.leading(text);
    const bool last = slash == text.size();
    const auto segment = text.substr(0, slash);
    const int dots = count_dots(segment);
    if (dots == 2) path = without_last_segment(path);
    if (dots != 1 && dots != 2) {
      path += '/';
      path += percent_encode(segment, PercentEncodeSet::path);
    } else if (last) {
      path += '/';
    }
    if (last) return path;
    text.remove_prefix(slash + 1);
  }
}

/// A reference cut at its delimiters; query and fragment without theirs.
struct Parts {
  std::string_view before_query;
  std::optional<std::string_view> query;
  std::optional<std::string_view> fragment;
};

Parts split(std::string_view reference) {
  Parts parts;
  if (const auto hash = reference.find('#'); hash != std::string_view::npos) {
    parts.fragment = reference.substr(hash + 1);
    reference = reference.substr(0, hash);
  }
  if (const auto question = reference.find('?'); question != std::string_view::npos) {
    parts.query = reference.substr(question + 1);
    reference = reference.substr(0, question);
  }
  parts.before_query = reference;
  return parts;
}

/// `text` has any number of slashes, then an authority and a path (special authority ignore slashes state).
std::expected<void, UrlError> parse_authority_and_path(std::string_view text, Url& url) {
  text.remove_prefix(slashes.leading(text));
  const auto end = segment_bytes.leading(text);
  if (auto authority = parse_authority(text.substr(0, end), url); !authority) return authority;
  text.remove_prefix(end);
  if (!text.empty()) text.remove_prefix(1);
  url.path = resolve_path({}, text);
  return {};
}

/// The relative states: what `text` leaves out comes from `base`.
std::expected<void, UrlError> parse_relative(std::string_view text, bool has_query, const Url& base, Url& url) {
  if (text.size() >= 2 && slashes.contains_all(text.substr(0, 2))) return parse_authority_and_path(text, url);
  url.username = base.username;
  url.password = base.password;
  url.host = base.host;
  url.port = base.port;
  if (text.empty()) {
    url.path = base.path;
    if (!has_query) url.query = base.query;
    return {};
  }
  if (slashes.contains(text[0])) {
    url.path = resolve_path({}, text.substr(1));
    return {};
  }
  url.path = resolve_path(without_last_segment(base.path), text);
  return {};
}

}  // namespace

std::expected<Url, UrlError> parse_url(std::string_view input, const Url* base) {
  const auto reference = without_tab_and_newline(without_outer_c0_and_space(input));
  std::string_view rest = reference;
  const auto scheme = take_scheme(rest);
  if (scheme && *scheme != "http" && *scheme != "https") return std::unexpected(UrlError::scheme);
  if (!scheme && base == nullptr) return std::unexpected(UrlError::relative);

  Url url;
  url.scheme = scheme ? *scheme : base->scheme;
  const auto parts = split(rest);
  // Special relative or authority state: `https:x` against an https base is a relative reference.
  const bool relative = !scheme || (base != nullptr && *scheme == base->scheme);
  const auto parsed = relative ? parse_relative(parts.before_query, parts.query.has_value(), *base, url)
                               : parse_authority_and_path(parts.before_query, url);
  if (!parsed) return std::unexpected(parsed.error());
  if (parts.query) url.query = percent_encode(*parts.query, PercentEncodeSet::special_query);
  if (parts.fragment) url.fragment = percent_encode(*parts.fragment, PercentEncodeSet::fragment);
  return url;
}

std::string serialize(const Url& url, bool exclude_fragment) {
  std::string text = url.scheme + "://";
  if (url.includes_credentials()) {
    text += url.username;
    if (!url.password.empty()) text += ':' + url.password;
    text += '@';
  }
  text += authority(url) + request_target(url);
  if (!exclude_fragment && url.fragment) text += '#' + *url.fragment;
  return text;
}

std::string request_target(const Url& url) {
  return url.query ? url.path + '?' + *url.query : url.path;
}

std::string authority(const Url& url) {
  return url.port ? url.host + ':' + std::to_string(*url.port) : url.host;
}

std::string serialize_origin(const Url& url) {
  return url.scheme + "://" + authority(url);
}

bool is_bad_port(std::uint16_t port) {
  static constexpr std::array<std::uint16_t, 83> bad_ports = {
      0,    1,    7,    9,    11,   13,   15,   17,   19,   20,   21,   22,   23,   25,   37,   42,   43,
      53,   69,   77,   79,   87,   95,   101,  102,  103,  104,  109,  110,  111,  113,  115,  117,  119,
      123,  135,  137,  139,  143,  161,  179,  389,  427,  465,  512,  513,  514,  515,  526,  530,  531,
      532,  540,  548,  554,  556,  563,  587,  601,  636,  989,  990,  993,  995,  1719, 1720, 1723, 2049,
      3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080};
  static_assert(std::ranges::is_sorted(bad_ports));
  return std::ranges::binary_search(bad_ports, port);
}

}  // namespace corspec::fetch
