#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/live/probe.hpp"
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

/// The allowed origins that cases call by name: with a public policy, or none, the one that stands for all.
[[nodiscard]] std::vector<std::string> named_origins(const suite::Profile& policy);

/// An answer that an oracle refuses.
struct Violation {
  const Oracle* oracle = nullptr;
  suite::Level level = suite::Level::must;
  std::string_view flag;  ///< of flags.json, by which an operator accepts it; empty with `must`
  /// What kind of slip it seems to be: findings of one oracle and cause are one finding.
  std::string cause;
};

/// What one exchange shows. `target_origin` is the server's own: no policy denies it anything,
/// or grants it anything (NEED-1).
[[nodiscard]] std::vector<Violation> judge(const Probe& probe, const http::ExchangeResult& result,
                                           const suite::Profile& policy, std::string_view target_origin);

/// Whether the policy grants what the probe asks for, in whatever legal spelling: an answer to it that is no grant is a
/// violation.
enum class Asks : std::uint8_t {
  otherwise,         ///< for something that the policy does not grant, or does not speak of
  as_browsers_do,    ///< for what is granted, spelt as browsers spell it
  as_head,           ///< with HEAD, which RFC 9110 section 9.3.2 wants answered with the fields of GET
  in_other_spelling  ///< for what is granted, in another spelling that RFC 9110 has recipients understand
};
[[nodiscard]] Asks asks_for_granted(const Probe& probe, const suite::Profile& policy);

}  // namespace corspec::fuzz
