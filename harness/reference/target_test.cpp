#include "reference/target.hpp"

#include <gtest/gtest.h>

#include <ostream>

#include "testing/row_name.hpp"

namespace corspec::reference {
namespace {

using corspec::testing::row_name;
using Form = Target::Form;

struct TargetRow {
  const char* name;
  std::string_view method;
  std::string_view target;
  message::HeaderList headers;
  int minor_version;
  Target expected;
};

void PrintTo(const TargetRow& row, std::ostream* out) {
  *out << row.name;
}

class RequestTarget : public ::testing::TestWithParam<TargetRow> {};

TEST_P(RequestTarget, IsReadAsRfc9112Says) {
  const auto& row = GetParam();
  const RequestView request{row.method, row.target, row.headers, {}, row.minor_version};
  const auto target = parse_target(request);
  EXPECT_EQ(target.form, row.expected.form);
  EXPECT_EQ(target.host, row.expected.host);
  EXPECT_EQ(target.path, row.expected.path);
}

const message::HeaderList host{{"Host", "api.example"}};

const TargetRow target_rows[] = {
    {"path", "GET", "/a/b", host, 1, {Form::path, "api.example", "/a/b"}},
    {"query", "GET", "/a?b=/c?d", host, 1, {Form::path, "api.example", "/a"}},
    {"empty_query", "GET", "/a?", host, 1, {Form::path, "api.example", "/a"}},
    {"two_slashes", "GET", "//a", host, 1, {Form::path, "api.example", "//a"}},
    {"host_with_port", "GET", "/", {{"host", "api.example:81"}}, 1, {Form::path, "api.example", "/"}},
    {"ipv6_host", "GET", "/", {{"Host", "[::1]"}}, 1, {Form::path, "[::1]", "/"}},
    {"ipv6_host_with_port", "GET", "/", {{"Host", "[::1]:81"}}, 1, {Form::path, "[::1]", "/"}},
    {"empty_host", "GET", "/", {{"Host", ""}}, 1, {Form::path, "", "/"}},
    {"no_host", "GET", "/", {}, 1, {Form::malformed, "", ""}},
    {"no_host_in_http_1_0", "GET", "/", {}, 0, {Form::path, "", "/"}},
    {"two_hosts", "GET", "/", {{"Host", "a"}, {"Host", "a"}}, 1, {Form::malformed, "", ""}},
    {"two_hosts_in_http_1_0", "GET", "/", {{"Host", "a"}, {"Host", "a"}}, 0, {Form::malformed, "", ""}},
    {"absolute", "GET", "http://b.example:81/a?b", host, 1, {Form::path, "b.example", "/a"}},
    {"absolute_in_upper_case", "GET", "HTTPS://b.example/a", host, 1, {Form::path, "b.example", "/a"}},
    {"absolute_without_path", "GET", "http://b.example", host, 1, {Form::path, "b.example", "/"}},
    {"absolute_with_query_only", "OPTIONS", "http://b.example?q", host, 1, {Form::path, "b.example", "/"}},
    {"absolute_options_without_path", "OPTIONS", "http://b.example:81", host, 1, {Form::asterisk, "b.example", "*"}},
    {"absolute_options_for_the_root", "OPTIONS", "http://b.example/", host, 1, {Form::path, "b.example", "/"}},
    {"absolute_without_authority", "GET", "http:///a", host, 1, {Form::malformed, "", ""}},
    {"other_scheme", "GET", "ftp://b.example/a", host, 1, {Form::malformed, "", ""}},
    {"asterisk", "OPTIONS", "*", host, 1, {Form::asterisk, "api.example", "*"}},
    {"asterisk_and_more", "OPTIONS", "*/", host, 1, {Form::malformed, "", ""}},
    {"authority", "CONNECT", "b.example:443", host, 1, {Form::malformed, "", ""}},
    {"no_slash", "GET", "a", host, 1, {Form::malformed, "", ""}},
    {"nothing", "GET", "", host, 1, {Form::malformed, "", ""}},
};

INSTANTIATE_TEST_SUITE_P(, RequestTarget, ::testing::ValuesIn(target_rows), row_name);

}  // namespace
}  // namespace corspec::reference
