#pragma once

#include <string>
#include <vector>

#include "recorded/exchange.hpp"

namespace corspec::recorded {

/// A request to one URL, and the preflight that went before it. One of the two may be missing.
struct SeenHop {
  const Exchange* request = nullptr;
  const Exchange* preflight = nullptr;
  /// Some preflight of the page to that URL asks for `Authorization`: the cache may cover it.
  bool authorization_was_asked = false;

  [[nodiscard]] const Exchange& any() const { return request != nullptr ? *request : *preflight; }
};

/// One request of a page: a hop, followed by those that its redirects lead to.
using Chain = std::vector<SeenHop>;

/// The method that a preflight asks for, as browsers write it; empty when the exchange is no preflight.
[[nodiscard]] std::string asked_method(const Exchange& exchange);

/// The header names that a preflight asks for, in lower case.
[[nodiscard]] std::vector<std::string> asked_names(const Exchange& preflight);

/// What was seen on the wire, joined: each preflight with the nearest request in time that it is for, since recorders
/// put either first, and hops with the next ones. In order of time; the chains point into `exchanges`. In time that
/// grows with their number as sorting does: a page may ask one URL thousands of times.
[[nodiscard]] std::vector<Chain> chains_of(const std::vector<Exchange>& exchanges);

}  // namespace corspec::recorded
