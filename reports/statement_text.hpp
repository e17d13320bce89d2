#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "reports/statement.hpp"

/// What a statement says for people, whatever it is written in. Nothing of it is escaped.
namespace corspec::reports {

/// The implementation and its version; empty when the claim names none.
[[nodiscard]] std::string claimed_name(const run::Claim& claim);

/// A case, and how many of its rows are meant.
struct CaseRows {
  std::string_view id;  ///< without the row
  int rows = 0;
};
/// Each case once, in order.
[[nodiscard]] std::vector<CaseRows> by_case(const std::vector<const run::CaseResult*>& results);

/// The cases of the departures that weigh so much.
[[nodiscard]] std::vector<const run::CaseResult*> weighing(const std::vector<Departure>& departures,
                                                           suite::Level weight);

struct WeightWords {
  suite::Level weight;
  std::string_view words;
};
/// What speaks against a rule, the gravest first.
inline constexpr std::array weights{
    WeightWords{suite::Level::must, "Fails"},
    WeightWords{suite::Level::should, "Advice not followed, or accepted by the profile"},
    WeightWords{suite::Level::may, "Remarks"},
};

/// Bytes as they went over the wire, line by line, printable; without empty lines.
[[nodiscard]] std::vector<std::string> wire_lines(std::string_view bytes);

}  // namespace corspec::reports
