#include "fuzz/oracle.hpp"

#include <cstdio>
#include <cstdlib>

namespace corspec::fuzz {

namespace {

void print(std::string_view name, std::string_view bytes) {
  std::fprintf(stderr, "  %.*s: \"", static_cast<int>(name.size()), name.data());
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    if (value >= 0x20 && value < 0x7f && byte != '\\' && byte != '"') {
      std::fputc(byte, stderr);
    } else {
      std::fprintf(stderr, "\\x%02x", value);
    }
  }
  std::fputs("\"\n", stderr);
}

}  // namespace

void violated(std::string_view law, std::string_view input, std::string_view left, std::string_view right) {
  std::fprintf(stderr, "violated: %.*s\n", static_cast<int>(law.size()), law.data());
  print("input", input);
  if (left.data() != nullptr || right.data() != nullptr) {
    print("ours", left);
    print("reference", right);
  }
  std::abort();
}

}  // namespace corspec::fuzz
