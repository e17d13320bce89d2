#include "fuzz/live/corpus.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>

#include "run/case_set.hpp"
#include "suite/load_error.hpp"

namespace corspec::fuzz {

namespace fs = std::filesystem;

std::expected<std::vector<Probe>, std::string> read_corpus(const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(folder, error)) return std::vector<Probe>{};
  std::vector<fs::path> files;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    // `.gitkeep` and its like keep a folder, and are no probes.
    if (entry->path().filename().string().starts_with('.')) continue;
    if (entry->is_regular_file(error)) files.push_back(entry->path());
  }
  if (error) return std::unexpected(folder.string() + ": " + error.message());
  std::ranges::sort(files);
  std::vector<Probe> probes;
  for (const auto& file : files) {
    const auto text = run::read_file(file);
    if (!text) return std::unexpected(suite::describe(text.error().front()));
    auto probe = probe_of(*text);
    if (!probe) return std::unexpected(file.string() + ": its first line is none of OPTIONS, GET, HEAD");
    probes.push_back(*std::move(probe));
  }
  return probes;
}

std::expected<void, std::string> write_corpus(const fs::path& folder, std::span<const Probe> probes) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return std::unexpected(folder.string() + ": " + error.message());
  for (const auto& probe : probes) {
    const auto text = to_text(probe);
    std::ofstream file(folder / run::sha256(text).substr(0, 16), std::ios::binary);
    file << text;
    if (!file.flush()) return std::unexpected(folder.string() + ": cannot be written to");
  }
  return {};
}

}  // namespace corspec::fuzz
