#include "fetch/mime_type.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

#include "testing/exact_copy.hpp"
#include "testing/reference.hpp"
#include "testing/row_name.hpp"
#include "testing/token_walk.hpp"

namespace corspec::fetch {
namespace {

using namespace std::string_view_literals;
using corspec::testing::ExactCopy;
using corspec::testing::row_name;

struct MimeTypeRow {
  const char* name;
  std::string_view input;
  std::optional<std::string> essence;
};

void PrintTo(const MimeTypeRow& row, std::ostream* out) {
  *out << row.name;
}

class MimeType : public ::testing::TestWithParam<MimeTypeRow> {};

TEST_P(MimeType, HasThisEssence) {
  const ExactCopy copy(GetParam().input);
  EXPECT_EQ(mime_type_essence(copy.view()), GetParam().essence);
}

const MimeTypeRow rows[] = {
    {"plain", "text/plain", "text/plain"},
    {"upper_case", "TEXT/Plain;charset=utf-8", "text/plain"},
    {"whitespace_around", "\t\r\n text/plain \n\r\t", "text/plain"},
    {"garbage_parameter", "text/plain;garbage", "text/plain"},
    {"space_before_semicolon", "text/plain ;x", "text/plain"},
    {"line_end_before_semicolon", "text/plain\r\n;x", "text/plain"},
    {"semicolon_alone", "text/plain;", "text/plain"},
    {"comma_in_parameter", "text/plain; a=b, application/json", "text/plain"},
    {"slash_in_parameter", "text/plain;a/b", "text/plain"},
    {"any_byte_in_parameter", "text/plain;\0\xFF\""sv, "text/plain"},
    {"odd_tokens", "!/~", "!/~"},
    {"asterisk", "*/*", "*/*"},
    {"empty", "", std::nullopt},
    {"whitespace_alone", " \t\r\n", std::nullopt},
    {"no_slash", "text", std::nullopt},
    {"no_type", "/plain", std::nullopt},
    {"no_subtype", "text/", std::nullopt},
    {"no_subtype_but_parameter", "text/;a=b", std::nullopt},
    {"subtype_of_whitespace", "text/ ;a=b", std::nullopt},
    {"semicolon_before_slash", "text;a/plain", std::nullopt},
    {"list", "text/plain, application/json", std::nullopt},
    {"comma_in_front", ",text/plain", std::nullopt},
    {"space_after_type", "text /plain", std::nullopt},
    {"space_before_subtype", "text/ plain", std::nullopt},
    {"two_slashes", "text/plain/x", std::nullopt},
    {"vertical_tab_behind", "text/plain\v", std::nullopt},
    {"quotes", "\"text/plain\"", std::nullopt},
    {"latin_1", "text/pl\xE4in", std::nullopt},
    {"nul_behind", "text/plain\0"sv, std::nullopt},
};

INSTANTIATE_TEST_SUITE_P(, MimeType, ::testing::ValuesIn(rows), row_name);

TEST(MimeTypeWalk, AgreesWithTheReference) {
  constexpr std::string_view tokens[] = {"text", "TEXT", "/", "plain", ";",  " ", "\t",
                                         "\r",   "\n",   ",", "a=b",   "\"", "(", "\xE9"};
  int accepted = 0;
  corspec::testing::for_each_text(tokens, 4, [&](const std::string& text) {
    const auto essence = mime_type_essence(text);
    ASSERT_EQ(essence.value_or(""), reference::mime_type_essence(text)) << text;
    accepted += essence ? 1 : 0;
  });
  EXPECT_GT(accepted, 100);
}

}  // namespace
}  // namespace corspec::fetch
