#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "run/report.hpp"

namespace corspec::reports {

/// A result document that `json` wrote, of this version or an older one: `json(*read_json(json(report)))` is
/// `json(report)`. Whatever else it is given, the error is one sentence, with the place as line and column or as JSON
/// pointer. Members that it does not know are passed over, so that a newer writer may add some.
[[nodiscard]] std::expected<run::Report, std::string> read_json(std::string_view text);

}  // namespace corspec::reports
