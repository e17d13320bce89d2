#include "run/patterns.hpp"

#include <gtest/gtest.h>

#include <string>

namespace corspec::run {
namespace {

struct Row {
  const char* label;
  std::string pattern;
  std::string bytes;
  bool matches;
};

std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.label;
}

class MatchesWhole : public testing::TestWithParam<Row> {};

TEST_P(MatchesWhole, AsRe2OverBytes) {
  EXPECT_EQ(matches_whole(GetParam().pattern, GetParam().bytes), GetParam().matches);
}

INSTANTIATE_TEST_SUITE_P(Rows, MatchesWhole,
                         testing::Values(Row{"all", "[0-9]+", "0123", true},
                                         Row{"not_a_part", "[0-9]+", "a0123", false}, Row{"empty", "", "", true},
                                         Row{"nul", "a\\x00b", std::string("a\0b", 3), true},
                                         Row{"no_utf8", "..", "\xc3\xa4", true},
                                         Row{"line_feed_is_no_dot", ".*", "a\nb", false},
                                         Row{"a_broken_pattern_matches_nothing", "(", "(", false}),
                         [](const auto& row) { return std::string(row.param.label); });

TEST(CheckPattern, SaysWhatIsWrong) {
  EXPECT_EQ(check_pattern("[a-z]+"), std::nullopt);
  const auto error = check_pattern("(a");
  ASSERT_TRUE(error.has_value());
  EXPECT_NE(error->find("missing )"), std::string::npos) << *error;
}

}  // namespace
}  // namespace corspec::run
