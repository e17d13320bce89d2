#pragma once

#include <vector>

#include "recorded/exchange.hpp"
#include "suite/json_document.hpp"
#include "suite/load_error.hpp"

namespace corspec::recorded {

/// Whether the JSON is a HAR: an object `log` with `entries`, or, as some tools hand it on, what stands in it.
[[nodiscard]] bool is_har(const suite::Node& root);

/// The entries of an HTTP Archive 1.2, as DevTools export it, in the order of the file; those that are not http or
/// https are left out. An error names the entry that cannot be read.
[[nodiscard]] suite::Loaded<std::vector<Exchange>> read_har(const suite::Document& document);

}  // namespace corspec::recorded
