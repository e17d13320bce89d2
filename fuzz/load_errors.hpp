#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "fuzz/oracle.hpp"
#include "suite/load_error.hpp"

namespace corspec::fuzz {

/// What every refused file gets: at least one error, each with a sentence and a place within the file.
inline void check_errors(const suite::LoadErrors& errors, std::string_view input) {
  require(!errors.empty(), "what is refused has an error", input);
  const auto lines = static_cast<std::size_t>(std::ranges::count(input, '\n')) + 1;
  for (const auto& error : errors) {
    require(!error.what.empty(), "an error says what", input);
    require(error.line <= lines, "an error is in a line of the file", input);
    require(error.column <= input.size() + 1, "an error is in a column of the file", input);
    require(error.pointer.empty() || error.pointer.starts_with('/'), "an error has a JSON pointer", input);
    require(suite::describe(error).starts_with(error.file), "an error begins with its file", input);
  }
}

}  // namespace corspec::fuzz
