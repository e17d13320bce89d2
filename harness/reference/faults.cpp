#include <algorithm>

#include "reference/fault.hpp"

namespace corspec::reference {

const std::vector<Fault>& faults() {
  static const std::vector<Fault> all = [] {
    std::vector<Fault> gathered;
    for (const auto& topic : {origin_faults(), allow_origin_faults(), preflight_faults(), actual_faults(),
                              options_faults(), condition_faults(), robustness_faults(), credential_faults(),
                              evidence_faults(), route_faults(), side_effect_faults(), status_faults()}) {
      gathered.insert(gathered.end(), topic.begin(), topic.end());
    }
    return gathered;
  }();
  return all;
}

const Fault* find_fault(std::string_view id) {
  const auto found = std::ranges::find(faults(), id, &Fault::id);
  return found == faults().end() ? nullptr : &*found;
}

}  // namespace corspec::reference
