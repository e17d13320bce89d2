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
#include "fetch/header_values.hpp"
#include "fetch/request_headers.hpp"
#include "message/bytes.hpp"
#include "message/method.hpp"

namespace corspec::recorded {
namespace {

constexpr std::string_view request_method = "Access-Control-Request-Method";
constexpr std::string_view request_headers = "Access-Control-Request-Headers";

/// What browsers add on their own account, besides what is forbidden to authors.
constexpr std::array<std::string_view, 8> added_by_browsers{
    "accept-language", "cache-control", "if-modified-since", "if-none-match",
    "pragma",          "priority",      "user-agent",        "upgrade-insecure-requests"};

bool is_preflight(const Exchange& exchange) {
  return exchange.method == "OPTIONS" && exchange.headers.contains(request_method);
}

/// A request to one URL, and the preflight that went before it. One of the two may be missing.
struct SeenHop {
  const Exchange* request = nullptr;
  const Exchange* preflight = nullptr;

  [[nodiscard]] const Exchange& any() const { return request != nullptr ? *request : *preflight; }
};

/// What the requests to one URL of one page have in common.
using Place = std::pair<std::string, std::string>;

Place place_of(const Exchange& exchange) {
  return {exchange.page, fetch::serialize(exchange.url, true)};
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
  if (hop.preflight == nullptr) return {};
  auto names = fetch::extract_token_list(hop.preflight->headers, request_headers).items;
  for (auto& name : names) name = message::byte_lowercase(name);
  return names;
}

/// The headers that a script must have set.
message::HeaderList author_headers(const SeenHop& hop) {
  const auto asked = asked_names(hop);
  const auto was_asked = [&](std::string_view name) {
    return std::ranges::find(asked, message::byte_lowercase(name)) != asked.end();
  };
  message::HeaderList headers;
  if (hop.request != nullptr) {
    for (const auto& [name, value] : hop.request->headers) {
      if (fetch::is_forbidden_request_header(name, value)) continue;
      const auto lower = message::byte_lowercase(name);
      const bool added = std::ranges::find(added_by_browsers, lower) != added_by_browsers.end();
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

bool sent_cookies_away(const Chain& chain, std::string_view origin) {
  return std::ranges::any_of(chain, [&](const SeenHop* hop) {
    return hop->request != nullptr && hop->request->headers.contains("Cookie") &&
           !browser::is_same_origin(origin, hop->request->url);
  });
}

browser::Request request_of(const Chain& chain, std::string origin) {
  const SeenHop& first = *chain.front();
  browser::Request request{.origin = std::move(origin), .url = first.any().url};
  request.method =
      first.request != nullptr ? first.request->method : first.preflight->headers.get(request_method).value_or("GET");
  request.headers = author_headers(first);
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
  const bool cookies = sent_cookies_away(chain, origin);
  step.request = request_of(chain, std::move(origin));
  step.request.credentials =
      credentials.value_or(cookies ? fetch::CredentialsMode::include : fetch::CredentialsMode::same_origin);
  suite::ScenarioStep::Recording recording{.credentials_known = credentials.has_value() || cookies,
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
