#include "fuzz/live/connection_state.hpp"

#include <string>

#include "fuzz/live/grant.hpp"
#include "fuzz/live/verdict.hpp"
#include "message/method.hpp"
#include "suite/origin_policy.hpp"

namespace corspec::fuzz {

namespace {

constexpr int rounds = 3;

/// One that is denied, and that no comparison takes for another.
constexpr std::string_view stranger = "https://corspec-denied.example";

/// The origins whose standing is sure: two that are promised, one that is denied.
std::vector<std::string> sure_origins(const suite::Profile& policy, std::string_view target_origin) {
  auto origins = named_origins(policy);
  std::erase(origins, target_origin);
  if (origins.size() > 2) origins.resize(2);
  for (const auto& pattern : policy.origin_patterns) {
    if (origins.size() < 2) origins.push_back(suite::origin_covered_by(pattern));
  }
  origins.emplace_back(policy.denied_origins.empty() ? stranger : std::string_view(policy.denied_origins.front()));
  std::erase_if(origins, [&](const auto& origin) {
    return suite::standing_of(policy, origin) == suite::OriginStanding::unknown;
  });
  return origins;
}

Probe preflight(const std::string& origin, const std::string& method) {
  return {"OPTIONS", "", {{"Accept", "*/*"}, {"Access-Control-Request-Method", method}, {"Origin", origin}}};
}

Probe get(const std::string& origin) {
  return {"GET", "", {{"Accept", "*/*"}, {"Origin", origin}}};
}

/// Whether a browser lets the page have what it asked for; null when the answer does not say, as an error or a server
/// that is busy does not.
std::optional<bool> verdict_of(const Probe& probe, const http::ExchangeResult& result, const suite::Profile& policy) {
  if (!result) return std::nullopt;
  const int status = result->response.status;
  const bool says = probe.is_preflight() ? status < 500 && status != 429 : is_ok(status);
  if (!says) return std::nullopt;
  return !refusal_of(probe, probe.origin().value_or(""), result->response, mode_of(policy)).has_value();
}

bool is_allowed(const suite::Profile& policy, const Probe& probe) {
  return suite::standing_of(policy, probe.origin().value_or("")) == suite::OriginStanding::allowed;
}

/// One round: a leak or none; null when it says nothing.
struct Round {
  std::optional<StateLeak> leak;
};

std::optional<Round> play(const ConnectionPair& pair, const suite::Profile& policy, const AskOn& ask) {
  const auto& [first, other] = pair;
  // What contradicts the policy alone is another finding.
  const auto is_granted_as_promised = [&](const Probe& probe) {
    return verdict_of(probe, ask(probe, Connection::own), policy) == is_allowed(policy, probe);
  };
  if (!is_granted_as_promised(first) || !is_granted_as_promised(other) || !is_granted_as_promised(first))
    return std::nullopt;
  const auto after_one = ask(other, Connection::kept);
  const auto second = verdict_of(other, after_one, policy);
  if (!second || !after_one->reused_connection) return std::nullopt;
  const auto after_two = ask(first, Connection::kept);
  const auto third = verdict_of(first, after_two, policy);
  if (!third || !after_two->reused_connection) return std::nullopt;
  if (*second != is_allowed(policy, other)) return Round{StateLeak{{first}, other, !*second}};
  if (*third != is_allowed(policy, first)) return Round{StateLeak{{first, other}, first, !*third}};
  return Round{};
}

}  // namespace

std::vector<ConnectionPair> connection_pairs(const suite::Profile& policy, std::string_view target_origin) {
  const auto origins = sure_origins(policy, target_origin);
  std::string method = "GET";
  for (const auto& allowed : policy.allowed_methods.value_or(std::vector<std::string>())) {
    if (!message::is_forbidden_method(allowed)) method = allowed;
  }
  std::vector<ConnectionPair> pairs;
  for (const auto& one : origins) {
    for (const auto& other : origins) {
      if (one == other) continue;
      pairs.emplace_back(get(one), get(other));
      pairs.emplace_back(preflight(one, method), preflight(other, method));
    }
  }
  return pairs;
}

std::optional<StateLeak> state_leak_of(const ConnectionPair& pair, const suite::Profile& policy, const AskOn& ask) {
  std::optional<StateLeak> found;
  for (int at = 0; at < rounds; ++at) {
    auto round = play(pair, policy, ask);
    if (!round || !round->leak || (found && found != round->leak)) return std::nullopt;
    found = std::move(round->leak);
  }
  return found;
}

Violation violation_of(const StateLeak& leak) {
  return {&oracle(leak.granted_alone ? "denial-kept" : "grant-kept"), &weight("plain"),
          leak.probe.is_preflight() ? "preflights" : "requests"};
}

}  // namespace corspec::fuzz
