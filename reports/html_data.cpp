#include "reports/html_data.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <unordered_map>

#include "reports/describe.hpp"
#include "reports/escape.hpp"
#include "reports/page.hpp"
#include "reports/viewer.hpp"

namespace corspec::reports {
namespace {

using Json = nlohmann::ordered_json;

/// Each text once.
class Strings {
 public:
  std::size_t operator()(const std::string& text) {
    const auto [found, is_new] = index_.emplace(text, index_.size());
    if (is_new) all_.push_back(text);
    return found->second;
  }
  std::size_t bytes(std::string_view text) { return (*this)(isomorphic_decode(text)); }
  [[nodiscard]] Json take() { return std::move(all_); }

 private:
  std::unordered_map<std::string, std::size_t> index_;
  Json all_ = Json::array();
};

class Data {
 public:
  explicit Data(const run::Report& report) : report_(&report) {}

  Json take() {
    Json json;
    json["targets"] = Json::array();
    for (const auto& target : report_->targets) json["targets"].push_back(target.url);
    for (const auto& rule : report_->rules)
      json["rules"][rule.id] = {{"statement", rule.statement}, {"link", rule.link}};
    json["advice"] = advice();
    json["sessions"] = Json::array();
    for (const auto& session : report_->sessions) json["sessions"].push_back(session_json(session));
    json["cases"] = Json::array();
    for (const auto& result : report_->results) json["cases"].push_back(case_json(result));
    json["strings"] = strings_.take();
    return json;
  }

 private:
  /// What there is to say of the rules that failures broke.
  Json advice() {
    std::set<std::string_view> broken;
    for (const auto& result : report_->results) {
      for (const auto* failure : decisive_failures(result)) broken.insert(leading_rule(*failure));
    }
    Json wanted = Json::array();
    for (const auto& entry : Json::parse(viewer_file("advice.json"))) {
      const auto& rules = entry.at("rules");
      if (std::ranges::any_of(rules, [&](const Json& rule) { return broken.contains(rule.get<std::string_view>()); }))
        wanted.push_back(entry);
    }
    return wanted;
  }

  Json session_json(const run::SessionResult& session) {
    Json costs = Json::array();
    for (const auto& cost : session.costs) {
      Json json{{"engine", cost.engine}, {"preflights", cost.preflights}};
      if (cost.if_kept) json["if_kept"] = *cost.if_kept;
      if (!cost.unmeasured.empty()) json["unmeasured"] = strings_.bytes(cost.unmeasured);
      costs.push_back(std::move(json));
    }
    return {{"title", strings_(session.title)}, {"requests", session.requests}, {"costs", std::move(costs)}};
  }

  Json failure_json(const run::CheckFailure& failure) {
    Json json{{"level", suite::name(failure.level)},
              {"kind", suite::name(failure.kind)},
              {"gating", failure.gating},
              {"rules", failure.rules},
              {"what", strings_.bytes(failure.what)},
              {"expected", strings_.bytes(failure.expected)},
              {"seen", failure.absent ? Json(nullptr) : Json(strings_.bytes(failure.seen))}};
    if (!failure.field.empty()) json["field"] = strings_.bytes(failure.field);
    if (failure.accepted) json["accepted"] = true;
    if (!failure.refused_by.empty()) json["refused_by"] = failure.refused_by;
    if (!failure.flags.empty()) json["flags"] = failure.flags;
    return json;
  }

  Json exchange_json(const run::RecordedExchange& exchange) {
    Json json{{"step", exchange.step},
              {"purpose", exchange.purpose},
              {"sent", strings_.bytes(exchange.sent)},
              {"head", strings_.bytes(exchange.head)}};
    if (!exchange.body.empty()) json["body"] = strings_.bytes(exchange.body);
    if (exchange.stored_answer) json["stored"] = true;
    if (!exchange.error.empty()) json["error"] = strings_.bytes(exchange.error);
    for (const auto& finding : exchange.findings) json["findings"].push_back(strings_.bytes(finding));
    if (!exchange.reproduce.empty()) json["reproduce"] = strings_.bytes(exchange.reproduce);
    return json;
  }

  Json attempt_json(const run::Attempt& attempt) {
    Json json{{"failures", Json::array()}};
    for (const auto& failure : attempt.failures) json["failures"].push_back(failure_json(failure));
    if (!attempt.unjudged.empty()) json["unjudged"] = attempt.unjudged;
    for (const auto& note : attempt.notes) json["notes"].push_back(strings_.bytes(note));
    for (const auto& exchange : attempt.exchanges) {
      exchange_bytes_ += exchange.sent.size() + exchange.head.size() + exchange.body.size() + exchange.reproduce.size();
      if (exchange_bytes_ > most_exchange_bytes) {
        json["left_out"] = true;
      } else {
        json["exchanges"].push_back(exchange_json(exchange));
      }
    }
    return json;
  }

  Json case_json(const run::CaseResult& result) {
    Json json{{"id", strings_(result.id)},
              {"target", strings_(result.target)},
              {"profile", strings_(result.profile)},
              {"engine", strings_(result.engine)},
              {"suite", strings_(result.suite)},
              {"title", strings_(result.title)},
              {"why", strings_(result.why)},
              {"level", suite::name(result.level)},
              {"rules", result.rules},
              {"result", run::name(result.result)}};
    if (!result.reason.empty()) json["reason"] = strings_.bytes(result.reason);
    if (!result.known_issue.empty()) json["known_issue"] = strings_(result.known_issue);
    json["attempts"] = Json::array();
    for (const auto& attempt : result.attempts) json["attempts"].push_back(attempt_json(attempt));
    return json;
  }

  const run::Report* report_;
  Strings strings_;
  std::size_t exchange_bytes_ = 0;
};

}  // namespace

std::string html_data(const run::Report& report) {
  const std::string json = Data(report).take().dump(-1, ' ', true, Json::error_handler_t::replace);
  return page_json(json);
}

}  // namespace corspec::reports
