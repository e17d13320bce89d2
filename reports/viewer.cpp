#include "reports/viewer.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace corspec::reports {

std::string_view viewer_file(std::string_view name) {
  const auto files = embedded_viewer();
  const auto found = std::ranges::find(files, name, &suite::EmbeddedFile::name);
  if (found == files.end()) throw std::logic_error("no such file in the viewer: " + std::string(name));
  return found->bytes;
}

}  // namespace corspec::reports
