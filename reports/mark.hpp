#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "run/report.hpp"

namespace corspec::reports {

/// How a case came out, for a score: a failure counts by the strongest level of what fails, whatever the run's own.
enum class Mark : std::uint8_t {
  pass,
  must,
  should,
  may,
  blocked,   ///< by a failure at must or should
  unjudged,  ///< it does not apply, or only advice is in its way
};
inline constexpr std::size_t mark_count = 6;
[[nodiscard]] std::string_view name(Mark mark);

/// The marks of what one server does under one profile in one engine, in the order of `results`.
[[nodiscard]] std::vector<Mark> marks_of(const std::vector<const run::CaseResult*>& results);

/// What fails at `may` is advice, and speaks against nobody. What is blocked does not pass: a server that fails in what
/// much depends on would come out the better for it.
struct Score {
  std::array<int, mark_count> count{};

  void add(Mark mark) { ++count.at(static_cast<std::size_t>(mark)); }
  [[nodiscard]] int of(Mark mark) const { return count.at(static_cast<std::size_t>(mark)); }
  [[nodiscard]] int met() const { return of(Mark::pass) + of(Mark::may); }
  [[nodiscard]] int asked() const { return met() + of(Mark::must) + of(Mark::should) + of(Mark::blocked); }
};

}  // namespace corspec::reports
