#include "suite/field_rules.hpp"

#include "suite/text_parts.hpp"

namespace corspec::suite {
namespace {

using Rule = std::optional<std::string> (*)(std::string_view);

struct FieldRow {
  const char* name;
  Rule rule;
  std::vector<std::string_view> right;
  std::vector<std::string_view> wrong;
};

void PrintTo(const FieldRow& row, std::ostream* out) {
  *out << row.name;
}

class FieldRule : public testing::TestWithParam<FieldRow> {};

TEST_P(FieldRule, TellsRightFromWrong) {
  for (const std::string_view text : GetParam().right) EXPECT_EQ(GetParam().rule(text), std::nullopt) << text;
  for (const std::string_view text : GetParam().wrong) EXPECT_NE(GetParam().rule(text), std::nullopt) << text;
}

INSTANTIATE_TEST_SUITE_P(
    Table, FieldRule,
    testing::Values(
        FieldRow{
            "id", wrong_with_id, {"a", "a/b-1/c", "0"}, {"", "/a", "a/", "a//b", "A", "a b", "a_b", "a/b:1", "a.b"}},
        FieldRow{"word", wrong_with_word, {"a-1", "x"}, {"", "a/b", "A", "a b", "a_b"}},
        FieldRow{"rule_id",
                 wrong_with_rule_id,
                 {"PF-5", "CORS-CHECK-4"},
                 {"", "PF", "PF-", "-5", "pf-5", "PF-5a", "PF_5", "5"}},
        FieldRow{
            "token", wrong_with_token, {"GET", "x-a", "*", "!#$%&'*+-.^_`|~"}, {"", "a b", "a:", "\xC3\xA9", "a,b"}},
        FieldRow{
            "path", wrong_with_path, {"/", "/a?b=c&d", "/%20"}, {"", "a", "*", "/a b", "/a#b", "/\xC3\xA9", "/a\n"}},
        FieldRow{"field_value",
                 wrong_with_field_value,
                 {"", "a b", "\x01\x7F\xFF", "\t"},
                 {"a\r", "a\n", std::string_view("a\0b", 3)}},
        FieldRow{"date",
                 wrong_with_date,
                 {"2027-01-31", "2028-02-29", "2000-02-29"},
                 {"", "2027-1-31", "2027-02-29", "1900-02-29", "2027-13-01", "2027-00-10", "2027-04-31", "2027-04-00",
                  "2027/04/01", "2027-04-01T", "20a7-04-01"}},
        FieldRow{"prose", wrong_with_prose, {"x"}, {""}}),
    [](const auto& row) { return row.param.name; });

struct PartsRow {
  const char* name;
  std::string_view text;
  std::optional<std::vector<TextPart>> parts;
};

void PrintTo(const PartsRow& row, std::ostream* out) {
  *out << row.text;
}

class TextParts : public testing::TestWithParam<PartsRow> {};

TEST_P(TextParts, AreSplit) {
  const auto parts = split_text(GetParam().text);
  ASSERT_EQ(parts.has_value(), GetParam().parts.has_value());
  if (parts) {
    EXPECT_EQ(*parts, *GetParam().parts);
  }
}

INSTANTIATE_TEST_SUITE_P(Table, TextParts,
                         testing::Values(PartsRow{"empty", "", std::vector<TextPart>{}},
                                         PartsRow{"literal", "a}}b{c", {{{false, "a}}b{c"}}}},
                                         PartsRow{"name", "{{a.b_c-1}}", {{{true, "a.b_c-1"}}}},
                                         PartsRow{"between", "x{{a}}y", {{{false, "x"}, {true, "a"}, {false, "y"}}}},
                                         PartsRow{"side_by_side", "{{a}}{{b}}", {{{true, "a"}, {true, "b"}}}},
                                         PartsRow{"brace_behind", "{{a}}}", {{{true, "a"}, {false, "}"}}}},
                                         PartsRow{"unfinished", "x{{a", std::nullopt},
                                         PartsRow{"no_name", "{{}}", std::nullopt},
                                         PartsRow{"spaces", "{{ a }}", std::nullopt},
                                         PartsRow{"upper_case", "{{A}}", std::nullopt},
                                         PartsRow{"brace_before", "{{{a}}", std::nullopt}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace corspec::suite
