#pragma once

#include <string>
#include <string_view>

namespace corspec::suite {

/// `query`, which begins with `?` unless it is empty, behind `target`, which may have a query already.
[[nodiscard]] std::string with_query(std::string target, std::string_view query);

}  // namespace corspec::suite
