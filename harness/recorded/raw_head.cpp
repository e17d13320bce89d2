#include "recorded/raw_head.hpp"

#include <charconv>

#include "message/bytes.hpp"
#include "suite/text_lines.hpp"

namespace corspec::recorded {

std::optional<RawHead> parse_head(std::string_view text) {
  RawHead head;
  for (const auto& [number, line] : suite::text_lines(text)) {
    if (line.empty()) break;
    if (number == 1) {
      head.start_line = line;
      continue;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !message::is_token(line.substr(0, colon))) continue;
    head.headers.append(std::string(line.substr(0, colon)),
                        std::string(message::strip_http_whitespace(line.substr(colon + 1))));
  }
  if (head.start_line.empty()) return std::nullopt;
  return head;
}

bool is_request_line(std::string_view line) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  return first != std::string_view::npos && first < last && message::is_token(line.substr(0, first)) &&
         line.substr(last + 1).starts_with("HTTP/");
}

std::optional<int> status_of(std::string_view start_line) {
  const auto space = start_line.find(' ');
  if (!start_line.starts_with("HTTP/") || space == std::string_view::npos) return std::nullopt;
  const auto code = start_line.substr(space + 1, 3);
  int status = 0;
  const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), status);
  if (error != std::errc{} || end != code.data() + 3 || status < 100) return std::nullopt;
  return status;
}

}  // namespace corspec::recorded
