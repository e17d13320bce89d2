#include "run/transport_headers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "message/bytes.hpp"

namespace corspec::run {

std::vector<std::string> wrong_transport_headers(const message::HeaderList& headers) {
  constexpr std::array<std::string_view, 6> refused{"Origin",
                                                    "Access-Control-Request-Method",
                                                    "Access-Control-Request-Headers",
                                                    "Content-Length",
                                                    "Transfer-Encoding",
                                                    "Connection"};
  std::vector<std::string> wrong;
  for (const message::Header& header : headers) {
    const auto is_it = [&header](std::string_view name) {
      return message::byte_case_insensitive_match(header.name, name);
    };
    if (std::ranges::none_of(refused, is_it)) continue;
    wrong.push_back(fmt::format("--transport-header {}: the cases say themselves what stands there", header.name));
  }
  return wrong;
}

}  // namespace corspec::run
