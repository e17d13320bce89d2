#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "suite/binder.hpp"
#include "suite/case_source.hpp"
#include "suite/expectation.hpp"

namespace corspec::suite {

enum class StepKind : std::uint8_t { fetch, preflight, request, raw, advance };

/// What expectations are read with.
struct ExpectationContext {
  const ExpectationDefaults& defaults;
  const LoadOptions& options;
  StepKind step = StepKind::fetch;
  std::size_t step_index = 0;  ///< of the step within its case
  bool through_cache = false;  ///< the step goes through a modelled shared cache
};

/// `expect`: one object or a list of them. Null when something in it is wrong or not given.
[[nodiscard]] std::optional<std::vector<Expectation>> read_expectations(const Node& node, Binder& binder,
                                                                        const ExpectationContext& context);

// Shared with the cases' own keys.

/// Ids of rules, which the catalogue knows when there is one.
[[nodiscard]] bool check_rules(const Node& node, const std::vector<std::string>& ids, Binder& binder,
                               const RuleCatalogue* catalogue);
[[nodiscard]] bool check_flags(const Node& node, const std::vector<std::string>& flags, Binder& binder,
                               const RuleCatalogue* catalogue);

}  // namespace corspec::suite
