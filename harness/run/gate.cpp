#include "run/gate.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>
#include <vector>

namespace corspec::run {
namespace {

/// Whether a result stands for a case that was replayed, or would have been had its dependency held.
bool ran(const CaseResult& result) {
  return result.result != Result::skip;
}

/// Of several targets the worst decides. The numbers of the codes say nothing about which is worse.
int severity(ExitCode code) {
  constexpr std::array by_severity{ExitCode::as_expected, ExitCode::nothing_run, ExitCode::failures,
                                   ExitCode::usage,       ExitCode::unreachable, ExitCode::interrupted};
  return static_cast<int>(std::ranges::find(by_severity, code) - by_severity.begin());
}

ExitCode worse(ExitCode left, ExitCode right) {
  return severity(left) < severity(right) ? right : left;
}

ExitCode gate_results(const std::vector<const CaseResult*>& results, bool elsewhere) {
  if (std::ranges::any_of(results, [](const CaseResult* result) { return gates(result->result); })) {
    return ExitCode::failures;
  }
  const bool anything_ran = std::ranges::any_of(results, [](const CaseResult* result) { return ran(*result); });
  // A shard that happens to be empty says nothing; the merged document is judged.
  return anything_ran || elsewhere ? ExitCode::as_expected : ExitCode::nothing_run;
}

std::vector<const CaseResult*> results_of(const Report& report, std::string_view target) {
  std::vector<const CaseResult*> results;
  for (const CaseResult& result : report.results) {
    if (result.target == target) results.push_back(&result);
  }
  return results;
}

}  // namespace

bool gates(Result result) {
  switch (result) {
    case Result::fail:
    case Result::error:
    case Result::fixed:
    case Result::flaky:
      return true;
    case Result::pass:
    case Result::skip:
    case Result::blocked:
    case Result::accepted:
    case Result::known:
      return false;
  }
  return true;
}

int Counts::total() const {
  return std::accumulate(by_result.begin(), by_result.end(), 0);
}

int Counts::gating() const {
  int sum = 0;
  for (int index = 0; index < result_count; ++index) {
    const auto result = static_cast<Result>(index);
    if (gates(result)) sum += of(result);
  }
  return sum;
}

Counts count(const Report& report) {
  Counts counts;
  for (const CaseResult& result : report.results) ++counts.by_result[static_cast<std::size_t>(result.result)];
  return counts;
}

ExitCode gate(const Report& report) {
  if (!report.info.complete) {
    return report.info.broken_off == interrupted_by_user ? ExitCode::interrupted : ExitCode::unreachable;
  }
  if (report.targets.empty()) {
    std::vector<const CaseResult*> all;
    all.reserve(report.results.size());
    for (const CaseResult& result : report.results) all.push_back(&result);
    return gate_results(all, report.shard);
  }
  ExitCode worst = ExitCode::as_expected;
  for (const TargetInfo& target : report.targets) {
    const bool elsewhere = report.shard && target.anything_selected;
    worst = worse(worst,
                  target.reachable ? gate_results(results_of(report, target.url), elsewhere) : ExitCode::unreachable);
  }
  return worst;
}

}  // namespace corspec::run
