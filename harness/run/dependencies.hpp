#pragma once

#include <string>
#include <string_view>

#include "run/report.hpp"

namespace corspec::run {

/// An id without the names of its rows, the only parts of an id that have a colon: `a/b` of
/// `a/b/method:1/origin:suffix`.
[[nodiscard]] std::string_view base_id(std::string_view id);

/// Whether a case with that result makes those that depend on it meaningless: it did not do what they build on, excused
/// or not.
[[nodiscard]] bool blocks(Result result);

/// What is to be mended before anything can be said of what is blocked: the case at the end of the dependencies.
struct Root {
  std::string_view id;  ///< without rows
  Result result = Result::fail;
};

/// "depends on preflight/basic, which failed"; "depends on cache/reused, which is blocked by preflight/basic, which
/// failed", whatever lies between the two.
[[nodiscard]] std::string blocked_reason(std::string_view dependency, const Root& root);

/// Marks as `blocked` what depends, directly or not, on a case that `blocks` under the same target, profile and engine;
/// their attempts are dropped, as if they had never run. Skipped cases stay skipped, and hand on what
/// they depend on themselves. The reason is the first of what a
/// case depends on, whichever was known first. For merged shards, whose cases ran without regard to each other, and for
/// whole runs, so that both say the same.
void resolve_dependencies(Report& report);

/// How many of the blocked cases are so, directly or not, because of a failure that is excused: known, or accepted by
/// the profile. An excuse takes these out of the judgement as well, which its author may not have meant.
[[nodiscard]] int count_blocked_by_excused(const Report& report);

}  // namespace corspec::run
