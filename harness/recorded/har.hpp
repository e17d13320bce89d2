#pragma once

#include <span>
#include <vector>

#include "recorded/exchange.hpp"
#include "suite/json_document.hpp"
#include "suite/load_error.hpp"

namespace corspec::recorded {

/// Whether the JSON means to be a HAR: it has a `log`, or `entries`, as some tools hand on what stands in the log.
[[nodiscard]] bool is_har(const suite::Node& root);

/// The entries of HTTP Archives 1.2, as DevTools export them, in the order of the file; those that are not http or
/// https are left out. An error names the place of what cannot be read.
[[nodiscard]] suite::Loaded<std::vector<Exchange>> read_har(std::span<const suite::Document* const> documents);

}  // namespace corspec::recorded
