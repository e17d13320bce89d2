#include "recorded/requests.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "browser/request_origin.hpp"
#include "fetch/cors_check.hpp"
#include "fetch/request_headers.hpp"
#include "message/bytes.hpp"
#include "message/method.hpp"
#include "recorded/chains.hpp"

namespace corspec::recorded {
namespace {

/// What browsers add on their own account, besides what is forbidden to authors. The names in `x-` are what Chromium
/// and Chrome tell hosts of Google.
constexpr std::array<std::string_view, 14> added_by_browsers{"accept-language",
                                                             "alt-used",
                                                             "cache-control",
                                                             "if-modified-since",
                                                             "if-none-match",
                                                             "pragma",
                                                             "priority",
                                                             "upgrade-insecure-requests",
                                                             "user-agent",
                                                             "x-browser-channel",
                                                             "x-browser-copyright",
                                                             "x-browser-validation",
                                                             "x-browser-year",
                                                             "x-client-data"};

/// The authentication schemes that browsers answer challenges with, again and again once they have been asked.
constexpr std::array<std::string_view, 4> browsers_schemes{"basic", "digest", "negotiate", "ntlm"};

/// std::ranges::contains of C++23, which libstdc++ 12 has not.
template <typename Range>
bool contains(const Range& range, std::string_view wanted) {
  return std::ranges::find(range, wanted) != range.end();
}

/// The page's origin: what the first hop names, before a redirect can have made it `null`.
std::string page_origin(const Chain& chain) {
  const SeenHop& first = chain.front();
  for (const Exchange* exchange : {first.preflight, first.request}) {
    if (exchange == nullptr) continue;
    if (auto origin = exchange->headers.get("Origin")) return *std::move(origin);
  }
  return first.any().page_origin;
}

/// Forms that are sent, beacons and the like have `Origin` too (ORIGIN-2); the browser says what they are.
bool says_it_is_no_cors(const Exchange& exchange) {
  return exchange.by_navigation || exchange.headers.get("Sec-Fetch-Mode").value_or("cors") != "cors";
}

/// Whether a hop left the page's origin by CORS, as far as can be told.
bool is_cors_request(const Chain& chain, std::string_view origin) {
  return std::ranges::any_of(chain, [&](const SeenHop& hop) {
    if (browser::is_same_origin(origin, hop.any().url)) return false;
    if (hop.preflight != nullptr) return true;
    const Exchange& request = *hop.request;
    return !says_it_is_no_cors(request) && (request.by_script || request.headers.contains("Origin"));
  });
}

std::vector<std::string> names_asked_for(const SeenHop& hop) {
  return hop.preflight == nullptr ? std::vector<std::string>() : asked_names(*hop.preflight);
}

/// Whether no script sets it, as far as the name tells.
bool is_added_by_browser(const message::Header& header) {
  return fetch::is_forbidden_request_header(header.name, header.value) ||
         contains(added_by_browsers, message::byte_lowercase(header.name));
}

/// Whether the browser itself answered a challenge for the user, which it does without asking in a preflight: nothing
/// else in the request needs one, and the server let it pass as a request with credentials.
bool has_browsers_authorization(const SeenHop& hop, std::string_view origin) {
  if (hop.request == nullptr || !hop.request->by_browser || !hop.request->response) return false;
  const Exchange& request = *hop.request;
  if (hop.preflight != nullptr || hop.authorization_was_asked) return false;
  const auto authorization = request.headers.get("Authorization").value_or("");
  const auto scheme = message::byte_lowercase(authorization.substr(0, authorization.find(' ')));
  if (!contains(browsers_schemes, scheme)) return false;
  const bool needs_preflight = !message::is_cors_safelisted_method(message::normalize_method(request.method)) ||
                               std::ranges::any_of(request.headers, [](const message::Header& header) {
                                 return !message::byte_case_insensitive_match(header.name, "Authorization") &&
                                        !is_added_by_browser(header) &&
                                        !fetch::is_cors_safelisted_request_header(header.name, header.value);
                               });
  return !needs_preflight && !fetch::cors_check(request.response->headers, fetch::CredentialsMode::include, origin);
}

/// The headers that a script must have set.
message::HeaderList author_headers(const SeenHop& hop, std::string_view origin) {
  const auto asked = names_asked_for(hop);
  const auto was_asked = [&](std::string_view name) { return contains(asked, message::byte_lowercase(name)); };
  message::HeaderList headers;
  if (hop.request != nullptr) {
    const bool authorized_by_browser = has_browsers_authorization(hop, origin);
    for (const auto& header : hop.request->headers) {
      const auto& [name, value] = header;
      if (fetch::is_forbidden_request_header(name, value)) continue;
      const bool added = is_added_by_browser(header) ||
                         (authorized_by_browser && message::byte_case_insensitive_match(name, "Authorization"));
      // Where a preflight was seen, it names all that is not safelisted.
      const bool unasked = hop.preflight != nullptr && !fetch::is_cors_safelisted_request_header(name, value);
      if (!was_asked(name) && (added || unasked)) continue;
      headers.append(name, value);
    }
  }
  for (const auto& name : asked) {
    if (!headers.contains(name)) headers.append(name, std::string(unknown_value));
  }
  return headers;
}

/// Cookies, or what the browser answers challenges with.
bool sent_credentials_away(const Chain& chain, std::string_view origin) {
  return std::ranges::any_of(chain, [&](const SeenHop& hop) {
    return hop.request != nullptr && !browser::is_same_origin(origin, hop.request->url) &&
           (hop.request->headers.contains("Cookie") || has_browsers_authorization(hop, origin));
  });
}

browser::Request request_of(const Chain& chain, std::string origin) {
  const SeenHop& first = chain.front();
  browser::Request request{.origin = std::move(origin), .url = first.any().url};
  request.method = first.request != nullptr ? first.request->method : asked_method(*first.preflight);
  request.headers = author_headers(first, request.origin);
  // A preflight that asks for nothing was forced.
  const bool is_forced = first.preflight != nullptr && names_asked_for(first).empty() &&
                         message::is_cors_safelisted_method(message::normalize_method(request.method));
  if (is_forced) {
    request.api = browser::Api::xhr;
    request.upload_listener = true;
    request.body.kind = browser::Body::Kind::buffer;
  }
  return request;
}

suite::ScriptedAnswer answer_of(const Exchange& exchange) {
  if (exchange.response) return {.response = *exchange.response};
  return {.failure = true, .failure_detail = exchange.failure.empty() ? "none was recorded" : exchange.failure};
}

/// Chromium has one word for every refusal by CORS, and others for redirects that Fetch forbids; Firefox has none, and
/// no answer. Other words tell of other failures: of the network, of a request that was cancelled.
void note_failure(const Exchange& request, suite::ScenarioStep::Recording& recording) {
  if (request.response && request.failure.empty()) return;
  recording.failure = request.failure.empty() ? "no answer was recorded" : request.failure;
  recording.refused =
      request.failure.empty() || request.failure == "net::ERR_FAILED" || request.failure.contains("REDIRECT");
}

suite::ScenarioStep step_of(const Chain& chain, std::string origin, std::optional<fetch::CredentialsMode> credentials) {
  suite::ScenarioStep step;
  const bool sent_credentials = sent_credentials_away(chain, origin);
  step.request = request_of(chain, std::move(origin));
  step.request.credentials =
      credentials.value_or(sent_credentials ? fetch::CredentialsMode::include : fetch::CredentialsMode::same_origin);
  suite::ScenarioStep::Recording recording{.credentials_known = credentials.has_value() || sent_credentials,
                                           .by_browser = chain.front().any().by_browser,
                                           .engine = chain.front().any().engine};
  for (const SeenHop& hop : chain) {
    if (hop.preflight != nullptr) {
      step.preflight_answers.push_back(answer_of(*hop.preflight));
      recording.preflighted = true;
    }
    if (hop.request == nullptr) continue;
    step.answers.push_back(answer_of(*hop.request));
    note_failure(*hop.request, recording);
    recording.shown = hop.request->shown;
  }
  step.recording = recording;
  return step;
}

}  // namespace

Requests requests_of(const std::vector<Exchange>& exchanges, std::optional<fetch::CredentialsMode> credentials) {
  const auto begin = exchanges.empty() ? exchanges.end() : std::ranges::min_element(exchanges, {}, &Exchange::at_ms);
  Requests requests;
  std::map<std::string, std::size_t, std::less<>> scenario_of_page;
  std::size_t used = 0;
  for (const auto& chain : chains_of(exchanges)) {
    const std::string origin = page_origin(chain);
    if (origin.empty() || !is_cors_request(chain, origin)) continue;
    const Exchange& first = chain.front().any();
    const auto [page, is_new] = scenario_of_page.emplace(first.page, requests.scenarios.size());
    if (is_new) requests.scenarios.emplace_back().name = first.page;
    auto step = step_of(chain, origin, credentials);
    step.at = {first.at_ms - begin->at_ms};
    for (const SeenHop& hop : chain) used += (hop.request != nullptr ? 1U : 0U) + (hop.preflight != nullptr ? 1U : 0U);
    requests.scenarios[page->second].steps.push_back(std::move(step));
  }
  requests.left_out = exchanges.size() - used;
  return requests;
}

}  // namespace corspec::recorded
