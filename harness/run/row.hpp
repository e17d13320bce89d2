#pragma once

#include <map>
#include <string>
#include <string_view>

/// A row of a case is called by roles and by places in the profile's lists: `m/method:4/origin:suffix`. The lists may
/// come in another order; what the row is about stays (`CaseResult::bound`).
namespace corspec::run {

using Bound = std::map<std::string, std::string>;

/// The id with what the row is about instead of its places: `m/method[PUT]/origin:suffix`.
[[nodiscard]] std::string id_by_values(std::string_view id, const Bound& bound);

/// The id with neither: `m/method/origin:suffix`.
[[nodiscard]] std::string id_without_places(std::string_view id, const Bound& bound);

}  // namespace corspec::run
