#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "run/report.hpp"

namespace corspec::run {

/// Exit codes, documented in the README.
enum class ExitCode : std::uint8_t {
  as_expected = 0,
  failures = 1,
  usage = 2,
  unreachable = 3,
  nothing_run = 4,
  interrupted = 130,
};

/// Whether a case with that result makes the run fail.
[[nodiscard]] bool gates(Result result);

struct Counts {
  std::array<int, result_count> by_result{};

  [[nodiscard]] int of(Result result) const { return by_result[static_cast<std::size_t>(result)]; }
  [[nodiscard]] int total() const;
  [[nodiscard]] int gating() const;
};

[[nodiscard]] Counts count(const Report& report);

/// The one table that decides exit code, JUnit's `<failure>`, badge and summary.
[[nodiscard]] ExitCode gate(const Report& report);

}  // namespace corspec::run
