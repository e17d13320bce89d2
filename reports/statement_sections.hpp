#pragma once

#include <span>
#include <string_view>

namespace corspec::reports {

/// A section of a standard that rules for servers link to.
struct Section {
  std::string_view link;
  std::string_view title;
  std::string_view standard;
};

/// Those of every shipped rule that binds servers, in the order of a statement: how a browser fetches, then HTTP.
[[nodiscard]] std::span<const Section> sections();

}  // namespace corspec::reports
