#pragma once

#include <string_view>
#include <vector>

#include "fuzz/live/probe.hpp"
#include "suite/profile.hpp"

namespace corspec::fuzz {

/// What every server is asked before chance decides: each slip that servers are often found with, by a request of its
/// own, as browsers send it where they can. Requests that are granted and requests that are not.
[[nodiscard]] std::vector<Probe> opening_probes(const suite::Profile& policy, std::string_view target_origin);

}  // namespace corspec::fuzz
