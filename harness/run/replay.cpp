#include "run/replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "fetch/url.hpp"
#include "message/method.hpp"
#include "run/author_headers.hpp"
#include "run/checks.hpp"
#include "run/politeness.hpp"
#include "run/recording.hpp"

namespace corspec::run {
namespace {

using suite::AdvanceStep;
using suite::FetchStep;
using suite::RawStep;
using suite::RequestStep;
using suite::Through;

/// The URL of a path on the target. A path that does not begin with a slash must not become part of the host.
std::expected<fetch::Url, fetch::UrlError> url_on_target(const std::string& origin, std::string_view path) {
  return fetch::parse_url(fmt::format("{}{}{}", origin, path.starts_with('/') ? "" : "/", path));
}

browser::Request page_request(const FetchStep& step, fetch::Url url, const WireContext& wire) {
  browser::Request request;
  request.origin = step.origin;
  request.top_level_site = step.top_level_site;
  request.url = std::move(url);
  request.method = step.method;
  request.headers = with_defaults(step.headers, wire.author_headers);
  request.credentials = step.credentials;
  request.mode = step.mode;
  request.redirect = step.redirect;
  request.api = step.api;
  request.body = step.body;
  request.upload_listener = step.upload_listener;
  request.only_authority = fetch::authority(wire.url);
  return request;
}

StepSubject subject_of(const FetchStep& step, const WireContext& wire) {
  return {step.preflight_only ? StepSubject::Kind::preflight : StepSubject::Kind::fetch,
          message::normalize_method(step.method),
          step.origin,
          step.target,
          step.credentials == fetch::CredentialsMode::include,
          force_preflight(wire.author_headers)};
}

std::string_view path_of(std::string_view target) {
  return target.substr(0, target.find('?'));
}

std::string_view target_of(const suite::Step& step) {
  if (const auto* fetch = std::get_if<FetchStep>(&step.action)) return fetch->target;
  if (const auto* request = std::get_if<RequestStep>(&step.action)) return request->target;
  return {};
}

/// Whether an expectation names just such a status: a range that takes success too does not.
bool asks_for(const suite::ResponseMatcher& matcher, int status) {
  return std::ranges::any_of(matcher.status, [status](const suite::IntegerRange& range) {
    return range.contains(status) && !range.contains(200);
  });
}

Through through_of(const suite::Step& step) {
  if (const auto* fetch = std::get_if<FetchStep>(&step.action)) return fetch->through;
  if (const auto* request = std::get_if<RequestStep>(&step.action)) return request->through;
  return Through::network;
}

}  // namespace

Replay::Replay(const suite::Case& subject, const ReplayContext& context)
    : subject_(&subject),
      context_(&context),
      target_origin_(fetch::serialize_origin(context.wire.url)),
      preflight_cache_(*context.engine) {}

std::optional<http::Request> Replay::next() {
  while (!stopped_ && step_ < subject_->steps.size()) {
    if (!begun_) begin_step();
    if (begun_ && !settle()) return again();
  }
  return std::nullopt;
}

http::Request Replay::again() const {
  if (const browser::Send* send = pending_send()) {
    const auto* fetch = action<FetchStep>();
    const bool is_preflight = send->purpose == browser::Send::Purpose::preflight;
    static const std::vector<suite::HeaderOverride> none;
    return wire_request(*send, context_->wire, is_preflight == fetch->preflight_only ? fetch->override_headers : none);
  }
  if (const auto* raw = action<RawStep>()) return wire_request(*raw);
  return wire_request(*action<RequestStep>(), context_->wire);
}

bool Replay::is_inconclusive(int status) const {
  if (!is_busy(status) || follows_up()) return false;
  return std::ranges::none_of(step().expect, [status](const suite::Expectation& expectation) {
    return asks_for(expectation.response, status) || asks_for(expectation.preflight_response, status) ||
           asks_for(expectation.when, status);
  });
}

bool Replay::follows_up() const {
  const auto* raw = action<RawStep>();
  return raw != nullptr && !raw->then.empty();
}

bool Replay::may_stay(int status) const {
  return status == 503 && !context_->error_path.empty() && path_of(target_of(step())) == path_of(context_->error_path);
}

bool Replay::wants_answer() const {
  return action<RawStep>() == nullptr || !step().expect.empty();
}

void Replay::on_exchange(http::ExchangeResult result) {
  RecordedExchange recorded = new_record();
  if (!result) {
    record(result.error(), recorded);
    std::string failure = recorded.error;
    keep(std::move(recorded));
    outcome_.unanswered = true;
    outcome_.brought_nothing = outcome_.brought_nothing || (result.error().received.empty() && wants_answer());
    on_failure(failure);
    return;
  }
  record(*result, recorded);
  observation_.stored_in_step.reset();
  browser::Response response{result->response.status, std::move(result->response.headers)};
  if (browser::SharedCache* cache = cache_for_pending()) {
    const http::Request request = again();
    cache->store(request.method, recorded.url, request.headers, response.status, response.headers, recorded.body, now_,
                 outcome_.attempt.exchanges.size());
  }
  keep(std::move(recorded));
  // Two requests in a row are more than some limits allow, and a pause between them would end other connections.
  if (follows_up() && is_busy(response.status)) {
    on_failure(fmt::format("the target answered {}: too busy to be judged", response.status));
    return;
  }
  on_answer(std::move(response));
}

void Replay::abandon(std::string reason, http::ExchangeResult last) {
  RecordedExchange recorded = new_record();
  if (last) {
    record(*last, recorded);
  } else {
    record(last.error(), recorded);
  }
  keep(std::move(recorded));
  stop(Result::error, std::move(reason));
}

Replay::Outcome Replay::take() {
  Attempt& attempt = outcome_.attempt;
  if (!stopped_) {
    attempt.result = attempt.failures.empty() ? Result::pass : Result::fail;
    if (judged_.empty() && !left_.empty()) {
      attempt.result = Result::skip;
      outcome_.reason = left_;
    }
    std::ranges::remove_copy_if(subject_->rules, std::back_inserter(attempt.unjudged),
                                [this](const std::string& rule) { return is_judged(rule); });
  }
  return std::move(outcome_);
}

void Replay::begin_step() {
  begun_ = true;
  answered_ = false;
  observation_ = {};
  observation_.earlier = answers_;
  if (const auto* advance = action<AdvanceStep>()) {
    now_ = now_ + advance->seconds;
    finish_step();
  } else if (const auto* fetch = action<FetchStep>()) {
    begin_fetch(*fetch);
  } else if (const auto* request = action<RequestStep>()) {
    observation_.subject = {StepSubject::Kind::request, request->method, {}, request->target, false};
  } else {
    const auto kind = action<RawStep>()->then.empty() ? StepSubject::Kind::raw : StepSubject::Kind::follow_up;
    observation_.subject = {kind, {}, {}, {}, false};
  }
}

void Replay::begin_fetch(const FetchStep& fetch) {
  observation_.subject = subject_of(fetch, context_->wire);
  auto url = url_on_target(target_origin_, fetch.target);
  if (!url) {
    stop(Result::error,
         fmt::format("step {}: {} is no path: {}", step_ + 1, fetch.target, fetch::describe(url.error())));
    return;
  }
  fetching_.emplace(
      Fetching{{*context_->engine, preflight_cache_, page_request(fetch, *std::move(url), context_->wire)},
               browser::Verdict{},
               false});
  fetching_->action =
      fetch.preflight_only ? fetching_->machine.start_preflight_only(now_) : fetching_->machine.start(now_);
  if (fetch.preflight_only && !fetching_->machine.is_ever_sent()) {
    stop(Result::skip, fmt::format("step {}: {} never sends a preflight for {} alone (GREY-37)", step_ + 1,
                                   context_->engine->name, fetch.method));
  }
}

bool Replay::settle() {
  if (stopped_) return true;
  if (const auto* fetch = action<FetchStep>()) return settle_fetch(*fetch);
  if (!answered_ && !answer_from_cache()) return false;
  finish_step();
  return true;
}

bool Replay::settle_fetch(const FetchStep& fetch) {
  if (auto* verdict = std::get_if<browser::Verdict>(&fetching_->action)) {
    if (verdict->kind == browser::Verdict::Kind::left_target) {
      leave_target(verdict->location);
    } else {
      note_verdict(std::move(*verdict));
      finish_step();
    }
    return true;
  }
  const auto& send = std::get<browser::Send>(fetching_->action);
  // A change of scheme alone keeps the authority, but it is another server all the same.
  if (fetch::serialize_origin(send.url) != target_origin_) {
    leave_target(fetch::serialize(send.url));
    return true;
  }
  if (send.purpose == browser::Send::Purpose::request) fetching_->request_sent = true;
  return fetch.through != Through::network && answer_from_cache();
}

void Replay::finish_step() {
  const suite::Step& finished = step();
  std::vector<CheckFailure>& failures = outcome_.attempt.failures;
  const auto& exchanges = outcome_.attempt.exchanges;
  if (!exchanges.empty() && exchanges.back().step == static_cast<int>(step_)) observation_.body = exchanges.back().body;
  const std::size_t before = failures.size();
  for (const suite::Expectation& expectation : finished.expect) {
    for (CheckFailure& failure : check(expectation, observation_)) {
      failure.step = static_cast<int>(step_);
      failures.push_back(std::move(failure));
    }
    if (!finished.setup && applies(expectation, observation_)) judged_.push_back(&expectation);
  }
  if (finished.setup && failures.size() > before) {
    stop(Result::error, fmt::format("the set-up failed in step {}: {}", step_ + 1, failures[before].what));
  }
  answers_.push_back(observation_.judged_answer());
  fetching_.reset();
  begun_ = false;
  ++step_;
}

void Replay::leave_target(const std::string& location) {
  left_ = fmt::format("step {} was redirected to {}, which is not the target: not followed", step_ + 1, location);
  outcome_.attempt.notes.push_back(left_);
  if (step().setup) {
    stop(Result::skip, left_);
    return;
  }
  answers_.emplace_back();
  fetching_.reset();
  begun_ = false;
  ++step_;
}

void Replay::stop(Result result, std::string reason) {
  stopped_ = true;
  outcome_.attempt.result = result;
  outcome_.reason = std::move(reason);
}

bool Replay::is_judged(const std::string& rule) const {
  return std::ranges::any_of(judged_, [&rule](const suite::Expectation* expectation) {
    return std::ranges::find(expectation->rules, rule) != expectation->rules.end();
  });
}

const browser::Send* Replay::pending_send() const {
  return fetching_ ? std::get_if<browser::Send>(&fetching_->action) : nullptr;
}

browser::SharedCache* Replay::cache_for_pending() {
  const browser::Send* send = pending_send();
  // CACHE-SEP-2: no conforming cache stores an answer to OPTIONS.
  if (send != nullptr && send->purpose == browser::Send::Purpose::preflight) return nullptr;
  using Freshness = browser::SharedCache::Freshness;
  switch (through_of(step())) {
    case Through::network:
      return nullptr;
    case Through::explicit_cache:
      return explicit_cache_ ? &*explicit_cache_ : &explicit_cache_.emplace(Freshness::explicit_only);
    case Through::heuristic_cache:
      return heuristic_cache_ ? &*heuristic_cache_ : &heuristic_cache_.emplace(Freshness::heuristic);
  }
  return nullptr;
}

bool Replay::answer_from_cache() {
  browser::SharedCache* cache = cache_for_pending();
  if (cache == nullptr) return false;
  const http::Request request = again();
  RecordedExchange recorded = new_record();
  const auto* stored = cache->find(request.method, recorded.url, request.headers, now_);
  if (stored == nullptr) return false;
  recorded.sent = http::serialize(request);
  recorded.head = render_head(stored->status, stored->headers);
  recorded.body = stored->body;
  recorded.status = stored->status;
  recorded.stored_answer = stored->label;
  keep(std::move(recorded));
  observation_.stored_in_step = static_cast<std::size_t>(outcome_.attempt.exchanges[stored->label].step);
  on_answer({stored->status, stored->headers});
  return true;
}

void Replay::on_answer(browser::Response response) {
  observation_.failure.clear();
  if (!fetching_) {
    observation_.answer = std::move(response);
    answered_ = true;
    return;
  }
  const bool preflight = pending_send()->purpose == browser::Send::Purpose::preflight;
  fetching_->action = fetching_->machine.on_response(response, now_);
  if (!preflight) {
    observation_.answer = std::move(response);
  } else if (!fetching_->request_sent) {
    observation_.preflight = std::move(response);
  }
}

void Replay::on_failure(const std::string& failure) {
  observation_.failure = failure;
  if (!fetching_) {
    answered_ = true;
    return;
  }
  const bool preflight = pending_send()->purpose == browser::Send::Purpose::preflight;
  fetching_->action = fetching_->machine.on_failure(failure, now_);
  if (!preflight) {
    observation_.answer.reset();  // the answer of a hop before is not the answer
  } else if (!fetching_->request_sent) {
    observation_.preflight.reset();
    observation_.preflight_failure = failure;
  }
}

void Replay::note_verdict(browser::Verdict verdict) {
  if (!verdict.hops.empty() && verdict.hops.front().evaluation && verdict.hops.front().evaluation->allowed()) {
    const fetch::MaxAge& max_age = verdict.hops.front().evaluation->max_age;
    const auto& cap = context_->engine->max_age_cap;
    observation_.max_age = cap ? std::min(max_age.seconds.count, *cap) : max_age.seconds.count;
    observation_.max_age_source = max_age.source;
  }
  observation_.verdict = std::move(verdict);
}

RecordedExchange Replay::new_record() const {
  RecordedExchange record;
  record.step = static_cast<int>(step_);
  record.secure = context_->wire.url.scheme == "https";
  if (const browser::Send* send = pending_send()) {
    record.purpose = send->purpose == browser::Send::Purpose::preflight ? "preflight" : "request";
    record.method = send->method;
    record.url = fetch::serialize(send->url, true);
  } else if (const auto* request = action<RequestStep>()) {
    record.purpose = "request";
    record.method = request->method;
    record.url = request->target.starts_with('/') ? target_origin_ + request->target : target_origin_;
  } else {
    record.purpose = "raw";
    record.url = target_origin_;
  }
  return record;
}

void Replay::keep(RecordedExchange record) {
  for (const std::string& finding : record.findings) {
    std::string note = fmt::format("step {}: {}", step_ + 1, finding);
    std::vector<std::string>& notes = outcome_.attempt.notes;
    if (std::ranges::find(notes, note) == notes.end()) notes.push_back(std::move(note));
  }
  outcome_.attempt.exchanges.push_back(std::move(record));
}

}  // namespace corspec::run
