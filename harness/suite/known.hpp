#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "suite/load_error.hpp"

namespace corspec::suite {

/// A case, or some, whose failure (`--known-failing`) or flakiness (`--known-flaky`) is known.
struct KnownEntry {
  std::string pattern;  ///< glob over ids, see `glob_covers`; of a row also by what it is about
  std::string reason;   ///< never empty
  std::string issue;    ///< link to where it is followed up; may be empty
  std::string rule;     ///< the rule that the failure breaks; empty: whichever
  std::string until;    ///< last day on which it excuses, `YYYY-MM-DD`; empty: always
  std::string file;
  std::size_t line = 0;

  friend bool operator==(const KnownEntry&, const KnownEntry&) = default;
};

/// Either text, one pattern a line with its reason behind ` # `; or JSON: `{ "version": 1, "known": [ { "pattern",
/// "reason", "issue", "rule", "until" } ] }`, of which pattern and reason are required. JSON begins with `{`.
[[nodiscard]] Loaded<std::vector<KnownEntry>> load_known(std::string_view file, std::string_view text);

/// Whether the entry no longer excuses on the day `today`, `YYYY-MM-DD`.
[[nodiscard]] bool has_expired(const KnownEntry& entry, std::string_view today);

}  // namespace corspec::suite
