#include "run/target_file.hpp"

#include "run/case_set.hpp"
#include "suite/glob.hpp"

namespace corspec::run {

std::expected<std::vector<std::string>, std::string> read_target_file(const std::filesystem::path& path) {
  const auto text = read_file(path);
  if (!text) return std::unexpected(suite::describe(text.error().front()));
  std::vector<std::string> urls = suite::read_patterns(*text);
  if (urls.empty()) return std::unexpected(path.generic_string() + ": names no target");
  return urls;
}

}  // namespace corspec::run
