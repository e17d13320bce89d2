#include "fetch/header_values.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "testing/exact_copy.hpp"
#include "testing/reference.hpp"
#include "testing/row_name.hpp"
#include "testing/token_walk.hpp"

namespace corspec::fetch {
namespace {

using namespace std::string_view_literals;
using corspec::testing::ExactCopy;
using corspec::testing::row_name;
using Strings = std::vector<std::string>;

struct TokenListRow {
  const char* name;
  std::string_view line;
  std::optional<Strings> tokens;
};

void PrintTo(const TokenListRow& row, std::ostream* out) {
  *out << row.name;
}

class TokenList : public ::testing::TestWithParam<TokenListRow> {};

TEST_P(TokenList, IsParsedAsARecipientDoes) {
  const ExactCopy copy(GetParam().line);
  EXPECT_EQ(parse_token_list(copy.view()), GetParam().tokens);
}

const TokenListRow token_list_rows[] = {
    {"one", "PUT", Strings{"PUT"}},
    {"two", "PUT, DELETE", Strings{"PUT", "DELETE"}},
    {"two_without_space", "PUT,DELETE", Strings{"PUT", "DELETE"}},
    {"case_order_and_duplicates_stay", "x-b,X-A,x-b", Strings{"x-b", "X-A", "x-b"}},
    {"empty", "", Strings{}},
    {"comma", ",", Strings{}},
    {"spaces_and_commas", " ,\t, ", Strings{}},
    {"empty_elements", " ,PUT ,, DELETE,", Strings{"PUT", "DELETE"}},
    {"tabs", "x-a\t,\tx-b", Strings{"x-a", "x-b"}},
    {"asterisk_anywhere", "GET, *", Strings{"GET", "*"}},
    {"single_quotes_are_token_bytes", "'X-A'", Strings{"'X-A'"}},
    {"all_odd_token_bytes", "!#$%&'*+-.^_`|~", Strings{"!#$%&'*+-.^_`|~"}},
    {"double_quotes", "\"PUT\"", std::nullopt},
    {"comma_in_double_quotes", "\"a,b\"", std::nullopt},
    {"parameter", "PUT;q=1", std::nullopt},
    {"space_separated", "PUT DELETE", std::nullopt},
    {"semicolon_separated", "x-a; x-b", std::nullopt},
    {"slash", "GET/POST", std::nullopt},
    {"colon", "X-A:", std::nullopt},
    {"last_element_malformed", "PUT, bad method", std::nullopt},
    {"first_element_malformed", "bad method, PUT", std::nullopt},
    {"carriage_return_is_no_space", "PUT,\rDELETE", std::nullopt},
    {"line_feed_is_no_space", "\nPUT", std::nullopt},
    {"nul", "PUT\0"sv, std::nullopt},
    {"latin_1", "\xE9", std::nullopt},
};

INSTANTIATE_TEST_SUITE_P(, TokenList, ::testing::ValuesIn(token_list_rows), row_name);

struct ExtractRow {
  const char* name;
  message::HeaderList headers;
  ExtractedValues values;
};

void PrintTo(const ExtractRow& row, std::ostream* out) {
  *out << row.name;
}

class ExtractTokenList : public ::testing::TestWithParam<ExtractRow> {};

TEST_P(ExtractTokenList, ParsesEachLineSeparately) {
  EXPECT_EQ(extract_token_list(GetParam().headers, "Access-Control-Allow-Methods"), GetParam().values);
}

constexpr auto absent = ExtractedValues::Outcome::absent;
constexpr auto failure = ExtractedValues::Outcome::failure;
constexpr auto list = ExtractedValues::Outcome::list;

const ExtractRow extract_rows[] = {
    {"no_headers", {}, {absent, {}, ""}},
    {"other_name", {{"Access-Control-Allow-Headers", "bad header"}}, {absent, {}, ""}},
    {"name_in_any_case", {{"access-control-allow-METHODS", "PUT"}}, {list, {"PUT"}, ""}},
    {"empty_line_is_an_empty_list", {{"Access-Control-Allow-Methods", ""}}, {list, {}, ""}},
    {"two_lines",
     {{"Access-Control-Allow-Methods", "GET"}, {"X", "-"}, {"Access-Control-Allow-Methods", "PUT, *"}},
     {list, {"GET", "PUT", "*"}, ""}},
    {"an_empty_line_among_lines",
     {{"Access-Control-Allow-Methods", "GET"}, {"Access-Control-Allow-Methods", ""}},
     {list, {"GET"}, ""}},
    {"first_line_malformed",
     {{"Access-Control-Allow-Methods", "bad method"}, {"Access-Control-Allow-Methods", "PUT"}},
     {failure, {}, "bad method"}},
    {"last_line_malformed",
     {{"Access-Control-Allow-Methods", "PUT"}, {"Access-Control-Allow-Methods", "GET, bad method"}},
     {failure, {}, "GET, bad method"}},
};

INSTANTIATE_TEST_SUITE_P(, ExtractTokenList, ::testing::ValuesIn(extract_rows), row_name);

struct SplitRow {
  const char* name;
  std::string_view value;
  Strings values;
};

void PrintTo(const SplitRow& row, std::ostream* out) {
  *out << row.name;
}

class DecodeAndSplit : public ::testing::TestWithParam<SplitRow> {};

TEST_P(DecodeAndSplit, CutsAtCommasOutsideQuotedStrings) {
  const ExactCopy copy(GetParam().value);
  EXPECT_EQ(decode_and_split(copy.view()), GetParam().values);
}

const SplitRow split_rows[] = {
    {"empty", "", {""}},
    {"one", "nosniff", {"nosniff"}},
    {"two", "nosniff, NO", {"nosniff", "NO"}},
    {"empty_values_stay", "nosniff,", {"nosniff", ""}},
    {"comma_alone", ",", {"", ""}},
    {"tab_and_space_go", " \ta\t ,\tb ", {"a", "b"}},
    {"other_whitespace_stays", "\ra\n,b", {"\ra\n", "b"}},
    {"quoted_string", "text/html;\", x/x", {"text/html;\", x/x"}},
    {"comma_in_quotes", "text/html;\",\", x/x", {"text/html;\",\"", "x/x"}},
    {"space_in_quotes", "\" a \" , b", {"\" a \"", "b"}},
    {"quoted_quote", R"("\",", b)", {R"("\",")", "b"}},
    {"quoted_backslash", R"("\\",b)", {R"("\\")", "b"}},
    {"backslash_outside_quotes", R"(\",",b)", {R"(\",")", "b"}},
    {"backslash_at_the_end", R"("\)", {R"("\)"}},
    {"two_quoted_strings", R"("a,"",b",c)", {R"("a,"",b")", "c"}},
    {"text_between_quoted_strings", R"("a,"x",b",c)", {R"("a,"x",b")", "c"}},
    {"latin_1", "\xE9,\xFF", {"\xE9", "\xFF"}},
};

INSTANTIATE_TEST_SUITE_P(, DecodeAndSplit, ::testing::ValuesIn(split_rows), row_name);

TEST(GetDecodeAndSplit, ReadsAllLinesOfTheName) {
  const message::HeaderList headers{{"A", "1"}, {"B", "2"}, {"a", "\"3"}, {"a", "4\",5"}};
  EXPECT_EQ(get_decode_and_split(headers, "a"), (Strings{"1", "\"3, 4\"", "5"}));
  EXPECT_EQ(get_decode_and_split(headers, "c"), std::nullopt);
  EXPECT_EQ(get_decode_and_split(message::HeaderList{{"c", ""}}, "c"), Strings{""});
}

TEST(TokenListWalk, AgreesWithTheReference) {
  constexpr std::string_view tokens[] = {"PUT", "x-a", "*", ",",  " ",    "\t", "\"",
                                         "/",   ";",   "'", "\r", "\xE9", "=",  ":"};
  int accepted = 0;
  int refused = 0;
  corspec::testing::for_each_text(tokens, 4, [&](const std::string& text) {
    const auto tokens_read = parse_token_list(text);
    const auto expected = reference::extract_token_list({{"l", text}}, "L");
    ASSERT_EQ(tokens_read.has_value(), !expected.failure) << text;
    if (tokens_read) {
      ASSERT_EQ(*tokens_read, expected.values) << text;
    }
    ++(tokens_read ? accepted : refused);
  });
  EXPECT_GT(accepted, 1000);
  EXPECT_GT(refused, 1000);
}

TEST(HeaderLinesWalk, AgreesWithTheReference) {
  const message::Header lines[] = {{"L", "a"},  {"l", ""}, {"L", ","},   {"l", "a b"},   {"L", "B ,*"},
                                   {"ll", "c"}, {"", "d"}, {"l", "\"e"}, {"L", "f\", g"}};
  int lists = 0;
  int failures = 0;
  corspec::testing::for_each_sequence(
      std::span<const message::Header>(lines), 4, [&](std::span<const message::Header> sequence) {
        const message::HeaderList headers(std::vector<message::Header>(sequence.begin(), sequence.end()));
        reference::Headers plain;
        for (const auto& header : headers) plain.emplace_back(header.name, header.value);

        const auto value = headers.get("l");
        const auto expected_value = reference::get(plain, "l");
        ASSERT_EQ(value.has_value(), !expected_value.null);
        if (value) {
          ASSERT_EQ(*value, expected_value.values.at(0));
          ASSERT_EQ(get_decode_and_split(headers, "l"), reference::decode_and_split(*value));
        }

        const auto values = extract_token_list(headers, "l");
        const auto expected = reference::extract_token_list(plain, "l");
        ASSERT_EQ(values.outcome == absent, expected.null);
        ASSERT_EQ(values.outcome == failure, expected.failure);
        ASSERT_EQ(values.items, expected.values);
        lists += values.is_list() ? 1 : 0;
        failures += values.outcome == failure ? 1 : 0;
      });
  EXPECT_GT(lists, 500);
  EXPECT_GT(failures, 500);
}

TEST(DecodeAndSplitWalk, AgreesWithTheReference) {
  constexpr std::string_view tokens[] = {"\"", "\\", ",", " ", "\t", "a", "\n"};
  corspec::testing::for_each_text(tokens, 5, [&](const std::string& text) {
    ASSERT_EQ(decode_and_split(text), reference::decode_and_split(text)) << text;
  });
}

}  // namespace
}  // namespace corspec::fetch
