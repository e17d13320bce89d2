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
    assumed,     ///< a preflight without its answer: taken as granted
    ended,       ///< opaque to script, a redirect that is not followed, or in doubt: see the step
    unanswered,  ///< the scenario has no answer for this request
  };

  browser::Send sent;
  std::size_t hop = 0;  ///< index into the step's hops
  std::optional<suite::ScriptedAnswer> answer;
  Outcome outcome = Outcome::unanswered;
  std::optional<fetch::Refusal> refusal;
};

/// Why a recording leads to no verdict, whatever the model makes of its answers.
struct Doubt {
  enum class Kind : std::uint8_t {
    not_cors,   ///< it failed for a reason that is none of CORS: see `unexplained_failure`
    no_answer,  ///< the same word stands for a refusal and for other failures, and the recording has nothing to judge
    /// A 304 to the browser's own revalidation (ACT-4): what is judged is the stored response, as the 304 updates it,
    /// and the recording does not show it.
    stored_response,
    was_sent,   ///< the preflight is refused by these answers, and the browser sent the request
    was_shown,  ///< refused by these answers, and the browser gave script the response
  };

  Kind kind = Kind::stored_response;
  std::optional<browser::Verdict> by_answers_alone;  ///< what the model says; null when it has no answer either
};

/// One request of the page.
struct ExplainedStep {
  fetch::Instant at;
  browser::Request request;
  /// Whether the recording does not say the credentials mode, and how it was chosen: `same-origin` is the default of
  /// the APIs; `include` is taken when the browser refused what would otherwise have been allowed.
  enum class CredentialsMode : std::uint8_t { known, assumed, inferred };
  CredentialsMode credentials_source = CredentialsMode::known;
  /// The recorder calls the request failed, which no answer explains, or got none: its word for it. Else empty.
  std::string unexplained_failure;
  /// What was sent, in order; empty when the browser refused before sending.
  std::vector<ExplainedExchange> exchanges;
  /// The URLs that were asked, each with whether it needed a preflight and why.
  std::vector<browser::Hop> hops;
  /// Null when the scenario had no answer for the last exchange, and when there is a `doubt`.
  std::optional<browser::Verdict> verdict;
  std::optional<Doubt> doubt;
  /// The engine whose browser let pass, as recorded, what this one blocks; empty when there is none.
  std::string_view passed_in;
  /// The response is a stored one that a 304 updated, so that script can read more headers than the recording shows.
  bool reads_stored_response = false;
  /// What to change in the last answer so that it is not refused; empty when no change of it would do, or none is
  /// needed.
  std::vector<ResponseChange> changes;
  /// The preflight cache after the step, as it would be for a request at the same time; of a recording, what it holds
  /// for the URLs of the step.
  std::vector<browser::CacheEntry> cache;

  /// The header lines of the last answer; empty when there was none.
  [[nodiscard]] message::HeaderList last_answer() const {
    if (exchanges.empty() || !exchanges.back().answer) return {};
    return exchanges.back().answer->response.headers;
  }
};

struct Explanation {
  std::string scenario;
  std::string_view engine;
  std::vector<ExplainedStep> steps;
};

/// Walks a scenario through the modelled browser, without network. All steps share one preflight cache.
[[nodiscard]] Explanation explain(const suite::Scenario& scenario, const browser::Engine& engine);

}  // namespace corspec::run
