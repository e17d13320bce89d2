#include "recorded/curl_connections.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace corspec::recorded {
namespace {

/// What curl says of a connection only when TLS is on it, by its TLS library and version.
constexpr std::array<std::string_view, 6> signs_of_tls{
    "SSL connection", "TLS handshake", "ALPN", "schannel", "[:scheme: https]", "OPENED stream for https://"};

/// What stands behind `before` in `text`, up to one of `ends`; empty when it is not there.
std::string_view behind(std::string_view text, std::string_view before, std::string_view ends) {
  const auto at = text.find(before);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + before.size());
  return text.substr(0, text.find_first_of(ends));
}

/// `#0`
std::string_view number_in(std::string_view said) {
  const auto at = said.find('#');
  if (at == std::string_view::npos) return {};
  said.remove_prefix(at);
  return said.substr(0, said.find_first_not_of("0123456789", 1));
}

bool is_https(std::string_view url) {
  return url.starts_with("https:");
}

}  // namespace

void CurlConnections::read(std::string_view line) {
  // A body may end without a line feed, and curl goes on in its last line.
  if (const auto url = behind(line, "* Issue another request to this URL: '", "'"); !url.empty())
    tls_of_redirect_ = is_https(url);
  if (!line.starts_with("* ")) return;
  struct Kind {
    std::string_view said;
    void (CurlConnections::*read)(std::string_view);
  };
  constexpr std::array<Kind, 5> kinds{{{"* Connected to ", &CurlConnections::connect},
                                       {"* Established connection to ", &CurlConnections::connect},
                                       {"* Re-using existing ", &CurlConnections::reuse},
                                       {"* Reusing existing ", &CurlConnections::reuse},
                                       {"* Connection #", &CurlConnections::remember}}};
  const auto kind = std::ranges::find_if(kinds, [&](const Kind& one) { return line.starts_with(one.said); });
  if (kind != kinds.end()) {
    (this->*kind->read)(line);
  } else if (std::ranges::any_of(signs_of_tls, [&](std::string_view sign) { return line.contains(sign); })) {
    tls_ = true;
  }
}

std::optional<std::string_view> CurlConnections::take_scheme() {
  const auto tls = std::exchange(tls_of_redirect_, std::nullopt).or_else([this] { return tls_; });
  return tls ? std::optional<std::string_view>(*tls ? "https" : "http") : std::nullopt;
}

// `* Connected to api.example (192.0.2.1) port 443 (#0)`; a port of 443 says enough where the output was filtered
void CurlConnections::connect(std::string_view said) {
  tls_ = behind(said, " port ", " )") == "443";
}

// `* Re-using existing connection #0 with host api.example`, `* Re-using existing https: connection with ...`
void CurlConnections::reuse(std::string_view said) {
  if (const auto scheme = behind(said, "existing ", " "); scheme.ends_with(':')) {
    tls_ = is_https(scheme);
    return;
  }
  for (const auto name : {number_in(said), behind(said, " host ", " ")}) {
    const auto known = tls_of_.find(name);
    if (known == tls_of_.end()) continue;
    tls_ = known->second;
    return;
  }
}

// `* Connection #0 to host api.example left intact`
void CurlConnections::remember(std::string_view said) {
  if (!tls_) return;
  for (const auto name : {number_in(said), behind(said, " host ", " ")})
    tls_of_.insert_or_assign(std::string(name), *tls_);
}

}  // namespace corspec::recorded
