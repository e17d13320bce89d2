#pragma once

#include <cstdint>
#include <string_view>

namespace corspec::run {

/// FNV-1a over the bytes, 64 bits: the same on every machine and in every version, which std::hash is not.
[[nodiscard]] std::uint64_t fnv1a(std::string_view bytes);

}  // namespace corspec::run
