#pragma once

#include <string>
#include <string_view>

namespace corspec::run {

/// A word of a POSIX shell's command line that stands for exactly these bytes, but lets a `$CORSPEC_...` placeholder
/// expand. Bytes outside printable ASCII become a `$'...'` word. NUL cannot be had; it must not occur.
[[nodiscard]] std::string shell_word(std::string_view bytes);

}  // namespace corspec::run
