#include "reports/claim.hpp"

#include <gtest/gtest.h>

#include <string>

#include "testing/row_name.hpp"

namespace corspec::reports {
namespace {

struct AssignmentRow {
  const char* name;
  std::string text;
  const char* error;  ///< what it holds; empty: none
};

class Assignment : public ::testing::TestWithParam<AssignmentRow> {};

TEST_P(Assignment, IsTakenOrRefused) {
  run::Claim claim;
  const auto error = add_to_claim(claim, GetParam().text);
  const std::string wanted = GetParam().error;
  EXPECT_EQ(error.empty(), wanted.empty()) << error;
  EXPECT_TRUE(error.contains(wanted)) << error;
  EXPECT_EQ(claim == run::Claim{}, !wanted.empty()) << "what is refused changes nothing";
}

INSTANTIATE_TEST_SUITE_P(
    Table, Assignment,
    ::testing::Values(AssignmentRow{"plain", "implementation=nginx", ""},
                      AssignmentRow{"equals_within", "version=a=b", ""},
                      AssignmentRow{"letters_beyond_ascii", "organisation=S\xc3\xb6hne", ""},
                      AssignmentRow{"link", "url=https://server.example/?a=1", ""},
                      AssignmentRow{"longest", "contact=" + std::string(500, 'x'), ""},
                      AssignmentRow{"too_long", "contact=" + std::string(501, 'x'), "longer than 500"},
                      AssignmentRow{"no_value", "nginx", "KEY=VALUE"},
                      AssignmentRow{"no_key", "=nginx", "a claim has no ``"},
                      AssignmentRow{"unknown", "name=nginx", "implementation, version, organisation, url, contact"},
                      AssignmentRow{"no_utf8", "contact=\xff", "the claim's contact is no UTF-8"},
                      AssignmentRow{"key_no_utf8", "\xff=a", "a claim has no `?`"},
                      AssignmentRow{"escape", "contact=\x1b[31m", "nobody can see"},
                      AssignmentRow{"delete", "contact=\x7f", "nobody can see"},
                      AssignmentRow{"c1_control", "contact=\xc2\x9b", "nobody can see"},
                      AssignmentRow{"right_to_left",
                                    "contact=a\xe2\x80\xae"
                                    "b",
                                    "nobody can see"},
                      AssignmentRow{"isolate", "contact=\xe2\x81\xa7", "nobody can see"},
                      AssignmentRow{"script_link", "url=javascript:alert(1)", "is no link"},
                      AssignmentRow{"link_that_ends_early", "url=https://a.example/)[x](", "is no link"}),
    corspec::testing::row_name);

TEST(Claim, EveryKeyHasAMemberOfItsOwn) {
  run::Claim claim;
  for (const auto& key : claim_keys()) {
    const std::string value = key.name == "url" ? "https://a.example/" : std::string(key.name);
    EXPECT_EQ(add_to_claim(claim, std::string(key.name) + "=" + value), "");
  }
  EXPECT_EQ(claim, (run::Claim{"implementation", "version", "organisation", "https://a.example/", "contact"}));
}

TEST(Claim, ReadsAFile) {
  run::Claim claim{.implementation = "old", .version = "1"};
  EXPECT_EQ(add_json_to_claim(claim, R"({"implementation": "new", "contact": "us"})"), "");
  EXPECT_EQ(claim, (run::Claim{.implementation = "new", .version = "1", .contact = "us"}));
  EXPECT_EQ(add_json_to_claim(claim, "[1]"), "is no JSON object");
  EXPECT_EQ(add_json_to_claim(claim, "{"), "is no JSON object");
  EXPECT_EQ(add_json_to_claim(claim, R"({"contact": 1})"), "/contact: is no string");
  EXPECT_TRUE(add_json_to_claim(claim, R"({"contacts": "a"})").contains("a claim has no `contacts`"));
}

}  // namespace
}  // namespace corspec::reports
