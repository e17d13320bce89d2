#include "cli/input.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace corspec::cli {

std::expected<std::string, std::string> read_input(const std::string& path) {
  std::FILE* file = path == "-" ? stdin : std::fopen(path.c_str(), "rb");
  if (file == nullptr) return std::unexpected(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
  std::string bytes;
  char buffer[1 << 16];
  for (std::size_t count = 0; (count = std::fread(buffer, 1, sizeof buffer, file)) > 0;) bytes.append(buffer, count);
  const bool failed = std::ferror(file) != 0;
  const int reason = errno;
  if (file != stdin) std::fclose(file);
  if (failed) return std::unexpected(fmt::format("cannot read {}: {}", path, std::strerror(reason)));
  return bytes;
}

}  // namespace corspec::cli
