#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "browser/main_fetch.hpp"
#include "browser/request.hpp"
#include "fetch/time.hpp"
#include "suite/json_document.hpp"
#include "suite/load_error.hpp"

namespace corspec::suite {

/// What a server would answer in a recorded or imagined scenario.
struct ScriptedAnswer {
  bool failure = false;  ///< no answer at all
  std::string failure_detail;
  browser::Response response;
};

struct ScenarioStep {
  fetch::Instant at;
  browser::Request request;
  /// Used in order: preflight answers for preflights, answers for the request and what redirects lead to.
  std::vector<ScriptedAnswer> preflight_answers;
  std::vector<ScriptedAnswer> answers;

  /// What is known when the step was recorded, not imagined.
  struct Recording {
    bool credentials_known = true;
    bool preflighted = false;  ///< the browser had no cache entry that covers the request
    bool by_browser = false;   ///< the request went out only if a preflight that it needs was granted
    bool refused = false;      ///< the failure may be the browser's refusal, as far as the recorder's word for it tells
    bool shown = false;        ///< the recorder says that script was given the response
    std::string_view engine;   ///< of the browser that made the request; empty when nobody knows
    std::string failure;       ///< how the recorder calls the request's failure; empty when it reports none
  };
  std::optional<Recording> recording;
};

/// Requests of one page session, in order of time, sharing one preflight cache.
struct Scenario {
  std::string name;
  std::vector<ScenarioStep> steps;
};

/// One scenario or an array of them in each JSON text, in order; the errors of all texts.
[[nodiscard]] Loaded<std::vector<Scenario>> read_scenarios(std::span<const Loaded<Document>> documents);

/// One scenario, an array of them, or JSON Lines.
[[nodiscard]] Loaded<std::vector<Scenario>> load_scenarios(std::string_view file, std::string_view text);

}  // namespace corspec::suite
