#include "suite/load_error.hpp"

namespace corspec::suite {

std::string describe(const LoadError& error) {
  std::string text = error.file;
  if (error.line != 0) text += ":" + std::to_string(error.line) + ":" + std::to_string(error.column);
  text += ": " + error.what;
  if (!error.pointer.empty()) text += " (at " + error.pointer + ")";
  return text;
}

}  // namespace corspec::suite
