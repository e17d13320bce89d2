#include "fetch/preflight.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "testing/row_name.hpp"

namespace corspec::fetch {
namespace {

using corspec::testing::row_name;
using message::HeaderList;
using Strings = std::vector<std::string>;

constexpr std::string_view acao = "Access-Control-Allow-Origin";
constexpr std::string_view acac = "Access-Control-Allow-Credentials";
constexpr std::string_view acam = "Access-Control-Allow-Methods";
constexpr std::string_view acah = "Access-Control-Allow-Headers";
constexpr std::string_view acma = "Access-Control-Max-Age";

constexpr auto same_origin = CredentialsMode::same_origin;
constexpr auto include = CredentialsMode::include;

/// One line of a response; tables read better with short names.
struct Line {
  std::string_view name;
  std::string_view value;
};

HeaderList header_list(const std::vector<Line>& lines) {
  HeaderList headers;
  for (const auto& line : lines) headers.append(std::string(line.name), std::string(line.value));
  return headers;
}

/// A request of https://app.example.
PreflightSubject subject(std::string_view method, const HeaderList& headers = {},
                         CredentialsMode credentials = same_origin) {
  return preflight_subject("https://app.example", std::string(method), headers, credentials);
}

PreflightSubject of_opaque_origin(PreflightSubject request) {
  request.origin = "null";
  return request;
}

PreflightSubject flagged(PreflightSubject request) {
  request.use_cors_preflight_flag = true;
  return request;
}

/// Baseline of the test vectors: the lines of Access-Control-Allow-Origin unless the row has its own, then the row's.
HeaderList allowing(std::vector<Line> lines) {
  lines.insert(lines.begin(), {acao, "https://app.example"});
  return header_list(lines);
}

struct VectorRow {
  const char* name;  ///< as in section 9.2 of the rules
  PreflightSubject request;
  int status;
  HeaderList response;
  std::string_view rule;  ///< empty: allowed
};

void PrintTo(const VectorRow& row, std::ostream* out) {
  *out << row.name;
}

class PreflightVector : public ::testing::TestWithParam<VectorRow> {};

TEST_P(PreflightVector, IsAllowedOrRefusedByThatRule) {
  const auto& row = GetParam();
  const auto evaluation = evaluate_preflight(row.request, row.status, row.response);
  EXPECT_EQ(evaluation.refusal ? evaluation.refusal->rule : "", row.rule);
  EXPECT_EQ(evaluation.allowed(), row.rule.empty());
}

const VectorRow origin_vectors[] = {
    {"P1", subject("PUT"), 204, allowing({{acam, "PUT"}}), ""},
    {"P2", subject("PUT"), 200, header_list({{acao, "*"}, {acam, "*"}}), ""},
    {"P3", subject("PUT", {}, include), 204, header_list({{acao, "*"}, {acac, "true"}, {acam, "PUT"}}), "CORS-CHECK-4"},
    {"P4", subject("PUT", {}, include), 204, allowing({{acac, "true"}, {acam, "*"}}), "PF-5"},
    {"P5", subject("PUT", {}, include), 204, allowing({{acac, "True"}, {acam, "PUT"}}), "CORS-CHECK-7"},
    {"P6", subject("PUT", {}, include), 204, allowing({{acac, "true"}, {acac, "true"}, {acam, "PUT"}}), "CORS-CHECK-7"},
    {"P7", subject("PUT"), 204, allowing({{acac, "maybe"}, {acam, "PUT"}}), ""},
    {"P8", subject("PUT"), 204, header_list({{acao, "https://app.example/"}, {acam, "PUT"}}), "CORS-CHECK-4"},
    {"P9", subject("PUT"), 204, header_list({{acao, "https://app.example:443"}, {acam, "PUT"}}), "CORS-CHECK-4"},
    {"P10", subject("PUT"), 204, header_list({{acao, "HTTPS://APP.EXAMPLE"}, {acam, "PUT"}}), "CORS-CHECK-4"},
    {"P11", subject("PUT"), 204, header_list({{acao, "*"}, {acao, "*"}, {acam, "PUT"}}), "CORS-CHECK-4"},
    {"P12", subject("PUT"), 204, allowing({{acao, ""}, {acam, "PUT"}}), "CORS-CHECK-4"},
    {"P14", subject("PUT"), 204, header_list({{acao, "https://app.example, https://b.example"}, {acam, "PUT"}}),
     "CORS-CHECK-4"},
    {"P15_empty", subject("PUT"), 204, header_list({{acao, ""}, {acam, "PUT"}}), "CORS-CHECK-4"},
    {"P15_absent", subject("PUT"), 204, header_list({{acam, "PUT"}}), "CORS-CHECK-2"},
    {"P16", of_opaque_origin(subject("PUT", {}, include)), 204,
     header_list({{acao, "null"}, {acac, "true"}, {acam, "PUT"}}), ""},
    {"P17", of_opaque_origin(subject("PUT")), 204, header_list({{acao, "Null"}, {acam, "PUT"}}), "CORS-CHECK-4"},
};

INSTANTIATE_TEST_SUITE_P(Origin, PreflightVector, ::testing::ValuesIn(origin_vectors), row_name);

const VectorRow status_vectors[] = {
    {"P18_200", subject("PUT"), 200, allowing({{acam, "PUT"}}), ""},
    {"P18_206", subject("PUT"), 206, allowing({{acam, "PUT"}}), ""},
    {"P18_299", subject("PUT"), 299, allowing({{acam, "PUT"}}), ""},
    {"P19_300", subject("PUT"), 300, allowing({{acam, "PUT"}}), "PF-1"},
    {"P19_199", subject("PUT"), 199, allowing({{acam, "PUT"}}), "PF-1"},
    {"P19_304", subject("PUT"), 304, allowing({{acam, "PUT"}}), "PF-1"},
    {"P19_403", subject("PUT"), 403, allowing({{acam, "PUT"}}), "PF-1"},
    {"P19_405", subject("PUT"), 405, allowing({{acam, "PUT"}}), "PF-1"},
    {"P19_500", subject("PUT"), 500, allowing({{acam, "PUT"}}), "PF-1"},
    {"P19_0", subject("PUT"), 0, allowing({{acam, "PUT"}}), "PF-1"},
    {"P20", subject("PUT"), 307, allowing({{acam, "PUT"}, {"Location", "/r2"}}), "PF-1"},
    {"P23", subject("PUT"), 401, allowing({{acam, "PUT"}, {"WWW-Authenticate", "Basic"}}), "PF-1"},
    {"P24", subject("PUT"), 200, allowing({{acam, "PUT"}, {"Content-Length", "1000000"}}), ""},
};

INSTANTIATE_TEST_SUITE_P(Status, PreflightVector, ::testing::ValuesIn(status_vectors), row_name);

const VectorRow method_vectors[] = {
    {"P25", subject("PUT"), 204, allowing({{acam, "put"}}), "PF-5"},
    {"P26", subject("patch"), 204, allowing({{acam, "PATCH"}}), "PF-5"},
    {"P27", subject("patch"), 204, allowing({{acam, "patch"}}), ""},
    {"P28", subject("PUT"), 204, allowing({{"Allow", "PUT"}}), "PF-5"},
    {"P29", subject("POST", {{"X-A", "1"}}), 204, allowing({{acah, "x-a"}, {acam, "PUT"}}), ""},
    {"P30", subject("POST", {{"X-A", "1"}}), 204, allowing({{acah, "x-a"}, {acam, "GET PUT"}}), "PF-3"},
    {"P31", subject("PUT"), 204, allowing({{acam, ",GET, ,\tPUT\t,,"}}), ""},
    {"P32_quoted", subject("PUT"), 204, allowing({{acam, "\"PUT\""}}), "PF-3"},
    {"P32_parameter", subject("PUT"), 204, allowing({{acam, "PUT;q=1"}}), "PF-3"},
    {"P32_slash", subject("PUT"), 204, allowing({{acam, "GET/PUT"}}), "PF-3"},
    {"P33", subject("PUT"), 204, allowing({{acam, "GET"}, {acam, "PUT"}}), ""},
    {"P34", subject("PUT"), 204, allowing({{acam, "PUT"}, {acam, "bad method"}}), "PF-3"},
    {"P35", subject("CHICKEN"), 204, allowing({{acam, "GET, *"}}), ""},
    {"P36", subject("*", {}, include), 204, allowing({{acac, "true"}, {acam, "*"}}), ""},
    {"empty_list", subject("PUT"), 204, allowing({{acam, ""}}), "PF-5"},
    {"safelisted_beside_an_empty_list", subject("HEAD"), 204, allowing({{acam, ""}}), ""},
    {"star_that_is_part_of_a_method", subject("PUT"), 204, allowing({{acam, "P*"}}), "PF-5"},
    {"options_is_not_safelisted", subject("OPTIONS"), 204, allowing({}), "PF-5"},
};

INSTANTIATE_TEST_SUITE_P(Method, PreflightVector, ::testing::ValuesIn(method_vectors), row_name);

const HeaderList x_a{{"X-A", "1"}};
const HeaderList x_a_and_x_b{{"X-A", "1"}, {"X-B", "2"}};
const HeaderList authorization{{"Authorization", "Bearer t"}};
const HeaderList authorization_and_x_a{{"Authorization", "Bearer t"}, {"X-A", "1"}};
const HeaderList json{{"Content-Type", "application/json"}};

const VectorRow header_vectors[] = {
    {"P37", subject("GET", x_a), 204, allowing({{acah, "X-a"}}), ""},
    {"P38", subject("GET", x_a), 204, allowing({{acah, "*"}}), ""},
    {"P39", subject("GET", x_a, include), 204, allowing({{acac, "true"}, {acah, "*"}}), "PF-7"},
    {"P40", subject("GET", authorization), 204, allowing({{acah, "*"}}), "PF-6"},
    {"P41", subject("GET", authorization_and_x_a), 204, allowing({{acah, "*, authorization"}}), ""},
    {"P42", subject("GET", authorization_and_x_a, include), 204, allowing({{acac, "true"}, {acah, "*, authorization"}}),
     "PF-7"},
    {"P43_space", subject("GET", x_a_and_x_b), 204, allowing({{acah, "x-a x-b"}}), "PF-3"},
    {"P43_semicolon", subject("GET", x_a_and_x_b), 204, allowing({{acah, "x-a; x-b"}}), "PF-3"},
    {"P44", subject("GET", x_a_and_x_b), 204, allowing({{acah, "x-a\t,\tx-b"}}), ""},
    {"P45", subject("PUT"), 204, allowing({{acam, "PUT"}, {acah, "x y"}}), "PF-3"},
    {"P46", subject("POST", json), 204, allowing({{acah, "content-type"}}), ""},
    {"P47", subject("POST", json), 204, allowing({{acam, "POST"}}), "PF-7"},
    {"P48", subject("GET", {{"Accept", std::string(129, 'a')}}), 204, allowing({{acah, "x-a"}}), "PF-7"},
    {"P49", flagged(subject("POST")), 204, allowing({}), ""},
    {"P50", subject("PUT"), 204, allowing({{acam, "PUT"}, {acma, "soon"}}), ""},
    {"P51", subject("PUT"), 204,
     allowing(
         {{acam, "PUT"}, {"Access-Control-Expose-Headers", "\"x"}, {"Cross-Origin-Resource-Policy", "same-origin"}}),
     ""},
    {"authorization_listed_in_any_case", subject("GET", authorization), 204, allowing({{acah, "AUTHORIZATION"}}), ""},
    {"authorization_with_credentials", subject("GET", authorization, include), 204,
     allowing({{acac, "true"}, {acah, "authorization"}}), ""},
    {"one_of_two_missing", subject("GET", x_a_and_x_b), 204, allowing({{acah, "x-a"}}), "PF-7"},
    {"two_lines", subject("GET", x_a_and_x_b), 204, allowing({{acah, "x-b"}, {acah, "x-a"}}), ""},
    {"star_named_header", subject("GET", {{"*", "1"}}, include), 204, allowing({{acac, "true"}, {acah, "*"}}), ""},
    {"empty_list_of_names", subject("GET", x_a), 204, allowing({{acah, ""}}), "PF-7"},
};

INSTANTIATE_TEST_SUITE_P(Header, PreflightVector, ::testing::ValuesIn(header_vectors), row_name);

// Each row breaks this step and every later one: the earliest is the one reported.
const VectorRow order_vectors[] = {
    {"cors_check_first", subject("PUT", authorization_and_x_a), 403, header_list({{acam, "a b"}, {acah, "a b"}}),
     "CORS-CHECK-2"},
    {"then_the_status", subject("PUT", authorization_and_x_a), 403, allowing({{acam, "a b"}, {acah, "a b"}}), "PF-1"},
    {"then_malformed_lists", subject("PUT", authorization_and_x_a), 204, allowing({{acah, "a b"}}), "PF-3"},
    {"then_the_method", subject("PUT", authorization_and_x_a), 204, allowing({}), "PF-5"},
    {"then_authorization", subject("GET", authorization_and_x_a), 204, allowing({}), "PF-6"},
    {"then_the_names", subject("GET", authorization_and_x_a), 204, allowing({{acah, "authorization"}}), "PF-7"},
};

INSTANTIATE_TEST_SUITE_P(Order, PreflightVector, ::testing::ValuesIn(order_vectors), row_name);

struct RefusalRow {
  const char* name;
  PreflightSubject request;
  int status;
  HeaderList response;
  Refusal refusal;
};

void PrintTo(const RefusalRow& row, std::ostream* out) {
  *out << row.name;
}

class PreflightRefusal : public ::testing::TestWithParam<RefusalRow> {};

TEST_P(PreflightRefusal, SaysWhatWasSeenAndWhatWouldHavePassed) {
  const auto& row = GetParam();
  EXPECT_EQ(evaluate_preflight(row.request, row.status, row.response).refusal, row.refusal);
}

const RefusalRow refusal_rows[] = {
    {"origin",
     subject("PUT"),
     204,
     header_list({{acao, "*"}, {acao, "*"}}),
     {"CORS-CHECK-4", acao, "`https://app.example`, or `*`", "*, *"}},
    {"status", subject("PUT"), 301, allowing({}), {"PF-1", "status", "a status from 200 to 299", "301"}},
    {"malformed_methods",
     subject("PUT"),
     204,
     allowing({{acam, "PUT"}, {acam, "a b"}, {acah, "a b"}}),
     {"PF-3", acam, "a list of tokens separated by commas", "PUT, a b"}},
    {"malformed_names",
     subject("PUT"),
     204,
     allowing({{acam, "PUT"}, {acah, "a b"}}),
     {"PF-3", acah, "a list of tokens separated by commas", "a b"}},
    {"method_absent", subject("PUT"), 204, allowing({}), {"PF-5", acam, "a list with `PUT`, or `*`", std::nullopt}},
    {"method_missing",
     subject("PUT"),
     204,
     allowing({{acam, "GET"}, {acam, "POST"}}),
     {"PF-5", acam, "a list with `PUT`, or `*`", "GET, POST"}},
    {"method_with_credentials",
     subject("PUT", {}, include),
     204,
     allowing({{acac, "true"}, {acam, "*"}}),
     {"PF-5", acam, "a list with `PUT`", "*"}},
    {"authorization",
     subject("GET", authorization),
     204,
     allowing({{acah, "*"}}),
     {"PF-6", acah, "a list with `authorization`", "*"}},
    {"first_missing_name_in_sorted_order",
     subject("GET", {{"X-C", "1"}, {"x-B", "2"}, {"X-A", "3"}}),
     204,
     allowing({{acah, "x-a"}}),
     {"PF-7", acah, "a list with `x-b`, or `*`", "x-a"}},
    {"name_with_credentials",
     subject("GET", x_a, include),
     204,
     allowing({{acac, "true"}, {acah, "*"}}),
     {"PF-7", acah, "a list with `x-a`", "*"}},
    {"name_absent", subject("GET", x_a), 204, allowing({}), {"PF-7", acah, "a list with `x-a`, or `*`", std::nullopt}},
};

INSTANTIATE_TEST_SUITE_P(, PreflightRefusal, ::testing::ValuesIn(refusal_rows), row_name);

TEST(NetworkErrorRefusal, IsByRule17) {
  EXPECT_EQ(network_error_refusal("connection reset"),
            (Refusal{"PF-17", "response", "a complete response header section", "connection reset"}));
}

struct LearntRow {
  const char* name;
  PreflightSubject request;
  HeaderList response;
  Strings methods;
  Strings header_names;
  MaxAge max_age;
};

void PrintTo(const LearntRow& row, std::ostream* out) {
  *out << row.name;
}

class AllowedPreflight : public ::testing::TestWithParam<LearntRow> {};

TEST_P(AllowedPreflight, TeachesTheCache) {
  const auto& row = GetParam();
  const auto evaluation = evaluate_preflight(row.request, 204, row.response);
  ASSERT_TRUE(evaluation.allowed());
  EXPECT_EQ(evaluation.methods, row.methods);
  EXPECT_EQ(evaluation.header_names, row.header_names);
  EXPECT_EQ(evaluation.max_age, row.max_age);
}

constexpr MaxAge by_default{{5}, MaxAge::Source::absent};
constexpr MaxAge ten_minutes{{600}, MaxAge::Source::value};

const LearntRow learnt_rows[] = {
    {"nothing", subject("GET"), allowing({}), {}, {}, by_default},
    {"all_that_is_listed",
     subject("PUT", x_a),
     allowing({{acam, "PUT, GET"}, {acah, "*"}, {acam, "DELETE"}, {acah, "X-A, x-b"}, {acma, "600"}}),
     {"PUT", "GET", "DELETE"},
     {"*", "X-A", "x-b"},
     ten_minutes},
    {"flag_and_no_methods", flagged(subject("POST")), allowing({}), {"POST"}, {}, by_default},
    {"flag_and_no_methods_for_an_unsafelisted_one", flagged(subject("PUT")), allowing({}), {"PUT"}, {}, by_default},
    {"flag_and_an_empty_list", flagged(subject("POST")), allowing({{acam, ""}}), {}, {}, by_default},
    {"flag_and_other_methods", flagged(subject("POST")), allowing({{acam, "PUT"}}), {"PUT"}, {}, by_default},
    {"malformed_max_age", subject("GET"), allowing({{acma, "600s"}}), {}, {}, {{5}, MaxAge::Source::malformed}},
};

INSTANTIATE_TEST_SUITE_P(, AllowedPreflight, ::testing::ValuesIn(learnt_rows), row_name);

TEST(RefusedPreflight, TeachesNothing) {
  const auto evaluation =
      evaluate_preflight(subject("PUT"), 204, allowing({{acam, "GET"}, {acah, "x-a"}, {acma, "600"}}));
  ASSERT_FALSE(evaluation.allowed());
  EXPECT_TRUE(evaluation.methods.empty());
  EXPECT_TRUE(evaluation.header_names.empty());
  EXPECT_EQ(evaluation.max_age, MaxAge{});
}

struct DeviationRow {
  const char* name;
  PreflightSubject request;
  HeaderList response;
  std::optional<Refusal> by_standard;
  std::optional<Refusal> when_covering;
};

void PrintTo(const DeviationRow& row, std::ostream* out) {
  *out << row.name;
}

class WildcardCoversAuthorization : public ::testing::TestWithParam<DeviationRow> {};

TEST_P(WildcardCoversAuthorization, OnlyWhenTheEngineSaysSo) {
  const auto& row = GetParam();
  const Deviations covering{.authorization_covered_by_wildcard = true};
  EXPECT_EQ(evaluate_preflight(row.request, 204, row.response).refusal, row.by_standard);
  EXPECT_EQ(evaluate_preflight(row.request, 204, row.response, covering).refusal, row.when_covering);
}

const DeviationRow deviation_rows[] = {
    {"star", subject("GET", authorization), allowing({{acah, "*"}}),
     Refusal{"PF-6", acah, "a list with `authorization`", "*"}, std::nullopt},
    {"listed", subject("GET", authorization), allowing({{acah, "authorization"}}), std::nullopt, std::nullopt},
    {"neither", subject("GET", authorization), allowing({{acah, "x-a"}}),
     Refusal{"PF-6", acah, "a list with `authorization`", "x-a"},
     Refusal{"PF-6", acah, "a list with `authorization`, or `*`", "x-a"}},
    {"star_with_credentials", subject("GET", authorization, include), allowing({{acac, "true"}, {acah, "*"}}),
     Refusal{"PF-6", acah, "a list with `authorization`", "*"},
     Refusal{"PF-6", acah, "a list with `authorization`", "*"}},
};

INSTANTIATE_TEST_SUITE_P(, WildcardCoversAuthorization, ::testing::ValuesIn(deviation_rows), row_name);

TEST(PreflightMaxAgeDeviation, ReachesTheEvaluation) {
  const Deviations not_caching{.max_age_negative = 0, .max_age_malformed = 0};
  EXPECT_EQ(evaluate_preflight(subject("GET"), 204, allowing({{acma, "soon"}}), not_caching).max_age,
            (MaxAge{{0}, MaxAge::Source::malformed}));
}

TEST(PreflightSubject, TakesItsNamesFromTheHeaders) {
  const HeaderList headers{{"X-B", "1"}, {"aUTHORIZATION", "t"}, {"Accept", "*/*"}, {"x-a", "2"}};
  const auto request = preflight_subject("null", "PUT", headers, include, true);
  EXPECT_EQ(request.origin, "null");
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.unsafe_names, (Strings{"authorization", "x-a", "x-b"}));
  EXPECT_TRUE(request.has_authorization);
  EXPECT_EQ(request.credentials, include);
  EXPECT_TRUE(request.use_cors_preflight_flag);

  EXPECT_FALSE(subject("GET", x_a).has_authorization);
  EXPECT_FALSE(subject("GET", x_a).use_cors_preflight_flag);
}

TEST(PreflightSubject, JudgesHeadersAsTheEngineDoes) {
  const HeaderList headers{{"DPR", "2"}, {"X-A", "1"}};
  const Deviations hint_safelisting{.client_hints_safelisted = true};
  EXPECT_EQ(preflight_subject("null", "GET", headers, same_origin).unsafe_names, (Strings{"dpr", "x-a"}));
  EXPECT_EQ(preflight_subject("null", "GET", headers, same_origin, false, hint_safelisting).unsafe_names,
            Strings{"x-a"});
}

struct RequestRow {
  const char* name;
  PreflightSubject request;
  HeaderList headers;
};

void PrintTo(const RequestRow& row, std::ostream* out) {
  *out << row.name;
}

class PreflightRequest : public ::testing::TestWithParam<RequestRow> {};

TEST_P(PreflightRequest, HasTheseLinesInThisOrder) {
  EXPECT_EQ(preflight_request_headers(GetParam().request), GetParam().headers);
}

const RequestRow request_rows[] = {
    {"N2",
     subject("DELETE"),
     {{"Accept", "*/*"}, {"Access-Control-Request-Method", "DELETE"}, {"Origin", "https://app.example"}}},
    {"N3",
     subject("patch"),
     {{"Accept", "*/*"}, {"Access-Control-Request-Method", "patch"}, {"Origin", "https://app.example"}}},
    {"N19",
     subject("GET", {{"X-B", "1"}, {"x-a", "2"}, {"X_c", "3"}, {"x1", "4"}, {"X-A", "5"}}),
     {{"Accept", "*/*"},
      {"Access-Control-Request-Method", "GET"},
      {"Access-Control-Request-Headers", "x-a,x-b,x1,x_c"},
      {"Origin", "https://app.example"}}},
    {"N22",
     flagged(subject("POST", {{"Content-Type", "text/plain"}})),
     {{"Accept", "*/*"}, {"Access-Control-Request-Method", "POST"}, {"Origin", "https://app.example"}}},
    {"N25",
     of_opaque_origin(subject("PUT")),
     {{"Accept", "*/*"}, {"Access-Control-Request-Method", "PUT"}, {"Origin", "null"}}},
    {"author_s_accept_travels_by_name_only",
     subject("GET", {{"Accept", "\"x\""}}),
     {{"Accept", "*/*"},
      {"Access-Control-Request-Method", "GET"},
      {"Access-Control-Request-Headers", "accept"},
      {"Origin", "https://app.example"}}},
    {"no_credentials",
     subject("GET", authorization, include),
     {{"Accept", "*/*"},
      {"Access-Control-Request-Method", "GET"},
      {"Access-Control-Request-Headers", "authorization"},
      {"Origin", "https://app.example"}}},
};

INSTANTIATE_TEST_SUITE_P(, PreflightRequest, ::testing::ValuesIn(request_rows), row_name);

TEST(ManyUnsafeNames, AreLookedUpAmongManyListed) {
  HeaderList headers;
  for (int number = 0; number < 2'000; ++number) headers.append("x-" + std::to_string(number), "1");
  std::string listed;
  for (int number = 20'000; number > 0; --number) listed.append("X-").append(std::to_string(number)).append(",");

  const auto missing_one = evaluate_preflight(subject("GET", headers), 204, allowing({{acah, listed}}));
  ASSERT_TRUE(missing_one.refusal);
  EXPECT_EQ(missing_one.refusal->rule, "PF-7");
  EXPECT_EQ(missing_one.refusal->expected, "a list with `x-0`, or `*`");

  const auto complete = evaluate_preflight(subject("GET", headers), 204, allowing({{acah, listed + "X-0"}}));
  EXPECT_TRUE(complete.allowed());
  EXPECT_EQ(complete.header_names.size(), 20'001U);
}

}  // namespace
}  // namespace corspec::fetch
