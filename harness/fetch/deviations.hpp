#pragma once

#include <cstdint>
#include <optional>

namespace corspec::fetch {

/// Where a shipped engine departs from the Standard in the stateless algorithms of this floor: data, so that the
/// algorithms have no engine names in them. The default is the letter of the Standard.
struct Deviations {
  /// GREY-1: `*` in Access-Control-Allow-Headers covers `Authorization` when credentials are not included.
  bool authorization_covered_by_wildcard = false;
  /// GREY-24: client hints and `Save-Data` count as safelisted (with value checks).
  bool client_hints_safelisted = false;
  /// UNSAFE-3: the 1024-byte limit over all safelisted values is enforced (GREY-30).
  bool safelist_total_enforced = true;
  /// GREY-31: the lines of one name are combined before their value is judged.
  bool lines_judged_combined = false;
  /// GREY-32: a byte beyond ASCII makes a safelisted value unsafe.
  bool non_ascii_unsafe = false;
  /// GREY-33: a name stands in Access-Control-Request-Headers as often as the author set it.
  bool unsafe_names_repeated = false;

  /// What Access-Control-Max-Age means when it is not 1*DIGIT (GREY-2 to GREY-5). Seconds.
  std::int64_t max_age_negative = 5;
  std::int64_t max_age_malformed = 5;
  std::int64_t max_age_empty = 5;
  /// A value too large for 63 bits: null means "as large as can be", to which the cap then applies.
  std::optional<std::int64_t> max_age_overflow = std::nullopt;
  /// GREY-4: a leading `+` is part of a number.
  bool max_age_accepts_plus = false;

  friend bool operator==(const Deviations&, const Deviations&) = default;
};

}  // namespace corspec::fetch
