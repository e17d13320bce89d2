#pragma once

#include <span>
#include <vector>

#include "recorded/exchange.hpp"
#include "suite/json_document.hpp"
#include "suite/load_error.hpp"

namespace corspec::recorded {

/// Whether an exchange as corspec's reports have it (`exchange` in reports/report.schema.json) is in the JSON: alone,
/// in an array, or anywhere in a whole report; or whether it is a report, or a line of one, that has none.
[[nodiscard]] bool are_exchanges(const suite::Node& root);

/// All of them, in the order of the file. Those that share an array share a page, and so do those that stand alone, a
/// line each. Raw bytes and what corspec sent for its own sake are left out; what else is no exchange is an error.
[[nodiscard]] suite::Loaded<std::vector<Exchange>> read_exchanges(std::span<const suite::Document* const> documents);

}  // namespace corspec::recorded
