#pragma once

#include <string>

#include "fuzz/live/fuzz.hpp"
#include "fuzz/live/group.hpp"
#include "suite/expectation.hpp"

/// What came of a campaign, in words.
namespace corspec::fuzz {

/// Grades the results as a run at that level would: what is weaker passes, and is a remark of the report. How grave a
/// finding is, the profile has a say in (`reject`).
void grade(run::Report& report, suite::Level level);

/// Whether that fails a run where what is as grave as `level` does: a target that died or was too busy to be judged
/// always does, and time that grows from `should` on, since no standard says how long an answer may take.
[[nodiscard]] bool gates(const FuzzResult& result, suite::Level level);

/// Whether `FuzzResult::remarks` are part of why: else they are only told.
[[nodiscard]] bool remarks_gate(const FuzzResult& result, suite::Level level);

/// How many inputs showed what a group has in common, and which kinds of them there were.
[[nodiscard]] std::string note_on(const Group& group);

/// One line: the oracle, its rules, the origin and the seed.
[[nodiscard]] std::string describe(const Unrepeated& unrepeated, const FuzzOptions& options);

/// Everything, as a JSON document; requests as the files of a corpus have them.
[[nodiscard]] std::string to_json(const FuzzResult& result, const FuzzOptions& options);

}  // namespace corspec::fuzz
