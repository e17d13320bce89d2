#pragma once

#include <cstdint>
#include <expected>
#include <initializer_list>
#include <span>
#include <string>

#include "run/report.hpp"

namespace corspec::reports {

/// A report, and what to call it in an error: its file.
struct Part {
  std::string name;
  run::Report report;
};

/// What reports may have to have in common.
enum class Common : std::uint8_t { version, case_set, level, engine, baseline };

/// Whether all parts have the same of each. The error is one sentence: which part has another than the first.
[[nodiscard]] std::expected<void, std::string> check_common(std::span<const Part> parts,
                                                            std::initializer_list<Common> wanted);

}  // namespace corspec::reports
