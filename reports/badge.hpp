#pragma once

#include <string>

#include "run/report.hpp"

namespace corspec::reports {

/// What a badge says of a run, by the gate that decides the exit code: "547 of 547", "2 of 549 fail".
/// As JSON for a shields endpoint, https://shields.io/badges/endpoint-badge.
[[nodiscard]] std::string badge(const run::Report& report);

/// The same as a picture of its own, which loads nothing.
[[nodiscard]] std::string badge_svg(const run::Report& report);

}  // namespace corspec::reports
