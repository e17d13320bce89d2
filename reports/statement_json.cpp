#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "reports/claim.hpp"
#include "reports/describe.hpp"
#include "reports/escape.hpp"
#include "reports/shipped_rules.hpp"
#include "reports/statement.hpp"

namespace corspec::reports {
namespace {

using Json = nlohmann::ordered_json;

constexpr int statement_format_version = 1;

Json claim_json(const run::Claim& claim) {
  Json json = Json::object();
  for (const auto& key : claim_keys()) {
    if (const auto& value = claim.*key.member; !value.empty()) json[std::string(key.name)] = value;
  }
  return json;
}

/// What is part of a result's key, and which of it.
Json case_json(const run::CaseResult& result) {
  return {{"case", result.id}, {"target", result.target}, {"profile", result.profile}};
}

Json exchange_json(const run::RecordedExchange& exchange) {
  Json json{{"purpose", exchange.purpose},
            {"method", isomorphic_decode(exchange.method)},
            {"url", isomorphic_decode(exchange.url)},
            {"sent", isomorphic_decode(exchange.sent)},
            {"status", exchange.status},
            {"head", isomorphic_decode(exchange.head)}};
  if (!exchange.body.empty()) json["body"] = isomorphic_decode(exchange.body);
  if (!exchange.error.empty()) json["error"] = isomorphic_decode(exchange.error);
  if (!exchange.reproduce.empty()) json["reproduce"] = isomorphic_decode(exchange.reproduce);
  return json;
}

Json departure_json(const Departure& departure) {
  Json json = case_json(*departure.result);
  json["result"] = run::name(departure.result->result);
  json["level"] = suite::name(departure.failure->level);
  if (departure.failure->accepted) json["accepted"] = true;
  json["what"] = isomorphic_decode(departure.failure->what);
  return json;
}

/// A departure as somebody else can check it.
Json proof_json(const Departure& departure) {
  const auto& failure = *departure.failure;
  Json json{{"field", isomorphic_decode(failure.field)},
            {"expected", isomorphic_decode(failure.expected)},
            {"seen", failure.absent ? Json(nullptr) : Json(isomorphic_decode(failure.seen))}};
  if (const auto* exchange = exchange_of(*departure.result, failure)) json["exchange"] = exchange_json(*exchange);
  return json;
}

Json departures_json(const std::vector<Departure>& departures) {
  Json all = Json::array();
  for (const auto& departure : departures) all.push_back(departure_json(departure));
  // One in full is enough: the others are in the report.
  if (!all.empty()) all.front()["proof"] = proof_json(departures.front());
  return all;
}

Json rule_json(const RuleStanding& rule) {
  Json json{{"id", rule.rule->id},
            {"statement", rule.rule->statement},
            {"link", rule.rule->link},
            {"binds", rule.rule->binds},
            {"standing", name(rule.standing)}};
  if (rule.standing == Standing::not_tested) json["reason"] = isomorphic_decode(why_not_tested(rule));
  json["held"] = Json::array();
  for (const auto* result : rule.held) json["held"].push_back(case_json(*result));
  json["departures"] = departures_json(rule.departures);
  json["undecided"] = Json::array();
  for (const auto& undecided : rule.undecided) {
    json["undecided"].push_back(case_json(*undecided.result));
    json["undecided"].back()["reason"] = isomorphic_decode(undecided.reason);
  }
  return json;
}

Json run_json(const run::Report& report) {
  const run::RunInfo& info = report.info;
  Json json{{"date", info.started},
            {"command_line", info.command_line},
            {"repeat", command_to_repeat(report)},
            {"level", suite::name(info.gate_level)},
            {"engine", info.engine}};
  if (!info.transport_headers.empty()) json["transport_headers"] = info.transport_headers;
  if (report.shard) json["shard"] = {{"index", report.shard_index}, {"count", report.shard_count}};
  json["complete"] = info.complete;
  return json;
}

Json targets_json(const run::Report& report) {
  Json targets = Json::array();
  for (const auto& target : report.targets) {
    Json json{{"url", target.url}, {"profiles", target.profiles}, {"reachable", target.reachable}};
    if (!target.server.empty()) json["server"] = isomorphic_decode(target.server);
    targets.push_back(std::move(json));
  }
  return targets;
}

}  // namespace

std::string statement(const run::Report& report) {
  const Statement statement = make_statement(report, shipped_rules());
  Json json;
  json["format"] = "corspec-statement";
  json["version"] = statement_format_version;
  json["claim"] = claim_json(report.claim);
  json["tool"] = {{"name", "corspec"}, {"version", report.info.tool_version}};
  json["cases"] = {{"sha256", report.info.case_set_hash}, {"standard_date", report.info.standard_date}};
  json["run"] = run_json(report);
  json["targets"] = targets_json(report);
  for (int index = 0; index < standing_count; ++index) {
    const auto standing = static_cast<Standing>(index);
    json["summary"][std::string(name(standing))] = statement.count(standing);
  }
  json["rules"] = Json::array();
  for (const auto& rule : statement.rules) json["rules"].push_back(rule_json(rule));
  json["elsewhere"] = departures_json(statement.elsewhere);
  return json.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace corspec::reports
