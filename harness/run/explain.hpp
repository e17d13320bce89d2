#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "browser/engine.hpp"
#include "browser/main_fetch.hpp"
#include "browser/preflight_cache.hpp"
#include "browser/request.hpp"
#include "fetch/refusal.hpp"
#include "fetch/time.hpp"
#include "run/response_change.hpp"
#include "suite/scenario.hpp"

namespace corspec::run {

/// One request of the browser and what became of its answer.
struct ExplainedExchange {
  enum class Outcome : std::uint8_t {
    allowed,     ///< a preflight that succeeded, or the response that script gets
    refused,     ///< the fetch ends here, by `refusal`
    retried,     ///< 421: the next exchange is the same request again (PFQ-19)
    redirected,  ///< the next exchange belongs to the next hop
    ended,       ///< opaque to script, or a redirect that is not followed: see the step's verdict
    unanswered,  ///< the scenario has no answer for this request
  };

  browser::Send sent;
  std::size_t hop = 0;  ///< index into the step's hops
  std::optional<suite::ScriptedAnswer> answer;
  Outcome outcome = Outcome::unanswered;
  std::optional<fetch::Refusal> refusal;
};

/// One request of the page.
struct ExplainedStep {
  fetch::Instant at;
  browser::Request request;
  /// What was sent, in order; empty when the browser refused before sending.
  std::vector<ExplainedExchange> exchanges;
  /// The URLs that were asked, each with whether it needed a preflight and why.
  std::vector<browser::Hop> hops;
  /// Null when the scenario had no answer for the last exchange.
  std::optional<browser::Verdict> verdict;
  /// What to change in the last answer so that it is not refused; empty when no change of it would do, or none is
  /// needed.
  std::vector<ResponseChange> changes;
  /// The preflight cache after the step, as it would be for a request at the same time.
  std::vector<browser::CacheEntry> cache;
};

struct Explanation {
  std::string scenario;
  std::string_view engine;
  std::vector<ExplainedStep> steps;
};

/// Walks a scenario through the modelled browser, without network. All steps share one preflight cache.
[[nodiscard]] Explanation explain(const suite::Scenario& scenario, const browser::Engine& engine);

}  // namespace corspec::run
