#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "fuzz/live/finding.hpp"

namespace corspec::fuzz {

/// What matters most comes first; what a stronger finding of the same oracle says already is left out. Each with the id
/// of its case.
[[nodiscard]] std::vector<Finding> settled(const std::vector<Finding>& findings);

/// Findings that seem to have one root: of one oracle, breaking the same rules in the same way.
struct Group {
  std::vector<Finding> findings;  ///< the gravest first, of those the smallest: it stands for all
  std::string common;             ///< "any origin"
};

/// In the order in which they were found.
[[nodiscard]] std::vector<Group> grouped(const std::vector<Finding>& findings);

/// How many probes showed one of them.
[[nodiscard]] std::size_t shown(const Group& group);

}  // namespace corspec::fuzz
