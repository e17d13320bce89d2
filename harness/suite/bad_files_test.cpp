#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "suite/json_document.hpp"
#include "suite/known.hpp"
#include "suite/profile.hpp"
#include "suite/rules.hpp"
#include "suite/scenario.hpp"
#include "suite/suite.hpp"

namespace corspec::suite {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(CORSPEC_SOURCE_DIR) / "harness/suite/bad";

std::string read_file(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  EXPECT_TRUE(stream.is_open()) << path;
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// A line of bad/expected.json: a file, and its first error.
struct BadFile {
  std::string file;
  LoadError first;
};

void PrintTo(const BadFile& row, std::ostream* out) {
  *out << row.file;
}

/// Empty when the table cannot be read, which the instantiation below makes a failure.
std::vector<BadFile> bad_files() {
  const auto table = parse_document("expected.json", read_file(folder / "expected.json"));
  if (!table) return {};
  std::vector<BadFile> rows;
  for (const Node* row : table->root().children) {
    const std::string& file = row->find("file")->text;
    rows.push_back({file,
                    {.file = file,
                     .line = static_cast<std::size_t>(row->find("line")->integer),
                     .column = static_cast<std::size_t>(row->find("column")->integer),
                     .pointer = row->find("pointer")->text,
                     .what = row->find("what")->text}});
  }
  return rows;
}

template <typename Value>
LoadErrors errors_of(const Loaded<Value>& loaded) {
  return loaded ? LoadErrors{} : loaded.error();
}

LoadErrors load_bad(const std::string& file, const std::string& text) {
  constexpr std::string_view no_rules =
      R"({"version":1,"standard":"Fetch Standard","standard_date":"2026-07-02","rules":[]})";
  constexpr std::string_view no_flags = R"({"version":1,"flags":[]})";
  static const RuleCatalogue catalogue({{"PF-1", "s", "https://fetch.spec.whatwg.org/", "browser"},
                                        {"PF-5", "s", "https://fetch.spec.whatwg.org/", "browser"},
                                        {"CORS-CHECK-4", "s", "https://fetch.spec.whatwg.org/", "browser"}},
                                       {{"some-flag", "e", {}, ""}}, "2026-07-02");
  LoadOptions options;
  options.rules = &catalogue;
  options.check_pattern = [](std::string_view pattern) {
    return pattern == "(" ? std::optional<std::string>("missing ): (") : std::nullopt;
  };
  const std::string kind = file.substr(0, file.find('/'));
  if (kind == "suite") return errors_of(load_suite(file, text, options));
  if (kind == "profile") return errors_of(load_profiles(file, text));
  if (kind == "rules") return errors_of(load_rules(file, text, "flags.json", no_flags));
  if (kind == "flags") return errors_of(load_rules("rules.json", no_rules, file, text));
  if (kind == "known") return errors_of(load_known(file, text));
  if (kind == "scenario") return errors_of(load_scenarios(file, text));
  ADD_FAILURE() << "nothing loads " << file;
  return {};
}

class BadFiles : public testing::TestWithParam<BadFile> {};

TEST_P(BadFiles, AreRefusedWithThePlaceAndTheReason) {
  const LoadErrors errors = load_bad(GetParam().file, read_file(folder / GetParam().file));
  ASSERT_FALSE(errors.empty()) << "accepted";
  EXPECT_EQ(describe(errors.front()), describe(GetParam().first));
  for (const LoadError& error : errors) EXPECT_EQ(error.file, GetParam().file);
}

INSTANTIATE_TEST_SUITE_P(Table, BadFiles, testing::ValuesIn(bad_files()), [](const auto& row) {
  std::string name = fs::path(row.param.file).replace_extension().generic_string();
  for (char& byte : name) {
    if (byte == '/' || byte == '-') byte = '_';
  }
  return name;
});

TEST(BadFiles, AreAllInTheTable) {
  std::set<std::string> listed;
  for (const BadFile& row : bad_files()) EXPECT_TRUE(listed.insert(row.file).second) << row.file << " twice";
  std::set<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const auto name = entry.path().lexically_relative(folder).generic_string();
    if (entry.is_regular_file() && name != "expected.json") found.insert(name);
  }
  EXPECT_EQ(found, listed);
  EXPECT_GE(found.size(), 200U);
}

TEST(BadFiles, ReportAllTheirErrorsInOrder) {
  const LoadErrors errors = load_bad("suite/several.json", read_file(folder / "suite/several.json"));
  std::vector<std::string> lines;
  for (const LoadError& error : errors) lines.push_back(describe(error));
  EXPECT_EQ(lines,
            (std::vector<std::string>{"suite/several.json:2:31: unknown key `titel`; did you mean `title`? (at /titel)",
                                      "suite/several.json:4:29: must be a string, but is a number (at /cases/0/title)",
                                      "suite/several.json:5:31: unknown key `orgin`; did you mean `origin`? (at "
                                      "/cases/0/steps/0/fetch/orgin)",
                                      "suite/several.json:5:73: must be `allow` or `block`, not `alow` (at "
                                      "/cases/0/steps/0/expect/verdict)"}));
}

std::set<std::string> complaints(const LoadErrors& errors) {
  std::set<std::string> complaints;
  for (const LoadError& error : errors) complaints.insert(error.what);
  return complaints;
}

TEST(BadFiles, HaveMoreErrorsThanARepeatedKey) {
  const auto suite = complaints(load_bad("suite/s.json", R"({"version":1,"version":1,"titel":"t"})"));
  EXPECT_TRUE(suite.contains("the key `version` stands here twice"));
  EXPECT_TRUE(suite.contains("unknown key `titel`; did you mean `title`?"));
  const auto profile = complaints(load_bad("profile/p.json", R"({"version":1,"nam":"t","nam":"t"})"));
  EXPECT_TRUE(profile.contains("the key `nam` stands here twice"));
  EXPECT_TRUE(profile.contains("unknown key `nam`; did you mean `name`?"));
}

}  // namespace
}  // namespace corspec::suite
