#pragma once

#include <string>

#include "run/report.hpp"

namespace corspec::reports {

/// As much of exchanges as a page is given, in bytes; later cases go without, and say so.
inline constexpr std::size_t most_exchange_bytes = 3'000'000;

/// The report as the page's script reads it: JSON in ASCII without `<`, `>` and `&`, so that no element of a page ends
/// in it. Texts stand once in `strings`, others refer to them by index.
[[nodiscard]] std::string html_data(const run::Report& report);

}  // namespace corspec::reports
