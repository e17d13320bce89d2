#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/escape.hpp"
#include "reports/explanation.hpp"
#include "run/console_message.hpp"

namespace corspec::reports {
namespace {

using Json = nlohmann::ordered_json;
using run::ExplainedExchange;

std::string_view name(fetch::CredentialsMode mode) {
  switch (mode) {
    case fetch::CredentialsMode::omit:
      return "omit";
    case fetch::CredentialsMode::same_origin:
      return "same-origin";
    case fetch::CredentialsMode::include:
      return "include";
  }
  std::unreachable();
}

std::string_view name(browser::Mode mode) {
  switch (mode) {
    case browser::Mode::cors:
      return "cors";
    case browser::Mode::no_cors:
      return "no-cors";
    case browser::Mode::same_origin:
      return "same-origin";
    case browser::Mode::navigate:
      return "navigate";
  }
  std::unreachable();
}

std::string_view name(browser::RedirectMode mode) {
  switch (mode) {
    case browser::RedirectMode::follow:
      return "follow";
    case browser::RedirectMode::error:
      return "error";
    case browser::RedirectMode::manual:
      return "manual";
  }
  std::unreachable();
}

std::string_view name(browser::Api api) {
  switch (api) {
    case browser::Api::fetch:
      return "fetch";
    case browser::Api::xhr:
      return "xhr";
    case browser::Api::markup:
      return "markup";
  }
  std::unreachable();
}

std::string_view name(browser::PreflightNeed::Answer answer) {
  switch (answer) {
    case browser::PreflightNeed::Answer::not_cors:
      return "not-cors";
    case browser::PreflightNeed::Answer::not_needed:
      return "not-needed";
    case browser::PreflightNeed::Answer::cached:
      return "cached";
    case browser::PreflightNeed::Answer::sent:
      return "sent";
  }
  std::unreachable();
}

std::string_view name(browser::Verdict::Kind kind) {
  switch (kind) {
    case browser::Verdict::Kind::allow:
      return "allow";
    case browser::Verdict::Kind::block:
      return "block";
    case browser::Verdict::Kind::opaque:
      return "opaque";
    case browser::Verdict::Kind::left_target:
      return "left-target";
  }
  std::unreachable();
}

std::string_view name(browser::Verdict::Stage stage) {
  switch (stage) {
    case browser::Verdict::Stage::before_sending:
      return "before-sending";
    case browser::Verdict::Stage::preflight:
      return "preflight";
    case browser::Verdict::Stage::request:
      return "request";
  }
  std::unreachable();
}

std::string_view name(ExplainedExchange::Outcome outcome) {
  switch (outcome) {
    case ExplainedExchange::Outcome::allowed:
      return "allowed";
    case ExplainedExchange::Outcome::refused:
      return "refused";
    case ExplainedExchange::Outcome::retried:
      return "retried";
    case ExplainedExchange::Outcome::redirected:
      return "redirected";
    case ExplainedExchange::Outcome::ended:
      return "ended";
    case ExplainedExchange::Outcome::assumed:
      return "assumed";
    case ExplainedExchange::Outcome::unanswered:
      return "unanswered";
  }
  std::unreachable();
}

Json strings(const std::vector<std::string>& items) {
  Json json = Json::array();
  for (const auto& item : items) json.push_back(isomorphic_decode(item));
  return json;
}

Json headers_json(const message::HeaderList& headers) {
  Json json = Json::array();
  for (const auto& header : headers)
    json.push_back(Json::array({isomorphic_decode(header.name), isomorphic_decode(header.value)}));
  return json;
}

Json refusal_json(const std::optional<fetch::Refusal>& refusal) {
  if (!refusal) return nullptr;
  Json json;
  json["rule"] = refusal->rule;
  json["field"] = refusal->field;
  json["expected"] = isomorphic_decode(refusal->expected);
  json["seen"] = refusal->seen ? Json(isomorphic_decode(*refusal->seen)) : Json(nullptr);
  return json;
}

Json request_json(const browser::Request& request) {
  Json json;
  json["origin"] = isomorphic_decode(request.origin);
  if (!request.top_level_site.empty()) json["top_level_site"] = isomorphic_decode(request.top_level_site);
  json["method"] = isomorphic_decode(request.method);
  json["url"] = isomorphic_decode(fetch::serialize(request.url));
  json["headers"] = headers_json(request.headers);
  json["credentials"] = name(request.credentials);
  json["mode"] = name(request.mode);
  json["redirect"] = name(request.redirect);
  json["api"] = name(request.api);
  if (request.upload_listener) json["upload_listener"] = true;
  return json;
}

Json hop_json(const browser::Hop& hop) {
  Json json;
  json["url"] = isomorphic_decode(fetch::serialize(hop.url));
  json["method"] = isomorphic_decode(hop.method);
  json["origin"] = isomorphic_decode(hop.origin);
  json["preflight"] = {{"answer", name(hop.preflight.answer)},
                       {"rule", hop.preflight.rule},
                       {"method_not_safelisted", hop.preflight.method_not_safelisted},
                       {"use_cors_preflight_flag", hop.preflight.use_cors_preflight_flag},
                       {"outlasts_redirect", hop.preflight.outlasts_redirect},
                       {"unsafe_names", strings(hop.preflight.unsafe_names)}};
  if (hop.evaluation) {
    json["evaluation"] = {{"allowed", hop.evaluation->allowed()}, {"refusal", refusal_json(hop.evaluation->refusal)}};
    if (hop.evaluation->allowed()) {
      json["evaluation"]["methods"] = strings(hop.evaluation->methods);
      json["evaluation"]["header_names"] = strings(hop.evaluation->header_names);
      json["evaluation"]["max_age"] = hop.evaluation->max_age.seconds.count;
    }
  }
  json["status"] = hop.status;
  return json;
}

Json answer_json(const std::optional<suite::ScriptedAnswer>& answer) {
  if (!answer) return nullptr;
  if (answer->failure) return {{"failure", isomorphic_decode(answer->failure_detail)}};
  return {{"status", answer->response.status}, {"headers", headers_json(answer->response.headers)}};
}

Json exchange_json(const ExplainedExchange& exchange) {
  Json json;
  json["hop"] = exchange.hop;
  json["purpose"] = exchange.sent.purpose == browser::Send::Purpose::preflight ? "preflight" : "request";
  json["method"] = isomorphic_decode(exchange.sent.method);
  json["url"] = isomorphic_decode(fetch::serialize(exchange.sent.url));
  json["headers"] = headers_json(exchange.sent.headers);
  if (!exchange.sent.body.empty()) json["body"] = isomorphic_decode(exchange.sent.body);
  json["credentials"] = exchange.sent.credentials;
  json["answer"] = answer_json(exchange.answer);
  json["outcome"] = name(exchange.outcome);
  json["refusal"] = refusal_json(exchange.refusal);
  return json;
}

Json verdict_json(const std::optional<browser::Verdict>& verdict) {
  if (!verdict) return nullptr;
  Json json;
  json["kind"] = name(verdict->kind);
  if (verdict->kind == browser::Verdict::Kind::block) json["stage"] = name(verdict->stage);
  json["refusal"] = refusal_json(verdict->refusal);
  if (verdict->allowed()) {
    json["exposed"] = strings(verdict->exposed);
    json["timing"] = refusal_json(verdict->timing);
  }
  if (!verdict->location.empty()) json["location"] = isomorphic_decode(verdict->location);
  return json;
}

Json change_json(const run::ResponseChange& change, const run::ExplainedStep& step) {
  Json json{{"field", change.field}, {"value", change.value ? Json(isomorphic_decode(*change.value)) : Json(nullptr)}};
  const auto gives = run::what_it_gives(change, step.hops.back().origin, step.request.credentials);
  json["gives"] = gives.empty() ? Json(nullptr) : Json(isomorphic_decode(gives));
  return json;
}

Json console_json(const run::ExplainedStep& step) {
  const bool failed =
      step.doubt && (step.doubt->kind == run::Doubt::Kind::not_cors || step.doubt->kind == run::Doubt::Kind::no_answer);
  const auto& verdict = failed ? step.doubt->by_answers_alone : step.verdict;
  if (!verdict) return nullptr;
  const auto message = run::console_message(*verdict, step.last_answer());
  if (message.chromium.empty() && message.firefox.empty()) return nullptr;
  return {{"chromium", message.chromium.empty() ? Json(nullptr) : Json(message.chromium)},
          {"firefox", message.firefox.empty() ? Json(nullptr) : Json(message.firefox)}};
}

std::string_view name(run::ExplainedStep::CredentialsMode source) {
  switch (source) {
    case run::ExplainedStep::CredentialsMode::known:
      return "known";
    case run::ExplainedStep::CredentialsMode::assumed:
      return "assumed";
    case run::ExplainedStep::CredentialsMode::inferred:
      return "inferred";
  }
  std::unreachable();
}

std::string_view name(run::Doubt::Kind kind) {
  switch (kind) {
    case run::Doubt::Kind::not_cors:
      return "not-cors";
    case run::Doubt::Kind::no_answer:
      return "no-answer";
    case run::Doubt::Kind::stored_response:
      return "stored-response";
    case run::Doubt::Kind::was_sent:
      return "was-sent";
    case run::Doubt::Kind::was_shown:
      return "was-shown";
  }
  std::unreachable();
}

Json doubt_json(const std::optional<run::Doubt>& doubt) {
  if (!doubt) return nullptr;
  return {{"kind", name(doubt->kind)}, {"by_answers_alone", verdict_json(doubt->by_answers_alone)}};
}

Json cache_json(const browser::CacheEntry& entry) {
  Json json;
  json["partition"] = isomorphic_decode(entry.scope.partition);
  json["origin"] = isomorphic_decode(entry.scope.origin);
  json["url"] = isomorphic_decode(entry.scope.url);
  json["credentials"] = entry.credentials;
  if (entry.method.empty()) {
    json["header_name"] = isomorphic_decode(entry.header_name);
  } else {
    json["method"] = isomorphic_decode(entry.method);
  }
  json["max_age"] = entry.max_age.count;
  json["stored_ms"] = entry.stored.milliseconds;
  return json;
}

template <typename Items, typename Write>
Json array(const Items& items, Write write) {
  Json json = Json::array();
  for (const auto& item : items) json.push_back(write(item));
  return json;
}

Json step_json(const run::ExplainedStep& step) {
  Json json;
  json["at_ms"] = step.at.milliseconds;
  json["request"] = request_json(step.request);
  json["request"]["credentials_mode_is"] = name(step.credentials_source);
  json["verdict"] = verdict_json(step.verdict);
  json["doubt"] = doubt_json(step.doubt);
  if (!step.passed_in.empty()) json["passed_in"] = step.passed_in;
  if (step.reads_stored_response) json["reads_stored_response"] = true;
  json["console"] = console_json(step);
  json["unexplained_failure"] =
      step.unexplained_failure.empty() ? Json(nullptr) : Json(isomorphic_decode(step.unexplained_failure));
  json["changes"] = array(step.changes, [&](const auto& change) { return change_json(change, step); });
  json["hops"] = array(step.hops, hop_json);
  json["exchanges"] = array(step.exchanges, exchange_json);
  json["cache"] = array(step.cache, cache_json);
  return json;
}

}  // namespace

std::string explanation_json(const run::Explanation& explanation) {
  Json json;
  json["scenario"] = isomorphic_decode(explanation.scenario);
  json["engine"] = explanation.engine;
  json["steps"] = array(explanation.steps, step_json);
  return json.dump(-1, ' ', true) + '\n';
}

}  // namespace corspec::reports
