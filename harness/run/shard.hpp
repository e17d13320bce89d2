#pragma once

#include <optional>
#include <string_view>

#include "run/options.hpp"

namespace corspec::run {

/// Whether the case with that id (with its row) belongs to the shard.
[[nodiscard]] bool belongs_to(const Shard& shard, std::string_view id);

/// `K/N` with 1 <= K <= N <= 10000, or null.
[[nodiscard]] std::optional<Shard> parse_shard(std::string_view text);

}  // namespace corspec::run
