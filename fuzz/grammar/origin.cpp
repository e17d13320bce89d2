#include "fuzz/grammar/origin.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace corspec::fuzz {

namespace {

using std::string_view_literals::operator""sv;

constexpr std::array schemes{"https"sv,         "http"sv,  "null"sv,      "chrome-extension"sv,
                             "moz-extension"sv, "file"sv,  "capacitor"sv, "blob"sv,
                             "javascript"sv,    "HTTPS"sv, "ftp"sv,       "ws"sv,
                             "a+b-c.d"sv,       "1http"sv, ""sv};
constexpr std::array labels{"foo"sv, "example"sv, "com"sv, "localhost"sv, "a"sv,    "xn--nxasmq6b"sv, "api-1"sv,
                            "127"sv, "0"sv,       "1"sv,   "256"sv,       "-a"sv,   "a-"sv,           "FOO"sv,
                            "a_b"sv, "%65"sv,     ""sv,    "*"sv,         "a--b"sv, "0x7f"sv,         "evil"sv};
constexpr std::array addresses{"127.0.0.1"sv,
                               "255.255.255.255"sv,
                               "1.2.3"sv,
                               "01.2.3.4"sv,
                               "256.1.1.1"sv,
                               "[::1]"sv,
                               "[::]"sv,
                               "[2001:db8::1]"sv,
                               "[1:2:3:4:5:6:7:8]"sv,
                               "[1:2:3:4:5:6::8]"sv,
                               "[1::3:4:5:6:7:8]"sv,
                               "[::ffff:1.2.3.4]"sv,
                               "[fe80::1%eth0]"sv,
                               "[0001::]"sv,
                               "[A::]"sv,
                               "[1::2::3]"sv,
                               "[]"sv,
                               "[::1"sv};
constexpr std::array ports{""sv,       ":80"sv,    ":443"sv, ":8443"sv, ":1"sv,      ":0"sv,  ":65535"sv,
                           ":65536"sv, ":99999"sv, ":"sv,    ":080"sv,  ":123456"sv, ":-1"sv, ":8a"sv};
/// What stands where nothing should.
constexpr std::array strays{"/"sv,  "//"sv, "?"sv, "#"sv,  "@"sv, "."sv,   ","sv,     " "sv,        "\t"sv,
                            "\0"sv, ", "sv, ":"sv, "\\"sv, "%"sv, "%00"sv, "\xff"sv,  "\xc3\xa9"sv, "\""sv,
                            "`"sv,  "{"sv,  "_"sv, "!"sv,  "&"sv, ";"sv,   "%60.a"sv, "null"sv,     "*"sv};

constexpr std::array shared{"vercel.app"sv,     "netlify.app"sv,   "github.io"sv,    "pages.dev"sv,
                            "herokuapp.com"sv,  "web.app"sv,       "onrender.com"sv, "azurewebsites.net"sv,
                            "cloudfront.net"sv, "ngrok-free.app"sv};

std::string generate_host(Random& random) {
  if (random.one_in(4)) return std::string(random.pick(addresses));
  std::string host(random.pick(labels));
  for (std::size_t more = random.below(4); more > 0; --more) {
    host += '.';
    host += random.pick(labels);
  }
  return host;
}

constexpr bool is_seam(char byte) {
  return byte == ':' || byte == '/' || byte == '.' || byte == '[' || byte == ']' || byte == '@' || byte == '-';
}

/// Where the parts of an origin meet.
std::vector<std::size_t> seams(std::string_view origin) {
  std::vector<std::size_t> found;
  found.reserve(origin.size() + 2);
  found.push_back(0);
  for (std::size_t at = 0; at < origin.size(); ++at) {
    if (!is_seam(origin[at])) continue;
    found.push_back(at);
    found.push_back(at + 1);
  }
  found.push_back(origin.size());
  return found;
}

std::string with(std::string_view origin, std::size_t at, std::string_view inserted) {
  std::string made(origin);
  return made.insert(at, inserted);
}

/// An origin cut in three: `https://`, `foo.example`, `:8443`.
struct Parts {
  std::string scheme;
  std::string host;
  std::string port;
};

Parts parts_of(std::string_view origin) {
  Parts parts;
  if (const auto separator = origin.find("://"); separator != std::string_view::npos) {
    parts.scheme = origin.substr(0, separator + 3);
    origin.remove_prefix(separator + 3);
  }
  const auto colon = origin.rfind(':');
  const bool has_port = colon != std::string_view::npos && origin.find(']', colon) == std::string_view::npos;
  parts.host = origin.substr(0, has_port ? colon : origin.size());
  if (has_port) parts.port = origin.substr(colon);
  return parts;
}

/// How an origin is disguised: each trick is a slip of comparison that servers were found with.
using Trick = std::string (*)(const Parts& parts, Random& random);

std::string upper(std::string text) {
  for (char& byte : text) {
    if (byte >= 'a' && byte <= 'z') byte = static_cast<char>(byte - 'a' + 'A');
  }
  return text;
}

std::string with_dot_replaced(const Parts& parts, Random& random) {
  std::string host = parts.host;
  const auto dot = host.find('.');
  if (dot == std::string::npos) return parts.scheme + host + "x" + parts.port;
  host[dot] = random.one_in(2) ? 'x' : '-';
  return parts.scheme + host + parts.port;
}

std::string with_byte_in_host(const Parts& parts, Random& random) {
  // What browsers let through in a host name and what ends a host for some parsers.
  constexpr std::array bytes{"_"sv, "!"sv, "$"sv, "&"sv, "'"sv, "("sv, ";"sv, "="sv, "~"sv, "`"sv, "{"sv, "%60"sv};
  return parts.scheme + parts.host + std::string(random.pick(bytes)) + ".evil.example" + parts.port;
}

std::string with_other_port(const Parts& parts, Random& random) {
  constexpr std::array other{":1"sv, ":8080"sv, ":80"sv, ":443"sv, ":8444"sv, ":65535"sv};
  return parts.scheme + parts.host + std::string(random.pick(other));
}

/// The same origin to whoever parses it, in a spelling that no serialiser writes.
std::string with_default_port(const Parts& parts, Random&) {
  return parts.scheme + parts.host + (parts.scheme == "http://" ? ":80" : ":443");
}

std::string with_other_scheme(const Parts& parts, Random& random) {
  constexpr std::array other{"http://"sv,  "https://"sv, "ftp://"sv, "chrome-extension://"sv,
                             "HTTPS://"sv, "//"sv,       ""sv};
  return std::string(random.pick(other)) + parts.host + parts.port;
}

/// One label, where the end of a host is taken for the end of a word.
std::string with_label_continued(const Parts& parts, Random& random) {
  return parts.scheme + parts.host + (random.one_in(2) ? "_" : "-") + "evil.example" + parts.port;
}

constexpr std::array<Trick, 24> tricks{
    [](const Parts& parts, Random&) { return parts.scheme + parts.host + ".evil.example" + parts.port; },
    [](const Parts& parts, Random&) { return parts.scheme + parts.host + "evil.example" + parts.port; },
    [](const Parts& parts, Random&) { return parts.scheme + "evil" + parts.host + parts.port; },
    [](const Parts& parts, Random&) { return parts.scheme + "evil." + parts.host + parts.port; },
    [](const Parts& parts, Random&) { return parts.scheme + "evil-" + parts.host + parts.port; },
    [](const Parts& parts, Random&) { return parts.scheme + parts.host + parts.port + "1"; },
    [](const Parts& parts, Random&) { return parts.scheme + parts.host + "." + parts.port; },
    [](const Parts& parts, Random&) { return parts.scheme + parts.host + parts.port + "/"; },
    [](const Parts& parts, Random&) { return parts.scheme + parts.host + parts.port + "@evil.example"; },
    [](const Parts& parts, Random&) { return parts.scheme + "user@" + parts.host + parts.port; },
    [](const Parts& parts, Random&) { return parts.scheme + upper(parts.host) + parts.port; },
    [](const Parts& parts, Random&) { return upper(parts.scheme) + parts.host + parts.port; },
    [](const Parts& parts, Random&) { return parts.scheme + parts.host + parts.port + ", https://evil.example"; },
    [](const Parts& parts, Random&) { return "https://evil.example, " + parts.scheme + parts.host + parts.port; },
    [](const Parts& parts, Random&) { return "https://evil.example/" + parts.scheme + parts.host + parts.port; },
    [](const Parts& parts, Random&) { return "https://evil.example?" + parts.scheme + parts.host + parts.port; },
    [](const Parts& parts, Random&) { return parts.scheme + parts.host; },
    [](const Parts& parts, Random&) {
      return (parts.scheme == "https://" ? "http://" : "https://") + parts.host + parts.port;
    },
    with_dot_replaced,
    with_label_continued,
    with_byte_in_host,
    with_other_port,
    with_default_port,
    with_other_scheme,
};

}  // namespace

std::string generate_origin(Random& random) {
  if (random.one_in(16)) return "null";
  std::string made(random.one_in(3) ? random.pick(schemes) : "https"sv);
  made += random.one_in(16) ? random.pick(strays) : "://"sv;
  made += generate_host(random);
  made += random.one_in(2) ? random.pick(ports) : ""sv;
  if (random.one_in(8)) made = with(made, random.below(made.size() + 1), random.pick(strays));
  return made;
}

std::string mutate_origin(std::string_view origin, Random& random) {
  const auto found = seams(origin);
  const std::size_t from = random.pick(found);
  std::size_t to = random.pick(found);
  if (to < from) to = from;
  switch (random.below(9)) {
    case 0:
      return with(origin, from, random.pick(labels));
    case 1:
      return with(origin, from, random.pick(strays));
    case 2:
      return with(origin, from, random.pick(ports));
    case 3:
      return std::string(origin).erase(from, to - from);
    case 4:
      return with(origin, from, origin.substr(from, to - from));
    case 5:
      return std::string(origin).replace(from, to - from, random.pick(labels));
    case 6:
      return std::string(origin).replace(from, to - from, random.pick(addresses));
    case 7: {
      std::string made(origin);
      if (!made.empty()) made[random.below(made.size())] = random.byte();
      return made;
    }
    default:
      return disguise_origin(origin, random);
  }
}

std::string disguise_origin(std::string_view origin, Random& random) {
  const Parts parts = parts_of(origin);
  std::string made = random.pick(tricks)(parts, random);
  // A trick that another part undoes, such as the same port, is no disguise.
  return made == origin ? "https://evil.example" : made;
}

std::vector<std::string> disguises_of(std::string_view origin, Random& random) {
  const Parts parts = parts_of(origin);
  std::vector<std::string> all;
  for (const auto trick : tricks) {
    if (auto made = trick(parts, random); made != origin) all.push_back(std::move(made));
  }
  return all;
}

std::span<const std::string_view> shared_domains() {
  return shared;
}

std::string neighbour_of(std::string_view origin, Random& random) {
  const Parts parts = parts_of(origin);
  const auto dot = std::min(parts.host.find('.'), parts.host.size());
  const std::string name = parts.host.substr(0, dot);
  const auto parent = std::string_view(parts.host).substr(std::min(dot + 1, parts.host.size()));
  // A top-level domain is nobody's own: what is beside the host there is a stranger.
  const auto domain = parent.contains('.') && random.one_in(2) ? parent : random.pick(shared);
  switch (random.below(3)) {
    case 0:
      return parts.scheme + "corspec-evil." + std::string(domain);
    case 1:
      return parts.scheme + name + "-corspec-evil." + std::string(domain);
    default:
      return parts.scheme + "corspec-evil-" + name + "." + std::string(domain);
  }
}

}  // namespace corspec::fuzz
