#pragma once

#include <vector>

#include "recorded/exchange.hpp"
#include "suite/json_document.hpp"
#include "suite/load_error.hpp"

namespace corspec::recorded {

/// Whether an exchange as corspec's reports have it (`exchange` in reports/report.schema.json) is in the JSON: alone,
/// in an array, or anywhere in a whole report.
[[nodiscard]] bool has_exchanges(const suite::Node& root);

/// All of them, in the order of the file. Those that share an array share a page. Raw bytes and what corspec sent for
/// its own sake are left out.
[[nodiscard]] suite::Loaded<std::vector<Exchange>> read_exchanges(const suite::Document& document);

}  // namespace corspec::recorded
