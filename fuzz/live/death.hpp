#pragma once

#include <string>
#include <vector>

#include "fuzz/live/asker.hpp"
#include "fuzz/live/finding.hpp"

namespace corspec::fuzz {

/// A target that answers nothing any more.
struct Death {
  std::string remark;
  std::vector<Finding> suspects;  ///< after which it may have died, one request each; a single one when seen again
};

/// The requests of a batch that nobody answered, the earliest first, and before them those that were answered last; of
/// too many the first. `answered` says it of each of `probes`.
[[nodiscard]] std::vector<Probe> suspects_of(const std::vector<Probe>& probes, const std::vector<bool>& answered);

/// Looks for the one request among the suspects: somebody may look after the target and start it anew.
[[nodiscard]] Death look_into_death(Asker& asker, const std::vector<Probe>& suspects);

}  // namespace corspec::fuzz
