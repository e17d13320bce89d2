#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "reference/pipeline.hpp"
#include "suite/expectation.hpp"

namespace corspec::reference {

/// One seeded defect: a mistake that real servers make, small and named, with what a suite must say of it.
struct Fault {
  std::string_view id;     ///< `topic/what-goes-wrong`
  std::string_view rule;   ///< the rule of the digest that it breaks
  suite::Level level;      ///< of the strongest failure that it causes
  std::string_view title;  ///< one sentence
  void (*plant)(Stages&);
  std::string_view profile = "allowlist";  ///< of the shipped ones, that under which it shows
  bool has_history = false;                ///< what it does depends on what was asked before, or on time
};

/// Every fault, by topic.
[[nodiscard]] const std::vector<Fault>& faults();

/// Null when there is none of that id.
[[nodiscard]] const Fault* find_fault(std::string_view id);

/// The parts of `faults`, a table for each topic.
[[nodiscard]] std::span<const Fault> origin_faults();
[[nodiscard]] std::span<const Fault> allow_origin_faults();
[[nodiscard]] std::span<const Fault> preflight_faults();
[[nodiscard]] std::span<const Fault> actual_faults();
[[nodiscard]] std::span<const Fault> options_faults();
[[nodiscard]] std::span<const Fault> condition_faults();
[[nodiscard]] std::span<const Fault> robustness_faults();
[[nodiscard]] std::span<const Fault> credential_faults();
[[nodiscard]] std::span<const Fault> evidence_faults();
[[nodiscard]] std::span<const Fault> route_faults();
[[nodiscard]] std::span<const Fault> side_effect_faults();
[[nodiscard]] std::span<const Fault> status_faults();

}  // namespace corspec::reference
