#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/grammar/random.hpp"

namespace corspec::fuzz {

/// What the field lines of a text are made of.
enum class LineKind : std::uint8_t { request, response };

/// A field line, `Name: value`, without its end.
[[nodiscard]] std::string generate_line(LineKind kind, Random& random);

/// `text` with one line inserted, deleted, doubled, swapped with another or given another value. Lines end in LF or
/// CRLF, and keep what they end in; an inserted line ends as its neighbour does. `text` need not hold any line.
[[nodiscard]] std::string mutate_lines(std::string_view text, LineKind kind, Random& random);

/// The beginning of `left`, cut after one of its lines, and the end of `right`, cut before one of its.
[[nodiscard]] std::string cross_over_lines(std::string_view left, std::string_view right, Random& random);

}  // namespace corspec::fuzz
