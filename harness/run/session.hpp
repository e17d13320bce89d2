#pragma once

#include <optional>
#include <vector>

#include "run/replay.hpp"
#include "run/report.hpp"
#include "suite/case.hpp"

/// What a session of requests costs in preflights.
namespace corspec::run {

/// Whether a preflight of the case got no answer in time. A session would wait as long, over and over, and come to no
/// figure: then none is measured with that target and profile.
[[nodiscard]] bool was_left_waiting(const CaseResult& result);

/// A cost that is not measured, for that reason.
[[nodiscard]] SessionCost unmeasured_when_left_waiting(std::string engine);

/// Takes away what sessions cost where a result of another shard tells that none is measured.
void settle_sessions(Report& report);

/// Counts requests and preflights of a session that was replayed; `attempt` still has its exchanges.
[[nodiscard]] SessionCost cost_of(const suite::Case& session, const ReplayContext& context, const Attempt& attempt);

/// How many preflights the same session would send if every answer to one were kept for a day: replayed once more, over
/// the answers that were seen. Null when a request comes up that was not seen.
[[nodiscard]] std::optional<int> preflights_if_kept(const suite::Case& session, const ReplayContext& context,
                                                    const std::vector<RecordedExchange>& seen);

}  // namespace corspec::run
