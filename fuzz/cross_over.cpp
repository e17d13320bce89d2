#include "fuzz/grammar/lines.hpp"
#include "fuzz/grammar/random.hpp"
#include "fuzz/libfuzzer.hpp"
#include "fuzz/target.hpp"

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* left, std::size_t left_size,
                                                 const std::uint8_t* right, std::size_t right_size, std::uint8_t* out,
                                                 std::size_t max_size, unsigned int seed) {
  using namespace corspec;
  fuzz::Random random(seed);
  return fuzz::put(fuzz::cross_over_lines(fuzz::text(left, left_size), fuzz::text(right, right_size), random), out,
                   max_size);
}
