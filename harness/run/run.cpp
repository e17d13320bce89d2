#include "run/run.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <map>
#include <numeric>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <utility>
#include <variant>

#include "run/baseline.hpp"
#include "run/case_result.hpp"
#include "run/child_process.hpp"
#include "run/client_exchanger.hpp"
#include "run/dependencies.hpp"
#include "run/interruption.hpp"
#include "run/left_waiting.hpp"
#include "run/plan.hpp"
#include "run/readiness.hpp"
#include "run/schedule.hpp"
#include "run/session.hpp"
#include "run/version.hpp"

namespace corspec::run {
namespace {

/// What a command of `--exec` is given to come up when nobody says how long.
constexpr std::chrono::seconds patience_with_exec{30};

/// Why a session that did not get its turn has no figure.
constexpr auto ended_before = "the run ended before";

std::string now_utc() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

/// Who accepts connections there; null when nobody does.
std::optional<std::string> find_listener(http::ClientOptions options, const WireContext& wire) {
  options.endpoint.scheme = "http";  // a listener need not get as far as TLS
  http::Request knock = control_request("/", wire);
  knock.hang_up = true;
  std::optional<std::string> listener;
  http::Client client(std::move(options));
  client.exchange(std::move(knock), [&listener](http::ExchangeResult result) {
    if (result) {
      listener = std::move(result->peer);
    } else if (result.error().timings.connect.count() > 0) {
      listener = std::move(result.error().peer);
    }
  });
  client.run();
  return listener;
}

/// The order in which so many cases start.
std::vector<std::size_t> starting_order(std::size_t count, std::optional<std::uint64_t> seed) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (seed) {
    std::mt19937_64 random(*seed);
    std::ranges::shuffle(order, random);
  }
  return order;
}

/// One run under way.
class Runner {
 public:
  Runner(const RunOptions& options, const Plan& plan, Observer& observer)
      : options_(&options), plan_(&plan), observer_(&observer), started_(std::chrono::steady_clock::now()) {}

  Report run();

 private:
  void start_child();
  void note_ended_child();
  void describe_run();
  void describe_targets();
  [[nodiscard]] http::ClientOptions client_options(const PolicyPlan& policy) const {
    return client_options_of(policy.at, options_->network, static_cast<std::size_t>(options_->jobs));
  }
  void run_policy(const PolicyPlan& policy);
  [[nodiscard]] bool reach(const PolicyPlan& policy, Exchanger& exchanger);
  void run_engine(const PolicyPlan& policy, const browser::Engine& engine, Exchanger& exchanger);
  [[nodiscard]] bool left_waiting(const PolicyPlan& policy) const;
  void run_sessions(const PolicyPlan& policy, Exchanger& exchanger);
  void note_end(const PolicyPlan& policy, const Schedule& schedule);
  void store(std::size_t place, CaseResult result);
  void break_off(std::string why);
  void finish_report();
  [[nodiscard]] ScheduleOptions schedule_options(const PolicyPlan& policy);
  [[nodiscard]] std::optional<std::string> target_ended();
  [[nodiscard]] ResultKey key(const PolicyPlan& policy, const browser::Engine& engine) const;

  const RunOptions* options_;
  const Plan* plan_;
  Observer* observer_;
  std::chrono::steady_clock::time_point started_;
  Interruption interruption_;
  std::optional<ChildProcess> child_;
  Report report_;
  /// By place in a whole run's report; empty where a case belongs to another shard, or did not finish.
  std::vector<std::optional<CaseResult>> results_;
  std::size_t next_place_ = 0;
  std::string failed_fast_by_;
  std::set<std::size_t> one_connection_;  ///< the targets that take no more at a time
};

Report Runner::run() {
  describe_run();
  describe_targets();
  results_.resize(plan_->places());
  observer_->on_start(report_, static_cast<int>(plan_->expected_results()));
  for (const std::string& message : plan_->messages) observer_->on_message(message);

  if (!plan_->exec.empty()) start_child();
  for (const PolicyPlan& policy : plan_->policies) {
    if (!report_.info.complete) break;
    run_policy(policy);
  }
  if (report_.info.complete) note_ended_child();
  child_.reset();
  finish_report();
  return std::move(report_);
}

void Runner::start_child() {
  for (const PolicyPlan& policy : plan_->policies) {
    if (const auto listener = find_listener(client_options(policy), policy.context.wire)) {
      break_off(fmt::format("something already listens on {}, so it is not what --exec starts", *listener));
      return;
    }
  }
  auto child = ChildProcess::start(plan_->exec, options_->exec_log);
  if (child) {
    child_ = *std::move(child);
  } else {
    break_off(std::move(child.error()));
  }
}

/// What answered after the command had ended was something else.
void Runner::note_ended_child() {
  const auto ended = target_ended();
  if (!ended) return;
  for (TargetInfo& target : report_.targets) {
    if (!target.reachable) continue;
    target.reachable = false;
    target.unreachable_reason = fmt::format("the command that starts it {} before the run was over", *ended);
  }
}

void Runner::describe_run() {
  report_.claim = options_->claim;
  RunInfo& info = report_.info;
  if (options_->baseline != nullptr) info.baseline = options_->baseline->started();
  info.tool_version = version();
  info.case_set_hash = plan_->cases.hash;
  info.standard_date = plan_->cases.library.rules.standard_date();
  info.started = now_utc();
  for (const std::string& argument : options_->command_line)
    info.command_line.push_back(plan_->masker.masked(argument));
  for (const message::Header& header : options_->transport_headers) info.transport_headers.push_back(header.name);
  info.gate_level = options_->level;
  for (const browser::Engine* engine : plan_->engines) {
    info.engine += fmt::format("{}{}", info.engine.empty() ? "" : ",", engine->name);
  }
  const Shard& shard = options_->selection.shard;
  report_.shard = !shard.whole();
  if (report_.shard) {
    report_.shard_index = shard.index;
    report_.shard_count = shard.count;
  }
}

void Runner::describe_targets() {
  for (const std::string& url : plan_->targets) report_.targets.emplace_back().url = url;
  for (TargetInfo& target : report_.targets) target.anything_selected = false;
  for (const PolicyPlan& policy : plan_->policies) {
    TargetInfo& target = report_.targets[policy.target];
    target.profiles.push_back(policy.profile);
    target.anything_selected = target.anything_selected || policy.anything_selected;
  }
}

void Runner::run_policy(const PolicyPlan& policy) {
  const std::size_t after = next_place_ + policy.places * plan_->engines.size();
  ClientExchanger exchanger(client_options(policy));
  // Where nothing is to be sent nothing needs to be reached.
  if (policy.selected.count_run() == 0 || reach(policy, exchanger)) {
    for (const browser::Engine* engine : plan_->engines) {
      if (report_.info.complete) run_engine(policy, *engine, exchanger);
    }
    if (report_.info.complete && report_.targets[policy.target].reachable) run_sessions(policy, exchanger);
  }
  next_place_ = after;
}

bool Runner::reach(const PolicyPlan& policy, Exchanger& exchanger) {
  Patience patience;
  patience.time = options_->wait_for_target.value_or(child_ ? patience_with_exec : std::chrono::seconds{0});
  patience.target_ended = [this] { return target_ended(); };
  patience.interrupted = &Interruption::requested;
  auto ready = wait_until_ready(exchanger, control_request(policy.control_path, policy.context.wire), patience);
  if (Interruption::requested()) {
    break_off(std::string(interrupted_by_user));
    return false;
  }
  TargetInfo& target = report_.targets[policy.target];
  if (ready) {
    if (const int status = ready->response.status; status < 200 || status > 299) {
      observer_->on_message(fmt::format(
          "GET {} is answered with {}: is it the resource that paths.resource of the profile, or the URL, means?",
          policy.control_path, status));
    }
    if (target.server.empty()) target.server = ready->response.headers.get("Server").value_or("");
    return true;
  }
  if (target.reachable) {
    target.reachable = false;
    target.unreachable_reason =
        target.profiles.size() > 1 ? fmt::format("for profile `{}`: {}", policy.profile, ready.error()) : ready.error();
  }
  return false;
}

void Runner::run_engine(const PolicyPlan& policy, const browser::Engine& engine, Exchanger& exchanger) {
  const std::size_t first_place = std::exchange(next_place_, next_place_ + policy.places);
  std::vector<ScheduledCase> cases;
  std::vector<std::size_t> entry_of;
  for (const std::size_t index : starting_order(policy.selected.entries.size(), options_->shuffle)) {
    const SelectedCases::Entry& entry = policy.selected.entries[index];
    if (!entry.runs()) {
      store(first_place + entry.place, result_for(entry, key(policy, engine)));
      continue;
    }
    const CaseNames names = names_of(*entry.subject);
    cases.push_back(
        {entry.subject,
         {find_known(plan_->known_failing, names, plan_->today), find_known(plan_->known_flaky, names, plan_->today)}});
    entry_of.push_back(index);
  }

  ReplayContext context = policy.context;
  context.engine = &engine;
  const CurlContext curl = curl_context_of(policy.at, options_->network);
  Schedule schedule(exchanger, std::move(cases), context, schedule_options(policy), [&](FinishedCase finished) {
    const std::size_t index = entry_of[finished.index];
    CaseResult result = result_for(policy.selected.entries[index], key(policy, engine));
    result.result = finished.judged.result;
    result.reason = plan_->masker.masked(std::move(finished.judged.reason));
    result.known_issue = std::move(finished.judged.known_issue);
    result.attempts = std::move(finished.attempts);
    for (Attempt& attempt : result.attempts) prepare(attempt, options_->record, plan_->masker, curl);
    store(first_place + policy.selected.entries[index].place, std::move(result));
  });
  schedule.run();
  if (failed_fast_by_.empty()) failed_fast_by_ = schedule.failed_fast_by();
  note_end(policy, schedule);
}

bool Runner::left_waiting(const PolicyPlan& policy) const {
  const std::string& target = report_.targets[policy.target].url;
  return std::ranges::any_of(results_, [&](const std::optional<CaseResult>& result) {
    return result && result->target == target && result->profile == policy.profile && was_left_waiting(*result);
  });
}

/// Each session through each engine, whoever judges: what it costs is a question to all of them.
void Runner::run_sessions(const PolicyPlan& policy, Exchanger& exchanger) {
  const std::size_t first = report_.sessions.size();
  for (const suite::Case* session : policy.sessions) {
    const auto requests = std::ranges::count_if(
        session->steps, [](const suite::Step& step) { return std::holds_alternative<suite::FetchStep>(step.action); });
    report_.sessions.push_back({report_.targets[policy.target].url,
                                policy.profile,
                                session->id,
                                session->title,
                                session->why,
                                static_cast<int>(requests),
                                {}});
  }
  if (policy.sessions.empty()) return;
  const auto engines = browser::engines();
  const auto sessions = std::span(report_.sessions).subspan(first);
  const bool hangs = left_waiting(policy);
  for (SessionResult& session : sessions) {
    for (const browser::Engine& engine : engines) {
      std::string name(engine.name);
      session.costs.push_back(hangs
                                  ? unmeasured_when_left_waiting(std::move(name))
                                  : SessionCost{.engine = std::move(name), .if_kept = {}, .unmeasured = ended_before});
    }
  }
  if (hangs) return;
  std::vector<ReplayContext> contexts(engines.size(), policy.context);
  std::vector<ScheduledCase> cases;
  for (std::size_t at = 0; at < engines.size(); ++at) {
    contexts[at].engine = &engines[at];
    for (const suite::Case* session : policy.sessions) cases.push_back({session, {}, &contexts[at]});
  }
  ScheduleOptions options = schedule_options(policy);
  options.retry = 0;
  Schedule schedule(exchanger, std::move(cases), policy.context, std::move(options), [&](const FinishedCase& finished) {
    const std::size_t at = finished.index % sessions.size();
    const std::size_t engine = finished.index / sessions.size();
    SessionCost& cost = sessions[at].costs[engine];
    if (finished.judged.result == Result::pass && !finished.attempts.empty()) {
      cost = cost_of(*policy.sessions[at], contexts[engine], finished.attempts.back());
    } else {
      cost.unmeasured = plan_->masker.masked(finished.judged.reason);
    }
  });
  schedule.run();
  note_end(policy, schedule);
}

void Runner::note_end(const PolicyPlan& policy, const Schedule& schedule) {
  if (schedule.uses_one_connection()) one_connection_.insert(policy.target);
  if (!schedule.dead_reason().empty()) {
    TargetInfo& target = report_.targets[policy.target];
    target.reachable = false;
    target.unreachable_reason = schedule.dead_reason();
  }
  if (schedule.was_interrupted()) {
    break_off(std::string(interrupted_by_user));
  } else if (schedule.unfinished() > 0) {
    break_off(fmt::format("{} cases did not come to an end", schedule.unfinished()));
  }
}

ScheduleOptions Runner::schedule_options(const PolicyPlan& policy) {
  ScheduleOptions schedule;
  schedule.jobs = options_->jobs;
  schedule.rate = options_->rate;
  schedule.retry = options_->retry;
  schedule.fail_fast = options_->fail_fast;
  schedule.failed_fast_by = failed_fast_by_;
  schedule.one_connection = one_connection_.contains(policy.target);
  schedule.resolve_dependencies = options_->selection.shard.whole();
  schedule.weights = policy.weights;
  schedule.today = plan_->today;
  schedule.control_path = policy.control_path;
  schedule.control_url = policy.at.origin() + policy.control_path;
  schedule.interrupted = &Interruption::requested;
  schedule.target_ended = [this] { return target_ended(); };
  return schedule;
}

void Runner::store(std::size_t place, CaseResult result) {
  if (report_.shard) result.place = place;
  if (options_->baseline != nullptr) result = options_->baseline->against(std::move(result));
  observer_->on_result(result);
  results_[place] = std::move(result);
}

void Runner::break_off(std::string why) {
  report_.info.complete = false;
  report_.info.broken_off = std::move(why);
}

void Runner::finish_report() {
  for (std::optional<CaseResult>& result : results_) {
    if (result) report_.results.push_back(*std::move(result));
  }
  if (!report_.shard) resolve_dependencies(report_);
  for (const std::string& id : cited_rules(report_.results)) {
    if (const suite::Rule* rule = plan_->cases.library.rules.find(id))
      report_.rules.push_back({rule->id, rule->statement, rule->link});
  }
  report_.info.duration =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started_);
}

std::optional<std::string> Runner::target_ended() {
  return child_ ? child_->ended() : std::nullopt;
}

ResultKey Runner::key(const PolicyPlan& policy, const browser::Engine& engine) const {
  return {report_.targets[policy.target].url, policy.profile, engine.name};
}

}  // namespace

void Observer::on_start(const Report& /*report*/, int /*expected_results*/) {}
void Observer::on_result(const CaseResult& /*result*/) {}
void Observer::on_message(std::string_view /*message*/) {}

std::expected<Report, ConfigurationErrors> run(const RunOptions& options, Observer& observer) {
  auto plan = make_plan(options);
  if (!plan) return std::unexpected(std::move(plan.error()));
  return Runner(options, *plan, observer).run();
}

}  // namespace corspec::run
