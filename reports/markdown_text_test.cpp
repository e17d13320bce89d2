#include "reports/markdown_text.hpp"

#include <gtest/gtest.h>

#include "testing/row_name.hpp"

namespace corspec::reports {
namespace {

struct Row {
  const char* name;
  std::string (*write)(std::string_view);
  const char* text;
  const char* written;
};

class MarkdownText : public ::testing::TestWithParam<Row> {};

TEST_P(MarkdownText, ShowsWhatItSays) {
  EXPECT_EQ(GetParam().write(GetParam().text), GetParam().written);
}

INSTANTIATE_TEST_SUITE_P(
    Table, MarkdownText,
    ::testing::Values(Row{"plain", markdown_text, "A word, another.", "A word, another."},
                      Row{"emphasis", markdown_text, "*a* _b_", "\\*a\\* \\_b\\_"},
                      Row{"link", markdown_text, "[a](b) <c>", "\\[a\\](b) \\<c\\>"},
                      Row{"table", markdown_text, "a|b\\", "a\\|b\\\\"}, Row{"line", markdown_text, "a\nb", "a b"},
                      Row{"code", markdown_code, "PUT", "` PUT `"}, Row{"code_empty", markdown_code, "", "`  `"},
                      Row{"code_with_backticks", markdown_code, "a``b`", "``` a``b` ```"},
                      Row{"code_in_table", markdown_code, "a|b", "` a\\|b `"},
                      Row{"block", markdown_block, "a\nb", "```text\na\nb\n```\n"},
                      Row{"block_with_fence", markdown_block, "````\n", "`````text\n````\n`````\n"},
                      Row{"html", html_text, "<b>&\"*", "&#60;b&#62;&#38;&#34;&#42;"},
                      Row{"other_scripts", html_text, "ü", "ü"}),
    corspec::testing::row_name);

}  // namespace
}  // namespace corspec::reports
