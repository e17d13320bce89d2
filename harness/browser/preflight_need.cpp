#include "browser/preflight_need.hpp"

#include <string>

#include "browser/request_origin.hpp"
#include "message/method.hpp"

namespace corspec::browser {
namespace {

std::string preflight_origin(const RequestState& state, const Engine& engine) {
  return engine.preflight_speaks_for_page ? state.request.origin : serialize_request_origin(state);
}

/// NEED-9
bool is_covered(const PreflightNeed& need, const RequestState& state, const PreflightCache& cache, const Engine& engine,
                fetch::Instant now) {
  const CacheScope scope = cache_scope(state, engine);
  const bool credentials = state.credentialed();
  const std::string& method = state.request.method;
  const bool method_counts = need.method_not_safelisted ||
                             (need.use_cors_preflight_flag && engine.flag_needs_method_entry) ||
                             (method == "HEAD" && !engine.head_exempt_in_cache);
  if (method_counts && !cache.method_cache_entry_match(scope, credentials, method, now)) return false;
  if (!method_counts && need.unsafe_names.empty()) return cache.has_entry(scope, credentials, now);
  return cache.all_header_names_match(scope, credentials, need.unsafe_names, now);
}

}  // namespace

fetch::PreflightSubject preflight_subject(const RequestState& state, const Engine& engine) {
  return fetch::preflight_subject(preflight_origin(state, engine), state.request.method, state.request.headers,
                                  state.request.credentials, state.use_cors_preflight_flag, engine.deviations);
}

CacheScope cache_scope(const Request& request) {
  return {.partition = request.top_level_site.empty() ? request.origin : request.top_level_site,
          .origin = request.origin,
          .url = fetch::serialize(request.url)};
}

CacheScope cache_scope(const RequestState& state, const Engine& engine) {
  CacheScope scope = cache_scope(state.request);
  scope.origin = preflight_origin(state, engine);
  scope.url = fetch::serialize(state.current_url());
  return scope;
}

PreflightNeed preflight_need(const RequestState& state, const fetch::PreflightSubject& subject,
                             const PreflightCache& cache, const Engine& engine, fetch::Instant now) {
  PreflightNeed need;
  need.method_not_safelisted = !message::is_cors_safelisted_method(subject.method);
  need.use_cors_preflight_flag = subject.use_cors_preflight_flag;
  need.unsafe_names = subject.unsafe_names;

  need.outlasts_redirect = engine.preflight_need_outlasts_redirect && state.needed_preflight;
  const bool unsafe = need.method_not_safelisted || !need.unsafe_names.empty() || need.outlasts_redirect;
  if (!need.use_cors_preflight_flag && !(unsafe && state.unsafe_request_flag)) {
    need.rule = unsafe ? "NEED-8" : "NEED-7";
    return need;
  }
  need.rule = "NEED-9";
  need.answer =
      is_covered(need, state, cache, engine, now) ? PreflightNeed::Answer::cached : PreflightNeed::Answer::sent;
  return need;
}

}  // namespace corspec::browser
