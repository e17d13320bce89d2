#include "browser/main_fetch.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "browser/preflight_need.hpp"
#include "browser/redirect.hpp"
#include "browser/request_origin.hpp"
#include "browser/url_blocking.hpp"
#include "fetch/cors_check.hpp"
#include "fetch/exposed_headers.hpp"
#include "fetch/timing_allow_origin.hpp"
#include "message/bytes.hpp"

namespace corspec::browser {
namespace {

constexpr int misdirected_request = 421;

/// https://fetch.spec.whatwg.org/#concept-filtered-response-basic: every name but the forbidden ones (FORBID-2).
std::vector<std::string> basic_header_names(const message::HeaderList& headers) {
  std::vector<std::string> names;
  for (const auto& header : headers) {
    if (!fetch::is_forbidden_response_header_name(header.name)) names.push_back(message::byte_lowercase(header.name));
  }
  std::ranges::sort(names);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
  return names;
}

/// fetch#concept-http-network-or-cache-fetch s8.3
bool includes_credentials(const RequestState& state) {
  if (state.credentialed()) return true;
  return state.request.credentials == fetch::CredentialsMode::same_origin && state.tainting == ResponseTainting::basic;
}

/// What the response is judged by when the request needs no permission: only PF-1 to PF-3 are left.
fetch::PreflightSubject asking_for_nothing(const fetch::PreflightSubject& subject) {
  return {.origin = subject.origin, .method = "GET", .unsafe_names = {}, .credentials = subject.credentials};
}

fetch::Refusal location_refusal(LocationError error, const message::HeaderList& headers) {
  auto seen = headers.get("Location");
  if (error == LocationError::several_lines) return {"HV-3", "Location", "one line", std::move(seen)};
  return {"REDIR-6", "Location", "a URL whose scheme is http or https", std::move(seen)};
}

}  // namespace

MainFetch::MainFetch(const Engine& engine, PreflightCache& cache, Request request)
    : engine_(&engine), cache_(&cache), prepared_(prepare_request(std::move(request), engine)) {}

Action MainFetch::start(fetch::Instant now) {
  if (!prepared_) return network_error(Verdict::Stage::before_sending, prepared_.error());
  return main_fetch(now);
}

Action MainFetch::start_preflight_only(fetch::Instant now) {
  if (!prepared_) return network_error(Verdict::Stage::before_sending, prepared_.error());
  preflight_only_ = true;
  prepared_->tainting = ResponseTainting::cors;
  subject_ = preflight_subject(*prepared_, *engine_);
  verdict_.hops.push_back({.url = prepared_->current_url(), .method = subject_.method, .origin = subject_.origin});
  hop().preflight = preflight_need(*prepared_, subject_, *cache_, *engine_, now);
  hop().preflight.answer = PreflightNeed::Answer::sent;
  hop().preflight.rule = {};
  return cors_preflight_fetch();
}

bool MainFetch::is_ever_sent() const {
  if (!prepared_ || engine_->upload_listener_counts_without_body) return true;
  const bool has_no_body = subject_.method == "GET" || subject_.method == "HEAD";
  return !has_no_body || !subject_.unsafe_names.empty();
}

// https://fetch.spec.whatwg.org/#concept-main-fetch
Action MainFetch::main_fetch(fetch::Instant now) {
  RequestState& state = *prepared_;
  const fetch::Url& url = state.current_url();
  verdict_.hops.push_back({.url = url, .method = state.request.method, .origin = serialize_request_origin(state)});

  const auto not_cors = [this](std::string_view rule) {
    hop().preflight = {.answer = PreflightNeed::Answer::not_cors, .rule = rule};
  };
  // s7
  if (auto refusal = should_be_blocked(state)) {
    not_cors(refusal->rule);
    return network_error(Verdict::Stage::before_sending, *std::move(refusal));
  }
  // s12, the first condition that holds
  if (is_same_origin(state.request.origin, url) && state.tainting == ResponseTainting::basic) {
    not_cors("NEED-1");
    return http_network_or_cache_fetch();
  }
  if (state.request.mode == Mode::navigate) {
    not_cors("NEED-2");
    return http_network_or_cache_fetch();
  }
  if (state.request.mode == Mode::same_origin) {
    not_cors("NEED-3");
    return network_error(Verdict::Stage::before_sending,
                         {"NEED-3", "url", "a URL of the page's origin, in mode `same-origin`", fetch::serialize(url)});
  }
  if (state.request.mode == Mode::no_cors) {
    not_cors("NEED-4");
    if (state.request.redirect != RedirectMode::follow) {
      const bool manual = state.request.redirect == RedirectMode::manual;
      return network_error(Verdict::Stage::before_sending, {"NEED-4", "redirect mode", "`follow`, in mode `no-cors`",
                                                            std::string(manual ? "manual" : "error")});
    }
    state.tainting = ResponseTainting::opaque;
    return http_network_or_cache_fetch();
  }
  if (url.scheme != "http" && url.scheme != "https") {
    not_cors("NEED-5");
    return network_error(Verdict::Stage::before_sending,
                         {"NEED-5", "url", "a scheme that is http or https", url.scheme});
  }
  state.tainting = ResponseTainting::cors;
  return http_fetch(now);
}

// https://fetch.spec.whatwg.org/#concept-http-fetch s4, for a request whose tainting is `cors`
Action MainFetch::http_fetch(fetch::Instant now) {
  subject_ = preflight_subject(*prepared_, *engine_);
  hop().preflight = preflight_need(*prepared_, subject_, *cache_, *engine_, now);
  const CacheScope scope = cache_scope(*prepared_, *engine_);
  switch (hop().preflight.answer) {
    case PreflightNeed::Answer::sent:
      preflight_class_ = prepared_->needed_preflight = true;
      cache_->note_insufficient(scope, prepared_->credentialed());
      return cors_preflight_fetch();
    case PreflightNeed::Answer::cached:
      preflight_class_ = prepared_->needed_preflight = true;
      cache_->note_use(scope, prepared_->credentialed(), now);
      return http_network_or_cache_fetch();
    case PreflightNeed::Answer::not_needed:
    case PreflightNeed::Answer::not_cors:
      break;
  }
  return http_network_or_cache_fetch();
}

// https://fetch.spec.whatwg.org/#cors-preflight-fetch-0 s1 to s6. `Referer` (PFQ-7) depends on a referrer that the page
// may withhold, and `Sec-Fetch-*` (PFQ-13) on whether the URL is trustworthy: both are left out, since a server must do
// without them and must not take their absence for another client.
Action MainFetch::cors_preflight_fetch(bool new_connection) {
  awaiting_ = Awaiting::preflight;
  return Send{.purpose = Send::Purpose::preflight,
              .url = prepared_->current_url(),
              .method = "OPTIONS",
              .headers = fetch::preflight_request_headers(subject_),
              .new_connection = new_connection};
}

// https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch, as far as it shows on the wire. `Referer` and
// `Sec-Fetch-*` are left out as on preflights.
Action MainFetch::http_network_or_cache_fetch(bool new_connection) {
  const RequestState& state = *prepared_;
  // FLAG-3: fetch#concept-http-network-fetch s8.3
  if (state.request.body.kind == Body::Kind::stream && !state.request.connection_streams_bodies) {
    return network_error(Verdict::Stage::request,
                         {"FLAG-3", "body", "no stream, over HTTP/1.x", std::string("a stream")});
  }
  awaiting_ = Awaiting::request;
  Send send{.purpose = Send::Purpose::request,
            .url = state.current_url(),
            .method = state.request.method,
            .headers = state.request.headers,
            .body = state.request.body.bytes,
            .credentials = includes_credentials(state),
            .new_connection = new_connection};
  if (auto origin = request_origin_header(state)) send.headers.append("Origin", *std::move(origin));
  return send;
}

Action MainFetch::on_response(const Response& response, fetch::Instant now) {
  const Awaiting awaited = std::exchange(awaiting_, Awaiting::nothing);
  if (awaited == Awaiting::nothing) throw std::logic_error("a response, but nothing was sent");

  // fetch#concept-http-network-or-cache-fetch s17. A preflight has no body; a stream cannot be sent again.
  const bool replayable = awaited == Awaiting::preflight || prepared_->request.body.kind != Body::Kind::stream;
  const bool retries = response.status == misdirected_request && replayable && !retried_on_new_connection_;
  retried_on_new_connection_ = retries;
  if (awaited == Awaiting::preflight)
    return retries ? cors_preflight_fetch(true) : on_preflight_response(response, now);
  return retries ? http_network_or_cache_fetch(true) : on_request_response(response, now);
}

Action MainFetch::on_failure(std::string_view what, fetch::Instant) {
  const Awaiting awaited = std::exchange(awaiting_, Awaiting::nothing);
  if (awaited == Awaiting::nothing) throw std::logic_error("a failure, but nothing was sent");
  const auto stage = awaited == Awaiting::preflight ? Verdict::Stage::preflight : Verdict::Stage::request;
  return network_error(stage, fetch::network_error_refusal(std::string(what)));
}

// fetch#cors-preflight-fetch-0 s7, s8
Action MainFetch::on_preflight_response(const Response& response, fetch::Instant now) {
  auto evaluation = fetch::evaluate_preflight(subject_, response.status, response.headers, engine_->deviations);
  learn(evaluation, response, now);
  auto refusal = evaluation.refusal;
  hop().evaluation = std::move(evaluation);
  if (refusal) return network_error(Verdict::Stage::preflight, *std::move(refusal));
  if (preflight_only_) return conclude(Verdict::Kind::allow, Verdict::Stage::preflight);
  return http_network_or_cache_fetch();
}

// fetch#cors-preflight-fetch-0 s7.11 to s7.15
void MainFetch::learn(const fetch::PreflightEvaluation& evaluation, const Response& response, fetch::Instant now) {
  auto learnt = evaluation;
  if (evaluation.refusal && engine_->stores_insufficient_result) {
    learnt =
        fetch::evaluate_preflight(asking_for_nothing(subject_), response.status, response.headers, engine_->deviations);
  }
  if (learnt.refusal || (subject_.origin == "null" && !engine_->caches_for_opaque_origins)) return;
  // GREY-27: where any entry will do, so does one that names nothing.
  const bool names_nothing = learnt.methods.empty() && learnt.header_names.empty();
  if (names_nothing && !engine_->flag_needs_method_entry && subject_.method != "HEAD") {
    learnt.methods.push_back(subject_.method);
  }
  cache_->update(cache_scope(*prepared_, *engine_), prepared_->credentialed(), learnt.methods, learnt.header_names,
                 learnt.max_age.seconds, now);
}

// fetch#concept-http-fetch s4.4 to s6
Action MainFetch::on_request_response(const Response& response, fetch::Instant now) {
  const RequestState& state = *prepared_;
  hop().status = response.status;
  const std::string origin = serialize_request_origin(state);
  // s4.4
  if (state.tainting == ResponseTainting::cors) {
    if (auto refusal = fetch::cors_check(response.headers, state.request.credentials, origin)) {
      return network_error(Verdict::Stage::request, *std::move(refusal));
    }
  }
  // s4.5: one failure is a failure of the whole chain (TAO-1).
  if (state.tainting != ResponseTainting::basic && !verdict_.timing) {
    verdict_.timing = fetch::tao_check(response.headers, origin);
  }
  // s6
  if (!is_redirect_status(response.status)) return allow(response);
  switch (state.request.redirect) {
    case RedirectMode::error:
      return network_error(Verdict::Stage::request, {"REDIR-8", "status", "no redirect, in redirect mode `error`",
                                                     std::to_string(response.status)});
    case RedirectMode::manual:
      return conclude(Verdict::Kind::opaque, Verdict::Stage::request);
    case RedirectMode::follow:
      break;
  }
  return http_redirect_fetch(response, now);
}

// https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
Action MainFetch::http_redirect_fetch(const Response& response, fetch::Instant now) {
  RequestState& state = *prepared_;
  auto location = location_url(response.headers, state.current_url(), *engine_);
  // Not for us to tell where a name leads that needs IDNA, so nobody is blamed for it.
  if (!location && location.error() == LocationError::host_non_ascii) {
    verdict_.location = response.headers.get("Location").value_or("");
    return conclude(Verdict::Kind::left_target, Verdict::Stage::request);
  }
  // s5, s6
  if (!location) {
    return network_error(Verdict::Stage::request, location_refusal(location.error(), response.headers));
  }
  // s4
  if (!*location) return allow(response);
  // s7 to s11
  if (auto refusal = refuse_redirect(state, response.status, **location, *engine_)) {
    return network_error(Verdict::Stage::request, *std::move(refusal));
  }
  if (state.request.only_authority && fetch::authority(**location) != *state.request.only_authority) {
    verdict_.location = fetch::serialize(**location);
    return conclude(Verdict::Kind::left_target, Verdict::Stage::request);
  }
  // s12 to s22
  follow_redirect(state, response.status, **std::move(location));
  return main_fetch(now);
}

// fetch#concept-main-fetch s14
Action MainFetch::allow(const Response& response) {
  const RequestState& state = *prepared_;
  switch (state.tainting) {
    case ResponseTainting::opaque:
      return conclude(Verdict::Kind::opaque, Verdict::Stage::request);
    case ResponseTainting::cors:
      verdict_.exposed = fetch::exposed_header_names(response.headers, state.request.credentials);
      break;
    case ResponseTainting::basic:
      verdict_.exposed = basic_header_names(response.headers);
      break;
  }
  return conclude(Verdict::Kind::allow, Verdict::Stage::request);
}

Action MainFetch::network_error(Verdict::Stage stage, fetch::Refusal refusal) {
  clear_cache_after_failure();
  verdict_.refusal = std::move(refusal);
  return conclude(Verdict::Kind::block, stage);
}

// CACHE-CLEAR-1 to CACHE-CLEAR-3: any network error in the branch of NEED-6, also of a later hop, since the branch
// returns when the whole chain is done. URL and origin are the ones of now.
void MainFetch::clear_cache_after_failure() {
  using ClearOnFailure = Engine::ClearOnFailure;
  if (!prepared_ || preflight_only_) return;
  const bool clears =
      (engine_->clear_on_failure == ClearOnFailure::preflight_class_requests && preflight_class_) ||
      (engine_->clear_on_failure == ClearOnFailure::all_cors_requests && prepared_->tainting == ResponseTainting::cors);
  if (clears) cache_->clear_cache_entries(cache_scope(*prepared_, *engine_));
}

Action MainFetch::conclude(Verdict::Kind kind, Verdict::Stage stage) {
  verdict_.kind = kind;
  verdict_.stage = stage;
  return std::move(verdict_);
}

}  // namespace corspec::browser
