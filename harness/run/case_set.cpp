#include "run/case_set.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "run/patterns.hpp"

namespace corspec::run {
namespace {

std::optional<std::string> pattern_error(std::string_view pattern) {
  return check_pattern(pattern);
}

suite::Loaded<suite::Library> load_built_in() {
  return suite::load_library(suite::as_source_files(suite::embedded_cases()), {}, pattern_error);
}

suite::Loaded<suite::Library> load_from(const std::vector<std::filesystem::path>& paths) {
  auto files = suite::read_case_files(paths);
  if (!files) return std::unexpected(std::move(files.error()));
  // A file of one's own cites the rules and flags of the shipped cases.
  auto built_in = load_built_in();
  if (!built_in) return std::unexpected(std::move(built_in.error()));
  return suite::load_library(*files, built_in->rules, pattern_error);
}

}  // namespace

suite::Loaded<CaseSet> load_case_set(const std::vector<std::filesystem::path>& paths) {
  auto library = paths.empty() ? load_built_in() : load_from(paths);
  if (!library) return std::unexpected(std::move(library.error()));
  std::string hash = sha256(library->canonical_bytes);
  return CaseSet{*std::move(library), std::move(hash)};
}

suite::Loaded<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (stream.is_open() && !stream.bad()) return bytes;
  return std::unexpected(suite::LoadErrors{{path.generic_string(), 0, 0, {}, "cannot be read"}});
}

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 is not available");
  }
  std::string hex;
  for (unsigned int index = 0; index < size; ++index) hex += fmt::format("{:02x}", digest[index]);
  return hex;
}

}  // namespace corspec::run
