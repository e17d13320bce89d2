#pragma once

#include <string>
#include <vector>

/// What the references do with text; see reference.hpp.
namespace corspec::reference {

/// ASCII letters in lower case.
[[nodiscard]] std::string lowercase(std::string bytes);
/// Without any of the bytes `stripped` at its beginning and its end.
[[nodiscard]] std::string strip(const std::string& bytes, const std::string& stripped);
/// The parts between separators: one more than there are of those.
[[nodiscard]] std::vector<std::string> split(const std::string& bytes, char separator);

}  // namespace corspec::reference
