#include "recorded/chains.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "browser/redirect.hpp"
#include "fetch/header_values.hpp"
#include "message/bytes.hpp"
#include "message/method.hpp"

namespace corspec::recorded {
namespace {

/// What the requests to one URL of one page have in common.
using Place = std::pair<std::string, std::string>;

Place place_of(const Exchange& exchange) {
  return {exchange.page, fetch::serialize(exchange.url, true)};
}

/// By time; of the same time, in the order of the recording. Both are of one recording.
bool is_earlier(const Exchange& left, const Exchange& right) {
  return left.at_ms != right.at_ms ? left.at_ms < right.at_ms : std::less<>()(&left, &right);
}

/// The requests with one method to one place that no preflight has been found for: when they were sent, and which.
using Waiting = std::set<std::pair<std::int64_t, std::size_t>>;

/// The nearest in time; of two, the later one, since a preflight goes before its request. Only when there is one.
Waiting::iterator nearest(const Waiting& waiting, std::int64_t at_ms) {
  const auto after = waiting.lower_bound({at_ms, 0});
  if (after == waiting.begin()) return after;
  const auto before = waiting.lower_bound({std::prev(after)->first, 0});
  if (after == waiting.end()) return before;
  return at_ms - before->first < after->first - at_ms ? before : after;
}

std::vector<SeenHop> hops_of(const std::vector<Exchange>& exchanges) {
  std::vector<SeenHop> hops;
  std::map<std::pair<Place, std::string>, Waiting> waiting;
  for (const auto& exchange : exchanges) {
    if (!asked_method(exchange).empty()) continue;
    waiting[{place_of(exchange), message::normalize_method(exchange.method)}].emplace(exchange.at_ms, hops.size());
    hops.push_back({.request = &exchange});
  }
  std::set<Place> authorization_asked;
  for (const auto& exchange : exchanges) {
    auto method = asked_method(exchange);
    if (method.empty()) continue;
    auto place = place_of(exchange);
    const auto names = asked_names(exchange);
    if (std::ranges::find(names, "authorization") != names.end()) authorization_asked.insert(place);
    auto& requests = waiting[{std::move(place), std::move(method)}];
    if (requests.empty()) {
      hops.push_back({.preflight = &exchange});
      continue;
    }
    const auto found = nearest(requests, exchange.at_ms);
    hops[found->second].preflight = &exchange;
    requests.erase(found);
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

}  // namespace

std::string asked_method(const Exchange& exchange) {
  if (exchange.method != "OPTIONS") return {};
  return exchange.headers.get("Access-Control-Request-Method").value_or("");
}

std::vector<std::string> asked_names(const Exchange& preflight) {
  auto names = fetch::extract_token_list(preflight.headers, "Access-Control-Request-Headers").items;
  for (auto& name : names) name = message::byte_lowercase(name);
  return names;
}

std::vector<Chain> chains_of(const std::vector<Exchange>& exchanges) {
  const auto hops = hops_of(exchanges);
  const auto at_ms = [](const SeenHop& hop) { return hop.any().at_ms; };
  // Those that belong to no chain yet, by where they go to, in order of time.
  std::map<Place, std::set<std::size_t>> free;
  for (std::size_t i = 0; i < hops.size(); ++i) free[place_of(hops[i].any())].insert(i);
  std::vector<Chain> chains;
  for (std::size_t i = 0; i < hops.size(); ++i) {
    if (free[place_of(hops[i].any())].erase(i) == 0) continue;
    Chain chain{hops[i]};
    while (const auto location = redirect_of(chain.back())) {
      auto& candidates = free[{chain.front().any().page, fetch::serialize(*location, true)}];
      const auto not_before = std::ranges::lower_bound(hops, at_ms(chain.back()), {}, at_ms) - hops.begin();
      const auto next = candidates.lower_bound(static_cast<std::size_t>(not_before));
      if (next == candidates.end()) break;
      chain.push_back(hops[*next]);
      candidates.erase(next);
    }
    chains.push_back(std::move(chain));
  }
  return chains;
}

}  // namespace corspec::recorded
