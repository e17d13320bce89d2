#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "fuzz/live/asker.hpp"
#include "suite/profile.hpp"

/// Requests on their way at once, whose answers must be those that each gets alone: a server that keeps what it decides
/// where others write, too, mixes them up.
namespace corspec::fuzz {

struct MixUp {
  std::size_t let_in = 0;    ///< strangers
  std::size_t kept_out = 0;  ///< requests of an origin that the policy lets in
  std::size_t of = 0;        ///< of each
};

/// Null: no answer was another's in one of several rounds, or alone some are wrong as well.
[[nodiscard]] std::optional<MixUp> mix_up_of(Asker& asker, const suite::Profile& policy, const std::string& stranger);

/// One line for people.
[[nodiscard]] std::string describe(const MixUp& mix_up);

}  // namespace corspec::fuzz
