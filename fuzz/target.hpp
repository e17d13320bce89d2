#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// What every fuzz target defines, and libFuzzer or `replay_main.cpp` calls: always 0, an oracle aborts.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace corspec::fuzz {

/// The input as text, in a block of exactly its size. Never with a null pointer, as an empty input may have.
inline std::string_view text(const std::uint8_t* data, std::size_t size) {
  return size == 0 ? std::string_view("") : std::string_view(reinterpret_cast<const char*>(data), size);
}

/// Cuts the first line off `rest` and returns it without its LF; the last line needs none.
inline std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return line;
}

}  // namespace corspec::fuzz
