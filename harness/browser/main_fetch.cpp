#include "browser/main_fetch.hpp"

#include <algorithm>
#include <utility>

#include "browser/request_headers.hpp"
#include "fetch/cors_check.hpp"
#include "fetch/exposed_headers.hpp"
#include "fetch/request_headers.hpp"
#include "fetch/timing_allow_origin.hpp"
#include "message/bytes.hpp"
#include "message/method.hpp"

namespace corspec::browser {
namespace {

constexpr int max_redirects = 20;
constexpr int misdirected_request = 421;

bool is_redirect_status(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// PFQ-19, ACT-6: whether the response asks for one more try on another connection.
bool is_misdirected(const Response& response) {
  return response.status == misdirected_request;
}

std::vector<std::string> all_readable_names(const message::HeaderList& headers) {
  std::vector<std::string> names;
  for (const auto& header : headers) {
    if (!fetch::is_forbidden_response_header_name(header.name)) names.push_back(message::byte_lowercase(header.name));
  }
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return names;
}

fetch::Refusal forbidden(std::string_view rule, std::string_view field, std::string expected, std::string seen) {
  return {rule, field, std::move(expected), std::move(seen)};
}

}  // namespace

MainFetch::MainFetch(const Engine& engine, PreflightCache& cache, Request request)
    : engine_(&engine), cache_(&cache), request_(std::move(request)) {}

std::string MainFetch::serialized_request_origin() const {
  return redirect_taint_ ? "null" : request_.origin;  // ORI-2
}

CacheScope MainFetch::cache_scope() const {
  const std::string& partition = request_.top_level_site.empty() ? request_.origin : request_.top_level_site;
  return {partition, serialized_request_origin(), fetch::serialize(request_.url)};
}

bool MainFetch::use_cors_preflight_flag() const {
  return (request_.api == Api::xhr && request_.upload_listener) || request_.body.kind == Body::Kind::stream;  // FLAG-1
}

Action MainFetch::start(fetch::Instant now) {
  if (auto refusal = prepare_request(request_))
    return network_error(Verdict::Stage::before_sending, *std::move(refusal), now);
  return main_fetch(now);
}

Action MainFetch::start_preflight_only(fetch::Instant now) {
  preflight_only_ = true;
  if (auto refusal = prepare_request(request_))
    return network_error(Verdict::Stage::before_sending, *std::move(refusal), now);
  cors_tainting_ = true;
  preflight_class_ = true;
  verdict_.hops.push_back({.url = request_.url, .method = request_.method, .origin = serialized_request_origin()});
  verdict_.hops.back().preflight = preflight_need(now);
  verdict_.hops.back().preflight.answer = PreflightNeed::Answer::sent;
  return cors_preflight_fetch();
}

// fetch#concept-main-fetch s12
Action MainFetch::main_fetch(fetch::Instant now) {
  Hop& hop = verdict_.hops.emplace_back(
      Hop{.url = request_.url, .method = request_.method, .origin = serialized_request_origin()});
  const bool same_origin = fetch::serialize_origin(request_.url) == request_.origin;
  if (same_origin && !cors_tainting_) {
    hop.preflight = {.answer = PreflightNeed::Answer::not_cors, .rule = "NEED-1"};
    return http_network_or_cache_fetch(now);
  }
  switch (request_.mode) {
    case Mode::navigate:
      hop.preflight = {.answer = PreflightNeed::Answer::not_cors, .rule = "NEED-2"};
      return http_network_or_cache_fetch(now);
    case Mode::same_origin:
      return network_error(Verdict::Stage::before_sending,
                           forbidden("NEED-3", "url", "a URL of " + request_.origin, fetch::serialize(request_.url)),
                           now);
    case Mode::no_cors:
      hop.preflight = {.answer = PreflightNeed::Answer::not_cors, .rule = "NEED-4"};
      if (request_.redirect != RedirectMode::follow) {
        return network_error(Verdict::Stage::before_sending,
                             forbidden("NEED-4", "redirect mode", "follow", "another redirect mode"), now);
      }
      return http_network_or_cache_fetch(now);
    case Mode::cors:
      break;
  }
  cors_tainting_ = true;
  hop.origin = serialized_request_origin();
  hop.preflight = preflight_need(now);
  if (hop.preflight.answer != PreflightNeed::Answer::not_needed) preflight_class_ = true;
  if (hop.preflight.answer == PreflightNeed::Answer::sent) return cors_preflight_fetch();
  return http_network_or_cache_fetch(now);
}

// NEED-6 to NEED-9
PreflightNeed MainFetch::preflight_need(fetch::Instant now) {
  subject_ = fetch::preflight_subject(serialized_request_origin(), request_.method, request_.headers,
                                      request_.credentials, use_cors_preflight_flag(), engine_->deviations);
  PreflightNeed need;
  need.method_not_safelisted = !message::is_cors_safelisted_method(request_.method);
  need.use_cors_preflight_flag = subject_.use_cors_preflight_flag;
  need.unsafe_names = subject_.unsafe_names;
  const bool unsafe_request_flag = request_.api != Api::markup;  // NEED-8
  const bool unsafe = need.method_not_safelisted || !need.unsafe_names.empty();
  if (!need.use_cors_preflight_flag && !(unsafe_request_flag && unsafe)) {
    need.rule = "NEED-7";
    return need;
  }
  need.rule = "NEED-9";
  const CacheScope scope = cache_scope();
  const bool method_counts = need.method_not_safelisted || need.use_cors_preflight_flag ||
                             (request_.method == "HEAD" && !engine_->head_exempt_in_cache);
  const bool covered =
      (!method_counts || cache_->method_cache_entry_match(scope, credentialed(), request_.method, now)) &&
      std::ranges::all_of(need.unsafe_names, [&](const std::string& name) {
        return cache_->header_name_cache_entry_match(scope, credentialed(), name, now);
      });
  need.answer = covered ? PreflightNeed::Answer::cached : PreflightNeed::Answer::sent;
  if (!covered) cache_->note_insufficient(scope, credentialed());
  return need;
}

// fetch#cors-preflight-fetch-0 s1 to s6
Action MainFetch::cors_preflight_fetch() {
  phase_ = Phase::preflight;
  return Send{.purpose = Send::Purpose::preflight,
              .url = request_.url,
              .method = "OPTIONS",
              .headers = fetch::preflight_request_headers(subject_)};
}

// fetch#concept-http-network-or-cache-fetch, as far as it shows on the wire
Action MainFetch::http_network_or_cache_fetch(fetch::Instant now) {
  if (request_.body.kind == Body::Kind::stream) {
    return network_error(Verdict::Stage::request,
                         forbidden("FLAG-3", "body", "a body that is not a stream, over HTTP/1.1", "a stream"), now);
  }
  phase_ = Phase::request;
  Send send{.purpose = Send::Purpose::request,
            .url = request_.url,
            .method = request_.method,
            .headers = request_.headers,
            .body = request_.body.bytes};
  // ORIGIN-1 to ORIGIN-3, under the default referrer policy
  const bool safe_method = request_.method == "GET" || request_.method == "HEAD";
  if (cors_tainting_ || !safe_method) send.headers.append("Origin", serialized_request_origin());
  const bool basic = !cors_tainting_ && verdict_.hops.back().preflight.rule == "NEED-1";
  send.credentials = credentialed() || (basic && request_.credentials == fetch::CredentialsMode::same_origin);
  return send;
}

Action MainFetch::on_response(const Response& response, fetch::Instant now) {
  if (is_misdirected(response) && !misdirected_retried_) {
    misdirected_retried_ = true;
    return phase_ == Phase::preflight ? cors_preflight_fetch() : http_network_or_cache_fetch(now);
  }
  misdirected_retried_ = false;
  return phase_ == Phase::preflight ? on_preflight_response(response, now) : on_request_response(response, now);
}

Action MainFetch::on_failure(std::string_view what, fetch::Instant now) {
  const auto stage = phase_ == Phase::preflight ? Verdict::Stage::preflight : Verdict::Stage::request;
  return network_error(stage, fetch::network_error_refusal(std::string(what)), now);
}

// fetch#cors-preflight-fetch-0 s7, s8
Action MainFetch::on_preflight_response(const Response& response, fetch::Instant now) {
  auto evaluation = fetch::evaluate_preflight(subject_, response.status, response.headers, engine_->deviations);
  verdict_.hops.back().evaluation = evaluation;
  if (evaluation.refusal) return network_error(Verdict::Stage::preflight, *evaluation.refusal, now);
  const bool method_from_flag =
      subject_.use_cors_preflight_flag && !response.headers.contains("Access-Control-Allow-Methods");
  if (method_from_flag && !engine_->flag_caches_method) evaluation.methods.clear();
  cache_->update(cache_scope(), credentialed(), evaluation.methods, evaluation.header_names, evaluation.max_age.seconds,
                 now);
  if (preflight_only_) return end(Verdict::Kind::allow);
  return http_network_or_cache_fetch(now);
}

Action MainFetch::on_request_response(const Response& response, fetch::Instant now) {
  verdict_.hops.back().status = response.status;
  if (cors_tainting_) {
    if (auto refusal = fetch::cors_check(response.headers, request_.credentials, serialized_request_origin())) {
      return network_error(Verdict::Stage::request, *std::move(refusal), now);
    }
    // TAO-1: once failed, the whole fetch has failed it.
    if (!verdict_.timing) verdict_.timing = fetch::tao_check(response.headers, serialized_request_origin());
  }
  const bool opaque = !cors_tainting_ && verdict_.hops.back().preflight.rule != "NEED-1";
  if (is_redirect_status(response.status)) {
    if (request_.redirect == RedirectMode::error) {
      return network_error(
          Verdict::Stage::request,
          forbidden("REDIR-8", "status", "no redirect, in redirect mode `error`", std::to_string(response.status)),
          now);
    }
    if (request_.redirect == RedirectMode::manual) return end(Verdict::Kind::opaque);
    if (const auto location = response.headers.get("Location")) return http_redirect_fetch(response, *location, now);
  }
  if (opaque) return end(Verdict::Kind::opaque);
  verdict_.exposed = cors_tainting_ ? fetch::exposed_header_names(response.headers, request_.credentials)
                                    : all_readable_names(response.headers);
  return end(Verdict::Kind::allow);
}

// fetch#concept-http-redirect-fetch
Action MainFetch::http_redirect_fetch(const Response& response, std::string_view location, fetch::Instant now) {
  const auto refuse = [&](std::string_view rule, std::string expected) {
    return network_error(Verdict::Stage::request,
                         forbidden(rule, "Location", std::move(expected), std::string(location)), now);
  };
  auto url = fetch::parse_url(location, &request_.url);
  if (!url) return refuse("REDIR-6", "a URL with scheme http or https");  // s5, s6
  if (!url->fragment) url->fragment = request_.url.fragment;
  if (redirect_count_ == max_redirects) return refuse("REDIR-7", "at most 20 redirects");
  ++redirect_count_;
  const std::string next_origin = fetch::serialize_origin(*url);
  const std::string last_origin = fetch::serialize_origin(request_.url);
  const bool cross_origin = next_origin != request_.origin;
  if (url->includes_credentials() && (cors_tainting_ || (request_.mode == Mode::cors && cross_origin))) {  // s9, s10
    return refuse("REDIR-6", "a URL without user name and password");
  }
  if (response.status != 303 && request_.body.kind == Body::Kind::stream) {  // s11
    return refuse("FLAG-4", "status 303, as the body is a stream");
  }
  const bool post_becomes_get = (response.status == 301 || response.status == 302) && request_.method == "POST";
  const bool see_other = response.status == 303 && request_.method != "GET" && request_.method != "HEAD";
  if (post_becomes_get || see_other) {  // s12
    request_.method = "GET";
    request_.body = {};
    for (const std::string_view name : {"Content-Encoding", "Content-Language", "Content-Location", "Content-Type"}) {
      request_.headers.remove(name);
    }
  }
  if (next_origin != last_origin) {
    request_.headers.remove("Authorization");                    // s13
    if (last_origin != request_.origin) redirect_taint_ = true;  // REDIR-9
  }
  request_.url = *std::move(url);
  if (request_.only_authority && fetch::authority(request_.url) != *request_.only_authority) {
    verdict_.location = fetch::serialize(request_.url);
    return end(Verdict::Kind::left_target);
  }
  return main_fetch(now);
}

Action MainFetch::network_error(Verdict::Stage stage, fetch::Refusal refusal, fetch::Instant) {
  using Clear = Engine::ClearOnFailure;
  // CACHE-CLEAR-3: scope is read now, after the failure.
  const bool clears = (engine_->clear_on_failure == Clear::preflight_class_requests && preflight_class_) ||
                      (engine_->clear_on_failure == Clear::all_cors_requests && cors_tainting_);
  if (clears) cache_->clear_cache_entries(cache_scope());
  verdict_.stage = stage;
  verdict_.refusal = std::move(refusal);
  verdict_.timing = std::nullopt;
  return end(Verdict::Kind::block);
}

Action MainFetch::end(Verdict::Kind kind) {
  phase_ = Phase::done;
  verdict_.kind = kind;
  return std::move(verdict_);
}

}  // namespace corspec::browser
