#include "run/left_waiting.hpp"

#include <algorithm>
#include <utility>

namespace corspec::run {

bool was_left_waiting(const CaseResult& result) {
  return std::ranges::any_of(result.attempts, [](const Attempt& attempt) {
    return std::ranges::any_of(attempt.exchanges, [](const RecordedExchange& exchange) {
      return exchange.purpose == "preflight" && exchange.error.starts_with(no_answer_in_time);
    });
  });
}

SessionCost unmeasured_when_left_waiting(std::string engine) {
  return {.engine = std::move(engine),
          .if_kept = {},
          .unmeasured = "the target leaves requests without an answer, each until the deadline"};
}

void settle_sessions(Report& report) {
  for (SessionResult& session : report.sessions) {
    const bool hangs = std::ranges::any_of(report.results, [&](const CaseResult& result) {
      return result.target == session.target && result.profile == session.profile && was_left_waiting(result);
    });
    if (!hangs) continue;
    for (SessionCost& cost : session.costs) cost = unmeasured_when_left_waiting(std::move(cost.engine));
  }
}

}  // namespace corspec::run
