#include "browser/url_blocking.hpp"

#include <string>
#include <string_view>

namespace corspec::browser {
namespace {

/// https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy for http(s) URLs. The host is serialised
/// already: an IPv4 address is dotted decimal.
bool is_potentially_trustworthy(const fetch::Url& url) {
  if (url.scheme == "https") return true;
  const std::string_view host = url.host;
  const bool ipv4 = host.find_first_not_of("0123456789.") == std::string_view::npos;
  return (ipv4 && host.starts_with("127.")) || host == "[::1]" || host == "localhost" || host.ends_with(".localhost");
}

}  // namespace

std::optional<fetch::Refusal> should_be_blocked(const RequestState& state) {
  const fetch::Url& url = state.current_url();
  if (state.request.block_bad_ports && fetch::is_bad_port(url.effective_port())) {
    return fetch::Refusal{"NEED-12", "url", "a port that is not blocked", std::to_string(url.effective_port())};
  }
  if (state.request.block_mixed_content && state.request.origin.starts_with("https://") &&
      !is_potentially_trustworthy(url)) {
    return fetch::Refusal{"NEED-11", "url", "an https URL, as the page is https", fetch::serialize(url)};
  }
  return std::nullopt;
}

}  // namespace corspec::browser
