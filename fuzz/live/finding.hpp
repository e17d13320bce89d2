#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/live/oracles.hpp"
#include "fuzz/live/probe.hpp"

namespace corspec::fuzz {

/// A violation and the smallest probe that showed it.
struct Finding {
  Violation violation;
  Probe probe;
  /// How often the same request has to be sent for it to show; more than once: the server answers differently each
  /// time.
  int repeats = 1;
  /// What has to be sent before, on the same connection; null when the request alone shows it.
  std::optional<Probe> before;
  std::string id;  ///< of its case: "fuzz/origin-granted/1"
};

/// What a case file has to know of the target.
struct CaseContext {
  std::string authority;     ///< `host[:port]`
  bool credentials = false;  ///< the policy allows them
  std::vector<std::string> allowed_origins;
};

/// A case file that `corspec run` replays, a case for each finding: it fails as long as the server does what was found.
[[nodiscard]] std::string case_file(std::span<const Finding> findings, const CaseContext& context);

}  // namespace corspec::fuzz
