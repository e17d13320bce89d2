#include "run/targets.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <vector>

#include "message/bytes.hpp"

namespace corspec::run {
namespace {

std::string without_brackets(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) return std::string(host.substr(1, host.size() - 2));
  return std::string(host);
}

/// The parts of `a:b:[::1]:c`; a colon within brackets does not separate.
std::vector<std::string_view> colon_parts(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  bool in_brackets = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '[') in_brackets = true;
    if (text[at] == ']') in_brackets = false;
    if (text[at] != ':' || in_brackets) continue;
    parts.push_back(text.substr(start, at - start));
    start = at + 1;
  }
  parts.push_back(text.substr(start));
  return parts;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return port;
}

/// One `--resolve` or `--connect-to`. Null members match, or change, nothing.
struct Redirection {
  std::optional<std::string> host;
  std::optional<std::uint16_t> port;
  std::optional<std::string> to_host;
  std::optional<std::uint16_t> to_port;

  [[nodiscard]] bool applies_to(std::string_view other_host, std::uint16_t other_port) const {
    return (!host || message::byte_case_insensitive_match(*host, other_host)) && (!port || *port == other_port);
  }
};

std::optional<std::string> host_or_any(std::string_view part, std::string_view any) {
  if (part == any) return std::nullopt;
  return without_brackets(part);
}

/// `HOST:PORT:ADDRESS`, the host possibly `*`. curl's `+` prefix and lists of addresses name more than one place.
std::optional<Redirection> parse_resolve(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const std::size_t first = text.find(':', text.starts_with('[') ? text.find(']') : 0);
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = text.find(':', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto port = parse_port(text.substr(first + 1, second - first - 1));
  // The address is the rest: curl takes IPv6 without brackets too.
  const std::string address = without_brackets(text.substr(second + 1));
  if (!port || address.empty() || first == 0 || address.contains(',')) return std::nullopt;
  return Redirection{host_or_any(text.substr(0, first), "*"), port, address, std::nullopt};
}

/// `HOST1:PORT1:HOST2:PORT2`; every part may be empty.
std::optional<Redirection> parse_connect_to(std::string_view text) {
  const auto parts = colon_parts(text);
  if (parts.size() != 4) return std::nullopt;
  Redirection redirection{host_or_any(parts[0], ""), parse_port(parts[1]), host_or_any(parts[2], ""),
                          parse_port(parts[3])};
  if (!parts[1].empty() && !redirection.port) return std::nullopt;
  if (!parts[3].empty() && !redirection.to_port) return std::nullopt;
  return redirection;
}

const Redirection* first_match(const std::vector<Redirection>& redirections, std::string_view host,
                               std::uint16_t port) {
  for (const Redirection& redirection : redirections) {
    if (redirection.applies_to(host, port)) return &redirection;
  }
  return nullptr;
}

template <typename Parse>
std::vector<Redirection> parse_all(const std::vector<std::string>& texts, Parse parse) {
  std::vector<Redirection> redirections;
  for (const std::string& text : texts) {
    if (auto redirection = parse(text)) redirections.push_back(*std::move(redirection));
  }
  return redirections;
}

}  // namespace

std::expected<fetch::Url, std::string> parse_target(std::string_view text) {
  auto url = fetch::parse_url(text);
  if (!url) {
    std::string what = fmt::format("{} is no URL of a target: {}", text, fetch::describe(url.error()));
    if (!text.contains("://")) what += fmt::format("; did you mean http://{}?", text);
    return std::unexpected(what);
  }
  if (url->includes_credentials()) {
    return std::unexpected(fmt::format(
        "the URL of {} holds a user name or password: give credentials with a profile's request_credentials",
        fetch::serialize_origin(*url)));
  }
  if (url->fragment) return std::unexpected(fmt::format("{}: a fragment is never sent to a server", text));
  return *std::move(url);
}

std::expected<void, std::string> check_network(const NetworkOptions& network) {
  for (const std::string& text : network.resolve) {
    if (!parse_resolve(text)) return std::unexpected(fmt::format("--resolve {} is not HOST:PORT:ADDRESS", text));
  }
  for (const std::string& text : network.connect_to) {
    if (!parse_connect_to(text)) {
      return std::unexpected(fmt::format("--connect-to {} is not HOST1:PORT1:HOST2:PORT2", text));
    }
  }
  return {};
}

Target target_of(const fetch::Url& url, const suite::Profile::At& at, const NetworkOptions& network) {
  Target target{url, {}};
  if (at.port) {
    const std::uint16_t default_port = url.scheme == "https" ? 443 : 80;
    target.url.port = *at.port == default_port ? std::nullopt : at.port;
  }
  if (!at.host.empty()) target.url.host = at.host;
  if (!at.path_prefix.empty() && !target.url.path.starts_with(at.path_prefix)) {
    target.url.path = at.path_prefix;
    target.url.query.reset();
  }

  http::Endpoint& endpoint = target.endpoint;
  endpoint.scheme = target.url.scheme;
  endpoint.host = without_brackets(target.url.host);
  endpoint.port = target.url.effective_port();
  endpoint.unix_socket = network.unix_socket;
  if (!at.host.empty()) endpoint.connect_host = without_brackets(url.host);

  std::string host = endpoint.connect_host.empty() ? endpoint.host : endpoint.connect_host;
  std::uint16_t port = endpoint.port;
  if (const auto all = parse_all(network.connect_to, parse_connect_to);
      const Redirection* redirection = first_match(all, host, port)) {
    if (redirection->to_host) endpoint.connect_host = *redirection->to_host;
    if (redirection->to_port) endpoint.connect_port = *redirection->to_port;
    if (redirection->to_host) host = *redirection->to_host;
    if (redirection->to_port) port = *redirection->to_port;
  }
  if (const auto all = parse_all(network.resolve, parse_resolve);
      const Redirection* redirection = first_match(all, host, port)) {
    endpoint.connect_host = *redirection->to_host;
  }
  return target;
}

http::ClientOptions client_options_of(const Target& target, const NetworkOptions& network,
                                      std::size_t max_connections) {
  http::ClientOptions client;
  client.endpoint = target.endpoint;
  client.tls = network.tls;
  client.limits = network.limits;
  client.deadlines = network.deadlines;
  client.max_connections = max_connections;
  return client;
}

suite::TargetFacts facts_of(const Target& target) {
  return {target.authority(), target.origin(), fetch::request_target(target.url)};
}

CurlContext curl_context_of(const Target& target, const NetworkOptions& network) {
  const http::Endpoint& endpoint = target.endpoint;
  CurlContext context;
  context.origin = target.origin();
  context.host = endpoint.host;
  context.connect_host = endpoint.connect_host.empty() ? endpoint.host : endpoint.connect_host;
  context.connect_port = endpoint.connect_port != 0 ? endpoint.connect_port : endpoint.port;
  context.secure = target.url.scheme == "https";
  context.network = network;
  // What the flags and the profile's host come to, in one flag.
  context.network.resolve.clear();
  context.network.connect_to.clear();
  if (!endpoint.connect_host.empty() || endpoint.connect_port != 0) {
    const std::string to =
        context.connect_host.contains(':') ? fmt::format("[{}]", context.connect_host) : context.connect_host;
    context.network.connect_to.push_back(
        fmt::format("{}:{}:{}:{}", target.url.host, endpoint.port, to, context.connect_port));
  }
  return context;
}

}  // namespace corspec::run
