#include "run/dependencies.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace corspec::run {
namespace {

/// One case, all its rows, under one target, profile and engine.
using CaseKey = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>;

CaseKey key_of(const CaseResult& result, std::string_view id) {
  return {result.target, result.profile, result.engine, id};
}

/// For every case the result of its first row that blocks.
using Blocking = std::map<CaseKey, Result>;

Blocking blocking_cases(const std::vector<CaseResult>& results) {
  Blocking blocking;
  for (const CaseResult& result : results) {
    if (blocks(result.result)) blocking.emplace(key_of(result, base_id(result.id)), result.result);
  }
  return blocking;
}

void block(CaseResult& result, std::string_view dependency, Result dependency_result) {
  result.result = Result::blocked;
  result.reason = blocked_reason(dependency, dependency_result);
  result.known_issue.clear();
  result.attempts.clear();
}

/// Whether anything was newly blocked.
bool block_dependents(std::vector<CaseResult>& results) {
  const Blocking blocking = blocking_cases(results);
  bool changed = false;
  for (CaseResult& result : results) {
    if (result.result == Result::skip || result.result == Result::blocked) continue;
    for (const std::string& dependency : result.depends_on) {
      const auto found = blocking.find(key_of(result, dependency));
      if (found == blocking.end()) continue;
      block(result, dependency, found->second);
      changed = true;
      break;
    }
  }
  return changed;
}

}  // namespace

std::string_view base_id(std::string_view id) {
  while (true) {
    const std::size_t slash = id.rfind('/');
    if (slash == std::string_view::npos || !id.substr(slash).contains(':')) return id;
    id = id.substr(0, slash);
  }
}

bool blocks(Result result) {
  switch (result) {
    case Result::fail:
    case Result::error:
    case Result::blocked:
    case Result::accepted:
    case Result::known:
      return true;
    case Result::pass:
    case Result::skip:
    case Result::fixed:
    case Result::flaky:
      return false;
  }
  return false;
}

std::string blocked_reason(std::string_view dependency, Result result) {
  std::string reason = "depends on " + std::string(dependency) + ", which ";
  switch (result) {
    case Result::error:
      return reason += "could not be judged";
    case Result::blocked:
      return reason += "is blocked itself";
    case Result::accepted:
      return reason += "fails, as the profile accepts";
    case Result::known:
      return reason += "is known to fail";
    default:
      return reason += "failed";
  }
}

void resolve_dependencies(Report& report) {
  // Each round reaches one step further along the chains, of which there are no cycles.
  while (block_dependents(report.results)) {
  }
}

int count_blocked_by_excused(const Report& report) {
  std::set<CaseKey> excused;
  std::vector<const CaseResult*> undecided;
  for (const CaseResult& result : report.results) {
    if (result.result == Result::known || result.result == Result::accepted)
      excused.insert(key_of(result, base_id(result.id)));
    if (result.result == Result::blocked) undecided.push_back(&result);
  }
  int count = 0;
  for (std::size_t before = undecided.size() + 1; before != undecided.size();) {
    before = undecided.size();
    std::erase_if(undecided, [&](const CaseResult* result) {
      const auto is_excused = [&](const std::string& id) { return excused.contains(key_of(*result, id)); };
      if (std::ranges::none_of(result->depends_on, is_excused)) return false;
      excused.insert(key_of(*result, base_id(result->id)));
      ++count;
      return true;
    });
  }
  return count;
}

}  // namespace corspec::run
