#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

/// What libFuzzer and a target call each other by, besides LLVMFuzzerTestOneInput.

/// libFuzzer's own mutations. Weak, since replay builds and other engines do not define it.
extern "C" __attribute__((weak)) std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size,
                                                              std::size_t max_size);
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned int seed);
extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* left, std::size_t left_size,
                                                 const std::uint8_t* right, std::size_t right_size, std::uint8_t* out,
                                                 std::size_t max_size, unsigned int seed);

namespace corspec::fuzz {

/// Copies as much of `made` as `max_size` allows, and says how much that is.
inline std::size_t put(std::string_view made, std::uint8_t* out, std::size_t max_size) {
  const std::size_t size = std::min(made.size(), max_size);
  std::copy_n(made.begin(), size, reinterpret_cast<char*>(out));
  return size;
}

}  // namespace corspec::fuzz
