#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "suite/json_document.hpp"
#include "suite/json_reader.hpp"

namespace corspec::suite {

/// Where a value's bytes go: its plain strings may hold printable ASCII and HTAB, in a body CR and LF too.
enum class LiteralUse : std::uint8_t { field, body };

/// A longer value is refused. Bytes.
inline constexpr std::size_t max_literal_length = std::size_t{1024} * 1024;

/// A value as cases/README.md defines it ("Values"), where there are no names to bind: a string, `{"b64": ...}`,
/// `{"repeat": value, "times": n}` or `{"concat": [value, ...]}`. What is wrong with it is reported; null when nothing
/// is left.
[[nodiscard]] std::optional<std::string> read_literal(const Node& node, LiteralUse use, Problems& problems);

}  // namespace corspec::suite
