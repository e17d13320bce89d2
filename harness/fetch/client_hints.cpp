#include "fetch/client_hints.hpp"

#include <algorithm>
#include <array>

#include "message/bytes.hpp"

namespace corspec::fetch {

namespace {

bool is_integer(std::string_view value) {
  return !value.empty() && std::ranges::all_of(value, [](char byte) {
    return message::is_ascii_digit(static_cast<unsigned char>(byte));
  });
}

bool is_decimal(std::string_view value) {
  const auto point = value.find('.');
  return is_integer(value.substr(0, point)) && (point == std::string_view::npos || is_integer(value.substr(point + 1)));
}

bool is_effective_connection_type(std::string_view value) {
  constexpr std::array<std::string_view, 4> types{"slow-2g", "2g", "3g", "4g"};
  return std::ranges::find(types, value) != types.end();
}

bool is_on(std::string_view value) {
  return message::byte_case_insensitive_match(value, "on");
}

bool is_anything(std::string_view) {
  return true;
}

struct Hint {
  std::string_view name;
  bool (*is_safe)(std::string_view value);
};

constexpr std::array<Hint, 9> hints{{{"device-memory", is_decimal},
                                     {"downlink", is_decimal},
                                     {"dpr", is_decimal},
                                     {"ect", is_effective_connection_type},
                                     {"intervention", is_anything},
                                     {"rtt", is_integer},
                                     {"save-data", is_on},
                                     {"viewport-width", is_integer},
                                     {"width", is_integer}}};

}  // namespace

bool is_safelisted_client_hint(std::string_view name, std::string_view value) {
  const auto hint = std::ranges::find_if(
      hints, [name](const Hint& known) { return message::byte_case_insensitive_match(known.name, name); });
  return hint != hints.end() && hint->is_safe(value);
}

}  // namespace corspec::fetch
