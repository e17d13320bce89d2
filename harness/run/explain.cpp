#include "run/explain.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <utility>

#include "browser/preflight_need.hpp"
#include "run/explain_step.hpp"

namespace corspec::run {
namespace {

using browser::Send;
using browser::Verdict;

/// https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch s8.16: where the author set one of these, the
/// HTTP cache is left out.
constexpr std::array<std::string_view, 5> conditional_headers{"If-Modified-Since", "If-None-Match",
                                                              "If-Unmodified-Since", "If-Match", "If-Range"};

bool is_blocked(const ExplainedStep& step) {
  return step.verdict && step.verdict->kind == Verdict::Kind::block;
}

/// Blocked, by something in what was recorded: not by an answer that was not.
bool is_explained(const ExplainedStep& step) {
  return is_blocked(step) && step.verdict->refusal && step.verdict->refusal->rule != "PF-17";
}

/// What was refused is a preflight whose request got an answer: the browser did not stop there.
bool was_sent_nonetheless(const suite::ScenarioStep& recorded, const ExplainedStep& step) {
  if (!is_blocked(step) || step.verdict->stage != Verdict::Stage::preflight) return false;
  const auto sent = static_cast<std::size_t>(std::ranges::count(
      step.exchanges, Send::Purpose::request, [](const ExplainedExchange& exchange) { return exchange.sent.purpose; }));
  return sent < recorded.answers.size() && !recorded.answers[sent].failure;
}

/// A step that was recorded: what the recording leaves open is closed by what else it says.
ExplainedStep explain_recorded(suite::ScenarioStep step, const browser::Engine& engine,
                               browser::PreflightCache& cache) {
  using Source = ExplainedStep::CredentialsMode;
  if (step.recording->preflighted) cache.clear_cache_entries(browser::cache_scope(step.request));
  const bool may_infer = !step.recording->credentials_known && step.recording->refused;
  std::optional<browser::PreflightCache> as_before;  // a cache is copied for those few alone
  if (may_infer) as_before = cache;
  auto explained = explain_step(step, engine, cache);
  if (!step.recording->credentials_known) explained.credentials_source = Source::assumed;
  if (may_infer && !is_explained(explained)) {
    step.request.credentials = fetch::CredentialsMode::include;
    auto with = explain_step(step, engine, *as_before);
    if (is_explained(with) && !was_sent_nonetheless(step, with)) {
      explained = std::move(with);
      explained.credentials_source = Source::inferred;
      cache = *std::move(as_before);
    }
  }
  if (!is_blocked(explained)) explained.unexplained_failure = step.recording->failure;
  return explained;
}

/// A 304 that the author's own conditional headers did not ask for (ACT-5) answers a revalidation of the browser.
bool is_of_stored_response(const suite::ScenarioStep& recorded, const ExplainedStep& step) {
  if (!recorded.recording->by_browser || step.exchanges.empty()) return false;
  const auto& last = step.exchanges.back();
  return last.sent.purpose == Send::Purpose::request && last.answer && last.answer->response.status == 304 &&
         std::ranges::none_of(conditional_headers,
                              [&](std::string_view name) { return step.request.headers.contains(name); });
}

std::optional<Doubt::Kind> doubt(const suite::ScenarioStep& recorded, const ExplainedStep& step) {
  if (!recorded.recording) return std::nullopt;
  if (!recorded.recording->failure.empty() && !recorded.recording->refused) return Doubt::Kind::not_cors;
  if (!is_blocked(step) || !step.verdict->refusal) return std::nullopt;
  if (!is_explained(step)) return recorded.recording->refused ? Doubt::Kind::no_answer : Doubt::Kind::not_cors;
  // A field of the 304 replaces that of the stored response; one that it has not may be there.
  if (is_of_stored_response(recorded, step) && !step.verdict->refusal->seen) return Doubt::Kind::stored_response;
  if (recorded.recording->by_browser && was_sent_nonetheless(recorded, step)) return Doubt::Kind::was_sent;
  if (recorded.recording->shown) return Doubt::Kind::was_shown;
  return std::nullopt;
}

void withdraw_verdict(ExplainedStep& step, Doubt::Kind kind, const suite::ScenarioStep& recorded) {
  step.doubt = Doubt{kind, std::exchange(step.verdict, std::nullopt)};
  step.changes.clear();
  const bool failed = kind == Doubt::Kind::not_cors || kind == Doubt::Kind::no_answer;
  if (failed) step.unexplained_failure = recorded.recording->failure;
  if (step.exchanges.empty()) return;
  auto& last = step.exchanges.back();
  if (failed && step.unexplained_failure.empty()) step.unexplained_failure = last.answer->failure_detail;
  last.refusal.reset();
  if (last.outcome == ExplainedExchange::Outcome::refused) last.outcome = ExplainedExchange::Outcome::ended;
}

Explanation walk(const suite::Scenario& scenario, const browser::Engine& engine) {
  Explanation explanation{scenario.name, engine.name, {}};
  browser::PreflightCache cache(engine);
  for (const auto& step : scenario.steps) {
    explanation.steps.push_back(step.recording ? explain_recorded(step, engine, cache)
                                               : explain_step(step, engine, cache));
  }
  return explanation;
}

/// The same scenario in other browsers, each walked when it is first asked for.
class OtherBrowsers {
 public:
  explicit OtherBrowsers(const suite::Scenario& scenario) : scenario_(scenario) {}

  /// False, too, when nobody knows the engine.
  bool does_not_block(std::string_view engine, std::size_t step) {
    const auto* known = browser::find_engine(engine);
    if (known == nullptr) return false;
    const auto [found, is_new] = walks_.try_emplace(engine);
    if (is_new) found->second = walk(scenario_, *known);
    return !is_blocked(found->second.steps[step]);
  }

 private:
  const suite::Scenario& scenario_;
  std::map<std::string_view, Explanation> walks_;
};

}  // namespace

Explanation explain(const suite::Scenario& scenario, const browser::Engine& engine) {
  auto explanation = walk(scenario, engine);
  OtherBrowsers others(scenario);
  for (std::size_t i = 0; i < scenario.steps.size(); ++i) {
    const auto& recorded = scenario.steps[i];
    auto& step = explanation.steps[i];
    step.reads_stored_response = recorded.recording && !is_blocked(step) && is_of_stored_response(recorded, step);
    const auto kind = doubt(recorded, step);
    if (!kind) continue;
    // What the browser of the recording lets pass and this one does not is a difference between them, not a riddle.
    const bool contradicts = *kind == Doubt::Kind::was_sent || *kind == Doubt::Kind::was_shown;
    if (contradicts && recorded.recording->engine != engine.name &&
        others.does_not_block(recorded.recording->engine, i)) {
      step.passed_in = recorded.recording->engine;
    } else {
      withdraw_verdict(step, *kind, recorded);
    }
  }
  return explanation;
}

}  // namespace corspec::run
