#include "fetch/timing_allow_origin.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

#include "testing/reference.hpp"
#include "testing/row_name.hpp"

namespace corspec::fetch {
namespace {

using corspec::testing::row_name;

constexpr std::string_view app = "https://app.example";

struct TaoRow {
  const char* name;
  std::string_view origin;
  message::HeaderList response;
  bool passes;
};

void PrintTo(const TaoRow& row, std::ostream* out) {
  *out << row.name;
}

class TaoCheck : public ::testing::TestWithParam<TaoRow> {};

TEST_P(TaoCheck, LooksForAnItemOfTheList) {
  const auto& row = GetParam();
  reference::Headers plain;
  for (const auto& header : row.response) plain.emplace_back(header.name, header.value);
  EXPECT_EQ(tao_check(row.response, row.origin) == std::nullopt, row.passes);
  EXPECT_EQ(reference::tao_check(plain, std::string(row.origin)), row.passes);
}

const TaoRow rows[] = {
    {"star", app, {{"Timing-Allow-Origin", "*"}}, true},
    {"exact", app, {{"timing-allow-origin", "https://app.example"}}, true},
    {"in_a_list", app, {{"Timing-Allow-Origin", "https://b.example ,\thttps://app.example"}}, true},
    {"star_in_a_list", app, {{"Timing-Allow-Origin", "https://b.example, *"}}, true},
    {"on_the_second_line",
     app,
     {{"Timing-Allow-Origin", "https://b.example"}, {"Timing-Allow-Origin", "https://app.example"}},
     true},
    {"null_for_null", "null", {{"Timing-Allow-Origin", "null"}}, true},
    {"absent", app, {{"Access-Control-Allow-Origin", "*"}}, false},
    {"empty", app, {{"Timing-Allow-Origin", ""}}, false},
    {"other", app, {{"Timing-Allow-Origin", "https://b.example"}}, false},
    {"upper_case", app, {{"Timing-Allow-Origin", "https://APP.example"}}, false},
    {"slash", app, {{"Timing-Allow-Origin", "https://app.example/"}}, false},
    {"space_list", app, {{"Timing-Allow-Origin", "https://b.example https://app.example"}}, false},
    {"quoted", app, {{"Timing-Allow-Origin", "\"https://app.example\""}}, false},
    {"in_a_quoted_string", app, {{"Timing-Allow-Origin", "\"a, *, b\""}}, false},
    {"capital_null", "null", {{"Timing-Allow-Origin", "Null"}}, false},
};

INSTANTIATE_TEST_SUITE_P(, TaoCheck, ::testing::ValuesIn(rows), row_name);

TEST(TaoCheckRefusal, SaysWhatWouldHavePassed) {
  EXPECT_EQ(tao_check({}, app),
            (Refusal{"TAO-1", "Timing-Allow-Origin", "a list with `https://app.example`, or `*`", std::nullopt}));
  EXPECT_EQ(tao_check({{"Timing-Allow-Origin", "a"}, {"Timing-Allow-Origin", "b"}}, "null"),
            (Refusal{"TAO-1", "Timing-Allow-Origin", "a list with `null`, or `*`", "a, b"}));
}

}  // namespace
}  // namespace corspec::fetch
