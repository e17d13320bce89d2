#include "run/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include "run/gate.hpp"

namespace corspec::run {
namespace {

/// So many cases that get no answer alone either, and the target is taken for one that leaves requests waiting.
constexpr int most_silent_alone = 3;
/// How long a target is given to notice that a connection was closed, before the next is opened.
constexpr std::chrono::milliseconds until_closed{10};
/// How soon Ctrl-C is noticed.
constexpr std::chrono::milliseconds watch_interval{50};

bool has_failed(const JudgedCase& judged) {
  return judged.result == Result::fail || judged.result == Result::error;
}

/// Whether the case takes away what others ask for, or would blame the target for what another case did meanwhile.
bool runs_alone(const suite::Case& subject) {
  return std::ranges::any_of(subject.steps, [](const suite::Step& step) {
    const auto* fetch = std::get_if<suite::FetchStep>(&step.action);
    const auto* request = std::get_if<suite::RequestStep>(&step.action);
    const bool deletes = (fetch != nullptr && !fetch->preflight_only && fetch->method == "DELETE") ||
                         (request != nullptr && request->method == "DELETE");
    return deletes || std::ranges::any_of(step.expect, [](const suite::Expectation& expectation) {
             return expectation.when_step.has_value();
           });
  });
}

}  // namespace

Schedule::Schedule(Exchanger& exchanger, std::vector<ScheduledCase> cases, const ReplayContext& context,
                   ScheduleOptions options, Finished finished)
    : exchanger_(&exchanger),
      context_(&context),
      options_(std::move(options)),
      finished_(std::move(finished)),
      units_(cases.size()),
      liveness_(exchanger, control_request(options_.control_path, context.wire), options_.control_url),
      pace_(options_.rate),
      jobs_(options_.one_connection ? 1 : options_.jobs),
      one_connection_(options_.one_connection),
      unfinished_(cases.size()) {
  for (std::size_t index = 0; index < cases.size(); ++index) {
    units_[index].scheduled = cases[index];
    units_[index].runs_alone = runs_alone(*cases[index].subject);
  }
  if (options_.resolve_dependencies) link_dependencies();
}

// One edge for a table, not one for each pair of rows: both sides may have thousands.
void Schedule::link_dependencies() {
  for (const Unit& unit : units_) ++tables_[unit.scheduled.subject->base_id].unfinished;
  for (std::size_t index = 0; index < units_.size(); ++index) {
    for (const std::string& dependency : units_[index].scheduled.subject->depends_on) {
      const auto table = tables_.find(dependency);
      if (table == tables_.end()) continue;
      table->second.dependents.push_back(index);
      ++units_[index].waits_for;
    }
  }
}

void Schedule::run() {
  for (std::size_t index = 0; index < units_.size(); ++index) {
    if (units_[index].waits_for == 0) ready_.push_back(index);
  }
  start_more();
  if (unfinished_ == 0) return;
  if (options_.interrupted) watch();
  running_ = true;
  exchanger_->run();
  running_ = false;
}

void Schedule::start_more() {
  // A case that needs no exchange finishes at once and calls this again: the loop goes on, not the recursion.
  if (std::exchange(starting_, true)) return;
  const auto may_start = [this](std::size_t index) { return active_ == 0 || !units_[index].runs_alone; };
  while (active_ < jobs_ && !alone_ && !interrupted_) {
    // A second try comes first: what it shows spares others theirs.
    if (active_ > 0 && !ready_.empty() && units_[ready_.front()].is_second_try) break;
    const auto next = std::ranges::find_if(ready_, may_start);
    if (next == ready_.end()) break;
    const std::size_t index = *next;
    ready_.erase(next);
    start(index);
  }
  starting_ = false;
  if (unfinished_ == 0) end();
}

void Schedule::start(std::size_t index) {
  Unit& unit = units_[index];
  if (!unit.blocked_by.empty()) {
    finish_unrun(index, Result::blocked, unit.blocked_by);
  } else if (!dead_reason_.empty()) {
    finish_unrun(index, Result::error, dead_reason_);
  } else if (!busy_reason_.empty()) {
    finish_unrun(index, Result::error, busy_reason_);
  } else if (!failed_fast_by().empty()) {
    finish_unrun(index, Result::skip,
                 fmt::format("not run: --fail-fast ended the run after {}", options_.failed_fast_by));
  } else {
    ++active_;
    alone_ = unit.runs_alone;
    start_attempt(index);
  }
}

void Schedule::start_attempt(std::size_t index) {
  Unit& unit = units_[index];
  unit.replay = std::make_unique<Replay>(*unit.scheduled.subject,
                                         unit.scheduled.context != nullptr ? *unit.scheduled.context : *context_);
  unit.started = exchanger_->now();
  unit.busy_answers = 0;
  unit.had_room = one_connection_ || unit.is_second_try;
  advance(index);
}

void Schedule::advance(std::size_t index) {
  if (auto request = units_[index].replay->next()) {
    send(index, *std::move(request));
  } else {
    finish_attempt(index);
  }
}

void Schedule::send(std::size_t index, http::Request request) {
  const auto now = exchanger_->now();
  const auto quiet = std::chrono::ceil<std::chrono::milliseconds>(quiet_until_ - now);
  const auto wait = std::max(pace_.take_slot(now), quiet);
  if (wait.count() > 0) {
    exchanger_->after(wait,
                      [this, index, request = std::move(request)]() mutable { send_now(index, std::move(request)); });
  } else {
    send_now(index, std::move(request));
  }
}

void Schedule::send_now(std::size_t index, http::Request request) {
  if (!one_connection_ && !units_[index].is_second_try) {
    exchange(index, std::move(request));
    return;
  }
  exchanger_->close_idle();
  exchanger_->after(until_closed,
                    [this, index, request = std::move(request)]() mutable { exchange(index, std::move(request)); });
}

void Schedule::exchange(std::size_t index, http::Request request) {
  auto done = [this, index](http::ExchangeResult result) { on_exchange(index, std::move(result)); };
  if (units_[index].replay->wants_answer()) {
    exchanger_->exchange(std::move(request), done);
  } else {
    exchanger_->exchange_briefly(std::move(request), done);
  }
}

void Schedule::on_exchange(std::size_t index, http::ExchangeResult result) {
  if (interrupted_) return;
  Unit& unit = units_[index];
  const bool gives_up = unit.busy_answers >= most_busy_retries;
  if (result && unit.replay->is_inconclusive(result->response.status)) {
    // Where others are told so too, it is the target that is too busy, not the path that answers errors.
    was_busy_elsewhere_ = was_busy_elsewhere_ || !unit.replay->may_stay(result->response.status);
    if (!gives_up || was_busy_elsewhere_) {
      send_again_later(index, std::move(result));
      return;
    }
  }
  unit.busy_answers = 0;
  if (result) {
    too_busy_ = 0;
    liveness_.heard();
  }
  unit.replay->on_exchange(std::move(result));
  advance(index);
}

/// RFC 6585 section 4: who is told 429 asks less often; limiters of rates say 503 as well. The limit is the client's as
/// a whole, not the case's.
void Schedule::slow_down(std::chrono::milliseconds wait) {
  const auto now = exchanger_->now();
  if (quiet_until_ <= now) jobs_ = std::max(jobs_ / 2, 1);
  quiet_until_ = std::max(quiet_until_, now + wait);
}

void Schedule::send_again_later(std::size_t index, http::ExchangeResult result) {
  Unit& unit = units_[index];
  const int status = result->response.status;
  const auto wait = busy_wait(result->response.headers, unit.busy_answers);
  if (wait && unit.busy_answers < most_busy_retries) {
    ++unit.busy_answers;
    if (was_busy_elsewhere_) slow_down(status == 429 ? *wait : std::chrono::milliseconds{0});
    exchanger_->after(*wait, [this, index] { send(index, units_[index].replay->again()); });
    return;
  }
  const std::string reason =
      wait ? fmt::format("the target answered {} {} times in a row: too busy to be judged", status,
                         unit.busy_answers + 1)
           : fmt::format(
                 "the target answered {} and asks to be left alone for more than a minute: too busy to be judged",
                 status);
  if (was_busy_elsewhere_ && ((!wait && status == 429) || ++too_busy_ >= most_cases_too_busy)) {
    busy_reason_ = reason + "; --rate N stays below a limit on requests";
  }
  unit.replay->abandon(busy_reason_.empty() ? reason : busy_reason_, std::move(result));
  finish_attempt(index);
}

void Schedule::finish_attempt(std::size_t index) {
  Replay::Outcome outcome = units_[index].replay->take();
  outcome.attempt.duration =
      std::chrono::duration_cast<std::chrono::microseconds>(exchanger_->now() - units_[index].started);
  if (!outcome.unanswered) {
    conclude(index, std::move(outcome));
    return;
  }
  liveness_.ask([this, index, outcome = std::move(outcome)](const Liveness::Control& control) mutable {
    if (!interrupted_) conclude_unanswered(index, std::move(outcome), control);
  });
}

/// Who serves few connections at a time lets the others wait, or closes them: no answer says nothing about the case
/// then.
bool Schedule::may_lack_room(std::size_t index, const Replay::Outcome& outcome,
                             const Liveness::Control& control) const {
  if (units_[index].had_room || !control.exchange.error.empty()) return false;
  return control.needed_room ||
         (silent_alone_ < most_silent_alone && outcome.brought_nothing && outcome.attempt.result == Result::fail);
}

void Schedule::use_one_connection() {
  one_connection_ = true;
  jobs_ = 1;
}

void Schedule::start_again_alone(std::size_t index) {
  Unit& unit = units_[index];
  unit.is_second_try = true;
  unit.runs_alone = true;
  unit.replay.reset();
  --active_;
  alone_ = false;
  ready_.push_front(index);
  start_more();
}

void Schedule::conclude_unanswered(std::size_t index, Replay::Outcome outcome, const Liveness::Control& control) {
  if (may_lack_room(index, outcome, control)) {
    if (control.needed_room) use_one_connection();
    start_again_alone(index);
    return;
  }
  if (units_[index].is_second_try && outcome.brought_nothing) ++silent_alone_;
  Attempt& attempt = outcome.attempt;
  attempt.exchanges.push_back(control.exchange);
  attempt.exchanges.back().step = static_cast<int>(units_[index].scheduled.subject->steps.size()) - 1;
  if (!control.exchange.error.empty()) {
    const auto ended = options_.target_ended ? options_.target_ended() : std::nullopt;
    dead_reason_ = ended ? fmt::format("the target is not alive: it {}", *ended)
                         : fmt::format("the target is not alive: a plain GET {} got no answer ({})",
                                       options_.control_path, control.exchange.error);
    // A target that is gone answers nothing: these say nothing about its policy.
    attempt.failures.clear();
    attempt.result = Result::error;
    outcome.reason = dead_reason_;
  } else if (jobs_ > 1 && !units_[index].is_second_try) {
    attempt.notes.push_back(
        fmt::format("up to {} cases were under way at once; --jobs 1 shows whether that matters", jobs_));
  }
  conclude(index, std::move(outcome));
}

void Schedule::conclude(std::size_t index, Replay::Outcome outcome) {
  Unit& unit = units_[index];
  unit.replay.reset();
  if (unit.is_second_try && !outcome.brought_nothing) {
    use_one_connection();
    outcome.attempt.notes.emplace_back(
        "the target answered this only when no other connection was open: from here on it is asked on one at a time");
  }
  weigh(outcome.attempt, options_.weights);
  unit.attempts.push_back(std::move(outcome.attempt));
  JudgedCase judged = judge(unit.attempts, std::move(outcome.reason), unit.scheduled.known, options_.today);
  const bool alive = dead_reason_.empty();
  if (judged.result == Result::error && alive && !is_at_stake(*unit.scheduled.subject, options_.weights)) {
    judged.result = Result::skip;
    judged.reason = fmt::format("could not be judged, which only matters at a weaker --level: {}", judged.reason);
  }
  const bool again = has_failed(judged) && std::ssize(unit.attempts) <= options_.retry;
  if (again && alive && failed_fast_by().empty()) {
    start_attempt(index);
    return;
  }
  --active_;
  alone_ = false;
  finish(index, std::move(judged));
  start_more();
}

void Schedule::finish(std::size_t index, JudgedCase judged) {
  Unit& unit = units_[index];
  unit.done = true;
  --unfinished_;
  if (options_.fail_fast && gates(judged.result) && options_.failed_fast_by.empty())
    options_.failed_fast_by = unit.scheduled.subject->id;
  release_dependents(unit, judged.result);
  finished_({index, std::move(judged), std::move(unit.attempts)});
}

void Schedule::finish_unrun(std::size_t index, Result result, std::string reason) {
  finish(index, {result, std::move(reason), {}});
}

void Schedule::release_dependents(const Unit& unit, Result result) {
  const std::string_view base_id = unit.scheduled.subject->base_id;
  const auto found = tables_.find(base_id);
  if (found == tables_.end()) return;
  Table& table = found->second;
  if (blocks(result) && !table.root) table.root = result == Result::blocked ? unit.blocked_at : Root{base_id, result};
  if (--table.unfinished > 0) return;
  for (const std::size_t index : table.dependents) {
    Unit& dependent = units_[index];
    if (table.root && dependent.blocked_by.empty()) {
      dependent.blocked_by = blocked_reason(base_id, *table.root);
      dependent.blocked_at = *table.root;
    }
    if (--dependent.waits_for == 0) ready_.push_back(index);
  }
}

void Schedule::watch() {
  exchanger_->after(watch_interval, [this] {
    if (options_.interrupted()) {
      interrupted_ = true;
      exchanger_->cancel();
    } else {
      watch();
    }
  });
}

void Schedule::end() {
  // Nothing else would end the loop while the watch goes on.
  if (running_ && options_.interrupted) exchanger_->cancel();
}

}  // namespace corspec::run
