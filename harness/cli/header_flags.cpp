#include "cli/header_flags.hpp"

#include <fmt/format.h>

#include <cstddef>

#include "message/bytes.hpp"

namespace corspec::cli {

std::expected<message::HeaderList, std::string> parse_headers(std::string_view flag,
                                                              const std::vector<std::string>& lines) {
  message::HeaderList headers;
  for (const auto& line : lines) {
    const std::size_t colon = line.find(':');
    const std::string_view name = std::string_view(line).substr(0, colon);
    if (colon == std::string::npos || !message::is_token(name)) {
      return std::unexpected(fmt::format("{} wants 'NAME: VALUE', not '{}'", flag, line));
    }
    headers.append(std::string(name),
                   std::string(message::strip_http_whitespace(std::string_view(line).substr(colon + 1))));
  }
  return headers;
}

}  // namespace corspec::cli
