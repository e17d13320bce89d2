#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/grammar/random.hpp"

namespace corspec::fuzz {

/// A value for a `#token` list header (RFC 9110 section 5.6.1), mostly of `elements`: often valid, sometimes with one
/// thing in it that is no token.
[[nodiscard]] std::string generate_list(std::span<const std::string_view> elements, Random& random);

/// `value` with one element, comma, stretch of whitespace or byte changed, added or taken away.
[[nodiscard]] std::string mutate_list(std::string_view value, Random& random);

/// The same list in another legal spelling: OWS around commas, and empty elements, which RFC 9110 section 5.6.1.2 has
/// recipients accept; over one or several field lines (RFC 9110 section 5.3). Order and case stay.
[[nodiscard]] std::vector<std::string> respell_list(std::span<const std::string> elements, Random& random);

}  // namespace corspec::fuzz
