#include "run/explain_step.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "fetch/preflight.hpp"

namespace corspec::run {
namespace {

using Outcome = ExplainedExchange::Outcome;
using browser::Send;
using browser::Verdict;

/// Hands out the answers of a step in order.
class Script {
 public:
  explicit Script(const suite::ScenarioStep& step) : step_(step) {}

  const suite::ScriptedAnswer* next(Send::Purpose purpose) {
    const bool preflight = purpose == Send::Purpose::preflight;
    const auto& answers = preflight ? step_.preflight_answers : step_.answers;
    auto& used = preflight ? preflights_used_ : answers_used_;
    return used < answers.size() ? &answers[used++] : nullptr;
  }

  /// Whether the server answers the request that comes next.
  [[nodiscard]] bool answers_next_request() const {
    return answers_used_ < step_.answers.size() && !step_.answers[answers_used_].failure;
  }

 private:
  const suite::ScenarioStep& step_;
  std::size_t preflights_used_ = 0;
  std::size_t answers_used_ = 0;
};

/// What an answer led to: `next` is what the browser did then.
Outcome outcome(const ExplainedExchange& exchange, const browser::Action& next) {
  if (const auto* send = std::get_if<Send>(&next)) {
    if (send->purpose == exchange.sent.purpose && exchange.answer->response.status == 421) return Outcome::retried;
    return exchange.sent.purpose == Send::Purpose::preflight ? Outcome::allowed : Outcome::redirected;
  }
  const auto& verdict = std::get<Verdict>(next);
  switch (verdict.kind) {
    case Verdict::Kind::allow:
      return Outcome::allowed;
    case Verdict::Kind::block:
      // What was refused may be the next thing the browser would have done, not this answer.
      if (exchange.sent.purpose == Send::Purpose::preflight && verdict.stage != Verdict::Stage::preflight)
        return Outcome::allowed;
      if (verdict.stage == Verdict::Stage::before_sending) return Outcome::redirected;
      return Outcome::refused;
    case Verdict::Kind::opaque:
    case Verdict::Kind::left_target:
      return Outcome::ended;
  }
  std::unreachable();
}

browser::Action answer(browser::MainFetch& fetching, const suite::ScriptedAnswer& scripted, fetch::Instant now) {
  if (scripted.failure) return fetching.on_failure(scripted.failure_detail, now);
  return fetching.on_response(scripted.response, now);
}

fetch::PreflightSubject subject(const browser::Hop& hop, const Send& preflight, const browser::Request& request) {
  return {.origin = preflight.headers.get("Origin").value_or(hop.origin),
          .method = preflight.headers.get("Access-Control-Request-Method").value_or(hop.method),
          .unsafe_names = hop.preflight.unsafe_names,
          .has_authorization =
              std::ranges::find(hop.preflight.unsafe_names, "authorization") != hop.preflight.unsafe_names.end(),
          .credentials = request.credentials,
          .use_cors_preflight_flag = hop.preflight.use_cors_preflight_flag};
}

std::vector<ResponseChange> changes(const ExplainedStep& step, const browser::Engine& engine) {
  if (step.exchanges.empty()) return {};
  const auto& last = step.exchanges.back();
  if (last.outcome != Outcome::refused || last.answer->failure || last.hop >= step.hops.size()) return {};
  const auto& hop = step.hops[last.hop];
  const auto& response = last.answer->response;
  if (last.sent.purpose == Send::Purpose::preflight)
    return changes_to_allow_preflight(subject(hop, last.sent, step.request), response.status, response.headers,
                                      engine.deviations);
  // Other refusals of a response (a forbidden redirect, a stream that cannot be sent again) are about the request.
  if (!last.refusal || !last.refusal->rule.starts_with("CORS-CHECK-")) return {};
  return changes_to_pass_cors_check(response.headers, step.request.credentials, hop.origin);
}

std::vector<std::string> urls_of(const std::vector<browser::Hop>& hops) {
  std::vector<std::string> urls;
  urls.reserve(hops.size());
  for (const auto& hop : hops) urls.push_back(fetch::serialize(hop.url));
  return urls;
}

/// The answer that a preflight must have had whose request went out.
suite::ScriptedAnswer granting(const Send& preflight, const browser::Request& request) {
  message::HeaderList headers{{"Access-Control-Allow-Origin", preflight.headers.get("Origin").value_or("*")},
                              {"Access-Control-Max-Age", "0"}};
  if (request.credentials == fetch::CredentialsMode::include)
    headers.append("Access-Control-Allow-Credentials", "true");
  if (auto method = preflight.headers.get("Access-Control-Request-Method"))
    headers.append("Access-Control-Allow-Methods", *std::move(method));
  if (auto names = preflight.headers.get("Access-Control-Request-Headers"))
    headers.append("Access-Control-Allow-Headers", *std::move(names));
  return {.response = {.status = 204, .headers = std::move(headers)}};
}

/// What becomes of preflights that have no answer although their requests have one.
enum class Unanswered : std::uint8_t { leave, take_as_granted };

ExplainedStep walk_step(const suite::ScenarioStep& step, const browser::Engine& engine, browser::PreflightCache& cache,
                        Unanswered preflights) {
  ExplainedStep explained{.at = step.at, .request = step.request};
  browser::MainFetch fetching(engine, cache, step.request);
  Script script(step);
  auto action = fetching.start(step.at);
  std::size_t hop = 0;
  bool answered = true;
  while (const auto* send = std::get_if<Send>(&action)) {
    auto& exchange = explained.exchanges.emplace_back(ExplainedExchange{.sent = *send, .hop = hop});
    const auto* scripted = script.next(send->purpose);
    if (scripted == nullptr && send->purpose == Send::Purpose::preflight && preflights == Unanswered::take_as_granted &&
        script.answers_next_request()) {
      exchange.outcome = Outcome::assumed;
      action = answer(fetching, granting(*send, step.request), step.at);
      continue;
    }
    if (scripted == nullptr) {
      // Ending the fetch as if nothing had come back gives the hops; what that failure does to the cache is undone.
      const auto before = cache;
      action = fetching.on_failure("no answer in the scenario", step.at);
      cache = before;
      answered = false;
      break;
    }
    exchange.answer = *scripted;
    action = answer(fetching, *scripted, step.at);
    exchange.outcome = outcome(exchange, action);
    if (exchange.outcome == Outcome::redirected) ++hop;
  }
  auto verdict = std::get<Verdict>(std::move(action));
  explained.hops = verdict.hops;
  if (answered) {
    if (!explained.exchanges.empty() && explained.exchanges.back().outcome == Outcome::refused)
      explained.exchanges.back().refusal = verdict.refusal;
    explained.changes = changes(explained, engine);
    explained.verdict = std::move(verdict);
  }
  explained.cache = step.recording ? cache.entries_for(urls_of(explained.hops), step.at) : cache.entries(step.at);
  return explained;
}

bool is_refused_by_its_response(const ExplainedStep& step) {
  return step.verdict && step.verdict->kind == Verdict::Kind::block && step.verdict->refusal &&
         step.verdict->stage != Verdict::Stage::preflight;
}

}  // namespace

ExplainedStep explain_step(const suite::ScenarioStep& step, const browser::Engine& engine,
                           browser::PreflightCache& cache) {
  // A browser that sent the request was granted whatever preflight it needs.
  const bool recorded_by_browser = step.recording && step.recording->by_browser;
  if (recorded_by_browser) return walk_step(step, engine, cache, Unanswered::take_as_granted);
  auto before = cache;
  auto explained = walk_step(step, engine, cache, Unanswered::leave);
  if (explained.verdict) return explained;
  // ACT-1: what the response does not grant, no preflight can.
  auto granted = walk_step(step, engine, before, Unanswered::take_as_granted);
  return is_refused_by_its_response(granted) ? granted : explained;
}

}  // namespace corspec::run
