#pragma once

#include <optional>

#include "suite/binder.hpp"
#include "suite/case.hpp"

namespace corspec::suite {

// What a step does. Each is null when it is wrong, or when the profile does not give what it uses.

/// A fetch step, and where its origin comes from.
struct FetchAction {
  FetchStep step;
  /// The name that the origin is, whole and unchanged; empty when the case made it up.
  std::string_view origin_source;
};

[[nodiscard]] std::optional<FetchAction> read_fetch(const Node& node, bool preflight_only, Binder& binder);
[[nodiscard]] std::optional<RequestStep> read_request(const Node& node, Binder& binder);
[[nodiscard]] std::optional<RawStep> read_raw(const Node& node, Binder& binder);
/// "601s", "10m", "2h"
[[nodiscard]] std::optional<AdvanceStep> read_advance(const Node& node, Binder& binder);

}  // namespace corspec::suite
