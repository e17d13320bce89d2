#pragma once

#include <optional>
#include <vector>

#include "suite/binder.hpp"
#include "suite/case.hpp"
#include "suite/case_source.hpp"
#include "suite/expectation_reader.hpp"

namespace corspec::suite {

/// The steps of one row of a case, names bound. Null when something is wrong (a problem says so) or not given
/// (`binder.missing()`).
[[nodiscard]] std::optional<std::vector<Step>> read_steps(const Node& steps, Binder& binder,
                                                          const ExpectationDefaults& defaults,
                                                          const LoadOptions& options);

}  // namespace corspec::suite
