#include "reference/pipeline.hpp"

#include <gtest/gtest.h>

#include <ostream>

#include "fetch/cors_check.hpp"
#include "fetch/exposed_headers.hpp"
#include "fetch/header_values.hpp"
#include "fetch/preflight.hpp"
#include "fetch/timing_allow_origin.hpp"
#include "message/bytes.hpp"
#include "reference/example_policies.hpp"
#include "testing/row_name.hpp"

namespace corspec::reference {
namespace {

using corspec::testing::row_name;
using fetch::CredentialsMode;

const std::string foo(example::foo);
const std::string bar(example::bar);
const std::string evil(example::evil);

std::string rule_of(const std::optional<fetch::Refusal>& refusal) {
  return refusal ? std::string(refusal->rule) : "allowed";
}

bool varies_by(const Answer& answer, std::string_view name) {
  const auto names = fetch::extract_token_list(answer.headers, "Vary").items;
  return std::ranges::any_of(names,
                             [&](const auto& listed) { return message::byte_case_insensitive_match(listed, name); });
}

bool speaks_of_cors(const Answer& answer) {
  return std::ranges::any_of(answer.headers, [](const auto& header) {
    return message::byte_lowercase(header.name).starts_with("access-control-");
  });
}

// What a browser concludes from preflights.

struct VerdictRow {
  const char* name;
  Policy (*policy)();
  std::string origin;
  std::string method;
  message::HeaderList headers;
  CredentialsMode credentials;
  std::string rule;  ///< that refuses, or "allowed"
};

void PrintTo(const VerdictRow& row, std::ostream* out) {
  *out << row.name;
}

class PreflightVerdict : public ::testing::TestWithParam<VerdictRow> {};

TEST_P(PreflightVerdict, IsThePolicys) {
  const auto& row = GetParam();
  const auto policy = row.policy();
  const auto subject = fetch::preflight_subject(row.origin, row.method, row.headers, row.credentials);
  for (const auto* const target : {"/resource/foo", "/nope", "/error", "/moved", "http://api.example/resource/foo"}) {
    const auto request = example::request("OPTIONS", target, fetch::preflight_request_headers(subject));
    const auto answered = answer(policy, request.view());
    const auto evaluation = fetch::evaluate_preflight(subject, answered.status, answered.headers);
    EXPECT_EQ(rule_of(evaluation.refusal), row.rule) << target;
    EXPECT_EQ(answered.status, row.rule == "allowed" ? 204 : 403);
    EXPECT_TRUE(answered.body.empty());
    EXPECT_EQ(varies_by(answered, "Origin"), !is_public(policy));
    EXPECT_TRUE(varies_by(answered, "Access-Control-Request-Method"));
    EXPECT_TRUE(varies_by(answered, "Access-Control-Request-Headers"));
    if (row.rule != "allowed") {
      EXPECT_FALSE(speaks_of_cors(answered)) << "SRV-4";
      continue;
    }
    EXPECT_EQ(evaluation.max_age.seconds.count, policy.max_age.value_or(5));
    EXPECT_EQ(evaluation.methods, policy.methods);
    EXPECT_EQ(evaluation.header_names, policy.request_headers);
  }
}

constexpr auto include = CredentialsMode::include;
constexpr auto same_origin = CredentialsMode::same_origin;
const message::HeaderList json{{"Content-Type", "application/json"}};
const message::HeaderList bearer{{"Authorization", "Bearer t"}};

const VerdictRow verdict_rows[] = {
    {"put", example::allowlist, foo, "PUT", {}, include, "allowed"},
    {"put_without_credentials", example::allowlist, foo, "PUT", {}, same_origin, "allowed"},
    {"second_origin", example::allowlist, bar, "DELETE", {}, include, "allowed"},
    {"json", example::allowlist, foo, "POST", json, include, "allowed"},
    {"authorization", example::allowlist, foo, "GET", bearer, include, "allowed"},
    {"many_headers",
     example::allowlist,
     foo,
     "PUT",
     {{"X-Requested-With", "1"}, {"Content-Type", "a/b"}},
     include,
     "allowed"},
    {"denied_origin", example::allowlist, evil, "PUT", {}, include, "CORS-CHECK-2"},
    {"other_origin", example::allowlist, "https://other.example", "PUT", {}, same_origin, "CORS-CHECK-2"},
    {"null_origin", example::allowlist, "null", "PUT", {}, same_origin, "CORS-CHECK-2"},
    {"origin_with_default_port", example::allowlist, foo + ":443", "PUT", {}, same_origin, "CORS-CHECK-2"},
    {"other_method", example::allowlist, foo, "PATCH", {}, include, "CORS-CHECK-2"},
    {"method_in_lower_case", example::allowlist, foo, "patch", {}, include, "CORS-CHECK-2"},
    {"other_header", example::allowlist, foo, "GET", {{"X-Other", "1"}}, include, "CORS-CHECK-2"},
    {"one_of_two_headers",
     example::allowlist,
     foo,
     "GET",
     {{"Content-Type", "a/b"}, {"X-Other", "1"}},
     include,
     "CORS-CHECK-2"},
    {"public_put", example::public_policy, evil, "PUT", {}, same_origin, "allowed"},
    {"public_null", example::public_policy, "null", "PUT", {}, same_origin, "allowed"},
    {"public_json", example::public_policy, evil, "POST", json, same_origin, "allowed"},
    {"public_other_method", example::public_policy, evil, "PATCH", {}, same_origin, "CORS-CHECK-2"},
};

INSTANTIATE_TEST_SUITE_P(, PreflightVerdict, ::testing::ValuesIn(verdict_rows), row_name);

TEST(PreflightVerdictOf, PublicPolicyRefusesCredentialsByTheWildcard) {
  const auto subject = fetch::preflight_subject(foo, "PUT", {}, include);
  const auto request = example::request("OPTIONS", "/resource/foo", fetch::preflight_request_headers(subject));
  const auto answered = answer(example::public_policy(), request.view());
  EXPECT_EQ(rule_of(fetch::evaluate_preflight(subject, answered.status, answered.headers).refusal), "CORS-CHECK-4");
}

TEST(PreflightVerdictOf, PublicPolicyWithCredentialsEchoes) {
  auto policy = example::public_policy();
  policy.credentials = true;
  const auto subject = fetch::preflight_subject(evil, "PUT", bearer, include);
  const auto request = example::request("OPTIONS", "/resource/foo", fetch::preflight_request_headers(subject));
  const auto answered = answer(policy, request.view());
  EXPECT_EQ(rule_of(fetch::evaluate_preflight(subject, answered.status, answered.headers).refusal), "allowed");
  EXPECT_TRUE(varies_by(answered, "Origin"));
}

// What a browser concludes from the answers to everything else.

struct SharedRow {
  const char* name;
  std::string method;
  std::string target;
  message::HeaderList headers;
  int status;
};

void PrintTo(const SharedRow& row, std::ostream* out) {
  *out << row.name;
}

class SharedAnswer : public ::testing::TestWithParam<SharedRow> {
 protected:
  static Answer answered(const Policy& policy, std::optional<std::string> origin) {
    auto request = example::request(GetParam().method, GetParam().target, GetParam().headers);
    if (origin) request.headers.append("Origin", *origin);
    return answer(policy, request.view());
  }
};

TEST_P(SharedAnswer, IsForTheOriginsOfThePolicy) {
  const auto policy = example::allowlist();
  for (const auto& origin : {foo, bar}) {
    const auto answer = answered(policy, origin);
    EXPECT_EQ(answer.status, GetParam().status);
    EXPECT_EQ(rule_of(fetch::cors_check(answer.headers, include, origin)), "allowed");
    EXPECT_EQ(rule_of(fetch::cors_check(answer.headers, include, evil)), "CORS-CHECK-4");
    const auto exposed = fetch::exposed_header_names(answer.headers, include);
    EXPECT_NE(std::ranges::find(exposed, "x-request-id"), exposed.end());
    EXPECT_TRUE(varies_by(answer, "Origin"));
    EXPECT_FALSE(varies_by(answer, "Access-Control-Request-Method"));
  }
}

TEST_P(SharedAnswer, IsForNobodyElse) {
  for (const std::optional<std::string>& origin :
       {std::optional(evil), std::optional<std::string>("null"), std::optional<std::string>(""),
        std::optional(foo + "/"), std::optional<std::string>()}) {
    const auto answer = answered(example::allowlist(), origin);
    EXPECT_EQ(answer.status, GetParam().status) << "a policy of origins is no authorization";
    EXPECT_FALSE(speaks_of_cors(answer));
    EXPECT_TRUE(varies_by(answer, "Origin")) << "VARY-1";
  }
}

TEST_P(SharedAnswer, IsForEverybodyWhenPublic) {
  for (const std::optional<std::string>& origin : {std::optional(evil), std::optional<std::string>()}) {
    const auto answer = answered(example::public_policy(), origin);
    EXPECT_EQ(answer.status, GetParam().status);
    EXPECT_EQ(rule_of(fetch::cors_check(answer.headers, same_origin, evil)), "allowed");
    EXPECT_FALSE(answer.headers.contains("Vary")) << "VARY-2";
    EXPECT_FALSE(answer.headers.contains("Access-Control-Allow-Credentials"));
  }
}

TEST_P(SharedAnswer, LetsTimingBeReadByWhomThePolicyNames) {
  const auto policy = example::allowlist();
  EXPECT_EQ(rule_of(fetch::tao_check(answered(policy, foo).headers, foo)), "allowed");
  EXPECT_NE(rule_of(fetch::tao_check(answered(policy, bar).headers, bar)), "allowed");
  EXPECT_EQ(rule_of(fetch::tao_check(answered(example::public_policy(), bar).headers, bar)), "allowed");
}

TEST_P(SharedAnswer, MayLeaveOutErrors) {
  auto policy = example::allowlist();
  policy.errors_shared = false;
  const auto answer = answered(policy, foo);
  EXPECT_EQ(speaks_of_cors(answer), answer.status < 400);
  EXPECT_TRUE(varies_by(answer, "Origin"));
}

const SharedRow shared_rows[] = {
    {"get", "GET", "/resource/foo", {}, 200},
    {"head", "HEAD", "/resource/foo", {}, 200},
    {"put", "PUT", "/resource/foo", {}, 200},
    {"absolute_form", "GET", "http://api.example/resource/foo?a=b", {}, 200},
    {"options_that_is_no_preflight", "OPTIONS", "/resource/foo", {}, 204},
    {"options_with_header_names_only", "OPTIONS", "/resource/foo", {{"Access-Control-Request-Headers", "x-a"}}, 204},
    {"redirect", "GET", "/moved", {}, 302},
    {"redirect_of_a_write", "POST", "/moved", {}, 307},
    {"not_modified", "GET", "/resource/foo", {{"If-None-Match", "*"}}, 304},
    {"missing", "GET", "/nope", {}, 404},
    {"method_not_allowed", "PATCH", "/resource/foo", {}, 405},
    {"error", "GET", "/error", {}, 500},
    {"unknown_method", "BREW", "/resource/foo", {}, 501},
};

INSTANTIATE_TEST_SUITE_P(, SharedAnswer, ::testing::ValuesIn(shared_rows), row_name);

TEST(Answer, ToTheServerAsAWholeIsNoPreflight) {
  auto request = example::preflight(foo, "PUT");
  request.target = "*";
  const auto answered = answer(example::allowlist(), request.view());
  EXPECT_EQ(answered.status, 204);
  EXPECT_EQ(answered.headers.get("Allow"), "GET, HEAD, POST, PUT, DELETE, OPTIONS");
  EXPECT_FALSE(speaks_of_cors(answered)) << "HTTP-5";
  EXPECT_FALSE(answered.headers.contains("Vary"));
}

TEST(Answer, ToTwoOriginsIsADenial) {
  auto request = example::preflight(foo, "PUT");
  request.headers.append("Origin", foo);
  EXPECT_EQ(answer(example::allowlist(), request.view()).status, 403);
}

TEST(Answer, ByThePolicyInCharge) {
  std::vector<Policy> policies{example::allowlist(), example::public_policy()};
  policies[1].path_prefix = "/public";
  policies[1].paths.resource = "/public/r";
  const auto of = [&](const char* target) {
    const auto request = example::request("GET", target, {{"Origin", evil}});
    return answer(policies, request.view());
  };
  EXPECT_FALSE(speaks_of_cors(of("/resource/foo")));
  EXPECT_EQ(of("/public/r").headers.get("Access-Control-Allow-Origin"), "*");
  policies.erase(policies.begin());
  EXPECT_EQ(of("/public/r").status, 200);
  EXPECT_EQ(of("/resource/foo").status, 404);
  EXPECT_FALSE(speaks_of_cors(of("/resource/foo")));
  policies.clear();
  EXPECT_EQ(of("/public/r").status, 404);
  EXPECT_EQ(of("public").status, 400);
}

TEST(Refuse, TellsTheOriginsOfThePolicy) {
  const std::vector<Policy> policies{example::allowlist()};
  const auto allowed = example::request("PUT", "/resource/foo", {{"Origin", foo}});
  const auto denied = example::request("PUT", "/resource/foo", {{"Origin", evil}});
  EXPECT_EQ(refuse(policies, allowed.view(), 413).status, 413);
  EXPECT_EQ(rule_of(fetch::cors_check(refuse(policies, allowed.view(), 413).headers, include, foo)), "allowed");
  EXPECT_FALSE(speaks_of_cors(refuse(policies, denied.view(), 413)));
  EXPECT_TRUE(varies_by(refuse(policies, denied.view(), 413), "Origin"));
  EXPECT_FALSE(speaks_of_cors(refuse({}, allowed.view(), 413)));
}

/// Every combination of a few good, odd and bad parts: whatever is asked, an answer is one of the statuses this server
/// has, and no origin outside the policy is ever named.
TEST(Answer, NeverSharesWithAnOriginOutsideThePolicy) {
  const auto policy = example::allowlist();
  const std::vector<std::string> methods{"GET", "HEAD", "OPTIONS", "PUT", "options", "CONNECT", "*"};
  const std::vector<std::string> targets{"/resource/foo", "/nope", "*", "//", "http://", "a", "/%00\xff"};
  const std::vector<std::string> origins{foo, bar, evil, "null", "", "*", "\xff", foo + ", " + bar, foo + "\t"};
  const std::vector<std::string> requested_methods{"PUT", "put", "", "*", "PUT, GET", "\xff"};
  const std::vector<std::string> requested_headers{"",     "x-requested-with",    ",,", "*", "a b",
                                                   "\xff", std::string(5000, ',')};
  std::size_t answers = 0;
  std::size_t shared = 0;
  for (const auto& method : methods)
    for (const auto& target : targets)
      for (const auto& origin : origins)
        for (const auto& requested_method : requested_methods)
          for (const auto& requested_header : requested_headers) {
            const auto request = example::request(method, target,
                                                  {{"Origin", origin},
                                                   {"Access-Control-Request-Method", requested_method},
                                                   {"Access-Control-Request-Headers", requested_header}});
            const auto answered = answer(policy, request.view());
            ++answers;
            ASSERT_FALSE(reason_phrase(answered.status).empty());
            const auto allowed = answered.headers.lines("Access-Control-Allow-Origin");
            if (allowed.empty()) {
              ASSERT_FALSE(speaks_of_cors(answered));
              continue;
            }
            ++shared;
            ASSERT_EQ(allowed.size(), 1U);
            ASSERT_EQ(allowed.front(), origin);
            ASSERT_TRUE(origin == foo || origin == bar);
            ASSERT_TRUE(varies_by(answered, "Origin"));
          }
  EXPECT_EQ(answers,
            methods.size() * targets.size() * origins.size() * requested_methods.size() * requested_headers.size());
  EXPECT_GT(shared, 0U);
  EXPECT_LT(shared, answers / 4);
}

// Each stage can be exchanged for another.

struct StageRow {
  const char* name;
  void (*replace)(Stages&);
  bool preflight;
  int status;
};

void PrintTo(const StageRow& row, std::ostream* out) {
  *out << row.name;
}

class ReplacedStage : public ::testing::TestWithParam<StageRow> {};

TEST_P(ReplacedStage, IsTheOneThatAnswers) {
  const auto& row = GetParam();
  const auto policy = example::allowlist();
  const auto request =
      row.preflight ? example::preflight(foo, "PUT") : example::request("GET", "/resource/foo", {{"Origin", foo}});
  const auto usual = answer(policy, request.view());
  Stages stages;
  row.replace(stages);
  const auto changed = answer(policy, request.view(), stages);
  EXPECT_EQ(changed.status, row.status);
  EXPECT_NE(changed, usual);
}

const StageRow stage_rows[] = {
    {"locate",
     [](Stages& s) { s.locate = [](const auto&, const auto&) { return Resource{Resource::Kind::error, "/"}; }; }, false,
     500},
    {"is_preflight", [](Stages& s) { s.is_preflight = [](const auto&, const auto&) { return false; }; }, true, 204},
    {"decide_origin", [](Stages& s) { s.decide_origin = [](const auto&, const auto&) { return std::nullopt; }; }, true,
     403},
    {"grant_preflight", [](Stages& s) { s.grant_preflight = [](const auto&, const auto&) { return std::nullopt; }; },
     true, 403},
    {"answer_preflight",
     [](Stages& s) {
       s.answer_preflight = [](const auto& policy, const auto& request, const auto& resource, const auto& origin,
                               const auto& grant) {
         auto original = answer_preflight(policy, request, resource, origin, grant);
         original.status = 200;
         return original;
       };
     },
     true, 200},
    {"answer_request",
     [](Stages& s) {
       s.answer_request = [](const auto&, const auto& request, const auto&) { return error_answer(404, request); };
     },
     false, 404},
    {"share", [](Stages& s) { s.share = [](const auto&, const auto&, const auto&, auto&) {}; }, false, 200},
    {"vary", [](Stages& s) { s.vary = [](const auto&, const auto&, bool, auto&) {}; }, false, 200},
};

INSTANTIATE_TEST_SUITE_P(, ReplacedStage, ::testing::ValuesIn(stage_rows), row_name);

}  // namespace
}  // namespace corspec::reference
