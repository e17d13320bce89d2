#pragma once

#include <optional>
#include <string>

#include "fetch/url.hpp"
#include "reports/explanation.hpp"

namespace corspec::reports {

// Explained steps for the tests of explanations.

using Outcome = run::ExplainedExchange::Outcome;

inline browser::Hop put_hop() {
  return {.url = *fetch::parse_url("https://api.example:8443/r?q#f"),
          .method = "PUT",
          .origin = "https://app.example",
          .preflight = {.answer = browser::PreflightNeed::Answer::sent,
                        .rule = "NEED-9",
                        .method_not_safelisted = true,
                        .unsafe_names = {"x-a", "x-b"}}};
}

inline browser::Send preflight() {
  return {.purpose = browser::Send::Purpose::preflight,
          .url = *fetch::parse_url("https://api.example:8443/r?q#f"),
          .method = "OPTIONS",
          .headers = {{"Accept", "*/*"},
                      {"Access-Control-Request-Method", "PUT"},
                      {"Access-Control-Request-Headers", "x-a,x-b"},
                      {"Origin", "https://app.example"}}};
}

/// A PUT whose preflight is refused.
inline run::ExplainedStep refused_step() {
  const fetch::Refusal refusal{"PF-5", "Access-Control-Allow-Methods", "a list with `PUT`, or `*`", "put"};
  run::ExplainedStep step{.at = {1500}};
  step.request.origin = "https://app.example";
  step.request.url = *fetch::parse_url("https://api.example:8443/r?q#f");
  step.request.method = "put";
  step.request.headers = {{"X-A", "1"}, {"X-B", "\xFF"}};
  step.hops = {put_hop()};
  step.hops[0].evaluation = fetch::PreflightEvaluation{.refusal = refusal};
  step.exchanges = {{.sent = preflight(),
                     .answer = suite::ScriptedAnswer{.response = {204,
                                                                  {{"Access-Control-Allow-Origin", "*"},
                                                                   {"Access-Control-Allow-Methods", "put"}}}},
                     .outcome = Outcome::refused,
                     .refusal = refusal}};
  step.verdict = browser::Verdict{.kind = browser::Verdict::Kind::block,
                                  .stage = browser::Verdict::Stage::preflight,
                                  .refusal = refusal,
                                  .hops = step.hops};
  step.changes = {{"Access-Control-Allow-Methods", "put, PUT"}, {"Access-Control-Allow-Headers", std::nullopt}};
  return step;
}

/// A PUT that is allowed after its preflight, with what the preflight leaves in the cache.
inline run::ExplainedStep allowed_step() {
  run::ExplainedStep step;
  step.request.origin = "https://app.example";
  step.request.url = *fetch::parse_url("https://api.example:8443/r?q");
  step.request.method = "PUT";
  step.request.credentials = fetch::CredentialsMode::include;
  step.hops = {put_hop()};
  step.hops[0].evaluation =
      fetch::PreflightEvaluation{.methods = {"PUT"}, .header_names = {"x-a"}, .max_age = {{600}, {}}};
  step.hops[0].status = 200;
  auto request = preflight();
  request.purpose = browser::Send::Purpose::request;
  request.method = "PUT";
  request.headers = {{"Origin", "https://app.example"}};
  request.credentials = true;
  step.exchanges = {
      {.sent = preflight(), .answer = suite::ScriptedAnswer{.response = {204, {}}}, .outcome = Outcome::allowed},
      {.sent = request,
       .answer = suite::ScriptedAnswer{.response = {200, {{"X-Y", "1"}}}},
       .outcome = Outcome::allowed}};
  step.verdict = browser::Verdict{.kind = browser::Verdict::Kind::allow, .hops = step.hops, .exposed = {"x-y"}};
  const browser::CacheScope scope{"https://app.example", "https://app.example", "https://api.example:8443/r?q"};
  step.cache = {{scope, true, "PUT", "", {600}, {0}},
                {scope, true, "", "x-a", {600}, {0}},
                {scope, false, "GET", "", {5}, {250}}};
  return step;
}

inline std::string text_of(const run::Explanation& explanation, const suite::RuleCatalogue* rules = nullptr) {
  return explanation_text({&explanation, 1}, rules);
}

}  // namespace corspec::reports
