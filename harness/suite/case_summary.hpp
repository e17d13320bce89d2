#pragma once

#include <optional>
#include <string>
#include <vector>

#include "suite/case.hpp"

namespace corspec::suite {

/// What a case is as a whole: from its expectations, without those of the set-up.
struct CaseSummary {
  std::optional<Level> level;     ///< the strictest; null before anything judges
  Kind kind = Kind::conformance;  ///< of the first expectation of that level
  std::vector<std::string> flags;
  std::vector<std::string> rules;  ///< in order of first mention

  void add(const std::vector<Step>& steps);
};

}  // namespace corspec::suite
