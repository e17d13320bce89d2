#include "reference/preflight.hpp"

#include <gtest/gtest.h>

#include <ostream>

#include "reference/example_policies.hpp"
#include "testing/row_name.hpp"

namespace corspec::reference {
namespace {

using corspec::testing::row_name;

constexpr auto acrm = "Access-Control-Request-Method";
constexpr auto acrh = "Access-Control-Request-Headers";

struct RecognitionRow {
  const char* name;
  std::string method;
  std::string target;
  message::HeaderList headers;
  bool preflight;
};

void PrintTo(const RecognitionRow& row, std::ostream* out) {
  *out << row.name;
}

class IsPreflight : public ::testing::TestWithParam<RecognitionRow> {};

TEST_P(IsPreflight, NeedsOptionsOriginAndMethod) {
  const auto& row = GetParam();
  const auto policy = example::allowlist();
  const auto request = example::request(row.method, row.target, row.headers);
  EXPECT_EQ(is_preflight(request.view(), locate(policy, request.view())), row.preflight);
}

const RecognitionRow recognition_rows[] = {
    {"all_three", "OPTIONS", "/a", {{"Origin", "https://foo.example"}, {acrm, "PUT"}}, true},
    {"names_in_lower_case", "OPTIONS", "/a", {{"origin", "o"}, {"access-control-request-method", "PUT"}}, true},
    {"with_header_names", "OPTIONS", "/a", {{"Origin", "o"}, {acrm, "PUT"}, {acrh, "x-a"}}, true},
    {"whatever_the_values", "OPTIONS", "/a", {{"Origin", ""}, {acrm, ""}}, true},
    {"no_origin", "OPTIONS", "/a", {{acrm, "PUT"}}, false},
    {"no_method", "OPTIONS", "/a", {{"Origin", "o"}, {acrh, "x-a"}}, false},
    {"get", "GET", "/a", {{"Origin", "o"}, {acrm, "PUT"}}, false},
    {"options_in_lower_case", "options", "/a", {{"Origin", "o"}, {acrm, "PUT"}}, false},
    {"asterisk", "OPTIONS", "*", {{"Origin", "o"}, {acrm, "PUT"}}, false},
    {"asterisk_by_another_name", "OPTIONS", "http://api.example", {{"Origin", "o"}, {acrm, "PUT"}}, false},
    {"absolute_form", "OPTIONS", "http://api.example/", {{"Origin", "o"}, {acrm, "PUT"}}, true},
    {"target_is_no_path", "OPTIONS", "a", {{"Origin", "o"}, {acrm, "PUT"}}, false},
};

INSTANTIATE_TEST_SUITE_P(, IsPreflight, ::testing::ValuesIn(recognition_rows), row_name);

Policy closed() {
  return {.methods = {"PUT", "chicken"}, .request_headers = {"x-a", "x-b"}};
}

Policy open() {
  return {.methods = {"PUT"}, .other_methods = true, .request_headers = {"x-a"}, .other_request_headers = true};
}

struct GrantRow {
  const char* name;
  Policy (*policy)();
  message::HeaderList headers;
  std::optional<Grant> grant;
};

void PrintTo(const GrantRow& row, std::ostream* out) {
  *out << row.name;
}

class GrantPreflight : public ::testing::TestWithParam<GrantRow> {};

TEST_P(GrantPreflight, CoversMethodAndEveryHeader) {
  const auto& row = GetParam();
  const auto request = example::request("OPTIONS", "/", row.headers);
  const auto grant = grant_preflight(row.policy(), request.view());
  EXPECT_EQ(grant.has_value(), row.grant.has_value());
  if (!grant || !row.grant) return;
  EXPECT_EQ(grant->methods, row.grant->methods);
  EXPECT_EQ(grant->header_names, row.grant->header_names);
}

const Grant all_of_closed{{"PUT", "chicken"}, {"x-a", "x-b"}};

const GrantRow grant_rows[] = {
    {"listed_method", closed, {{acrm, "PUT"}}, all_of_closed},
    {"listed_method_in_lower_case", closed, {{acrm, "chicken"}}, all_of_closed},
    {"safelisted_method", closed, {{acrm, "POST"}}, all_of_closed},
    {"other_method", closed, {{acrm, "DELETE"}}, std::nullopt},
    {"method_in_other_case", closed, {{acrm, "put"}}, std::nullopt},
    {"safelisted_method_in_other_case", closed, {{acrm, "post"}}, std::nullopt},
    {"empty_method", closed, {{acrm, ""}}, std::nullopt},
    {"method_is_no_token", closed, {{acrm, "PUT DELETE"}}, std::nullopt},
    {"two_methods", closed, {{acrm, "PUT, POST"}}, std::nullopt},
    {"two_method_lines", closed, {{acrm, "PUT"}, {acrm, "PUT"}}, std::nullopt},
    {"listed_header", closed, {{acrm, "PUT"}, {acrh, "x-a"}}, all_of_closed},
    {"listed_header_in_other_case", closed, {{acrm, "PUT"}, {acrh, "X-A"}}, all_of_closed},
    {"listed_headers", closed, {{acrm, "PUT"}, {acrh, "x-a,x-b"}}, all_of_closed},
    {"space_after_comma", closed, {{acrm, "PUT"}, {acrh, "x-a, x-b"}}, all_of_closed},
    {"tabs_and_empty_elements", closed, {{acrm, "PUT"}, {acrh, ",\tx-b\t,, x-a ,"}}, all_of_closed},
    {"two_header_lines", closed, {{acrm, "PUT"}, {acrh, "x-a"}, {acrh, "x-b"}}, all_of_closed},
    {"header_twice", closed, {{acrm, "PUT"}, {acrh, "x-a,x-a"}}, all_of_closed},
    {"empty_header_list", closed, {{acrm, "PUT"}, {acrh, ""}}, all_of_closed},
    {"other_header", closed, {{acrm, "PUT"}, {acrh, "x-a,x-c"}}, std::nullopt},
    {"other_header_in_second_line", closed, {{acrm, "PUT"}, {acrh, "x-a"}, {acrh, "x-c"}}, std::nullopt},
    {"safelisted_name_is_judged_too", closed, {{acrm, "PUT"}, {acrh, "accept"}}, std::nullopt},
    {"star_is_a_name", closed, {{acrm, "PUT"}, {acrh, "*"}}, std::nullopt},
    {"header_list_without_commas", closed, {{acrm, "PUT"}, {acrh, "x-a x-b"}}, std::nullopt},
    {"header_list_with_quotes", closed, {{acrm, "PUT"}, {acrh, "\"x-a\""}}, std::nullopt},
    {"header_list_with_other_bytes", closed, {{acrm, "PUT"}, {acrh, "x-a\xff"}}, std::nullopt},
    {"open_to_other_methods", open, {{acrm, "chicken"}}, Grant{{"PUT", "chicken"}, {"x-a"}}},
    {"open_but_listed_method", open, {{acrm, "PUT"}}, Grant{{"PUT"}, {"x-a"}}},
    {"open_to_other_headers", open, {{acrm, "PUT"}, {acrh, "X-C,x-a,x-c"}}, Grant{{"PUT"}, {"x-a", "x-c"}}},
    {"open_but_no_token", open, {{acrm, "PUT"}, {acrh, "x-c:"}}, std::nullopt},
    {"open_but_no_method", open, {{acrm, "a b"}}, std::nullopt},
};

INSTANTIATE_TEST_SUITE_P(, GrantPreflight, ::testing::ValuesIn(grant_rows), row_name);

TEST(AnswerPreflight, SaysWhatIsGrantedAndNothingElse) {
  const auto policy = example::allowlist();
  const auto request = example::preflight(example::foo, "PUT");
  const auto answer = answer_preflight(policy, request.view(), locate(policy, request.view()),
                                       std::string(example::foo), Grant{{"PUT", "DELETE"}, {"x-a", "x-b"}});
  EXPECT_EQ(answer, (Answer{.status = 204,
                            .headers = {{"Access-Control-Allow-Origin", "https://foo.example"},
                                        {"Access-Control-Allow-Credentials", "true"},
                                        {"Access-Control-Allow-Methods", "PUT, DELETE"},
                                        {"Access-Control-Allow-Headers", "x-a, x-b"},
                                        {"Access-Control-Max-Age", "600"},
                                        {"Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS"}},
                            .body = {}}));
}

TEST(AnswerPreflight, LeavesOutWhatThePolicyDoesNotSay) {
  const auto request = example::preflight(example::foo, "GET");
  const auto answer = answer_preflight({}, request.view(), {}, "*", Grant{});
  EXPECT_EQ(answer, (Answer{.status = 204, .headers = {{"Access-Control-Allow-Origin", "*"}}, .body = {}}));
}

TEST(AnswerPreflight, DeniesWithoutAWordOfCors) {
  const auto policy = example::allowlist();
  const auto request = example::preflight(example::foo, "PUT");
  const auto resource = locate(policy, request.view());
  const Answer denial{.status = 403, .headers = {}, .body = {}};
  EXPECT_EQ(answer_preflight(policy, request.view(), resource, std::nullopt, Grant{{"PUT"}, {}}), denial);
  EXPECT_EQ(answer_preflight(policy, request.view(), resource, std::string(example::foo), std::nullopt), denial);
}

}  // namespace
}  // namespace corspec::reference
