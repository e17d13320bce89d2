#include "run/row.hpp"

#include <algorithm>

#include "message/bytes.hpp"
#include "run/dependencies.hpp"

namespace corspec::run {
namespace {

/// `said` is what stands for a place, given the value that is bound to its name.
template <typename Said>
std::string with_places_as(std::string_view id, const Bound& bound, const Said& said) {
  std::string renamed(base_id(id));
  for (std::string_view row = id.substr(renamed.size()); !row.empty();) {
    const std::string_view part = row.substr(0, row.find('/', 1));
    const std::string_view axis = part.substr(1, part.find(':') - 1);
    const auto about = bound.find(std::string(axis));
    const bool is_place = std::ranges::all_of(part.substr(axis.size() + 2), message::is_ascii_digit);
    renamed += is_place && about != bound.end() ? "/" + std::string(axis) + said(about->second) : std::string(part);
    row.remove_prefix(part.size());
  }
  return renamed;
}

}  // namespace

std::string id_by_values(std::string_view id, const Bound& bound) {
  return with_places_as(id, bound, [](const std::string& value) { return "[" + value + "]"; });
}

std::string id_without_places(std::string_view id, const Bound& bound) {
  return with_places_as(id, bound, [](const std::string&) { return std::string(); });
}

}  // namespace corspec::run
