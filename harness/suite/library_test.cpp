#include "suite/library.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <random>
#include <set>

#include "fetch/request_headers.hpp"
#include "message/method.hpp"
#include "suite/features.hpp"
#include "suite/known.hpp"
#include "suite/profile.hpp"
#include "suite/sample_policy.hpp"

namespace corspec::suite {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

const fs::path source_folder = CORSPEC_SOURCE_DIR;

Loaded<std::vector<SourceFile>> shipped_files() {
  const std::vector<fs::path> paths{source_folder / "cases"};
  return read_case_files(paths);
}

std::string describe_all(const LoadErrors& errors) {
  std::string text;
  for (const LoadError& error : errors) text += describe(error) + "\n";
  return text;
}

std::string read_file(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  EXPECT_TRUE(stream.is_open()) << path;
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

TEST(ShippedCases, LoadAndFitTogether) {
  const auto files = shipped_files();
  ASSERT_TRUE(files.has_value()) << describe_all(files.error());
  const auto library = load_library(*files, {}, {});
  ASSERT_TRUE(library.has_value()) << describe_all(library.error());
  EXPECT_GE(library->suites.size(), 20U);
  EXPECT_GE(library->rules.rules().size(), 200U);
  for (const Suite& suite : library->suites) {
    EXPECT_FALSE(suite.cases.empty()) << suite.file;
    EXPECT_EQ("cases/" + suite.name + ".json", "cases/" + std::string(name_below_cases(suite.file)));
  }
}

TEST(ShippedCases, ArePartOfTheProgramByteForByte) {
  auto files = shipped_files();
  ASSERT_TRUE(files.has_value());
  for (SourceFile& file : *files) file.name = "cases/" + std::string(name_below_cases(file.name));
  std::ranges::sort(*files, {}, &SourceFile::name);
  const auto embedded = as_source_files(embedded_cases());
  ASSERT_FALSE(embedded.empty());
  EXPECT_TRUE(std::ranges::is_sorted(embedded, {}, &SourceFile::name));
  EXPECT_EQ(embedded, *files);
}

TEST(ShippedCases, HaveOneIdentityWhereverTheyLie) {
  const auto files = shipped_files();
  ASSERT_TRUE(files.has_value());
  const auto embedded = as_source_files(embedded_cases());
  const auto from_disk = load_library(*files, {}, {});
  const auto from_program = load_library(embedded, {}, {});
  ASSERT_TRUE(from_disk && from_program);
  EXPECT_EQ(from_disk->canonical_bytes, from_program->canonical_bytes);
}

TEST(ShippedCases, ExpandUnderEveryShippedProfile) {
  const auto library = load_library(as_source_files(embedded_cases()), {}, {});
  ASSERT_TRUE(library.has_value());
  const TargetFacts target{.authority = "api.test", .origin = "http://api.test", .path = "/"};
  std::size_t profiles = 0;
  for (const auto& entry : fs::directory_iterator(source_folder / "cases/profiles")) {
    const auto loaded = load_profiles(entry.path().generic_string(), read_file(entry.path()));
    ASSERT_TRUE(loaded.has_value()) << describe_all(loaded.error());
    for (const Profile& profile : *loaded) {
      ++profiles;
      std::set<std::string> ids;
      for (const Suite& suite : library->suites) {
        const Expansion expansion = expand(suite, profile, target);
        for (const Case& each : expansion.cases) {
          EXPECT_TRUE(ids.insert(each.id).second) << each.id;
          EXPECT_EQ(each.rules.empty(), suite.sessions) << each.id;
          EXPECT_TRUE(each.level == Level::must || !each.flags.empty()) << each.id;
        }
        for (const Skipped& each : expansion.skipped) {
          EXPECT_TRUE(ids.insert(each.id).second) << each.id;
          EXPECT_THAT(each.reason, testing::Not(HasSubstr("does not fit here"))) << each.id;
        }
      }
      EXPECT_GE(ids.size(), 90U) << profile.name;
    }
  }
  EXPECT_GE(profiles, 3U);
}

/// A preflight that guards nothing gives nothing away: browsers send such a request as it is.
bool guards_something(const FetchStep& step) {
  return !message::is_cors_safelisted_method(message::normalize_method(step.method)) ||
         !fetch::cors_unsafe_request_header_names(step.headers).empty();
}

TEST(ShippedCases, AccuseNobodyOfGrantingAPreflightThatGuardsNothing) {
  const auto library = load_library(as_source_files(embedded_cases()), {}, {});
  ASSERT_TRUE(library.has_value());
  const TargetFacts target{.authority = "api.test", .origin = "http://api.test", .path = "/"};
  const auto denied = [](const Expectation& expectation) {
    return expectation.level == Level::must && expectation.verdict == Expectation::Verdict::block;
  };
  for (
      const std::string_view lists :
      {"", R"(,"methods":{"allowed":["GET"]})", R"(,"methods":{"allowed":["POST","PUT"]})",
       R"(,"request_headers":{"allowed":["accept"]})", R"(,"request_headers":{"allowed":["authorization"]})",
       R"(,"methods":{"allowed":["GET","PUT"],"others":"deny"},"request_headers":{"allowed":["x-a"],"others":"deny"})"}) {
    const auto profiles = load_profiles(
        "p.json", R"({"version":1,"name":"p","credentials":false,"origins":{"allowed":["https://a.example"],)"
                  R"("denied":["https://b.example"],"others":"deny"})" +
                      std::string(lists) + "}");
    ASSERT_TRUE(profiles.has_value()) << describe_all(profiles.error());
    std::size_t asked = 0;
    for (const Suite& suite : library->suites) {
      for (const Case& each : expand(suite, profiles->front(), target).cases) {
        for (const Step& step : each.steps) {
          const auto* preflight = std::get_if<FetchStep>(&step.action);
          if (preflight == nullptr || !preflight->preflight_only || !std::ranges::any_of(step.expect, denied)) continue;
          ++asked;
          EXPECT_TRUE(guards_something(*preflight)) << each.id << lists;
        }
      }
    }
    EXPECT_GE(asked, 1U) << lists;
  }
}

TEST(ShippedCases, RunWithoutAProfileToo) {
  const auto library = load_library(as_source_files(embedded_cases()), {}, {});
  ASSERT_TRUE(library.has_value());
  std::size_t cases = 0;
  for (const Suite& suite : library->suites) cases += expand(suite, unknown_policy(), sample_target()).cases.size();
  EXPECT_GE(cases, 10U);
}

/// Flips bits and cuts: whatever becomes of a file, loading it ends with a value or with errors that point into it.
TEST(Loading, NeverThrowsWhateverTheBytes) {
  std::mt19937 random(20260702);
  std::vector<SourceFile> files = as_source_files(embedded_cases());
  for (const auto& entry : fs::directory_iterator(source_folder / "cases/profiles")) {
    files.push_back({entry.path().generic_string(), read_file(entry.path())});
  }
  ASSERT_GE(files.size(), 20U);
  std::size_t refused = 0;
  std::size_t loaded = 0;
  const auto check = [&](const LoadErrors& errors, const std::string& bytes) {
    ++(errors.empty() ? loaded : refused);
    const auto lines = static_cast<std::size_t>(std::ranges::count(bytes, '\n')) + 1;
    for (const LoadError& error : errors) {
      ASSERT_GE(error.line, 1U);
      ASSERT_LE(error.line, lines);
      ASSERT_GE(error.column, 1U);
      ASSERT_FALSE(error.what.empty());
    }
  };
  const auto errors_of = [](const auto& result) { return result ? LoadErrors{} : result.error(); };
  for (const SourceFile& file : files) {
    for (int round = 0; round < 12; ++round) {
      std::string bytes = file.bytes;
      if (round % 3 == 0) {
        bytes.resize(random() % bytes.size());
      } else {
        for (int flips = 0; flips < round; ++flips) {
          char& byte = bytes[random() % bytes.size()];
          byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << (random() % 8U)));
        }
      }
      if (file.name.contains("/profiles/")) {
        check(errors_of(load_profiles(file.name, bytes)), bytes);
      } else if (file.name.ends_with("rules.json")) {
        check(errors_of(load_rules(file.name, bytes, "flags.json", R"({"version":1,"flags":[]})")), bytes);
      } else {
        check(errors_of(load_suite(file.name, bytes, {})), bytes);
      }
      check(errors_of(load_known(file.name, bytes)), bytes);
    }
  }
  // A change inside a sentence leaves a file valid; most others do not.
  EXPECT_GT(refused, files.size());
  EXPECT_GT(loaded, 0U);
}

class CaseFiles : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) /
              ("corspec_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    for (const char* name :
         {"a/b.json", "a/notes.txt", "c.json", "schema/s.json", "profiles/p.json", "a/profiles/q.json"}) {
      fs::create_directories((folder_ / name).parent_path());
      std::ofstream(folder_ / name) << name;
    }
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::vector<std::string> found(const std::vector<fs::path>& paths) {
    const auto files = read_case_files(paths);
    EXPECT_TRUE(files.has_value());
    std::vector<std::string> names;
    for (const SourceFile& file : files.value_or(std::vector<SourceFile>{})) {
      names.push_back(fs::path(file.name).lexically_relative(folder_).generic_string());
      EXPECT_EQ(file.bytes, names.back());
    }
    return names;
  }

  fs::path folder_;
};

TEST_F(CaseFiles, AreFoundBelowFolders) {
  EXPECT_THAT(found({folder_}), ElementsAre("a/b.json", "c.json"));
  EXPECT_THAT(found({folder_ / "a"}), ElementsAre("a/b.json"));
}

TEST_F(CaseFiles, AreTakenOnce) {
  EXPECT_THAT(found({folder_ / "c.json", folder_, folder_ / "a" / ".." / "c.json"}), ElementsAre("a/b.json", "c.json"));
}

TEST_F(CaseFiles, AreTakenByNameWhateverTheyAre) {
  EXPECT_THAT(found({folder_ / "profiles/p.json"}), ElementsAre("profiles/p.json"));
}

TEST_F(CaseFiles, MustBeThere) {
  fs::create_directories(folder_ / "empty");
  const std::vector<fs::path> paths{folder_ / "none.json", folder_ / "empty", folder_ / "none"};
  const auto files = read_case_files(paths);
  ASSERT_FALSE(files.has_value());
  std::vector<std::string> errors;
  for (const LoadError& error : files.error())
    errors.push_back(fs::path(error.file).filename().string() + ": " + error.what);
  EXPECT_THAT(errors, testing::UnorderedElementsAre("none.json: cannot be read", "none: cannot be read",
                                                    "empty: holds no case files (*.json)"));
}

std::string suite_text(std::string_view name, std::string_view cases) {
  return R"({"version":1,"suite":")" + std::string(name) + R"(","title":"t","cases":[)" + std::string(cases) + "]}";
}

std::string case_text(std::string_view id, std::string_view more = "") {
  return R"({"id":")" + std::string(id) + R"(","title":"t","why":"w","rules":["PF-1"],)" + std::string(more) +
         R"("steps":[{"request":{},"expect":{"status":200}}]})";
}

/// What `load_library` says of these suites, "file:line: what".
std::vector<std::string> complaints(const std::vector<std::pair<std::string, std::string>>& suites,
                                    Completeness completeness = Completeness::whole) {
  const RuleCatalogue rules({{"PF-1", "s", "https://x", "browser"}}, {}, "2026-07-02");
  std::vector<SourceFile> files;
  if (completeness == Completeness::whole) {
    files.push_back({"flags.json", R"({"version":1,"flags":[]})"});
    files.push_back({"rules.json", R"({"version":1,"standard":"s","standard_date":"2026-07-02","rules":[
      {"id":"PF-1","statement":"s","link":"https://x","binds":"server"}]})"});
  }
  for (const auto& [name, cases] : suites) files.push_back({name + ".json", suite_text(name, cases)});
  const auto library = load_library(files, rules, {});
  std::vector<std::string> lines;
  for (const LoadError& error : library ? LoadErrors{} : library.error()) {
    lines.push_back(error.file + ": " + error.what);
    EXPECT_GE(error.line, 1U);
    EXPECT_FALSE(error.pointer.empty());
  }
  return lines;
}

TEST(CheckTogether, AcceptsWhatFits) {
  EXPECT_THAT(complaints({{"a", case_text("a/x", R"("depends_on":["b/y"],)")},
                          {"b", case_text("b/y", R"("aliases":["b/old"],)") + "," + case_text("b/z")}}),
              ElementsAre());
}

TEST(CheckTogether, RefusesUnknownAndFormerIds) {
  EXPECT_THAT(complaints({{"a", case_text("a/x", R"("depends_on":["b/yy","b/old"],)")},
                          {"b", case_text("b/y", R"("aliases":["b/old"],)")}}),
              ElementsAre("a.json: no case is called `b/yy`; did you mean `b/y`?",
                          "a.json: `b/old` is a former id; the case is now `b/y`"));
}

TEST(CheckTogether, LetsAPartDependOnWhatIsElsewhere) {
  EXPECT_THAT(complaints({{"a", case_text("a/x", R"("depends_on":["b/y","a/y"],)")}}, Completeness::part),
              ElementsAre("a.json: no case is called `a/y`; did you mean `a/x`?"));
  EXPECT_THAT(complaints({{"a", case_text("a/x", R"("depends_on":["b/y"],)")}}, Completeness::whole),
              ElementsAre("a.json: no case is called `b/y`"));
}

TEST(CheckTogether, RefusesAnIdThatStandsForTwoCases) {
  EXPECT_THAT(complaints({{"a", case_text("a/x", R"("aliases":["b/y"],)")}, {"b", case_text("b/y")}}),
              ElementsAre("b.json: `b/y` is the case of a.json:1 already"));
}

TEST(CheckTogether, RefusesCycles) {
  EXPECT_THAT(complaints({{"a", case_text("a/hangs-on", R"("depends_on":["a/x"],)") + "," +
                                    case_text("a/x", R"("depends_on":["c/free","b/y"],)")},
                          {"b", case_text("b/y", R"("depends_on":["a/x"],)")},
                          {"c", case_text("c/free")},
                          {"d", case_text("d/p", R"("depends_on":["d/q"],)") + "," +
                                    case_text("d/q", R"("depends_on":["d/p"],)")}}),
              ElementsAre("a.json: the case depends on itself: a/x -> b/y -> a/x",
                          "d.json: the case depends on itself: d/p -> d/q -> d/p"));
}

TEST(Library, ReportsTheErrorsOfAllFiles) {
  EXPECT_THAT(complaints({{"a", case_text("a/x", R"("levl":"may",)")}, {"b", case_text("b/y", R"("kind":"x",)")}}),
              ElementsAre(HasSubstr("a.json: unknown key `levl`"), HasSubstr("b.json: must be `conformance`")));
}

TEST(Library, TakesItsOwnRulesWhenTheyAreThere) {
  const RuleCatalogue fallback({{"PF-1", "s", "https://x", "browser"}}, {}, "2026-07-02");
  std::vector<SourceFile> files{{"cases/a.json", suite_text("a", case_text("a/x"))}};
  auto library = load_library(files, fallback, {});
  ASSERT_TRUE(library.has_value());
  EXPECT_NE(library->rules.find("PF-1"), nullptr);
  EXPECT_EQ(library->rules.standard_date(), "2026-07-02");
  files.push_back({"cases/flags.json", R"({"version":1,"flags":[{"name":"f","effect":"e"}]})"});
  files.push_back({"cases/rules.json", R"({"version":1,"standard":"s","standard_date":"2027-01-01","rules":[
    {"id":"PF-2","statement":"s","link":"https://x","binds":"server"}]})"});
  library = load_library(files, fallback, {});
  ASSERT_FALSE(library.has_value());
  EXPECT_THAT(describe_all(library.error()), HasSubstr("unknown rule `PF-1`"));
}

TEST(Library, TakesRulesAloneAndFlagsAlone) {
  const RuleCatalogue fallback({{"PF-1", "s", "https://x", "browser"}}, {{"old-flag", "e", {}, ""}}, "2026-07-02");
  const SourceFile rules{"rules.json", R"({"version":1,"standard":"s","standard_date":"2027-01-01","rules":[
    {"id":"PF-2","statement":"s","link":"https://x","binds":"server"}]})"};
  const SourceFile flags{"flags.json", R"({"version":1,"flags":[{"name":"f","effect":"e"}]})"};
  const auto with_rules = load_library(std::vector{rules}, fallback, {});
  ASSERT_TRUE(with_rules.has_value());
  EXPECT_NE(with_rules->rules.find("PF-2"), nullptr);
  EXPECT_EQ(with_rules->rules.find("PF-1"), nullptr);
  EXPECT_NE(with_rules->rules.find_flag("old-flag"), nullptr);
  EXPECT_EQ(with_rules->rules.standard_date(), "2027-01-01");
  const auto with_flags = load_library(std::vector{flags}, fallback, {});
  ASSERT_TRUE(with_flags.has_value());
  EXPECT_NE(with_flags->rules.find("PF-1"), nullptr);
  EXPECT_NE(with_flags->rules.find_flag("f"), nullptr);
  EXPECT_EQ(with_flags->rules.standard_date(), "2026-07-02");
}

TEST(Library, WantsSuitesToBeCalledAsTheyLie) {
  const RuleCatalogue rules({{"PF-1", "s", "https://x", "browser"}}, {}, "2026-07-02");
  const std::vector<SourceFile> files{{"/home/me/cases/topic/a.json", suite_text("a", case_text("a/x"))}};
  const auto library = load_library(files, rules, {});
  ASSERT_FALSE(library.has_value());
  EXPECT_THAT(describe_all(library.error()),
              HasSubstr("must be `topic/a`, the place of the file below cases/, not `a`"));
}

TEST(Library, HasAnIdentityThatChangesWithNamesAndBytes) {
  const RuleCatalogue rules({{"PF-1", "s", "https://x", "browser"}}, {}, "2026-07-02");
  std::set<std::string> identities;
  for (const auto& [name, id] : {std::pair{"a", "a/x"}, {"a", "a/y"}, {"b", "b/x"}}) {
    const std::vector<SourceFile> files{{std::string("cases/") + name + ".json", suite_text(name, case_text(id))}};
    const auto library = load_library(files, rules, {});
    ASSERT_TRUE(library.has_value());
    identities.insert(library->canonical_bytes);
  }
  EXPECT_EQ(identities.size(), 3U);
}

struct PlaceRow {
  const char* name;
  std::string_view file;
  std::string_view below;
};

class NameBelowCases : public testing::TestWithParam<PlaceRow> {};

TEST_P(NameBelowCases, Is) {
  EXPECT_EQ(name_below_cases(GetParam().file), GetParam().below);
}

INSTANTIATE_TEST_SUITE_P(Table, NameBelowCases,
                         testing::Values(PlaceRow{"relative", "cases/a/b.json", "a/b.json"},
                                         PlaceRow{"absolute", "/x/cases/a.json", "a.json"},
                                         PlaceRow{"innermost", "/cases/y/cases/a.json", "a.json"},
                                         PlaceRow{"elsewhere", "/x/mine/a.json", "/x/mine/a.json"},
                                         PlaceRow{"other_folder", "/x/testcases/a.json", "/x/testcases/a.json"}),
                         [](const auto& row) { return row.param.name; });

TEST(Rules, AreFoundById) {
  const auto catalogue = load_rules("rules.json", R"({"version":1,"standard":"s","standard_date":"2026-07-02","rules":[
      {"id":"PF-5","statement":"s5","link":"https://a","binds":"browser"},
      {"id":"PF-1","statement":"s1","link":"https://b","binds":"note","unchecked":"u"}]})",
                                    "flags.json", R"({"version":1,"flags":[
      {"name":"f","effect":"e","links":["https://c"],"cwe":"CWE-942"},{"name":"g","effect":"h"}]})");
  ASSERT_TRUE(catalogue.has_value()) << describe_all(catalogue.error());
  EXPECT_EQ(catalogue->rules().front().id, "PF-5");
  ASSERT_NE(catalogue->find("PF-1"), nullptr);
  EXPECT_EQ(catalogue->find("PF-1")->statement, "s1");
  EXPECT_EQ(catalogue->find("PF-1")->link, "https://b");
  EXPECT_EQ(catalogue->find("PF-1")->binds, "note");
  EXPECT_EQ(catalogue->find("PF-1")->unchecked, "u");
  EXPECT_EQ(catalogue->find("PF-2"), nullptr);
  ASSERT_NE(catalogue->find_flag("f"), nullptr);
  EXPECT_EQ(catalogue->find_flag("f")->cwe, "CWE-942");
  EXPECT_THAT(catalogue->find_flag("f")->links, ElementsAre("https://c"));
  EXPECT_EQ(catalogue->find_flag("h"), nullptr);
  EXPECT_EQ(catalogue->standard_date(), "2026-07-02");
  EXPECT_EQ(RuleCatalogue().find("PF-1"), nullptr);
}

}  // namespace
}  // namespace corspec::suite
