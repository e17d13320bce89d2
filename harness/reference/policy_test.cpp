#include "reference/policy.hpp"

#include <gtest/gtest.h>

#include <ostream>

#include "reference/example_policies.hpp"
#include "testing/row_name.hpp"

namespace corspec::reference {
namespace {

using corspec::testing::row_name;

TEST(PolicyOfProfile, GrantsNothingThatIsNotSaid) {
  const auto policy = policy_of({});
  EXPECT_FALSE(policy.any_origin);
  EXPECT_FALSE(policy.other_origins);
  EXPECT_FALSE(policy.credentials);
  EXPECT_FALSE(policy.other_methods);
  EXPECT_FALSE(policy.other_request_headers);
  EXPECT_TRUE(policy.allowed_origins.empty());
  EXPECT_TRUE(policy.methods.empty());
  EXPECT_TRUE(policy.request_headers.empty());
  EXPECT_TRUE(policy.expose_headers.empty());
  EXPECT_TRUE(policy.timing_allow_origins.empty());
  EXPECT_EQ(policy.max_age, std::nullopt);
  EXPECT_EQ(policy.paths.resource, "/");
  EXPECT_TRUE(policy.answers_asterisk);
  EXPECT_TRUE(policy.errors_shared);
}

TEST(PolicyOfProfile, TakesOverWhatIsSaid) {
  suite::Profile profile{
      .allowed_origins = {"https://foo.example"},
      .origin_patterns = {"https://*.foo.example"},
      .denied_origins = {"https://evil.test"},
      .other_origins = suite::Others::allow,
      .origins_stated = true,
      .allowed_methods = {{"PUT"}},
      .other_methods = suite::Others::allow,
      .allowed_request_headers = {{"x-a"}},
      .other_request_headers = suite::Others::allow,
      .expose_headers = {{"x-b"}},
      .credentials = true,
      .max_age = 0,
      .timing_allow_origins = {{"*"}},
      .paths = {.resource = "/r", .writable = "/w", .missing = "/m", .error = "/e", .redirect = "/d"},
      .options = {.allow = {{"GET"}}, .asterisk = false},
      .errors_shared = false,
      .at = {.path_prefix = "/v1", .host = "API.example", .port = std::nullopt}};
  const Policy expected{.host = "api.example",
                        .path_prefix = "/v1",
                        .allowed_origins = {"https://foo.example"},
                        .origin_patterns = {"https://*.foo.example"},
                        .denied_origins = {"https://evil.test"},
                        .other_origins = true,
                        .credentials = true,
                        .methods = {"PUT"},
                        .other_methods = true,
                        .request_headers = {"x-a"},
                        .other_request_headers = true,
                        .expose_headers = {"x-b"},
                        .max_age = 0,
                        .timing_allow_origins = {"*"},
                        .paths = {.resource = "/r", .writable = "/w", .missing = "/m", .error = "/e", .redirect = "/d"},
                        .allow = {"GET"},
                        .answers_asterisk = false,
                        .errors_shared = false};
  EXPECT_EQ(policy_of(profile), expected);
  profile.paths.resource.clear();
  EXPECT_EQ(policy_of(profile).paths.resource, "/v1");
  profile.origins_stated = false;
  EXPECT_FALSE(policy_of(profile).other_origins);
}

TEST(Policy, IsPublicOnlyWithoutCredentials) {
  EXPECT_TRUE(is_public({.any_origin = true}));
  EXPECT_FALSE(is_public({.any_origin = true, .credentials = true}));
  EXPECT_FALSE(is_public({}));
}

struct ChoiceRow {
  const char* name;
  std::string target;
  std::string host;
  std::vector<std::pair<std::string, std::string>> policies;  ///< host and path prefix
  int chosen;                                                 ///< -1: none
};

void PrintTo(const ChoiceRow& row, std::ostream* out) {
  *out << row.name;
}

class ChosenPolicy : public ::testing::TestWithParam<ChoiceRow> {};

TEST_P(ChosenPolicy, IsTheMostSpecific) {
  const auto& row = GetParam();
  std::vector<Policy> policies;
  for (const auto& [host, prefix] : row.policies) policies.push_back({.host = host, .path_prefix = prefix});
  const message::HeaderList headers{{"Host", row.host}};
  const auto* chosen = choose_policy(policies, {"GET", row.target, headers, {}});
  if (row.chosen < 0) {
    EXPECT_EQ(chosen, nullptr);
  } else {
    EXPECT_EQ(chosen, &policies.at(static_cast<std::size_t>(row.chosen)));
  }
}

const ChoiceRow choice_rows[] = {
    {"only_one", "/a", "h", {{"", ""}}, 0},
    {"none_at_all", "/a", "h", {}, -1},
    {"prefix", "/v1/a", "h", {{"", "/v2"}, {"", "/v1"}}, 1},
    {"prefix_itself", "/v1", "h", {{"", "/v1"}}, 0},
    {"prefix_with_query", "/v1?a", "h", {{"", "/v1"}}, 0},
    {"prefix_ends_at_a_slash", "/v11", "h", {{"", "/v1"}}, -1},
    {"prefix_with_slash", "/v1/a", "h", {{"", "/v1/"}}, 0},
    {"longest_prefix", "/v1/a/b", "h", {{"", "/v1/a"}, {"", ""}, {"", "/v1"}}, 0},
    {"longest_prefix_comes_last", "/v1/a/b", "h", {{"", ""}, {"", "/v1"}, {"", "/v1/a"}}, 2},
    {"first_of_equals", "/a", "h", {{"", ""}, {"", ""}}, 0},
    {"host", "/a", "H:81", {{"i", ""}, {"h", ""}}, 1},
    {"other_host", "/a", "h", {{"i", ""}}, -1},
    {"host_before_longer_prefix", "/v1/a", "h", {{"", "/v1"}, {"h", ""}}, 1},
    {"host_of_an_absolute_form", "http://i/a", "h", {{"h", ""}, {"i", ""}}, 1},
    {"asterisk_has_no_prefix", "*", "h", {{"", "/v1"}}, 0},
};

INSTANTIATE_TEST_SUITE_P(, ChosenPolicy, ::testing::ValuesIn(choice_rows), row_name);

}  // namespace
}  // namespace corspec::reference
