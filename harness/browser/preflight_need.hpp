#pragma once

#include "browser/engine.hpp"
#include "browser/main_fetch.hpp"
#include "browser/preflight_cache.hpp"
#include "browser/request_state.hpp"
#include "fetch/preflight.hpp"
#include "fetch/time.hpp"

namespace corspec::browser {

/// The request as the preflight algorithm sees it.
[[nodiscard]] fetch::PreflightSubject preflight_subject(const RequestState& state, const Engine& engine);

/// CACHE-ENT-2: where the cache keeps what concerns the request, before any redirect; and now, by its current URL and
/// origin.
[[nodiscard]] CacheScope cache_scope(const Request& request);
[[nodiscard]] CacheScope cache_scope(const RequestState& state, const Engine& engine);

/// fetch#concept-main-fetch s12, the branches of CORS requests, and fetch#concept-http-fetch s4.1 (NEED-6 to NEED-9).
/// Reads the cache, and leaves it as it is.
[[nodiscard]] PreflightNeed preflight_need(const RequestState& state, const fetch::PreflightSubject& subject,
                                           const PreflightCache& cache, const Engine& engine, fetch::Instant now);

}  // namespace corspec::browser
