#include "reference/origin_decision.hpp"

#include <gtest/gtest.h>

#include <ostream>

#include "reference/example_policies.hpp"
#include "testing/row_name.hpp"

namespace corspec::reference {
namespace {

using corspec::testing::row_name;

Policy listed() {
  return example::allowlist();
}

Policy pattern() {
  return {.origin_patterns = {"https://*.foo.example", "http://dev-*.test:8080", "https://fixed.example"},
          .denied_origins = {"https://bad.foo.example"}};
}

Policy others() {
  return {.denied_origins = {"https://evil.test"}, .other_origins = true};
}

Policy any_with_credentials() {
  return {.any_origin = true, .credentials = true};
}

struct OriginRow {
  const char* name;
  Policy (*policy)();
  std::string_view origin;
  bool allowed;
};

void PrintTo(const OriginRow& row, std::ostream* out) {
  *out << row.name;
}

class AllowsOrigin : public ::testing::TestWithParam<OriginRow> {};

TEST_P(AllowsOrigin, ComparesBytes) {
  const auto& row = GetParam();
  EXPECT_EQ(allows_origin(row.policy(), row.origin), row.allowed);
}

const OriginRow origin_rows[] = {
    {"first", listed, "https://foo.example", true},
    {"second", listed, "https://bar.example:8443", true},
    {"denied", listed, "https://evil.test", false},
    {"other", listed, "https://other.example", false},
    {"upper_case_scheme", listed, "HTTPS://foo.example", false},
    {"upper_case_host", listed, "https://Foo.example", false},
    {"other_scheme", listed, "http://foo.example", false},
    {"default_port", listed, "https://foo.example:443", false},
    {"other_port", listed, "https://foo.example:8443", false},
    {"port_missing", listed, "https://bar.example", false},
    {"trailing_slash", listed, "https://foo.example/", false},
    {"trailing_dot", listed, "https://foo.example.", false},
    {"suffix", listed, "https://foo.example.evil.test", false},
    {"prefix", listed, "https://evilfoo.example", false},
    {"subdomain", listed, "https://sub.foo.example", false},
    {"parent", listed, "https://example", false},
    {"dot_is_no_wildcard", listed, "https://fooxexample", false},
    {"userinfo", listed, "https://foo.example@evil.test", false},
    {"null", listed, "null", false},
    {"empty", listed, "", false},
    {"star", listed, "*", false},
    {"list", listed, "https://foo.example, https://bar.example:8443", false},
    {"spaces", listed, "https://foo.example https://foo.example", false},
    {"non_ascii", listed, "https://foo.example\xff", false},

    {"pattern_one_label", pattern, "https://a.foo.example", true},
    {"pattern_two_labels", pattern, "https://b.a.foo.example", true},
    {"pattern_no_label", pattern, "https://foo.example", false},
    {"pattern_empty_label", pattern, "https://.foo.example", false},
    {"pattern_inner_empty_label", pattern, "https://a..foo.example", false},
    {"pattern_other_host", pattern, "https://a.evilfoo.example", false},
    {"pattern_reaches_over_a_port", pattern, "https://evil.test:1.foo.example", false},
    {"pattern_reaches_over_userinfo", pattern, "https://evil.test@a.foo.example", false},
    {"pattern_reaches_over_a_path", pattern, "https://evil.test/.foo.example", false},
    {"pattern_upper_case", pattern, "https://A.foo.example", false},
    {"pattern_port", pattern, "https://a.foo.example:8443", false},
    {"pattern_denied", pattern, "https://bad.foo.example", false},
    {"pattern_within_a_label", pattern, "http://dev-1.test:8080", true},
    {"pattern_within_a_label_other_port", pattern, "http://dev-1.test:808", false},
    {"pattern_halves_overlap", pattern, "http://dev-.test:8080", false},
    {"pattern_without_star", pattern, "https://fixed.example", true},

    {"others_any_origin", others, "https://whatever.example:81", true},
    {"others_null", others, "null", true},
    {"others_denied", others, "https://evil.test", false},
    {"others_not_an_origin", others, "whatever", false},
    {"others_path", others, "https://whatever.example/", false},
    {"others_empty", others, "", false},
    {"any_with_credentials", any_with_credentials, "https://whatever.example", true},
    {"any_with_credentials_not_an_origin", any_with_credentials, "*", false},
};

INSTANTIATE_TEST_SUITE_P(, AllowsOrigin, ::testing::ValuesIn(origin_rows), row_name);

struct DecisionRow {
  const char* name;
  Policy (*policy)();
  message::HeaderList headers;
  std::optional<std::string> decision;
};

void PrintTo(const DecisionRow& row, std::ostream* out) {
  *out << row.name;
}

class DecideOrigin : public ::testing::TestWithParam<DecisionRow> {};

TEST_P(DecideOrigin, EchoesTheOnlyAllowedOrigin) {
  const auto& row = GetParam();
  const auto request = example::request("GET", "/", row.headers);
  EXPECT_EQ(decide_origin(row.policy(), request.view()), row.decision);
}

const DecisionRow decision_rows[] = {
    {"allowed", listed, {{"Origin", "https://foo.example"}}, "https://foo.example"},
    {"field_name_in_lower_case", listed, {{"origin", "https://foo.example"}}, "https://foo.example"},
    {"denied", listed, {{"Origin", "https://evil.test"}}, std::nullopt},
    {"absent", listed, {}, std::nullopt},
    {"two_lines", listed, {{"Origin", "https://foo.example"}, {"Origin", "https://foo.example"}}, std::nullopt},
    {"public_with_origin", example::public_policy, {{"Origin", "https://evil.test"}}, "*"},
    {"public_without_origin", example::public_policy, {}, "*"},
    {"public_with_garbage", example::public_policy, {{"Origin", "\xff"}, {"Origin", ""}}, "*"},
    {"any_with_credentials", any_with_credentials, {{"Origin", "https://a.example"}}, "https://a.example"},
    {"any_with_credentials_absent", any_with_credentials, {}, std::nullopt},
};

INSTANTIATE_TEST_SUITE_P(, DecideOrigin, ::testing::ValuesIn(decision_rows), row_name);

}  // namespace
}  // namespace corspec::reference
