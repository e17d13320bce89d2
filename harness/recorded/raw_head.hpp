#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "message/header_list.hpp"

namespace corspec::recorded {

/// A head as it is on the wire, or as curl prints it.
struct RawHead {
  std::string start_line;
  message::HeaderList headers;
};

/// Lines up to the first empty one, ended by LF or CRLF. Lines that are no fields are left out. Null when there is
/// none.
[[nodiscard]] std::optional<RawHead> parse_head(std::string_view text);

/// "OPTIONS /items HTTP/1.1"
[[nodiscard]] bool is_request_line(std::string_view line);

/// "HTTP/1.1 204 No Content" or "HTTP/2 204": 204; null when the line is no status line.
[[nodiscard]] std::optional<int> status_of(std::string_view start_line);

}  // namespace corspec::recorded
