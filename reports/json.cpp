#include "reports/json.hpp"

#include <nlohmann/json.hpp>

#include "reports/claim.hpp"
#include "reports/escape.hpp"
#include "run/gate.hpp"

namespace corspec::reports {
namespace {

using Json = nlohmann::ordered_json;

double milliseconds(std::chrono::microseconds duration) {
  return static_cast<double>(duration.count()) / 1000.0;
}

Json bytes_json(const std::vector<std::string>& all) {
  Json json = Json::array();
  for (const auto& bytes : all) json.push_back(isomorphic_decode(bytes));
  return json;
}

Json failure_json(const run::CheckFailure& failure) {
  Json json;
  json["step"] = failure.step;
  json["level"] = suite::name(failure.level);
  json["kind"] = suite::name(failure.kind);
  json["gating"] = failure.gating;
  if (failure.accepted) json["accepted"] = true;
  json["rules"] = failure.rules;
  if (!failure.refused_by.empty()) json["refused_by"] = failure.refused_by;
  if (!failure.flags.empty()) json["flags"] = failure.flags;
  json["what"] = isomorphic_decode(failure.what);
  json["field"] = isomorphic_decode(failure.field);
  json["expected"] = isomorphic_decode(failure.expected);
  json["seen"] = failure.absent ? Json(nullptr) : Json(isomorphic_decode(failure.seen));
  return json;
}

Json exchange_json(const run::RecordedExchange& exchange) {
  Json json;
  json["step"] = exchange.step;
  json["purpose"] = exchange.purpose;
  json["method"] = isomorphic_decode(exchange.method);
  json["url"] = isomorphic_decode(exchange.url);
  json["sent"] = isomorphic_decode(exchange.sent);
  json["status"] = exchange.status;
  json["head"] = isomorphic_decode(exchange.head);
  if (!exchange.body.empty()) json["body"] = isomorphic_decode(exchange.body);
  if (exchange.body_truncated) json["body_truncated"] = true;
  if (!exchange.error.empty()) json["error"] = isomorphic_decode(exchange.error);
  if (!exchange.findings.empty()) json["findings"] = bytes_json(exchange.findings);
  if (exchange.stored_answer) json["stored_answer"] = *exchange.stored_answer;
  if (exchange.started) json["started"] = recorded::write_timestamp(*exchange.started);
  json["duration_ms"] = milliseconds(exchange.duration);
  if (!exchange.reproduce.empty()) json["reproduce"] = isomorphic_decode(exchange.reproduce);
  return json;
}

Json attempt_json(const run::Attempt& attempt) {
  Json json;
  json["result"] = run::name(attempt.result);
  json["duration_ms"] = milliseconds(attempt.duration);
  json["failures"] = Json::array();
  for (const auto& failure : attempt.failures) json["failures"].push_back(failure_json(failure));
  if (!attempt.notes.empty()) json["notes"] = bytes_json(attempt.notes);
  if (!attempt.unjudged.empty()) json["unjudged"] = attempt.unjudged;
  json["exchanges"] = Json::array();
  for (const auto& exchange : attempt.exchanges) json["exchanges"].push_back(exchange_json(exchange));
  json["exchange_count"] = attempt.exchange_count;
  return json;
}

Json bound_json(const std::map<std::string, std::string>& bound) {
  Json json = Json::object();
  for (const auto& [name, value] : bound) json[name] = isomorphic_decode(value);
  return json;
}

Json result_json(const run::CaseResult& result, Json json = {}) {
  json["target"] = result.target;
  json["profile"] = result.profile;
  json["id"] = result.id;
  json["engine"] = result.engine;
  if (!result.aliases.empty()) json["aliases"] = result.aliases;
  if (!result.bound.empty()) json["bound"] = bound_json(result.bound);
  json["suite"] = result.suite;
  json["title"] = result.title;
  json["level"] = suite::name(result.level);
  json["kind"] = suite::name(result.kind);
  json["rules"] = result.rules;
  if (!result.tags.empty()) json["tags"] = result.tags;
  if (!result.depends_on.empty()) json["depends_on"] = result.depends_on;
  json["result"] = run::name(result.result);
  if (!result.reason.empty()) json["reason"] = isomorphic_decode(result.reason);
  if (!result.known_issue.empty()) json["known_issue"] = result.known_issue;
  if (result.before) json["before"] = run::name(*result.before);
  json["why"] = result.why;
  if (result.place) json["place"] = *result.place;
  json["attempts"] = Json::array();
  for (const auto& attempt : result.attempts) json["attempts"].push_back(attempt_json(attempt));
  return json;
}

Json run_json(const run::Report& report) {
  const run::RunInfo& info = report.info;
  Json json;
  json["started"] = info.started;
  json["command_line"] = info.command_line;
  if (!info.transport_headers.empty()) json["transport_headers"] = info.transport_headers;
  json["level"] = suite::name(info.gate_level);
  json["engine"] = info.engine;
  if (!info.baseline.empty()) json["baseline"] = info.baseline;
  if (report.shard) json["shard"] = {{"index", report.shard_index}, {"count", report.shard_count}};
  return json;
}

Json targets_json(const run::Report& report) {
  Json targets = Json::array();
  for (const auto& target : report.targets) {
    Json json;
    json["url"] = target.url;
    json["profiles"] = target.profiles;
    if (!target.server.empty()) json["server"] = isomorphic_decode(target.server);
    json["reachable"] = target.reachable;
    if (!target.anything_selected) json["anything_selected"] = false;
    if (!target.reachable) json["unreachable_reason"] = isomorphic_decode(target.unreachable_reason);
    targets.push_back(std::move(json));
  }
  return targets;
}

Json claim_json(const run::Claim& claim) {
  Json json;
  for (const auto& key : claim_keys()) {
    if (const auto& value = claim.*key.member; !value.empty()) json[std::string(key.name)] = value;
  }
  return json;
}

Json head_json(const run::Report& report) {
  Json json;
  json["format"] = "corspec-report";
  json["version"] = report_format_version;
  if (report.claim != run::Claim{}) json["claim"] = claim_json(report.claim);
  json["tool"] = {{"name", "corspec"}, {"version", report.info.tool_version}};
  json["cases"] = {{"sha256", report.info.case_set_hash}, {"standard_date", report.info.standard_date}};
  json["run"] = run_json(report);
  return json;
}

Json cost_json(const run::SessionCost& cost) {
  Json json;
  json["engine"] = cost.engine;
  if (!cost.unmeasured.empty()) {
    json["unmeasured"] = isomorphic_decode(cost.unmeasured);
    return json;
  }
  json["preflights"] = cost.preflights;
  if (cost.if_kept) json["if_kept"] = *cost.if_kept;
  json["exchange_count"] = cost.exchange_count;
  return json;
}

Json sessions_json(const run::Report& report) {
  Json sessions = Json::array();
  for (const auto& session : report.sessions) {
    Json json;
    json["target"] = session.target;
    json["profile"] = session.profile;
    json["id"] = session.id;
    json["title"] = session.title;
    json["why"] = session.why;
    json["requests"] = session.requests;
    json["costs"] = Json::array();
    for (const auto& cost : session.costs) json["costs"].push_back(cost_json(cost));
    sessions.push_back(std::move(json));
  }
  return sessions;
}

/// What is known only at the end.
void append_end(Json& json, const run::Report& report) {
  const run::Counts counts = run::count(report);
  json["run"]["complete"] = report.info.complete;
  if (!report.info.complete) json["run"]["broken_off"] = isomorphic_decode(report.info.broken_off);
  json["run"]["duration_ms"] = milliseconds(report.info.duration);
  json["run"]["exchanges"] = run::count_exchanges(report);
  json["targets"] = targets_json(report);
  if (!report.sessions.empty()) json["sessions"] = sessions_json(report);
  Json& summary = json["summary"];
  summary["exit_code"] = static_cast<int>(run::gate(report));
  summary["cases"] = counts.total();
  summary["gating"] = counts.gating();
  for (int index = 0; index < run::result_count; ++index) {
    const auto result = static_cast<run::Result>(index);
    summary["results"][std::string(run::name(result))] = counts.of(result);
  }
}

Json rules_json(const run::Report& report) {
  Json rules = Json::object();
  for (const auto& rule : report.rules) rules[rule.id] = {{"statement", rule.statement}, {"link", rule.link}};
  return rules;
}

/// What somebody typed, and a case file's text, is UTF-8 as a rule; what is not is replaced.
std::string dump(const Json& json, int indent) {
  return json.dump(indent, ' ', true, Json::error_handler_t::replace) + "\n";
}

std::string line(const Json& json) {
  return dump(json, -1);
}

}  // namespace

std::string json(const run::Report& report) {
  Json json = head_json(report);
  append_end(json, report);
  json["rules"] = rules_json(report);
  json["results"] = Json::array();
  for (const auto& result : report.results) json["results"].push_back(result_json(result));
  return dump(json, 2);
}

std::string ndjson_start(const run::Report& report) {
  Json json;
  json["type"] = "start";
  json.update(head_json(report));
  return line(json);
}

std::string ndjson_result(const run::CaseResult& result) {
  return line(result_json(result, Json::object({{"type", "result"}})));
}

std::string ndjson_end(const run::Report& report) {
  Json json;
  json["type"] = "end";
  append_end(json, report);
  json["rules"] = rules_json(report);
  return line(json);
}

}  // namespace corspec::reports
