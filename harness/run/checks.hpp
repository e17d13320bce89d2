#pragma once

#include <vector>

#include "run/observation.hpp"
#include "run/report.hpp"
#include "suite/expectation.hpp"

namespace corspec::run {

/// Whether the expectation has a say: an answer is as it is conditional on (`when`), or it is not conditional. Pure.
[[nodiscard]] bool applies(const suite::Expectation& expectation, const Observation& observation);

/// What of the expectation does not hold of the observation; empty when all of it does, or it does not apply.
/// Pure.
///
/// A part that needs an answer which did not come fails by PF-17, once for the whole expectation: unless a refusal is
/// what is expected, by PF-17 or by whatever rule, or the step may go unanswered (`answer`), or the expectation is
/// conditional (`when`). `step`, `gating` and `accepted` are the caller's.
[[nodiscard]] std::vector<CheckFailure> check(const suite::Expectation& expectation, const Observation& observation);

}  // namespace corspec::run
