#pragma once

#include "browser/engine.hpp"
#include "browser/preflight_cache.hpp"
#include "run/explain.hpp"
#include "suite/scenario.hpp"

namespace corspec::run {

/// Walks one step through the modelled browser with the answers that it has, and leaves in `cache` what the browser
/// would keep.
[[nodiscard]] ExplainedStep explain_step(const suite::ScenarioStep& step, const browser::Engine& engine,
                                         browser::PreflightCache& cache);

}  // namespace corspec::run
