#pragma once

#include <string>
#include <string_view>

#include "fuzz/grammar/random.hpp"

namespace corspec::fuzz {

/// One change to an input, by somebody who knows its grammar. Each target that has one defines it, and is linked with
/// mutator.cpp, which makes libFuzzer call it in turn with its own mutations; with cross_over.cpp too when its inputs
/// are lines.
[[nodiscard]] std::string mutate(std::string_view text, Random& random);

}  // namespace corspec::fuzz
