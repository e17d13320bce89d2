#include "reports/sarif.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "fetch/url.hpp"
#include "reports/describe.hpp"
#include "reports/escape.hpp"
#include "run/fnv1a.hpp"
#include "run/gate.hpp"
#include "run/row.hpp"

namespace corspec::reports {
namespace {

using Json = nlohmann::ordered_json;

std::string_view level_of(const run::CheckFailure& failure) {
  switch (failure.level) {
    case suite::Level::must:
      return "error";
    case suite::Level::should:
      return "warning";
    case suite::Level::may:
      return "note";
  }
  return "none";
}

Json text(std::string_view words) {
  return {{"text", words}};
}

Json rules_json(const run::Report& report) {
  Json rules = Json::array();
  for (const auto& rule : report.rules) {
    rules.push_back({{"id", rule.id},
                     {"shortDescription", text(rule.statement)},
                     {"helpUri", rule.link},
                     {"help",
                      {{"text", fmt::format("{}\n{}", rule.statement, rule.link)},
                       {"markdown", fmt::format("{}\n\n[The standard]({})", rule.statement, rule.link)}}}});
  }
  return rules;
}

/// Code scanning shows files and refuses a URI with a scheme. So the resource stands for one: host and path, without
/// the port, which is another in each run that starts its server. IPv6 without brackets, which no path may hold.
std::string artifact_of(std::string_view address) {
  const auto url = fetch::parse_url(address);
  if (!url) return "target";
  std::string path = url->host + url->path;
  std::erase_if(path, [](char byte) { return byte == '[' || byte == ']'; });
  std::ranges::replace(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(path.find('/')), ':', '_');
  return path;
}

Json location_json(const run::CaseResult& result, std::string_view address) {
  return {{"physicalLocation", {{"artifactLocation", {{"uri", artifact_of(address)}}}, {"region", {{"startLine", 1}}}}},
          {"logicalLocations", {{{"fullyQualifiedName", result.id}, {"kind", "case"}}}}};
}

std::string message_of(const run::CaseResult& result, const run::CheckFailure& failure,
                       const run::RecordedExchange* exchange) {
  std::string message =
      fmt::format("{} Expected {}, seen {}.", printable(failure.what), printable(failure.expected), seen_text(failure));
  if (!result.why.empty()) message += fmt::format(" {}", result.why);
  if (exchange != nullptr && !exchange->reproduce.empty())
    message += fmt::format("\nTry: {}", printable_command(exchange->reproduce));
  return message;
}

bool is_excused(run::Result result) {
  return result == run::Result::known || result == run::Result::accepted;
}

/// What a failure is about, so that the same failure is the same in the next run, from another port as well, and with
/// the profile's lists in another order.
std::string fingerprint(const run::CaseResult& result, const run::CheckFailure& failure) {
  return fmt::format("{}/{}/{}/{}/{}", result.profile, result.engine,
                     printable(run::id_by_values(result.id, result.bound)), leading_rule(failure),
                     printable(failure.field));
}

/// By the one name that GitHub's code scanning knows alerts by, and by one that people can read.
Json fingerprints_json(const run::CaseResult& result, const run::CheckFailure& failure) {
  const std::string readable = fingerprint(result, failure);
  return {{"primaryLocationLineHash", fmt::format("{:016x}:1", run::fnv1a(readable))}, {"corspecFailure/v2", readable}};
}

Json result_json(const run::CaseResult& result, const run::CheckFailure& failure,
                 const std::map<std::string_view, std::size_t>& rule_index) {
  const auto* exchange = exchange_of(result, failure);
  const std::string_view rule = leading_rule(failure);
  Json json{{"ruleId", rule}};
  if (const auto found = rule_index.find(rule); found != rule_index.end()) json["ruleIndex"] = found->second;
  json["kind"] = "fail";
  json["level"] = level_of(failure);
  json["message"] = text(message_of(result, failure, exchange));
  const std::string address = exchange != nullptr ? printable(exchange->url) : result.target;
  json["locations"] = Json::array({location_json(result, address)});
  if (exchange != nullptr) json["webRequest"] = {{"target", address}, {"method", printable(exchange->method)}};
  if (exchange != nullptr && exchange->status != 0) json["webResponse"] = {{"statusCode", exchange->status}};
  json["partialFingerprints"] = fingerprints_json(result, failure);
  if (is_excused(result.result))
    json["suppressions"] = Json::array({{{"kind", "external"}, {"justification", printable(result.reason)}}});
  json["properties"] = {{"result", run::name(result.result)},
                        {"engine", result.engine},
                        {"profile", result.profile},
                        {"kind", suite::name(failure.kind)},
                        {"flags", failure.flags},
                        {"gating", failure.gating && run::gates(result.result)}};
  return json;
}

Json notification(std::string_view words) {
  return {{"level", "error"}, {"message", text(words)}};
}

/// What could not be judged: dead targets, broken set-ups, cases that fail without a failure of their own.
Json notifications_json(const run::Report& report) {
  Json notifications = Json::array();
  for (const auto& target : report.targets) {
    if (!target.reachable)
      notifications.push_back(
          notification(fmt::format("{} cannot be reached: {}", target.url, printable(target.unreachable_reason))));
  }
  for (const auto& result : report.results) {
    if (run::gates(result.result) && decisive_failures(result).empty())
      notifications.push_back(notification(
          fmt::format("{} {}: {}", case_label(report, result), run::name(result.result), printable(result.reason))));
  }
  if (!report.info.complete)
    notifications.push_back(notification("The run is incomplete: " + printable(report.info.broken_off)));
  return notifications;
}

Json invocation_json(const run::Report& report) {
  const auto code = run::gate(report);
  const bool judged = code == run::ExitCode::as_expected || code == run::ExitCode::failures;
  return {{"executionSuccessful", judged},
          {"exitCode", static_cast<int>(code)},
          {"arguments", report.info.command_line},
          {"startTimeUtc", report.info.started},
          {"toolExecutionNotifications", notifications_json(report)}};
}

}  // namespace

std::string sarif(const run::Report& report) {
  std::map<std::string_view, std::size_t> rule_index;
  for (const auto& rule : report.rules) rule_index.emplace(rule.id, rule_index.size());
  Json results = Json::array();
  for (const auto& result : report.results) {
    // A case that passes keeps remarks below the run's level.
    for (const auto* failure : decisive_failures(result)) {
      if (run::gates(result.result) || is_excused(result.result) || result.result == run::Result::pass)
        results.push_back(result_json(result, *failure, rule_index));
    }
  }
  const Json driver{
      {"name", "corspec"},
      {"version", report.info.tool_version},
      {"rules", rules_json(report)},
      {"properties",
       {{"cases.sha256", report.info.case_set_hash}, {"fetch.standard.date", report.info.standard_date}}}};
  const Json document{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                      {"version", "2.1.0"},
                      {"runs",
                       {{{"tool", {{"driver", driver}}},
                         {"invocations", Json::array({invocation_json(report)})},
                         {"columnKind", "unicodeCodePoints"},
                         {"results", results}}}}};
  return document.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace corspec::reports
