#include "fetch/cors_check.hpp"

#include <gtest/gtest.h>

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

using namespace std::string_view_literals;
using corspec::testing::row_name;

constexpr auto omit = CredentialsMode::omit;
constexpr auto same_origin = CredentialsMode::same_origin;
constexpr auto include = CredentialsMode::include;

struct CorsCheckRow {
  const char* name;
  CredentialsMode mode;
  std::string_view origin;
  message::HeaderList response;
  std::string_view rule;  ///< empty: success
};

void PrintTo(const CorsCheckRow& row, std::ostream* out) {
  *out << row.name;
}

class CorsCheck : public ::testing::TestWithParam<CorsCheckRow> {};

TEST_P(CorsCheck, ComparesBytes) {
  const auto& row = GetParam();
  const auto refusal = cors_check(row.response, row.mode, row.origin);
  EXPECT_EQ(refusal ? refusal->rule : "", row.rule);
}

message::HeaderList acao(std::string_view value) {
  return {{"Access-Control-Allow-Origin", std::string(value)}};
}

message::HeaderList acao_and_acac(std::string_view allow_origin, std::string_view allow_credentials) {
  return {{"Access-Control-Allow-Origin", std::string(allow_origin)},
          {"Access-Control-Allow-Credentials", std::string(allow_credentials)}};
}

constexpr std::string_view app = "https://app.example";

const CorsCheckRow rows[] = {
    {"exact", same_origin, app, acao(app), ""},
    {"exact_when_omitting", omit, app, acao(app), ""},
    {"name_in_any_case", same_origin, app, {{"access-control-ALLOW-origin", "https://app.example"}}, ""},
    {"star", same_origin, app, acao("*"), ""},
    {"star_when_omitting", omit, app, acao("*"), ""},
    {"star_with_credentials", include, app, acao_and_acac("*", "true"), "CORS-CHECK-4"},
    {"absent", same_origin, app, {}, "CORS-CHECK-2"},
    {"absent_with_credentials", include, app, {{"Access-Control-Allow-Credentials", "true"}}, "CORS-CHECK-2"},
    {"empty", same_origin, app, acao(""), "CORS-CHECK-4"},
    {"slash", same_origin, app, acao("https://app.example/"), "CORS-CHECK-4"},
    {"path", same_origin, app, acao("https://app.example/x"), "CORS-CHECK-4"},
    {"default_port", same_origin, app, acao("https://app.example:443"), "CORS-CHECK-4"},
    {"upper_case", same_origin, app, acao("HTTPS://APP.EXAMPLE"), "CORS-CHECK-4"},
    {"upper_case_host", same_origin, app, acao("https://App.example"), "CORS-CHECK-4"},
    {"comma_list", same_origin, app, acao("https://app.example, https://b.example"), "CORS-CHECK-4"},
    {"space_list", same_origin, app, acao("https://app.example https://b.example"), "CORS-CHECK-4"},
    {"pattern", same_origin, app, acao("https://*.example"), "CORS-CHECK-4"},
    {"quoted_star", same_origin, app, acao("\"*\""), "CORS-CHECK-4"},
    {"star_list", same_origin, app, acao("*, https://app.example"), "CORS-CHECK-4"},
    {"nul_behind", same_origin, app, acao("https://app.example\0"sv), "CORS-CHECK-4"},
    {"cut_short", same_origin, app, acao("https://app.exampl"), "CORS-CHECK-4"},
    {"space_inside_the_value", same_origin, app, acao("https://app.example "), "CORS-CHECK-4"},
    {"null_for_another_origin", same_origin, app, acao("null"), "CORS-CHECK-4"},
    {"null_for_null", same_origin, "null", acao("null"), ""},
    {"null_for_null_with_credentials", include, "null", acao_and_acac("null", "true"), ""},
    {"capital_null", same_origin, "null", acao("Null"), "CORS-CHECK-4"},
    {"upper_case_null", same_origin, "null", acao("NULL"), "CORS-CHECK-4"},
    {"star_for_null", same_origin, "null", acao("*"), ""},
    {"two_lines_that_agree",
     same_origin,
     app,
     {{"Access-Control-Allow-Origin", "https://app.example"}, {"Access-Control-Allow-Origin", "https://app.example"}},
     "CORS-CHECK-4"},
    {"two_stars",
     same_origin,
     app,
     {{"Access-Control-Allow-Origin", "*"}, {"Access-Control-Allow-Origin", "*"}},
     "CORS-CHECK-4"},
    {"a_line_and_an_empty_line",
     same_origin,
     app,
     {{"Access-Control-Allow-Origin", "https://app.example"}, {"Access-Control-Allow-Origin", ""}},
     "CORS-CHECK-4"},
    {"credentials", include, app, acao_and_acac(app, "true"), ""},
    {"credentials_absent", include, app, acao(app), "CORS-CHECK-7"},
    {"credentials_empty", include, app, acao_and_acac(app, ""), "CORS-CHECK-7"},
    {"credentials_capital", include, app, acao_and_acac(app, "True"), "CORS-CHECK-7"},
    {"credentials_upper_case", include, app, acao_and_acac(app, "TRUE"), "CORS-CHECK-7"},
    {"credentials_one", include, app, acao_and_acac(app, "1"), "CORS-CHECK-7"},
    {"credentials_quoted", include, app, acao_and_acac(app, "\"true\""), "CORS-CHECK-7"},
    {"credentials_list", include, app, acao_and_acac(app, "true, true"), "CORS-CHECK-7"},
    {"credentials_twice",
     include,
     app,
     {{"Access-Control-Allow-Origin", "https://app.example"},
      {"Access-Control-Allow-Credentials", "true"},
      {"Access-Control-Allow-Credentials", "true"}},
     "CORS-CHECK-7"},
    {"credentials_garbage_that_nobody_asked_for", same_origin, app, acao_and_acac(app, "maybe"), ""},
    {"credentials_garbage_beside_star", omit, app, acao_and_acac("*", "TRUE"), ""},
    {"wrong_origin_beside_wrong_credentials", include, app, acao_and_acac("https://b.example", "no"), "CORS-CHECK-4"},
    {"star_as_origin_with_credentials", include, "*", acao_and_acac("*", "true"), ""},
    {"joined_lines_are_one_value",
     same_origin,
     "a, b",
     {{"Access-Control-Allow-Origin", "a"}, {"Access-Control-Allow-Origin", "b"}},
     ""},
};

INSTANTIATE_TEST_SUITE_P(, CorsCheck, ::testing::ValuesIn(rows), row_name);

TEST(CorsCheckRefusal, SaysWhatWouldHavePassed) {
  EXPECT_EQ(cors_check({}, same_origin, app),
            (Refusal{"CORS-CHECK-2", "Access-Control-Allow-Origin", "`https://app.example`, or `*`", std::nullopt}));
  EXPECT_EQ(cors_check({}, include, app),
            (Refusal{"CORS-CHECK-2", "Access-Control-Allow-Origin", "https://app.example", std::nullopt}));
  EXPECT_EQ(
      cors_check(acao("https://b.example"), same_origin, app),
      (Refusal{"CORS-CHECK-4", "Access-Control-Allow-Origin", "`https://app.example`, or `*`", "https://b.example"}));
  EXPECT_EQ(cors_check(acao("*"), include, app),
            (Refusal{"CORS-CHECK-4", "Access-Control-Allow-Origin", "https://app.example", "*"}));
  EXPECT_EQ(cors_check(acao(app), include, app),
            (Refusal{"CORS-CHECK-7", "Access-Control-Allow-Credentials", "true", std::nullopt}));
  EXPECT_EQ(cors_check(acao_and_acac(app, "TRUE"), include, app),
            (Refusal{"CORS-CHECK-7", "Access-Control-Allow-Credentials", "true", "TRUE"}));
}

TEST(CorsCheckRefusal, ShowsDuplicatesAsGetReadsThem) {
  const message::HeaderList response{{"Access-Control-Allow-Origin", "*"}, {"access-control-allow-origin", ""}};
  EXPECT_EQ(cors_check(response, same_origin, app),
            (Refusal{"CORS-CHECK-4", "Access-Control-Allow-Origin", "`https://app.example`, or `*`", "*, "}));
}

TEST(CorsCheckWalk, AgreesWithTheReference) {
  const message::Header lines[] = {{"Access-Control-Allow-Origin", "https://app.example"},
                                   {"access-control-allow-origin", "*"},
                                   {"Access-Control-Allow-Origin", ""},
                                   {"Access-Control-Allow-Origin", "null"},
                                   {"Access-Control-Allow-Origin", "https://app.example/"},
                                   {"Access-Control-Allow-Credentials", "true"},
                                   {"access-control-allow-credentials", "TRUE"},
                                   {"Access-Control-Allow-Credentials", ""},
                                   {"Access-Control-Allow-Methods", "*"},
                                   {"X", "https://app.example"}};
  int successes = 0;
  corspec::testing::for_each_sequence(
      std::span<const message::Header>(lines), 3, [&](std::span<const message::Header> sequence) {
        const message::HeaderList response(std::vector<message::Header>(sequence.begin(), sequence.end()));
        reference::Headers plain;
        for (const auto& header : response) plain.emplace_back(header.name, header.value);
        for (const auto origin : {app, "null"sv, "*"sv, "https://app.example, https://app.example"sv}) {
          for (const auto mode : {omit, same_origin, include}) {
            const auto refusal = cors_check(response, mode, origin);
            ASSERT_EQ(refusal ? refusal->rule : "", reference::cors_check(plain, mode == include, std::string(origin)));
            successes += refusal ? 0 : 1;
          }
        }
      });
  EXPECT_GT(successes, 500);
}

}  // namespace
}  // namespace corspec::fetch
