#pragma once

#include <string>
#include <string_view>

#include "fuzz/grammar/random.hpp"

namespace corspec::fuzz {

/// A value for an `Origin` header: most are what a browser could send, some are broken in one place.
[[nodiscard]] std::string generate_origin(Random& random);

/// `origin` with one part of it (scheme, host label, port, separator, or a byte) changed, added or taken away.
[[nodiscard]] std::string mutate_origin(std::string_view origin, Random& random);

/// An origin that is not `origin` and that a careless comparison takes for it: a prefix, a suffix, a subdomain, another
/// scheme or port, an unescaped dot, another case, a list. The tricks of attackers, and the slips of regular
/// expressions (ORI-6, CORS-CHECK-4).
[[nodiscard]] std::string disguise_origin(std::string_view origin, Random& random);

}  // namespace corspec::fuzz
