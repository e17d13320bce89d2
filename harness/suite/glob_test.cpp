#include "suite/glob.hpp"

#include <regex>

#include "suite/known.hpp"

namespace corspec::suite {
namespace {

struct GlobRow {
  const char* name;
  std::string_view pattern;
  std::string_view path;
  bool covers;
};

class Glob : public testing::TestWithParam<GlobRow> {};

TEST_P(Glob, Covers) {
  EXPECT_EQ(glob_covers(GetParam().pattern, GetParam().path), GetParam().covers);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Glob,
    testing::Values(
        GlobRow{"literal", "a/b", "a/b", true}, GlobRow{"prefix_is_not_all", "a", "a/b", false},
        GlobRow{"star", "a/*", "a/b", true}, GlobRow{"star_one_part", "a/*", "a/b/c", false},
        GlobRow{"star_empty", "a*", "a", true}, GlobRow{"star_inside", "a/*-x/c", "a/b-x/c", true},
        GlobRow{"stars", "*/*", "a/b", true}, GlobRow{"star_not_slash", "a*c", "a/c", false},
        GlobRow{"globstar", "a/**", "a/b/c", true}, GlobRow{"globstar_needs_slash", "a/**", "a", false},
        GlobRow{"globstar_alone", "**", "a/b", true}, GlobRow{"globstar_empty", "**", "", true},
        GlobRow{"globstar_between", "a/**/d", "a/b/c/d", true},
        GlobRow{"globstar_between_nothing", "a/**/d", "a/d", true},
        GlobRow{"globstar_is_whole_parts", "a/**/d", "a/xd", false}, GlobRow{"globstar_first", "**/d", "d", true},
        GlobRow{"globstar_first_whole_parts", "**/d", "xd", false},
        GlobRow{"globstar_first_deep", "**/d", "a/b/d", true}, GlobRow{"globstar_in_part", "a/x**", "a/xy/z", true},
        GlobRow{"globstar_in_part_keeps_slash", "a**/d", "ad", false}, GlobRow{"three_stars", "a/***", "a/b/c", true},
        GlobRow{"question", "a/?", "a/b", true}, GlobRow{"question_not_slash", "a?b", "a/b", false},
        GlobRow{"question_not_empty", "a/?", "a/", false},
        GlobRow{"row", "preflight/method/*/method:?", "preflight/method/x/method:1", true},
        GlobRow{"no_classes", "[ab]", "a", false}, GlobRow{"dot_is_literal", "a.c", "abc", false},
        GlobRow{"empty", "", "", true}, GlobRow{"empty_pattern", "", "a", false}),
    [](const auto& row) { return row.param.name; });

/// The same language as a regular expression, for the walk below.
std::regex as_regex(std::string_view pattern) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool globstar = pattern.substr(i).starts_with("**");
    if (globstar && (i == 0 || pattern[i - 1] == '/') && pattern.substr(i).starts_with("**/")) {
      text += "(.*/)?";
      i += 2;
    } else if (globstar) {
      text += ".*";
      ++i;
    } else if (pattern[i] == '*') {
      text += "[^/]*";
    } else {
      text += pattern[i] == '?' ? "[^/]" : std::string(1, pattern[i]);
    }
  }
  return std::regex(text);
}

/// Every sequence of at most `longest` tokens.
std::vector<std::string> sequences(const std::vector<std::string>& tokens, int longest) {
  std::vector<std::string> all{""};
  std::size_t begin = 0;
  for (int length = 0; length < longest; ++length) {
    const std::size_t end = all.size();
    for (; begin < end; ++begin) {
      for (const std::string& token : tokens) all.push_back(all[begin] + token);
    }
  }
  return all;
}

TEST(Glob, AgreesWithRegularExpressionsOnEveryShortPatternAndPath) {
  auto paths = sequences({"a", "b", "/"}, 3);
  paths.insert(paths.end(), {"a/b/a", "a//a", "/a/b", "ab/ba", "a/b/", "//a/"});
  int compared = 0;
  for (const std::string& pattern : sequences({"a", "/", "*", "**", "?"}, 4)) {
    // How a run of three stars is cut would be the reference's choice.
    if (pattern.contains("***")) continue;
    const std::regex reference = as_regex(pattern);
    for (const std::string& path : paths) {
      ASSERT_EQ(glob_covers(pattern, path), std::regex_match(path, reference)) << pattern << " on " << path;
      ++compared;
    }
  }
  EXPECT_GT(compared, 20'000);
}

TEST(Glob, TakesNoLongerForPatternsThatInviteIt) {
  std::string pattern;
  for (int i = 0; i < 100; ++i) pattern += "*a**/b*";
  EXPECT_FALSE(glob_covers(pattern, std::string(3000, 'a')));
}

struct LinesRow {
  const char* name;
  std::string_view text;
  std::vector<PatternLine> lines;
};

void PrintTo(const LinesRow& row, std::ostream* out) {
  *out << row.name;
}

class PatternLines : public testing::TestWithParam<LinesRow> {};

TEST_P(PatternLines, AreRead) {
  EXPECT_EQ(read_pattern_lines(GetParam().text), GetParam().lines);
  std::vector<std::string> patterns;
  for (const PatternLine& line : GetParam().lines) patterns.push_back(line.pattern);
  EXPECT_EQ(read_patterns(GetParam().text), patterns);
}

INSTANTIATE_TEST_SUITE_P(Table, PatternLines,
                         testing::Values(LinesRow{"empty", "", {}}, LinesRow{"comment", "# a\n  # b\n", {}},
                                         LinesRow{"two", "a/*\nb", {{"a/*", "", 1}, {"b", "", 2}}},
                                         LinesRow{"lines_are_counted", "\n# x\n\na\n", {{"a", "", 4}}},
                                         LinesRow{"reason", "a # why not", {{"a", "why not", 1}}},
                                         LinesRow{"reason_after_tab", "a\t#why", {{"a", "why", 1}}},
                                         LinesRow{"hash_inside", "a#b", {{"a#b", "", 1}}},
                                         LinesRow{"reason_with_hash", "a # see #12", {{"a", "see #12", 1}}},
                                         LinesRow{
                                             "carriage_returns", " a # b \r\nc\r\n", {{"a", "b", 1}, {"c", "", 2}}}),
                         [](const auto& row) { return row.param.name; });

TEST(Known, ReadsBothForms) {
  const auto lines = load_known("known.txt", "# proxies\na/** # behind the old proxy\n");
  ASSERT_TRUE(lines.has_value());
  EXPECT_EQ(lines->at(0), (KnownEntry{"a/**", "behind the old proxy", "", "", "", "known.txt", 2}));
  const auto json = load_known("known.json", R"(
    {"version": 1, "known": [
      {"pattern": "a/*", "reason": "r", "issue": "https://tracker.example/1", "rule": "PF-5", "until": "2027-01-31"},
      {"pattern": "b", "reason": "s"} ]})");
  ASSERT_TRUE(json.has_value()) << describe(json.error().front());
  EXPECT_EQ(json->at(0), (KnownEntry{"a/*", "r", "https://tracker.example/1", "PF-5", "2027-01-31", "known.json", 3}));
  EXPECT_EQ(json->at(1), (KnownEntry{"b", "s", "", "", "", "known.json", 4}));
  EXPECT_TRUE(load_known("empty.txt", "").has_value());
}

TEST(Known, WantsAReasonOnEveryLine) {
  const auto known = load_known("known.txt", "a # r\nb\nc #\n");
  ASSERT_FALSE(known.has_value());
  ASSERT_EQ(known.error().size(), 2U);
  EXPECT_EQ(describe(known.error()[0]),
            "known.txt:2:1: the reason is missing: write it behind the pattern, after ` # `");
  EXPECT_EQ(known.error()[1].line, 3U);
}

TEST(Known, ExpiresAfterItsLastDay) {
  KnownEntry entry;
  EXPECT_FALSE(has_expired(entry, "2027-01-31"));
  entry.until = "2027-01-31";
  EXPECT_FALSE(has_expired(entry, "2027-01-30"));
  EXPECT_FALSE(has_expired(entry, "2027-01-31"));
  EXPECT_TRUE(has_expired(entry, "2027-02-01"));
}

}  // namespace
}  // namespace corspec::suite
