#include "browser/redirect.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "browser/request_origin.hpp"

namespace corspec::browser {
namespace {

/// https://fetch.spec.whatwg.org/#request-body-header-name
constexpr std::array<std::string_view, 4> request_body_header_names{"Content-Encoding", "Content-Language",
                                                                    "Content-Location", "Content-Type"};

/// REDIR-3
bool turns_into_get(int status, std::string_view method) {
  if (status == 301 || status == 302) return method == "POST";
  return status == 303 && method != "GET" && method != "HEAD";
}

fetch::Refusal refused(std::string_view rule, std::string expected, const fetch::Url& location) {
  return {rule, "Location", std::move(expected), fetch::serialize(location)};
}

}  // namespace

bool is_redirect_status(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::expected<std::optional<fetch::Url>, LocationError> location_url(const message::HeaderList& headers,
                                                                     const fetch::Url& current, const Engine& engine) {
  const auto lines = headers.lines("Location");
  if (lines.empty()) return std::nullopt;
  if (lines.size() > 1) return std::unexpected(LocationError::several_lines);
  if (engine.empty_location_is_none && lines.front().empty()) return std::nullopt;
  auto location = fetch::parse_url(lines.front(), &current);
  if (!location) {
    const bool needs_idna = location.error() == fetch::UrlError::host_non_ascii;
    return std::unexpected(needs_idna ? LocationError::host_non_ascii : LocationError::not_http);
  }
  if (!location->fragment) location->fragment = current.fragment;
  return *std::move(location);
}

std::optional<fetch::Refusal> refuse_redirect(const RequestState& state, int status, const fetch::Url& location,
                                              const Engine& engine) {
  // s7: the list holds the first URL and one for each redirect so far.
  if (state.url_list.size() > max_redirects) return refused("REDIR-7", "no more than 20 redirects", location);
  // s9, s10
  const bool cross_origin = !is_same_origin(state.request.origin, location);
  if (location.includes_credentials() &&
      ((state.request.mode == Mode::cors && cross_origin) || state.tainting == ResponseTainting::cors ||
       (state.request.mode != Mode::navigate && engine.refuses_credentials_in_any_redirect))) {
    return refused("REDIR-6", "a URL without user name and password", location);
  }
  // s11
  if (status != 303 && state.request.body.kind == Body::Kind::stream) {
    return fetch::Refusal{"FLAG-4", "status", "303, as a stream cannot be sent again", std::to_string(status)};
  }
  return std::nullopt;
}

void follow_redirect(RequestState& state, int status, fetch::Url location) {
  Request& request = state.request;
  // s12
  if (turns_into_get(status, request.method)) {
    request.method = "GET";
    request.body = {};
    for (const std::string_view name : request_body_header_names) request.headers.remove(name);
  }
  // s13
  if (!is_same_origin(fetch::serialize_origin(state.current_url()), location)) request.headers.remove("Authorization");
  // s18
  state.url_list.push_back(std::move(location));
}

}  // namespace corspec::browser
