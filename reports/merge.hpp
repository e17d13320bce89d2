#pragma once

#include <expected>
#include <string>
#include <vector>

#include "reports/part.hpp"

namespace corspec::reports {

/// All the shards of one run become what the whole run would have said: dependencies are resolved over all cases, and
/// durations are added up. Otherwise the parts are whole runs against different targets, and become one run against all
/// of them, in the order given. One part alone stays as it is. A claim stays when all parts make the same.
/// The error is one sentence that names the part: another case set, version, level or engine; a shard that is missing
/// or there twice; a shard among whole runs; a target under the same profile twice.
[[nodiscard]] std::expected<run::Report, std::string> merge(std::vector<Part> parts);

}  // namespace corspec::reports
