#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/live/oracles.hpp"
#include "fuzz/live/probe.hpp"
#include "http/exchange.hpp"
#include "suite/profile.hpp"

/// What a server remembers of a connection, where HTTP has every request stand for itself.
namespace corspec::fuzz {

enum class Connection : std::uint8_t {
  own,  ///< a new one
  kept  ///< that of the request before
};
using AskOn = std::function<http::ExchangeResult(const Probe&, Connection)>;

/// Two requests of one kind and two origins that the policy speaks of: preflights, or plain GETs.
using ConnectionPair = std::pair<Probe, Probe>;
[[nodiscard]] std::vector<ConnectionPair> connection_pairs(const suite::Profile& policy,
                                                           std::string_view target_origin);

/// A request that a browser would be let in by or not, depending on what came before on its connection.
struct StateLeak {
  std::vector<Probe> before;  ///< on the same connection, in this order
  Probe probe;
  bool granted_alone = false;

  friend bool operator==(const StateLeak&, const StateLeak&) = default;
};

/// Sends A, B and A again over one connection, and each of them over one of its own. Only the verdict of the CORS
/// check, or of the preflight, is compared: dates, counters, ids, `Vary` and closed connections make no difference.
/// Null unless several rounds come to the same; where the answers on connections of their own differ already, where
/// they are errors or say to come back later, or where no connection is kept, nothing can be said.
[[nodiscard]] std::optional<StateLeak> state_leak_of(const ConnectionPair& pair, const suite::Profile& policy,
                                                     const AskOn& ask);

[[nodiscard]] Violation violation_of(const StateLeak& leak);

}  // namespace corspec::fuzz
