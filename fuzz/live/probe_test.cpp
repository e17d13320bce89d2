#include "fuzz/live/probe.hpp"

#include <gtest/gtest.h>

#include "testing/row_name.hpp"

namespace corspec::fuzz {
namespace {

using namespace std::string_literals;

Probe preflight(const std::string& origin) {
  return {"OPTIONS", "", {{"Origin", origin}, {"Access-Control-Request-Method", "PUT"}}};
}

TEST(Probe, ComesBackFromItsText) {
  const Probe probes[] = {{},
                          {"GET", "?a=b", {}},
                          preflight("https://app.example"),
                          preflight(" \t\r\n\0\xff\\x41\\"s),
                          {"HEAD", "", {{"", ""}, {"X A", ""}}}};
  for (const auto& probe : probes) EXPECT_EQ(probe_of(to_text(probe)), probe) << to_text(probe);
}

TEST(Probe, IsNeverOneThatChangesAnything) {
  for (const auto* const text : {"PUT \n", "", "get\n", "OPTIONS /x\n", "GET ?a b\n", "GET ?#\n"}) {
    EXPECT_FALSE(probe_of(text)) << text;
  }
}

TEST(Probe, KnowsWhatItIs) {
  EXPECT_TRUE(preflight("x").is_preflight());
  EXPECT_FALSE((Probe{"GET", "", {{"Origin", "x"}, {"Access-Control-Request-Method", "PUT"}}}.is_preflight()));
  EXPECT_EQ(preflight("\t x ").origin(), "x");
  EXPECT_EQ((Probe{"GET", "", {{"Origin", "x"}, {"origin", "x"}}}.origin()), std::nullopt);
}

struct ValidityRow {
  const char* name;
  message::Header header;
  bool valid;
};

class Validity : public ::testing::TestWithParam<ValidityRow> {};

TEST_P(Validity, IsThatOfRfc9110) {
  EXPECT_EQ((Probe{"GET", "", message::HeaderList{GetParam().header}}.is_valid_http()), GetParam().valid);
}

INSTANTIATE_TEST_SUITE_P(
    Fields, Validity,
    ::testing::Values(ValidityRow{"plain", {"Origin", "x"}, true}, ValidityRow{"empty", {"Origin", ""}, true},
                      ValidityRow{"tab", {"Origin", "a\tb"}, true}, ValidityRow{"latin_1", {"Origin", "\xe9"}, true},
                      ValidityRow{"cr", {"Origin", "a\rb"}, false}, ValidityRow{"lf", {"Origin", "a\nb"}, false},
                      ValidityRow{"nul", {"Origin", "a\0b"s}, false}, ValidityRow{"del", {"Origin", "a\x7f"}, false},
                      ValidityRow{"name_with_space", {"x a", "1"}, false}, ValidityRow{"no_name", {"", "1"}, false}),
    corspec::testing::row_name);

TEST(Probe, IsWrittenAsItIsForAConnectionOfItsOwn) {
  EXPECT_EQ(raw_request({"GET", "?a", {{"Origin", "x\r\ny: z"}}}, "/r", "a.example:1"),
            "GET /r?a HTTP/1.1\r\nHost: a.example:1\r\nConnection: close\r\nOrigin: x\r\ny: z\r\n\r\n");
}

TEST(Probes, AreAbridgedForALine) {
  EXPECT_EQ(in_one_line({"GET", "?a", {{"A", "b"}}}), "`GET ?a | A: b`");
  const auto line = in_one_line({"GET", "", {{"Origin", std::string(9000, 'a')}}});
  EXPECT_LT(line.size(), 300U);
  EXPECT_TRUE(line.ends_with("aa`... (9015 characters)")) << line;
}

}  // namespace
}  // namespace corspec::fuzz
