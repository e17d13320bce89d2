#include "fuzz/mutator.hpp"

#include "fuzz/libfuzzer.hpp"
#include "fuzz/target.hpp"

// Takes turns with libFuzzer: the target's mutations reach deep, libFuzzer's know no bounds. The same seed does the
// same.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned int seed) {
  using namespace corspec;
  fuzz::Random random(seed);
  if (LLVMFuzzerMutate != nullptr && random.one_in(3)) return LLVMFuzzerMutate(data, size, max_size);
  std::string made(fuzz::text(data, size));
  for (std::size_t times = random.between(1, 3); times > 0; --times) made = fuzz::mutate(made, random);
  return fuzz::put(made, data, max_size);
}
