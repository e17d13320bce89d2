// Runs a fuzz target over files and folders of inputs, without libFuzzer: with any compiler, in any ordinary build.
// Fails when a path cannot be read and when there was no input at all: a replay of nothing proves nothing.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

#include "fuzz/target.hpp"
#include "testing/exact_copy.hpp"

namespace {

namespace fs = std::filesystem;

bool add_inputs(const fs::path& path, std::vector<fs::path>& inputs) {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    inputs.push_back(path);
    return !error;
  }
  for (fs::recursive_directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->is_regular_file(error)) inputs.push_back(entry->path());
  }
  return !error;
}

bool replay(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file) return false;
  // The name before the run: when an oracle aborts, it is the last line.
  std::printf("%s\n", path.c_str());
  std::fflush(stdout);
  const corspec::testing::ExactCopy copy(bytes);
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(copy.view().data()), copy.view().size());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<fs::path> inputs;
  for (int at = 1; at < argc; ++at) {
    if (!add_inputs(argv[at], inputs)) {
      std::fprintf(stderr, "%s: cannot be read\n", argv[at]);
      return 1;
    }
  }
  std::ranges::sort(inputs);
  for (const auto& input : inputs) {
    if (!replay(input)) {
      std::fprintf(stderr, "%s: cannot be read\n", input.c_str());
      return 1;
    }
  }
  if (inputs.empty()) {
    std::fputs("no inputs\n", stderr);
    return 1;
  }
  std::printf("%zu inputs\n", inputs.size());
  return 0;
}
