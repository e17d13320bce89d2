#pragma once

#include <span>
#include <string_view>

#include "suite/embedded.hpp"

namespace corspec::reports {

/// What pages are made of: `viewer/report.html` and its like, `advice.json`, and the hashes that a policy names
/// (`viewer/report.js.sha256`, hexadecimal).
[[nodiscard]] std::span<const suite::EmbeddedFile> embedded_viewer();

/// One of them; it has to be there.
[[nodiscard]] std::string_view viewer_file(std::string_view name);

}  // namespace corspec::reports
