#include "fetch/timing_allow_origin.hpp"

#include <algorithm>
#include <string>

#include "fetch/header_values.hpp"

namespace corspec::fetch {

std::optional<Refusal> tao_check(const message::HeaderList& response, std::string_view origin) {
  constexpr std::string_view field = "Timing-Allow-Origin";
  const auto values = get_decode_and_split(response, field);
  const auto passes = [origin](std::string_view value) { return value == "*" || value == origin; };
  if (values && std::ranges::any_of(*values, passes)) return std::nullopt;
  return Refusal{"TAO-1", field, std::string("a list with `").append(origin).append("`, or `*`"), response.get(field)};
}

}  // namespace corspec::fetch
