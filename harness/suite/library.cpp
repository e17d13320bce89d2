#include "suite/library.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <system_error>

namespace corspec::suite {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view rules_name = "rules.json";
constexpr std::string_view flags_name = "flags.json";

LoadError whole_file(const fs::path& path, std::string what) {
  return {.file = path.generic_string(), .line = 0, .column = 0, .pointer = {}, .what = std::move(what)};
}

bool holds_no_cases(const fs::path& folder) {
  const auto name = folder.filename();
  return name == "schema" || name == "profiles";
}

/// Every case file below `folder`, in no order.
Loaded<std::vector<fs::path>> walk(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  auto entry = fs::recursive_directory_iterator(folder, error);
  for (const auto end = fs::recursive_directory_iterator(); !error && entry != end; entry.increment(error)) {
    std::error_code unknown;
    if (entry->is_directory(unknown)) {
      if (holds_no_cases(entry->path())) entry.disable_recursion_pending();
    } else if (entry->path().extension() == ".json") {
      files.push_back(entry->path());
    }
  }
  if (error) return std::unexpected(LoadErrors{whole_file(folder, "cannot be read: " + error.message())});
  if (files.empty()) return std::unexpected(LoadErrors{whole_file(folder, "holds no case files (*.json)")});
  return files;
}

Loaded<std::string> read(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream.is_open() || stream.bad()) return std::unexpected(LoadErrors{whole_file(path, "cannot be read")});
  return bytes;
}

void append(const LoadErrors& more, LoadErrors& errors) {
  std::ranges::copy(more, std::back_inserter(errors));
}

/// Name and size before the bytes, so that no two sets have the same canonical form.
std::string canonical_form(std::span<const SourceFile> files) {
  std::vector<const SourceFile*> sorted;
  for (const SourceFile& file : files) sorted.push_back(&file);
  std::ranges::sort(sorted, {}, [](const SourceFile* file) { return name_below_cases(file->name); });
  std::string bytes;
  for (const SourceFile* file : sorted) {
    bytes += name_below_cases(file->name);
    bytes += '\0' + std::to_string(file->bytes.size()) + '\0';
    bytes += file->bytes;
  }
  return bytes;
}

const SourceFile* find_file(std::span<const SourceFile> files, std::string_view name) {
  const auto has_name = [&](const SourceFile& file) { return fs::path(file.name).filename() == name; };
  const auto found = std::ranges::find_if(files, has_name);
  return found == files.end() ? nullptr : &*found;
}

/// Null: the file is not there.
Loaded<RuleCatalogue> load_catalogue(const SourceFile* rules, const SourceFile* flags, const RuleCatalogue& fallback) {
  const SourceFile no_rules{"rules.json", R"({"version":1,"standard":"-","standard_date":"2000-01-01","rules":[]})"};
  const SourceFile no_flags{"flags.json", R"({"version":1,"flags":[]})"};
  const SourceFile& rules_read = rules == nullptr ? no_rules : *rules;
  const SourceFile& flags_read = flags == nullptr ? no_flags : *flags;
  auto read = load_rules(rules_read.name, rules_read.bytes, flags_read.name, flags_read.bytes);
  if (!read) return read;
  const RuleCatalogue& rules_from = rules == nullptr ? fallback : *read;
  const RuleCatalogue& flags_from = flags == nullptr ? fallback : *read;
  return RuleCatalogue(rules_from.rules(), flags_from.flags(), rules_from.standard_date());
}

}  // namespace

std::string_view name_below_cases(std::string_view name) {
  constexpr std::string_view folder = "cases/";
  const auto at = name.rfind(folder);
  const bool is_folder = at != std::string_view::npos && (at == 0 || name[at - 1] == '/');
  return is_folder ? name.substr(at + folder.size()) : name;
}

Loaded<std::vector<SourceFile>> read_case_files(std::span<const fs::path> paths) {
  std::set<fs::path> found;
  LoadErrors errors;
  for (const fs::path& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      found.insert(path.lexically_normal());
      continue;
    }
    const auto below = walk(path);
    if (!below) append(below.error(), errors);
    for (const fs::path& file : below.value_or(std::vector<fs::path>{})) found.insert(file.lexically_normal());
  }
  std::vector<SourceFile> files;
  for (const fs::path& path : found) {
    auto bytes = read(path);
    if (bytes) {
      files.push_back({path.generic_string(), std::move(*bytes)});
    } else {
      append(bytes.error(), errors);
    }
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return files;
}

std::vector<SourceFile> as_source_files(std::span<const EmbeddedFile> embedded) {
  std::vector<SourceFile> files;
  for (const EmbeddedFile& file : embedded)
    files.push_back({"cases/" + std::string(file.name), std::string(file.bytes)});
  return files;
}

Loaded<Library> load_library(std::span<const SourceFile> files, const RuleCatalogue& fallback,
                             const std::function<std::optional<std::string>(std::string_view)>& check_pattern) {
  Library library{.suites = {}, .rules = {}, .canonical_bytes = canonical_form(files)};
  LoadErrors errors;
  const SourceFile* rules = find_file(files, rules_name);
  const SourceFile* flags = find_file(files, flags_name);
  auto catalogue = load_catalogue(rules, flags, fallback);
  if (!catalogue) return std::unexpected(std::move(catalogue.error()));
  library.rules = std::move(*catalogue);
  const LoadOptions options{.rules = &library.rules, .check_pattern = check_pattern};
  for (const SourceFile& file : files) {
    if (&file == rules || &file == flags) continue;
    auto suite = load_suite(file.name, file.bytes, options);
    if (suite) {
      library.suites.push_back(std::move(*suite));
    } else {
      append(suite.error(), errors);
    }
  }
  const bool is_whole = rules != nullptr && flags != nullptr;
  // What a broken file holds would seem to be missing.
  if (errors.empty()) errors = check_together(library.suites, is_whole ? Completeness::whole : Completeness::part);
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return library;
}

}  // namespace corspec::suite
