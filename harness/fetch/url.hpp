#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "fetch/host.hpp"

namespace corspec::fetch {

/// An http or https URL, parsed by the URL Standard's rules. All parts are serialised already.
struct Url {
  std::string scheme;  ///< "http" or "https"
  std::string username;
  std::string password;
  std::string host;                   ///< serialised: brackets around IPv6
  std::optional<std::uint16_t> port;  ///< null when it is the scheme's default (ORI-3)
  std::string path = "/";
  std::optional<std::string> query;  ///< without the `?`
  std::optional<std::string> fragment;

  [[nodiscard]] bool includes_credentials() const { return !username.empty() || !password.empty(); }
  [[nodiscard]] std::uint16_t effective_port() const { return port ? *port : (scheme == "https" ? 443 : 80); }
  friend bool operator==(const Url&, const Url&) = default;
};

/// https://url.spec.whatwg.org/#concept-url-parser restricted to http and https results, with an optional base for
/// relative references. A non-ASCII host is `UrlError::host_non_ascii`.
[[nodiscard]] std::expected<Url, UrlError> parse_url(std::string_view input, const Url* base = nullptr);

/// https://url.spec.whatwg.org/#concept-url-serializer; PFQ-2: the fragment is never sent.
[[nodiscard]] std::string serialize(const Url& url, bool exclude_fragment = false);

/// The request target in origin form: path and query.
[[nodiscard]] std::string request_target(const Url& url);

/// `host[:port]`, as the Host header carries it.
[[nodiscard]] std::string authority(const Url& url);

/// ORI-1, ORI-3: the ASCII serialisation of the URL's origin: `https://api.example`, `http://[::1]:8080`.
[[nodiscard]] std::string serialize_origin(const Url& url);

/// https://fetch.spec.whatwg.org/#port-blocking (NEED-12)
[[nodiscard]] bool is_bad_port(std::uint16_t port);

}  // namespace corspec::fetch
