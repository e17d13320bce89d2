#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "message/header_list.hpp"

namespace corspec::cli {

/// The headers of a repeatable flag, each `NAME: VALUE` as curl takes them; else what is wrong with one. `flag` is its
/// name, for the message.
[[nodiscard]] std::expected<message::HeaderList, std::string> parse_headers(std::string_view flag,
                                                                            const std::vector<std::string>& lines);

}  // namespace corspec::cli
