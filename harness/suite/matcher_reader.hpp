#pragma once

#include <cstdint>
#include <optional>

#include "suite/binder.hpp"
#include "suite/expectation.hpp"
#include "suite/suite.hpp"

namespace corspec::suite {

// The parts of expectations that look at answers. Each is null when it is wrong, or when the profile does not give what
// it uses.

/// A number, or `{ "min": , "max": }`. `plain_number`: whether the number alone may stand there.
enum class PlainNumber : std::uint8_t { taken, refused };
[[nodiscard]] std::optional<IntegerRange> read_range(const Node& node, PlainNumber plain_number, Binder& binder);

/// `contains`, `excludes`, `equals_as_set`.
[[nodiscard]] std::optional<ListMatcher> read_list_matcher(const Node& node, Binder& binder);

/// `204`, `[200, 204]`, `"2xx"`, `"200-299"`, `{ "min": 200, "max": 299 }`.
[[nodiscard]] std::optional<std::vector<IntegerRange>> read_status(const Node& node, Binder& binder);

/// An object of header names and predicates.
[[nodiscard]] std::optional<std::vector<NamedHeaderMatcher>> read_header_matchers(const Node& node, Binder& binder,
                                                                                  const LoadOptions& options);

}  // namespace corspec::suite
