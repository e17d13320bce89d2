#include "run/response_change.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/cors_check.hpp"
#include "testing/row_name.hpp"

namespace corspec::run {
namespace {

using fetch::CredentialsMode;
using message::HeaderList;

constexpr std::string_view acao = "Access-Control-Allow-Origin";
constexpr std::string_view acac = "Access-Control-Allow-Credentials";
constexpr std::string_view acam = "Access-Control-Allow-Methods";
constexpr std::string_view acah = "Access-Control-Allow-Headers";

struct PreflightRow {
  const char* name;
  HeaderList response;
  std::vector<ResponseChange> expected;
  int status = 204;
  std::string method = "PUT";
  std::vector<std::string> unsafe_names;
  CredentialsMode credentials = CredentialsMode::same_origin;
};

void PrintTo(const PreflightRow& row, std::ostream* out) {
  *out << row.name;
}

class PreflightChanges : public ::testing::TestWithParam<PreflightRow> {};

TEST_P(PreflightChanges, AreTheFewestThatAllowIt) {
  const auto& row = GetParam();
  const fetch::PreflightSubject subject{
      .origin = "https://app.example",
      .method = row.method,
      .unsafe_names = row.unsafe_names,
      .has_authorization = std::ranges::find(row.unsafe_names, "authorization") != row.unsafe_names.end(),
      .credentials = row.credentials};
  const auto changes = changes_to_allow_preflight(subject, row.status, row.response);
  EXPECT_EQ(changes, row.expected);

  auto response = row.response;
  int status = row.status;
  const auto apply = [&](const ResponseChange& change) {
    if (change.field == "status") {
      status = std::stoi(*change.value);
    } else if (change.value) {
      response.set(change.field, *change.value);
    } else {
      response.remove(change.field);
    }
  };
  for (std::size_t left_out = 0; left_out < changes.size(); ++left_out) {
    response = row.response;
    status = row.status;
    for (std::size_t i = 0; i < changes.size(); ++i)
      if (i != left_out) apply(changes[i]);
    EXPECT_FALSE(fetch::evaluate_preflight(subject, status, response).allowed())
        << "not needed: " << changes[left_out].field;
  }
  for (const auto& change : changes) apply(change);
  EXPECT_TRUE(fetch::evaluate_preflight(subject, status, response).allowed());
}

INSTANTIATE_TEST_SUITE_P(
    Rows, PreflightChanges,
    ::testing::Values(
        PreflightRow{
            "nothing_needed", {{"Access-Control-Allow-Origin", "*"}, {"Access-Control-Allow-Methods", "*"}}, {}},
        PreflightRow{"bare_response", {}, {{acao, "https://app.example"}, {acam, "PUT"}}},
        PreflightRow{.name = "status",
                     .response = {{"Access-Control-Allow-Origin", "*"}, {"Access-Control-Allow-Methods", "PUT"}},
                     .expected = {{"status", "204"}},
                     .status = 404},
        PreflightRow{.name = "everything",
                     .response = {{"Access-Control-Allow-Origin", "*"}},
                     .expected = {{acao, "https://app.example"},
                                  {acac, "true"},
                                  {"status", "204"},
                                  {acam, "PUT"},
                                  {acah, "authorization, x-a"}},
                     .status = 302,
                     .unsafe_names = {"authorization", "x-a"},
                     .credentials = CredentialsMode::include},
        PreflightRow{"two_origin_lines",
                     {{"Access-Control-Allow-Origin", "https://app.example"},
                      {"Access-Control-Allow-Origin", "https://app.example"},
                      {"Access-Control-Allow-Methods", "PUT"}},
                     {{acao, "https://app.example"}}},
        PreflightRow{"method_in_wrong_case",
                     {{"Access-Control-Allow-Origin", "*"}, {"Access-Control-Allow-Methods", "GET, put"}},
                     {{acam, "GET, put, PUT"}}},
        PreflightRow{"method_on_lines",
                     {{"Access-Control-Allow-Origin", "*"},
                      {"Access-Control-Allow-Methods", "GET"},
                      {"Access-Control-Allow-Methods", "DELETE"}},
                     {{acam, "GET, DELETE, PUT"}}},
        PreflightRow{.name = "star_beside_credentials",
                     .response = {{"Access-Control-Allow-Origin", "https://app.example"},
                                  {"Access-Control-Allow-Credentials", "true"},
                                  {"Access-Control-Allow-Methods", "*"},
                                  {"Access-Control-Allow-Headers", "*, X-B"}},
                     .expected = {{acam, "PUT"}, {acah, "X-B, x-a"}},
                     .unsafe_names = {"x-a", "x-b"},
                     .credentials = CredentialsMode::include},
        PreflightRow{.name = "star_beside_authorization",
                     .response = {{"Access-Control-Allow-Origin", "*"}, {"Access-Control-Allow-Headers", "*"}},
                     .expected = {{acah, "*, authorization"}},
                     .method = "GET",
                     .unsafe_names = {"authorization", "x-a"}},
        PreflightRow{.name = "malformed_and_not_needed",
                     .response = {{"Access-Control-Allow-Origin", "*"}, {"Access-Control-Allow-Headers", "x y"}},
                     .expected = {{acah, std::nullopt}},
                     .method = "GET"},
        PreflightRow{
            .name = "malformed_with_good_elements",
            .response = {{"Access-Control-Allow-Origin", "*"}, {"Access-Control-Allow-Headers", "x-a, x y, X-B"}},
            .expected = {{acah, "x-a, X-B, x-c"}},
            .method = "GET",
            .unsafe_names = {"x-a", "x-b", "x-c"}},
        PreflightRow{.name = "separated_by_spaces",
                     .response = {{"Access-Control-Allow-Origin", "*"}, {"Access-Control-Allow-Methods", "GET PUT"}},
                     .expected = {{acam, "PUT"}}}),
    [](const auto& row) { return row.param.name; });

struct CheckRow {
  const char* name;
  HeaderList response;
  CredentialsMode credentials;
  std::vector<ResponseChange> expected;
};

void PrintTo(const CheckRow& row, std::ostream* out) {
  *out << row.name;
}

class CorsCheckChanges : public ::testing::TestWithParam<CheckRow> {};

TEST_P(CorsCheckChanges, MakeItPass) {
  const auto& row = GetParam();
  const auto changes = changes_to_pass_cors_check(row.response, row.credentials, "null");
  EXPECT_EQ(changes, row.expected);
  auto response = row.response;
  for (const auto& change : changes) response.set(change.field, *change.value);
  EXPECT_FALSE(fetch::cors_check(response, row.credentials, "null"));
}

INSTANTIATE_TEST_SUITE_P(
    Rows, CorsCheckChanges,
    ::testing::Values(
        CheckRow{"passes", {{"access-control-allow-origin", "null"}}, CredentialsMode::omit, {}},
        CheckRow{"absent", {}, CredentialsMode::omit, {{acao, "null"}}},
        CheckRow{"other", {{"Access-Control-Allow-Origin", "Null"}}, CredentialsMode::same_origin, {{acao, "null"}}},
        CheckRow{"credentials_absent",
                 {{"Access-Control-Allow-Origin", "null"}},
                 CredentialsMode::include,
                 {{acac, "true"}}},
        CheckRow{"star_and_upper_case_true",
                 {{"Access-Control-Allow-Origin", "*"}, {"Access-Control-Allow-Credentials", "TRUE"}},
                 CredentialsMode::include,
                 {{acao, "null"}, {acac, "true"}}}),
    [](const auto& row) { return row.param.name; });

struct GivesRow {
  const char* name;
  ResponseChange change;
  std::string_view origin;
  fetch::CredentialsMode credentials;
  std::string_view gives;

  friend std::ostream& operator<<(std::ostream& out, const GivesRow& row) { return out << row.name; }
};

class Gives : public ::testing::TestWithParam<GivesRow> {};

TEST_P(Gives, IsSaid) {
  EXPECT_EQ(what_it_gives(GetParam().change, GetParam().origin, GetParam().credentials), GetParam().gives);
}

INSTANTIATE_TEST_SUITE_P(
    , Gives,
    ::testing::Values(
        GivesRow{"any",
                 {"Access-Control-Allow-Origin", "*"},
                 "https://a.example",
                 fetch::CredentialsMode::omit,
                 "any page may then read this answer, without credentials"},
        GivesRow{"origin",
                 {"Access-Control-Allow-Origin", "https://a.example"},
                 "https://a.example",
                 fetch::CredentialsMode::include,
                 "pages of https://a.example may then read this answer, as the signed-in user gets it"},
        GivesRow{"null",
                 {"Access-Control-Allow-Origin", "null"},
                 "null",
                 fetch::CredentialsMode::omit,
                 "any page in a sandboxed frame, of whatever site, may then read this answer"},
        GivesRow{"status", {"status", "204"}, "null", fetch::CredentialsMode::omit, ""},
        GivesRow{"less", {"Access-Control-Allow-Headers", std::nullopt}, "null", fetch::CredentialsMode::omit, ""}),
    corspec::testing::row_name);

}  // namespace
}  // namespace corspec::run
