#include "message/header_list.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "testing/row_name.hpp"

namespace corspec::message {
namespace {

using namespace std::string_view_literals;
using corspec::testing::row_name;

struct GetRow {
  const char* name;
  HeaderList headers;
  std::optional<std::string> value;
  std::vector<std::string_view> lines;
};

void PrintTo(const GetRow& row, std::ostream* out) {
  *out << row.name;
}

class GetFromHeaderList : public ::testing::TestWithParam<GetRow> {};

TEST_P(GetFromHeaderList, JoinsTheLinesOfThatName) {
  const auto& row = GetParam();
  for (const auto* const name : {"x-a", "X-A", "x-A"}) {
    EXPECT_EQ(row.headers.get(name), row.value);
    EXPECT_EQ(row.headers.lines(name), row.lines);
    EXPECT_EQ(row.headers.count(name), row.lines.size());
    EXPECT_EQ(row.headers.contains(name), !row.lines.empty());
  }
}

const GetRow get_rows[] = {
    {"empty_list", {}, std::nullopt, {}},
    {"other_names", {{"x-ab", "1"}, {"x-", "2"}, {"", "3"}}, std::nullopt, {}},
    {"one_line", {{"x-a", "1"}}, "1", {"1"}},
    {"one_line_in_other_case", {{"X-a", "1"}}, "1", {"1"}},
    {"one_empty_line", {{"x-a", ""}}, "", {""}},
    {"two_lines", {{"x-a", "a"}, {"x-a", "b"}}, "a, b", {"a", "b"}},
    {"two_lines_apart", {{"x-a", "a"}, {"x-b", "-"}, {"X-A", "b"}}, "a, b", {"a", "b"}},
    {"order_stays", {{"x-a", "b"}, {"x-a", "a"}}, "b, a", {"b", "a"}},
    {"a_line_and_an_empty_line", {{"x-a", "a"}, {"x-a", ""}}, "a, ", {"a", ""}},
    {"an_empty_line_and_a_line", {{"x-a", ""}, {"x-a", "a"}}, ", a", {"", "a"}},
    {"two_empty_lines", {{"x-a", ""}, {"x-a", ""}}, ", ", {"", ""}},
    {"bytes_stay", {{"x-a", std::string("\0\xFF \t"sv)}}, std::string("\0\xFF \t"sv), {"\0\xFF \t"sv}},
};

INSTANTIATE_TEST_SUITE_P(, GetFromHeaderList, ::testing::ValuesIn(get_rows), row_name);

TEST(HeaderList, AppendKeepsOrderDuplicatesAndBytes) {
  HeaderList headers;
  headers.append("X-A", "1");
  headers.append("x-b", "2");
  headers.append("x-a", "1");
  EXPECT_EQ(headers, (HeaderList{{"X-A", "1"}, {"x-b", "2"}, {"x-a", "1"}}));
  EXPECT_EQ(headers.size(), 3U);
  EXPECT_FALSE(headers.empty());
}

TEST(HeaderList, EqualityIsOnBytes) {
  EXPECT_NE((HeaderList{{"X-A", "1"}}), (HeaderList{{"x-a", "1"}}));
  EXPECT_NE((HeaderList{{"x-a", "1"}, {"x-b", "2"}}), (HeaderList{{"x-b", "2"}, {"x-a", "1"}}));
}

struct ChangeRow {
  const char* name;
  HeaderList before;
  HeaderList after_set;
  HeaderList after_remove;
};

void PrintTo(const ChangeRow& row, std::ostream* out) {
  *out << row.name;
}

class ChangedHeaderList : public ::testing::TestWithParam<ChangeRow> {};

TEST_P(ChangedHeaderList, SetsOneLineOrRemovesAll) {
  const auto& row = GetParam();
  auto headers = row.before;
  headers.set("x-A", "new");
  EXPECT_EQ(headers, row.after_set);
  headers = row.before;
  headers.remove("x-A");
  EXPECT_EQ(headers, row.after_remove);
}

const ChangeRow change_rows[] = {
    {"empty", {}, {{"x-A", "new"}}, {}},
    {"absent", {{"x-b", "2"}}, {{"x-b", "2"}, {"x-A", "new"}}, {{"x-b", "2"}}},
    {"first_of_that_name_keeps_its_name", {{"X-a", "1"}, {"x-b", "2"}}, {{"X-a", "new"}, {"x-b", "2"}}, {{"x-b", "2"}}},
    {"the_others_go",
     {{"x-b", "0"}, {"x-a", "1"}, {"x-a", "2"}, {"x-c", "3"}, {"X-A", "4"}},
     {{"x-b", "0"}, {"x-a", "new"}, {"x-c", "3"}},
     {{"x-b", "0"}, {"x-c", "3"}}},
};

INSTANTIATE_TEST_SUITE_P(, ChangedHeaderList, ::testing::ValuesIn(change_rows), row_name);

}  // namespace
}  // namespace corspec::message
