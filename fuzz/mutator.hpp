#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/grammar/random.hpp"
#include "fuzz/target.hpp"

/// libFuzzer's own mutations. Weak, since replay builds and other engines do not define it.
extern "C" __attribute__((weak)) std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size,
                                                              std::size_t max_size);
/// Called by libFuzzer when a target defines them.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned int seed);
extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* left, std::size_t left_size,
                                                 const std::uint8_t* right, std::size_t right_size, std::uint8_t* out,
                                                 std::size_t max_size, unsigned int seed);

namespace corspec::fuzz {

/// Copies as much of `made` as `max_size` allows.
inline std::size_t put(std::string_view made, std::uint8_t* out, std::size_t max_size) {
  const std::size_t size = std::min(made.size(), max_size);
  std::copy_n(made.begin(), size, reinterpret_cast<char*>(out));
  return size;
}

/// A mutator that knows a grammar, taking turns with libFuzzer's: the first reaches deep, the second knows no bounds.
/// The same seed does the same.
template <class Mutate>
std::size_t mutate_with(Mutate mutate, std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned int seed) {
  Random random(seed);
  if (LLVMFuzzerMutate != nullptr && random.one_in(3)) return LLVMFuzzerMutate(data, size, max_size);
  std::string made(text(data, size));
  for (std::size_t times = random.between(1, 3); times > 0; --times) made = mutate(made, random);
  return put(made, data, max_size);
}

}  // namespace corspec::fuzz
