#pragma once

#include <string>

#include "run/report.hpp"

namespace corspec::reports {

/// HAR 1.2 of the recorded exchanges, those of passed cases only where they were kept (`--record-all`): for DevTools,
/// and for `corspec explain`. Each entry's comment names its case. Bytes are isomorphically decoded; a body that is no
/// UTF-8 is base64. Exchanges that got no answer have status 0, as in browsers' own files, and the reason in the
/// comment.
[[nodiscard]] std::string har(const run::Report& report);

}  // namespace corspec::reports
