#pragma once

#include <optional>
#include <vector>

#include "run/replay.hpp"
#include "run/report.hpp"
#include "suite/case.hpp"

/// What a session of requests costs in preflights.
namespace corspec::run {

/// Counts requests and preflights of a session that was replayed; `attempt` still has its exchanges.
[[nodiscard]] SessionCost cost_of(const suite::Case& session, const ReplayContext& context, const Attempt& attempt);

/// How many preflights the same session would send if every answer to one were kept for a day: replayed once more, over
/// the answers that were seen. Null when a request comes up that was not seen.
[[nodiscard]] std::optional<int> preflights_if_kept(const suite::Case& session, const ReplayContext& context,
                                                    const std::vector<RecordedExchange>& seen);

}  // namespace corspec::run
