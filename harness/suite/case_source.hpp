#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "suite/binder.hpp"
#include "suite/json_document.hpp"
#include "suite/suite.hpp"

namespace corspec::suite {

/// What an expectation has when it does not say so itself.
struct ExpectationDefaults {
  Level level = Level::must;
  Kind kind = Kind::conformance;
  std::vector<std::string> flags;
  std::vector<std::string> rules;
};

struct CaseSource {
  std::shared_ptr<const Document> document;  ///< shared by the cases of a file
  const Node* node = nullptr;                ///< the case in it
  std::string why;
  std::string malformed;
  ExpectationDefaults defaults;
};

/// Most rows of one case: far beyond what anybody replays, and little enough to hold.
inline constexpr std::size_t max_rows = 65536;

/// What stops the walk over the rows of a case.
enum class Walk : std::uint8_t { go_on, stop };

/// Binds the axes of `for_each` (null: none, one row) in `scope`, row by row in order, the last axis fastest. `visit`
/// hears for each row why the profile does not give it, or null. Returns why the profile gives no row at all; null
/// when rows were visited or `problems` says what is wrong.
[[nodiscard]] std::optional<std::string> walk_rows(
    const Node* for_each, Scope& scope, Problems& problems, std::size_t& generated,
    const std::function<Walk(const std::optional<std::string>& missing)>& visit);

/// Why the policy does not deny all origins of `requires_denied` in this row; null when it does. Problems say what is
/// wrong with the list itself.
[[nodiscard]] std::optional<std::string> missing_denial(const Node& requires_denied, Binder& binder);

/// The names that occur in strings of `node` and below, keys included.
[[nodiscard]] std::set<std::string_view> names_used(const Node& node);

}  // namespace corspec::suite
