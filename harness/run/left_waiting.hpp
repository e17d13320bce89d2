#pragma once

#include <string>
#include <string_view>

#include "run/report.hpp"

/// Targets that leave preflights without an answer. A session would wait as long, over and over, and come to no figure:
/// none is measured with that target and profile.
namespace corspec::run {

/// How the `error` of an exchange begins that got no answer in time.
inline constexpr std::string_view no_answer_in_time = "timed out";

/// Whether a preflight of the case got no answer in time.
[[nodiscard]] bool was_left_waiting(const CaseResult& result);

/// A cost that is not measured, for that reason.
[[nodiscard]] SessionCost unmeasured_when_left_waiting(std::string engine);

/// Takes away what sessions cost where a result of another shard tells that none is measured.
void settle_sessions(Report& report);

}  // namespace corspec::run
