#include "fetch/exposed_headers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "testing/reference.hpp"
#include "testing/row_name.hpp"
#include "testing/token_walk.hpp"

namespace corspec::fetch {
namespace {

using corspec::testing::row_name;
using Names = std::vector<std::string>;

constexpr auto omit = CredentialsMode::omit;
constexpr auto same_origin = CredentialsMode::same_origin;
constexpr auto include = CredentialsMode::include;

TEST(CorsSafelistedResponseHeaderName, IsOneOfSeven) {
  for (const auto* const name : {"Cache-Control", "Content-Language", "Content-Length", "Content-Type", "Expires",
                                 "Last-Modified", "Pragma", "pRAGMA"}) {
    EXPECT_TRUE(is_cors_safelisted_response_header_name(name)) << name;
  }
  for (const auto* const name : {"", "Pragm", "Pragmas", "ETag", "Date", "Location", "Set-Cookie", "Content-Encoding",
                                 "Access-Control-Allow-Origin", "Authorization", "*"}) {
    EXPECT_FALSE(is_cors_safelisted_response_header_name(name)) << name;
  }
}

TEST(ForbiddenResponseHeaderName, IsOneOfTwo) {
  for (const auto* const name : {"Set-Cookie", "Set-Cookie2", "sET-cookie"}) {
    EXPECT_TRUE(is_forbidden_response_header_name(name)) << name;
  }
  for (const auto* const name : {"", "Cookie", "Set-Cookie3", "Set-Cooki", "*"}) {
    EXPECT_FALSE(is_forbidden_response_header_name(name)) << name;
  }
}

struct ExposedRow {
  const char* name;
  CredentialsMode mode;
  message::HeaderList response;
  Names names;
};

void PrintTo(const ExposedRow& row, std::ostream* out) {
  *out << row.name;
}

class ExposedHeaderNames : public ::testing::TestWithParam<ExposedRow> {};

TEST_P(ExposedHeaderNames, AreThePresentOnesThatScriptMayRead) {
  const auto& row = GetParam();
  reference::Headers plain;
  for (const auto& header : row.response) plain.emplace_back(header.name, header.value);
  EXPECT_EQ(exposed_header_names(row.response, row.mode), row.names);
  EXPECT_EQ(reference::exposed_header_names(plain, row.mode == include), row.names);
}

const ExposedRow rows[] = {
    {"no_headers", same_origin, {}, {}},
    {"safelisted",
     include,
     {{"Pragma", ""}, {"CONTENT-Type", "a/b"}, {"X-Y", "1"}, {"Expires", "0"}, {"Content-Length", "0"}},
     {"content-length", "content-type", "expires", "pragma"}},
    {"listed", same_origin, {{"Access-Control-Expose-Headers", "x-y, X-Absent"}, {"X-Y", "1"}, {"X-Z", "2"}}, {"x-y"}},
    {"listed_with_credentials", include, {{"Access-Control-Expose-Headers", "X-y"}, {"x-Y", "1"}}, {"x-y"}},
    {"listed_on_two_lines",
     omit,
     {{"Access-Control-Expose-Headers", "x-z"},
      {"X-Y", "1"},
      {"access-control-expose-headers", "x-y"},
      {"X-Z", "2"},
      {"x-y", "3"}},
     {"x-y", "x-z"}},
    {"R10_star",
     same_origin,
     {{"Access-Control-Expose-Headers", "*"}, {"X-Y", "1"}, {"Set-Cookie", "a=b"}},
     {"access-control-expose-headers", "x-y"}},
    {"R11_star_with_credentials", include, {{"Access-Control-Expose-Headers", "*"}, {"X-Y", "1"}}, {}},
    {"star_with_credentials_names_a_header", include, {{"Access-Control-Expose-Headers", "*"}, {"*", "1"}}, {"*"}},
    {"star_in_a_list",
     omit,
     {{"Access-Control-Expose-Headers", "x-z, *"}, {"X-Y", "1"}},
     {"access-control-expose-headers", "x-y"}},
    {"R12_malformed",
     same_origin,
     {{"Access-Control-Expose-Headers", "\"x-y\",x-z"}, {"X-Y", "1"}, {"X-Z", "2"}, {"Pragma", ""}},
     {"pragma"}},
    {"malformed_on_another_line",
     same_origin,
     {{"Access-Control-Expose-Headers", "*"}, {"Access-Control-Expose-Headers", "x y"}, {"X-Y", "1"}, {"Pragma", ""}},
     {"pragma"}},
    {"empty_list", same_origin, {{"Access-Control-Expose-Headers", ""}, {"X-Y", "1"}}, {}},
    {"set_cookie_is_never_exposed",
     same_origin,
     {{"Access-Control-Expose-Headers", "set-cookie, Set-Cookie2, x-y"},
      {"Set-Cookie", "a=b"},
      {"Set-Cookie2", "a=b"},
      {"X-Y", "1"}},
     {"x-y"}},
    {"authorization_is_not_special",
     same_origin,
     {{"Access-Control-Expose-Headers", "*"}, {"Authorization", "t"}},
     {"access-control-expose-headers", "authorization"}},
};

INSTANTIATE_TEST_SUITE_P(, ExposedHeaderNames, ::testing::ValuesIn(rows), row_name);

TEST(ExposedHeaderNamesWalk, AgreesWithTheReference) {
  const message::Header lines[] = {{"Access-Control-Expose-Headers", "x-y"},
                                   {"access-control-expose-headers", "*"},
                                   {"Access-Control-Expose-Headers", "X-Z, set-cookie"},
                                   {"Access-Control-Expose-Headers", "x y"},
                                   {"Access-Control-Expose-Headers", ""},
                                   {"X-Y", "1"},
                                   {"x-z", "2"},
                                   {"*", "3"},
                                   {"Set-Cookie", "a=b"},
                                   {"Pragma", ""}};
  int exposing = 0;
  corspec::testing::for_each_sequence(
      std::span<const message::Header>(lines), 3, [&](std::span<const message::Header> sequence) {
        const message::HeaderList response(std::vector<message::Header>(sequence.begin(), sequence.end()));
        reference::Headers plain;
        for (const auto& header : response) plain.emplace_back(header.name, header.value);
        for (const auto mode : {same_origin, include}) {
          const auto names = exposed_header_names(response, mode);
          ASSERT_EQ(names, reference::exposed_header_names(plain, mode == include));
          exposing += names.empty() ? 0 : 1;
        }
      });
  EXPECT_GT(exposing, 300);
}

TEST(ManyExposedHeaderNames, AreFound) {
  constexpr int many = 20'000;
  std::string listed;
  message::HeaderList response;
  for (int number = 0; number < many; ++number) {
    listed.append("X-").append(std::to_string(2 * number)).append(",");
    response.append("x-" + std::to_string(number), "1");
  }
  response.append("Access-Control-Expose-Headers", listed);
  const auto names = exposed_header_names(response, include);
  EXPECT_EQ(names.size(), many / 2U);
  EXPECT_TRUE(std::ranges::binary_search(names, "x-19998"));
  EXPECT_FALSE(std::ranges::binary_search(names, "x-19999"));
}

}  // namespace
}  // namespace corspec::fetch
