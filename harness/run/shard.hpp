#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "run/options.hpp"

namespace corspec::run {

/// FNV-1a over the bytes, 64 bits: the same on every machine and in every version, which std::hash is not.
[[nodiscard]] std::uint64_t fnv1a(std::string_view bytes);

/// Whether the case with that id (with its row) belongs to the shard.
[[nodiscard]] bool belongs_to(const Shard& shard, std::string_view id);

/// `K/N` with 1 <= K <= N <= 10000, or null.
[[nodiscard]] std::optional<Shard> parse_shard(std::string_view text);

}  // namespace corspec::run
