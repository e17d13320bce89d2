#include "reference/resources.hpp"

#include <gtest/gtest.h>

#include <ostream>

#include "reference/example_policies.hpp"
#include "testing/row_name.hpp"

namespace corspec::reference {
namespace {

using corspec::testing::row_name;
using Kind = Resource::Kind;

/// A policy whose resource and writable path differ, and whose `Allow` is not stated.
Policy apart() {
  return {.methods = {"GET", "PUT", "chicken"},
          .paths = {.resource = "/r?v=1", .writable = "/w", .missing = "/m", .error = "/e", .redirect = "/d"}};
}

struct LocationRow {
  const char* name;
  Policy (*policy)();
  std::string target;
  Resource expected;
};

void PrintTo(const LocationRow& row, std::ostream* out) {
  *out << row.name;
}

class Locate : public ::testing::TestWithParam<LocationRow> {};

TEST_P(Locate, FindsThePathOfTheProfile) {
  const auto& row = GetParam();
  const auto request = example::request("GET", row.target);
  const auto resource = locate(row.policy(), request.view());
  EXPECT_EQ(resource.kind, row.expected.kind);
  EXPECT_EQ(resource.path, row.expected.path);
}

const LocationRow location_rows[] = {
    {"resource", apart, "/r", {Kind::resource, "/r"}},
    {"resource_with_query", apart, "/r?v=2", {Kind::resource, "/r"}},
    {"resource_in_absolute_form", apart, "http://api.example/r", {Kind::resource, "/r"}},
    {"writable", apart, "/w", {Kind::writable, "/w"}},
    {"one_path_for_both", example::allowlist, "/resource/foo", {Kind::writable, "/resource/foo"}},
    {"redirect", apart, "/d", {Kind::redirect, "/d"}},
    {"error", apart, "/e", {Kind::error, "/e"}},
    {"missing", apart, "/m", {Kind::missing, "/m"}},
    {"anything_else", apart, "/r/", {Kind::missing, "/r/"}},
    {"other_case", apart, "/R", {Kind::missing, "/R"}},
    {"asterisk", apart, "*", {Kind::server, "*"}},
    {"malformed", apart, "r", {Kind::malformed, ""}},
};

INSTANTIATE_TEST_SUITE_P(, Locate, ::testing::ValuesIn(location_rows), row_name);

struct AnswerRow {
  const char* name;
  std::string method;
  std::string target;
  message::HeaderList headers;
  int status;
  message::HeaderList expected;  ///< fields that must be there, so
  std::string body;
};

void PrintTo(const AnswerRow& row, std::ostream* out) {
  *out << row.name;
}

class AnswerRequest : public ::testing::TestWithParam<AnswerRow> {};

TEST_P(AnswerRequest, FollowsHttp) {
  const auto& row = GetParam();
  const auto policy = apart();
  const auto request = example::request(row.method, row.target, row.headers);
  const auto answer = answer_request(policy, request.view(), locate(policy, request.view()));
  EXPECT_EQ(answer.status, row.status);
  EXPECT_EQ(answer.body, row.body);
  for (const auto& [name, value] : row.expected) EXPECT_EQ(answer.headers.get(name), value) << name;
  EXPECT_EQ(answer.headers.get("X-Request-Id"), "7");
  EXPECT_EQ(answer.headers.contains("Allow"), row.expected.contains("Allow")) << "a status that has no use for Allow";
  EXPECT_EQ(answer.headers.contains("Content-Type"), !row.body.empty());
}

const message::HeaderList json{{"Content-Type", "application/json"}, {"Cache-Control", "no-cache"}};
const message::HeaderList tagged{{"ETag", "W/\"corspec\""}, {"Cache-Control", "no-cache"}};
const message::HeaderList to_resource{{"Location", "/r?v=1"}, {"Cache-Control", "no-cache"}};
constexpr auto resource_body = "{\"path\":\"/r\",\"serial\":7}\n";
constexpr auto writable_body = "{\"path\":\"/w\",\"serial\":7}\n";
constexpr auto bad_request = "{\"error\":\"Bad Request\",\"serial\":7}\n";
constexpr auto not_found = "{\"error\":\"Not Found\",\"serial\":7}\n";
constexpr auto not_allowed = "{\"error\":\"Method Not Allowed\",\"serial\":7}\n";
constexpr auto server_error = "{\"error\":\"Internal Server Error\",\"serial\":7}\n";
constexpr auto not_implemented = "{\"error\":\"Not Implemented\",\"serial\":7}\n";

const AnswerRow answer_rows[] = {
    {"get", "GET", "/r", {}, 200, tagged, resource_body},
    {"head", "HEAD", "/r", {}, 200, tagged, resource_body},
    {"get_writable", "GET", "/w", {}, 200, tagged, writable_body},
    {"put", "PUT", "/w", {}, 200, json, writable_body},
    {"method_of_the_policy", "chicken", "/w", {}, 200, json, writable_body},
    {"put_on_the_resource", "PUT", "/r", {}, 405, {{"Allow", "GET, HEAD, OPTIONS"}}, not_allowed},
    {"post_on_the_resource", "POST", "/r", {}, 405, {{"Allow", "GET, HEAD, OPTIONS"}}, not_allowed},
    {"delete_is_not_of_the_policy",
     "DELETE",
     "/w",
     {},
     405,
     {{"Allow", "GET, HEAD, PUT, chicken, OPTIONS"}},
     not_allowed},
    {"trace", "TRACE", "/r", {}, 405, {{"Allow", "GET, HEAD, OPTIONS"}}, not_allowed},
    {"unknown_method", "BREW", "/r", {}, 501, {}, not_implemented},
    {"unknown_method_elsewhere", "BREW", "/m", {}, 501, {}, not_implemented},
    {"methods_have_case", "get", "/r", {}, 501, {}, not_implemented},
    {"known_only_where_writable", "chicken", "/r", {}, 501, {}, not_implemented},
    {"options", "OPTIONS", "/r", {}, 204, {{"Allow", "GET, HEAD, OPTIONS"}}, ""},
    {"options_writable", "OPTIONS", "/w", {}, 204, {{"Allow", "GET, HEAD, PUT, chicken, OPTIONS"}}, ""},
    {"options_error", "OPTIONS", "/e", {}, 204, {{"Allow", "GET, HEAD, PUT, chicken, OPTIONS"}}, ""},
    {"options_missing", "OPTIONS", "/m", {}, 404, {}, not_found},
    {"options_asterisk", "OPTIONS", "*", {}, 204, {{"Allow", "GET, HEAD, PUT, chicken, OPTIONS"}}, ""},
    {"get_asterisk", "GET", "*", {}, 400, {}, bad_request},
    {"missing", "GET", "/m", {}, 404, {}, not_found},
    {"put_missing", "PUT", "/m", {}, 404, {}, not_found},
    {"anything_else", "GET", "/", {}, 404, {}, not_found},
    {"error", "GET", "/e", {}, 500, {}, server_error},
    {"put_error", "PUT", "/e", {}, 500, {}, server_error},
    {"redirect", "GET", "/d", {}, 302, to_resource, ""},
    {"redirect_keeps_the_method", "PUT", "/d", {}, 307, to_resource, ""},
    {"malformed_target", "GET", "r", {}, 400, {}, bad_request},
    {"current", "GET", "/r", {{"If-None-Match", "\"a\", W/\"corspec\""}}, 304, tagged, ""},
    {"current_strong_tag", "GET", "/r", {{"If-None-Match", "\"corspec\""}}, 304, tagged, ""},
    {"current_whatever_it_is", "HEAD", "/r", {{"If-None-Match", "*"}}, 304, tagged, ""},
    {"not_current", "GET", "/r", {{"If-None-Match", "\"a\""}}, 200, tagged, resource_body},
    {"condition_on_a_write", "PUT", "/w", {{"If-None-Match", "\"a\""}}, 200, json, writable_body},
};

INSTANTIATE_TEST_SUITE_P(, AnswerRequest, ::testing::ValuesIn(answer_rows), row_name);

TEST(AnswerRequestOf, ServerThatDoesNotAnswerTheAsterisk) {
  auto policy = apart();
  policy.answers_asterisk = false;
  const auto request = example::request("OPTIONS", "*");
  EXPECT_EQ(answer_request(policy, request.view(), locate(policy, request.view())).status, 400);
}

TEST(AnswerRequestOf, PolicyThatStatesAllow) {
  auto policy = apart();
  policy.allow = {"GET", "PATCH"};
  EXPECT_EQ(allowed_methods(policy, {Kind::resource, "/r"}), (std::vector<std::string>{"GET", "PATCH"}));
  EXPECT_EQ(allowed_methods(policy, {Kind::writable, "/w"}),
            (std::vector<std::string>{"GET", "HEAD", "PUT", "chicken", "OPTIONS"}));
  const auto patch = example::request("PATCH", "/r");
  EXPECT_EQ(answer_request(policy, patch.view(), {Kind::resource, "/r"}).status, 200);
}

TEST(AnswerRequestOf, PolicyThatExposesFields) {
  auto policy = apart();
  policy.expose_headers = {"x-total", "X-REQUEST-ID", "etag", "Vary", "content-language", "set-cookie", "*", "x-total"};
  const auto request = example::request("GET", "/r");
  const auto answer = answer_request(policy, request.view(), locate(policy, request.view()));
  EXPECT_EQ(answer.headers, (message::HeaderList{{"Content-Type", "application/json"},
                                                 {"Cache-Control", "no-cache"},
                                                 {"ETag", "W/\"corspec\""},
                                                 {"X-Request-Id", "7"},
                                                 {"x-total", "7"}}));
}

TEST(AnswerRequestOf, PathThatNeedsEscapingInJson) {
  Policy policy{.paths = {.resource = "/a\"b\\c\x01\xff"}};
  const auto request = example::request("GET", policy.paths.resource);
  const auto answer = answer_request(policy, request.view(), locate(policy, request.view()));
  EXPECT_EQ(answer.body, "{\"path\":\"/a\\u0022b\\u005cc\\u0001\\u00ff\",\"serial\":7}\n");
}

TEST(JoinList, LeavesOutEmptyElements) {
  EXPECT_EQ(join_list({}), "");
  EXPECT_EQ(join_list({"a"}), "a");
  EXPECT_EQ(join_list({"", "a", "", "b", ""}), "a, b");
}

}  // namespace
}  // namespace corspec::reference
