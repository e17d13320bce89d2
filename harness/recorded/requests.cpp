#include "recorded/requests.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "browser/redirect.hpp"
#include "browser/request_origin.hpp"
#include "fetch/cors_check.hpp"
#include "fetch/header_values.hpp"
#include "fetch/request_headers.hpp"
#include "message/bytes.hpp"
#include "message/method.hpp"

namespace corspec::recorded {
namespace {

constexpr std::string_view request_method = "Access-Control-Request-Method";
constexpr std::string_view request_headers = "Access-Control-Request-Headers";

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

bool is_preflight(const Exchange& exchange) {
  return exchange.method == "OPTIONS" && exchange.headers.contains(request_method);
}

/// A request to one URL, and the preflight that went before it. One of the two may be missing.
struct SeenHop {
  const Exchange* request = nullptr;
  const Exchange* preflight = nullptr;
  /// Some preflight of the page to that URL asks for `Authorization`: the cache may cover it.
  bool authorization_was_asked = false;

  [[nodiscard]] const Exchange& any() const { return request != nullptr ? *request : *preflight; }
};

/// What the requests to one URL of one page have in common.
using Place = std::pair<std::string, std::string>;

Place place_of(const Exchange& exchange) {
  return {exchange.page, fetch::serialize(exchange.url, true)};
}

/// What a preflight asks for, in lower case.
std::vector<std::string> asked_names(const Exchange& preflight) {
  auto names = fetch::extract_token_list(preflight.headers, request_headers).items;
  for (auto& name : names) name = message::byte_lowercase(name);
  return names;
}

bool is_asked_for(const Exchange& request, const Exchange& preflight) {
  return message::normalize_method(request.method) == preflight.headers.get(request_method);
}

/// By time; of the same time, in the order of the recording. Both are of one recording.
bool is_earlier(const Exchange& left, const Exchange& right) {
  return left.at_ms != right.at_ms ? left.at_ms < right.at_ms : std::less<>()(&left, &right);
}

/// Every preflight goes to the nearest request in time that it is for: recorders put either first.
std::vector<SeenHop> hops_of(const std::vector<Exchange>& exchanges) {
  std::vector<SeenHop> hops;
  for (const auto& exchange : exchanges) {
    if (!is_preflight(exchange)) hops.push_back({.request = &exchange});
  }
  std::map<Place, std::vector<std::size_t>> requests;
  for (std::size_t i = 0; i < hops.size(); ++i) requests[place_of(*hops[i].request)].push_back(i);
  for (const auto& preflight : exchanges) {
    if (!is_preflight(preflight)) continue;
    SeenHop* nearest = nullptr;
    const auto distance = [&](const SeenHop& hop) { return std::abs(hop.request->at_ms - preflight.at_ms); };
    for (const std::size_t i : requests[place_of(preflight)]) {
      if (hops[i].preflight != nullptr || !is_asked_for(*hops[i].request, preflight)) continue;
      if (nearest == nullptr || distance(hops[i]) < distance(*nearest)) nearest = &hops[i];
    }
    if (nearest != nullptr) {
      nearest->preflight = &preflight;
    } else {
      hops.push_back({.preflight = &preflight});
    }
  }
  std::set<Place> authorization_asked;
  for (const auto& exchange : exchanges) {
    if (is_preflight(exchange) && contains(asked_names(exchange), "authorization"))
      authorization_asked.insert(place_of(exchange));
  }
  for (auto& hop : hops) hop.authorization_was_asked = authorization_asked.contains(place_of(hop.any()));
  std::ranges::sort(hops, is_earlier, [](const SeenHop& hop) -> const Exchange& { return hop.any(); });
  return hops;
}

/// Where the answer sends the browser; null when it does not.
std::optional<fetch::Url> redirect_of(const SeenHop& hop) {
  if (hop.request == nullptr || !hop.request->response) return std::nullopt;
  const auto& response = *hop.request->response;
  if (!browser::is_redirect_status(response.status)) return std::nullopt;
  const auto location = browser::location_url(response.headers, hop.request->url, browser::spec_engine());
  return location ? *location : std::nullopt;
}

using Chain = std::vector<const SeenHop*>;

/// The requests of pages: each hop, followed by those that its redirects lead to.
std::vector<Chain> chains_of(const std::vector<SeenHop>& hops) {
  std::vector<Chain> chains;
  std::set<const SeenHop*> taken;
  std::map<Place, std::vector<const SeenHop*>> hops_to;
  for (const auto& hop : hops) hops_to[place_of(hop.any())].push_back(&hop);
  for (const auto& first : hops) {
    if (!taken.insert(&first).second) continue;
    Chain chain{&first};
    while (const auto location = redirect_of(*chain.back())) {
      const auto is_next = [&](const SeenHop* hop) {
        return !taken.contains(hop) && hop->any().at_ms >= chain.back()->any().at_ms;
      };
      const auto& candidates = hops_to[{first.any().page, fetch::serialize(*location, true)}];
      const auto next = std::ranges::find_if(candidates, is_next);
      if (next == candidates.end()) break;
      taken.insert(*next);
      chain.push_back(*next);
    }
    chains.push_back(std::move(chain));
  }
  return chains;
}

/// The page's origin: what the first hop names, before a redirect can have made it `null`.
std::string page_origin(const Chain& chain) {
  const SeenHop& first = *chain.front();
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
  return std::ranges::any_of(chain, [&](const SeenHop* hop) {
    if (browser::is_same_origin(origin, hop->any().url)) return false;
    if (hop->preflight != nullptr) return true;
    const Exchange& request = *hop->request;
    return !says_it_is_no_cors(request) && (request.by_script || request.headers.contains("Origin"));
  });
}

std::vector<std::string> asked_names(const SeenHop& hop) {
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
  const auto asked = asked_names(hop);
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
  return std::ranges::any_of(chain, [&](const SeenHop* hop) {
    return hop->request != nullptr && !browser::is_same_origin(origin, hop->request->url) &&
           (hop->request->headers.contains("Cookie") || has_browsers_authorization(*hop, origin));
  });
}

browser::Request request_of(const Chain& chain, std::string origin) {
  const SeenHop& first = *chain.front();
  browser::Request request{.origin = std::move(origin), .url = first.any().url};
  request.method =
      first.request != nullptr ? first.request->method : first.preflight->headers.get(request_method).value_or("GET");
  request.headers = author_headers(first, request.origin);
  // A preflight that asks for nothing was forced.
  const bool is_forced = first.preflight != nullptr && asked_names(first).empty() &&
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
  return {
      .failure = true,
      .failure_detail = exchange.failure.empty() ? "none was recorded" : exchange.failure + ", and none was recorded"};
}

/// Chromium has one word for every refusal; Firefox has none, and no answer. Other words tell of other failures: of the
/// network, of a request that was cancelled.
void note_failure(const Exchange& request, suite::ScenarioStep::Recording& recording) {
  if (request.response && request.failure.empty()) return;
  recording.failure = request.failure.empty() ? "no answer was recorded" : request.failure;
  recording.refused = request.failure.empty() || request.failure == "net::ERR_FAILED";
}

suite::ScenarioStep step_of(const Chain& chain, std::string origin, std::optional<fetch::CredentialsMode> credentials) {
  suite::ScenarioStep step;
  const bool sent_credentials = sent_credentials_away(chain, origin);
  step.request = request_of(chain, std::move(origin));
  step.request.credentials =
      credentials.value_or(sent_credentials ? fetch::CredentialsMode::include : fetch::CredentialsMode::same_origin);
  suite::ScenarioStep::Recording recording{.credentials_known = credentials.has_value() || sent_credentials,
                                           .by_browser = chain.front()->any().by_browser,
                                           .engine = chain.front()->any().engine};
  for (const SeenHop* hop : chain) {
    if (hop->preflight != nullptr) {
      step.preflight_answers.push_back(answer_of(*hop->preflight));
      recording.preflighted = true;
    }
    if (hop->request == nullptr) continue;
    step.answers.push_back(answer_of(*hop->request));
    note_failure(*hop->request, recording);
    recording.shown = hop->request->shown;
  }
  step.recording = recording;
  return step;
}

}  // namespace

Requests requests_of(const std::vector<Exchange>& exchanges, std::optional<fetch::CredentialsMode> credentials) {
  const auto hops = hops_of(exchanges);
  const auto begin = exchanges.empty() ? exchanges.end() : std::ranges::min_element(exchanges, {}, &Exchange::at_ms);
  Requests requests;
  std::map<std::string, std::size_t, std::less<>> scenario_of_page;
  std::size_t used = 0;
  for (const auto& chain : chains_of(hops)) {
    const std::string origin = page_origin(chain);
    if (origin.empty() || !is_cors_request(chain, origin)) continue;
    const Exchange& first = chain.front()->any();
    const auto [page, is_new] = scenario_of_page.emplace(first.page, requests.scenarios.size());
    if (is_new) requests.scenarios.emplace_back().name = first.page;
    auto step = step_of(chain, origin, credentials);
    step.at = {first.at_ms - begin->at_ms};
    for (const SeenHop* hop : chain)
      used += (hop->request != nullptr ? 1U : 0U) + (hop->preflight != nullptr ? 1U : 0U);
    requests.scenarios[page->second].steps.push_back(std::move(step));
  }
  requests.left_out = exchanges.size() - used;
  return requests;
}

}  // namespace corspec::recorded
