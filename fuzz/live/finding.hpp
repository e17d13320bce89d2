#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/live/oracles.hpp"
#include "fuzz/live/probe.hpp"

namespace corspec::fuzz {

/// A request that comes before the one that shows a violation.
struct Preceding {
  enum class Role : std::uint8_t {
    prepares,  ///< has to be sent before, on the same connection
    controls,  ///< has to be answered, else the violation is none
    closes     ///< ends its connection, so that the next request begins one
  };

  Probe probe;
  Role role = Role::prepares;
};

/// A violation and the smallest probe that showed it.
struct Finding {
  Violation violation;
  Probe probe;
  /// How often the same request has to be sent for it to show; more than once: the server answers differently each
  /// time.
  int repeats = 1;
  /// What has to be sent before; empty when the request alone shows it.
  std::vector<Preceding> before;
  std::vector<std::string_view> beside;  ///< the other oracles that refuse the same answer
  std::string id;                        ///< of its case: "fuzz/origin-granted/1"
  std::size_t shown = 1;                 ///< by so many probes
};

/// The ids of the rules that it breaks.
[[nodiscard]] std::vector<std::string_view> rules_of(const Finding& finding);

/// What a case file has to know of the target.
struct CaseContext {
  std::string authority;     ///< `host[:port]`
  bool credentials = false;  ///< the policy allows them
  std::vector<std::string> allowed_origins;
  std::string user_agent;  ///< that the campaign sent where the probe has none
};

/// A case file that `corspec run` replays, a case for each finding: it fails as long as the server does what was found.
[[nodiscard]] std::string case_file(std::span<const Finding> findings, const CaseContext& context);

}  // namespace corspec::fuzz
