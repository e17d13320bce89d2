#include "browser/request_origin.hpp"

#include <algorithm>

namespace corspec::browser {

bool is_same_origin(std::string_view origin, const fetch::Url& url) {
  return origin == fetch::serialize_origin(url);
}

bool has_redirect_taint(const RequestState& state) {
  const auto taints = [&state](const fetch::Url& last, const fetch::Url& url) {
    return !is_same_origin(fetch::serialize_origin(last), url) && !is_same_origin(state.request.origin, last);
  };
  return std::ranges::adjacent_find(state.url_list, taints) != state.url_list.end();
}

std::string serialize_request_origin(const RequestState& state) {
  return has_redirect_taint(state) ? "null" : state.request.origin;
}

std::optional<std::string> request_origin_header(const RequestState& state) {
  // s3
  if (state.tainting == ResponseTainting::cors) return serialize_request_origin(state);
  // s4
  if (state.request.method == "GET" || state.request.method == "HEAD") return std::nullopt;
  const bool downgrade = state.request.origin.starts_with("https://") && state.current_url().scheme != "https";
  if (state.request.mode != Mode::cors && downgrade) return "null";
  return serialize_request_origin(state);
}

}  // namespace corspec::browser
