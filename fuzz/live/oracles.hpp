#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/live/probe.hpp"
#include "fuzz/live/weight.hpp"
#include "http/exchange.hpp"
#include "suite/expectation.hpp"
#include "suite/profile.hpp"

/// What an answer must not be, whatever the server: nothing here looks at its source. Pure.
namespace corspec::fuzz {

/// A question that every answer is asked.
struct Oracle {
  std::string_view id;     ///< "origin-granted"
  std::string_view title;  ///< what is true of a server that passes
  std::string_view why;    ///< what goes wrong for whom when it is not
  suite::Kind kind;
  std::string_view rules;  ///< ids, separated by spaces; empty: as the request that shows it is of that kind or another
};

[[nodiscard]] std::span<const Oracle> oracles();

/// The one of that id, which there must be.
[[nodiscard]] const Oracle& oracle(std::string_view id);

/// An answer that an oracle refuses.
struct Violation {
  const Oracle* oracle = nullptr;
  const Weight* weight = nullptr;
  /// What kind of slip it seems to be: findings of one oracle and cause are one finding.
  std::string cause;
};

/// What a server does with requests from origins that it denies, as far as one of them was asked before.
enum class Denial : std::uint8_t {
  silent,   ///< it gives no answer, or nobody has asked
  answered  ///< so that silence is no denial
};

/// What one exchange shows. `target_origin` is the server's own: no policy denies it anything,
/// or grants it anything (NEED-1).
[[nodiscard]] std::vector<Violation> judge(const Probe& probe, const http::ExchangeResult& result,
                                           const suite::Profile& policy, std::string_view target_origin,
                                           Denial denial = Denial::silent);

}  // namespace corspec::fuzz
