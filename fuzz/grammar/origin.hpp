#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

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

/// One by each of those tricks.
[[nodiscard]] std::vector<std::string> disguises_of(std::string_view origin, Random& random);

/// An origin of somebody else beside `origin`: in the domain above it, or in one where everybody can have a host, with
/// a part of its name, as patterns for preview deployments let in.
[[nodiscard]] std::string neighbour_of(std::string_view origin, Random& random);

/// Domains in which everybody can have a host (https://publicsuffix.org/ has them all).
[[nodiscard]] std::span<const std::string_view> shared_domains();

}  // namespace corspec::fuzz
