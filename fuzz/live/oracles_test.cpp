#include "fuzz/live/oracles.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <set>

#include "suite/profile.hpp"
#include "testing/row_name.hpp"

namespace corspec::fuzz {
namespace {

using suite::Level;

suite::Profile policy() {
  suite::Profile policy;
  policy.origins_stated = true;
  policy.allowed_origins = {"https://foo.example", "https://bar.example:8443"};
  policy.origin_patterns = {"https://*.preview.example"};
  policy.allowed_methods = {"GET", "PUT", "PATCH"};
  policy.other_methods = suite::Others::deny;
  policy.allowed_request_headers = {"x-a", "content-type"};
  policy.other_request_headers = suite::Others::deny;
  policy.credentials = true;
  return policy;
}

const message::HeaderList granting{{"Access-Control-Allow-Origin", "https://foo.example"},
                                   {"Access-Control-Allow-Credentials", "true"},
                                   {"Access-Control-Allow-Methods", "GET, PUT, PATCH"},
                                   {"Access-Control-Allow-Headers", "x-a, content-type"}};

Probe preflight(const std::string& origin, const std::string& method = "PUT", const std::string& names = "") {
  Probe probe{"OPTIONS", "", {{"Accept", "*/*"}, {"Access-Control-Request-Method", method}}};
  if (!names.empty()) probe.headers.append("Access-Control-Request-Headers", names);
  probe.headers.append("Origin", origin);
  return probe;
}

Probe get(const std::string& origin, const std::string& method = "GET") {
  return {method, "", {{"Accept", "*/*"}, {"Origin", origin}}};
}

message::HeaderList allow(const std::string& origin) {
  return {{"Access-Control-Allow-Origin", origin}, {"Access-Control-Allow-Credentials", "true"}};
}

message::HeaderList with(message::HeaderList headers, const std::string& name, const std::string& value) {
  headers.set(name, value);
  return headers;
}

message::HeaderList grant_to(const std::string& origin) {
  return with(granting, "Access-Control-Allow-Origin", origin);
}

struct Row {
  const char* name;
  Probe probe;
  int status = 204;
  message::HeaderList answer;
  const char* oracle = "";  ///< empty: nothing is wrong
  Level level = Level::must;
  const char* cause = "";
};

class Judgement : public ::testing::TestWithParam<Row> {};

TEST_P(Judgement, Holds) {
  const Row& row = GetParam();
  http::Exchange exchange;
  exchange.response.status = row.status;
  exchange.response.headers = row.answer;
  const auto found = judge(row.probe, exchange, policy(), "https://api.example");
  std::set<std::string> all;
  for (const auto& violation : found) all.insert(std::string(violation.oracle->id) + ": " + violation.cause);
  if (*row.oracle == '\0') {
    EXPECT_TRUE(all.empty()) << *all.begin();
    return;
  }
  const auto wanted = std::ranges::find_if(found, [&](const auto& one) { return one.oracle->id == row.oracle; });
  ASSERT_NE(wanted, found.end()) << (all.empty() ? "nothing was found" : *all.begin());
  EXPECT_EQ(wanted->weight->level, row.level);
  EXPECT_EQ(wanted->cause, row.cause);
  EXPECT_EQ(wanted->weight->flag.empty(), row.level == Level::must);
}

INSTANTIATE_TEST_SUITE_P(
    Legal, Judgement,
    ::testing::Values(
        Row{"granted", preflight("https://foo.example"), 204, granting},
        Row{"granted_with_200", preflight("https://foo.example"), 200, granting},
        Row{"granted_with_names", preflight("https://foo.example", "PUT", "content-type,x-a"), 204, granting},
        Row{"head_is_not_promised_where_the_policy_does_not_name_it",
            preflight("https://foo.example", "HEAD", "x-a"),
            204,
            {}},
        Row{"shared", get("https://foo.example"), 200, allow("https://foo.example")},
        Row{"shared_error", get("https://foo.example"), 404, allow("https://foo.example")},
        Row{"denied_by_silence", preflight("https://evil.example"), 204, {}},
        Row{"denied_by_403", preflight("https://evil.example"), 403, {}},
        Row{"denied_by_a_fixed_origin", preflight("https://evil.example"), 204, granting},
        Row{"denied_by_status_alone", preflight("https://evil.example"), 403, allow("https://evil.example")},
        Row{"denied_by_lists", preflight("https://evil.example"), 204, allow("https://evil.example")},
        Row{"odd_accept",
            {"OPTIONS",
             "",
             {{"Accept", "\xd7"}, {"Access-Control-Request-Method", "PUT"}, {"Origin", "https://foo.example"}}},
            400,
            {}},
        Row{"denied_get", get("https://evil.example"), 200, allow("https://foo.example")},
        Row{"error_not_shared", get("https://foo.example"), 406, {}},
        Row{"own_origin", get("https://api.example"), 200, allow("https://api.example")},
        Row{"cookie_refused",
            {"GET", "", {{"Accept", "*/*"}, {"Cookie", "a=b"}, {"Origin", "https://foo.example"}}},
            401,
            {}},
        Row{"not_modified",
            {"GET", "", {{"Accept", "*/*"}, {"If-None-Match", "*"}, {"Origin", "https://foo.example"}}},
            304,
            {}},
        Row{"own_pages_of_another_origin",
            {"GET", "", {{"Accept", "*/*"}, {"Origin", "https://foo.example"}, {"Origin", "https://foo.example"}}},
            200,
            {}},
        Row{"no_list_echoed", preflight("https://foo.example", "PUT", "x;y"), 204,
            with(granting, "Access-Control-Allow-Headers", "x;y")},
        Row{"beyond_a_pattern", get("https://a.b.preview.example"), 200, {}},
        Row{"busy", preflight("https://foo.example"), 503, {}}, Row{"too_many", get("https://foo.example"), 429, {}},
        Row{"unknown_method", preflight("https://foo.example", "X"), 501, {}},
        Row{"denied_by_405", preflight("https://evil.example"), 405, {{"Allow", ""}}},
        Row{"chunks", get("https://foo.example"), 200,
            with(allow("https://foo.example"), "Transfer-Encoding", "chunked")},
        Row{"denied_method", preflight("https://foo.example", "X"), 204, granting},
        Row{"options_in_a_list", preflight("https://foo.example", "OPTIONS"), 204,
            with(granting, "Access-Control-Allow-Methods", "OPTIONS, PUT")},
        Row{"method_that_browsers_send_otherwise", preflight("https://foo.example", "put"), 204,
            with(granting, "Access-Control-Allow-Methods", "put")},
        Row{"safelisted_name", preflight("https://foo.example", "PUT", "accept"), 204,
            with(granting, "Access-Control-Allow-Headers", "accept")},
        Row{"no_list", preflight("https://foo.example", "PUT", "x a"), 400, {}},
        Row{"two_origins",
            {"GET", "", {{"Origin", "https://foo.example"}, {"Origin", "https://evil.example"}}},
            200,
            {}},
        Row{"no_origin_under_a_pattern", get("https://#.preview.example"), 200, {}},
        Row{"another_case_of_names",
            {"GET", "", {{"accept", "*/*"}, {"origin", "https://foo.example"}}},
            200,
            allow("https://foo.example")}),
    corspec::testing::row_name);

INSTANTIATE_TEST_SUITE_P(
    Wrong, Judgement,
    ::testing::Values(
        Row{"reflected", preflight("https://evil.example"), 204, grant_to("https://evil.example"), "origin-granted",
            Level::must, "any origin"},
        Row{"trailing_dot", get("https://foo.example."), 200, allow("https://foo.example."), "origin-granted",
            Level::may, "begins with an allowed host, with a dot at the end"},
        Row{"special_character", get("https://foo.example`.evil.test"), 200, allow("https://foo.example`.evil.test"),
            "origin-granted", Level::should, "begins with an allowed host, with unusual characters"},
        Row{"for_no_method", preflight("https://evil.example", "PUT;"), 204, grant_to("https://evil.example"),
            "origin-granted", Level::may, "any origin, for a method that no browser asks for"},
        Row{"header_behind_an_odd_spelling", preflight("https://foo.example", "PUT", ",,x-z"), 204,
            with(granting, "Access-Control-Allow-Headers", "x-z"), "header-granted", Level::may,
            "any name, in a spelling of no browser"},
        Row{"star",
            get("https://evil.example"),
            200,
            {{"Access-Control-Allow-Origin", "*"}},
            "origin-granted",
            Level::must,
            "everybody is let in"},
        Row{"null", get("null"), 200, allow("null"), "origin-granted", Level::must, "null"},
        // Without it browsers send a GET just the same: whoever grants it gives nothing away.
        Row{"needless", preflight("https://evil.example", "GET"), 204, allow("https://evil.example"), "origin-granted",
            Level::may, "any origin, for what needs no preflight"},
        Row{"needed_for_a_header", preflight("https://evil.example", "GET", "content-type"), 204,
            grant_to("https://evil.example"), "origin-granted", Level::must, "any origin"},
        Row{"suffix", get("https://foo.example.evil.example"), 200, allow("https://foo.example.evil.example"),
            "origin-granted", Level::must, "begins with an allowed host"},
        Row{"prefix", get("https://evilfoo.example"), 200, allow("https://evilfoo.example"), "origin-granted",
            Level::must, "ends in an allowed host"},
        Row{"subdomain", get("https://a.foo.example"), 200, allow("https://a.foo.example"), "origin-granted",
            Level::must, "a subdomain of an allowed host"},
        Row{"port", get("https://foo.example:1"), 200, allow("https://foo.example:1"), "origin-granted", Level::must,
            "another port"},
        Row{"scheme", get("http://foo.example"), 200, allow("http://foo.example"), "origin-granted", Level::must,
            "another scheme"},
        Row{"case", get("https://FOO.example"), 200, allow("https://FOO.example"), "origin-granted", Level::may,
            "another case, in a spelling of no browser"},
        Row{"garbage_written_back",
            get("://"),
            200,
            {{"Access-Control-Allow-Origin", "*"}},
            "origin-granted",
            Level::may,
            "everybody is let in, in a spelling of no browser"},
        Row{"app", get("app://evil.example"), 200, allow("app://evil.example"), "origin-granted", Level::should,
            "any origin, with an app's scheme"},
        Row{"injected_by_a_link",
            {"GET", "?corspec=%0d%0aX-Corspec-Echo:%201", {{"Accept", "*/*"}}},
            302,
            {{"X-Corspec-Echo", "1"}},
            "header-injected",
            Level::should,
            "a header of its own"},
        Row{"second_line",
            {"GET", "", {{"Origin", "https://foo.example"}, {"Origin", "https://evil.example"}}},
            200,
            allow("https://evil.example"),
            "origin-granted",
            Level::may,
            "any origin, in a spelling of no browser"},
        Row{"method", preflight("https://foo.example", "X"), 204, with(granting, "Access-Control-Allow-Methods", "X"),
            "method-granted", Level::must, "any method"},
        Row{"method_case", preflight("https://foo.example", "patch"), 204,
            with(granting, "Access-Control-Allow-Methods", "patch"), "method-granted", Level::may, "another case"},
        Row{"header", preflight("https://foo.example", "PUT", "x-z"), 204,
            with(granting, "Access-Control-Allow-Headers", "x-z"), "header-granted", Level::must, "any name"},
        Row{"lost", preflight("https://foo.example"), 204, {}, "grant-lost", Level::must, "CORS-CHECK-2"},
        Row{"lost_under_a_pattern",
            get("https://corspec.preview.example"),
            200,
            {},
            "grant-lost",
            Level::must,
            "CORS-CHECK-2"},
        Row{"lost_by_status", preflight("https://foo.example"), 404, granting, "grant-lost", Level::must, "PF-1"},
        Row{"lost_without_credentials",
            get("https://foo.example"),
            200,
            {{"Access-Control-Allow-Origin", "https://foo.example"}},
            "grant-lost",
            Level::must,
            "CORS-CHECK-7"},
        Row{"lost_in_a_list_with_spaces", preflight("https://foo.example", "PUT", "x-a , content-type"), 204,
            with(granting, "Access-Control-Allow-Headers", "x-a"), "grant-lost", Level::may,
            "PF-7, with a list in another spelling"},
        Row{"lost_for_a_tab",
            get("\thttps://foo.example"),
            200,
            {},
            "grant-lost",
            Level::may,
            "CORS-CHECK-2, with white space around a value"},
        Row{"lost_to_a_query",
            {"GET", "?a=b", {{"Accept", "*/*"}, {"Origin", "https://foo.example"}}},
            200,
            {},
            "grant-lost",
            Level::should,
            "CORS-CHECK-2, with a query"},
        Row{"lost_to_a_query_of_a_preflight",
            {"OPTIONS",
             "?a=b",
             {{"Accept", "*/*"}, {"Access-Control-Request-Method", "PUT"}, {"Origin", "https://foo.example"}}},
            404,
            {},
            "grant-lost",
            Level::should,
            "CORS-CHECK-2, with a query"},
        Row{"lost_with_a_header_of_the_policy",
            {"GET", "", {{"Accept", "*/*"}, {"Content-Type", "application/json"}, {"Origin", "https://foo.example"}}},
            200,
            {},
            "grant-lost",
            Level::must,
            "CORS-CHECK-2"},
        Row{"lost_with_a_header_of_nobody",
            {"GET", "", {{"Accept", "*/*"}, {"X-Z", "1"}, {"Origin", "https://foo.example"}}},
            200,
            {},
            "grant-lost",
            Level::may,
            "CORS-CHECK-2, with another field"},
        Row{"lost_with_a_cookie",
            {"GET", "", {{"Accept", "*/*"}, {"Cookie", "a=b"}, {"Origin", "https://foo.example"}}},
            200,
            {},
            "grant-lost",
            Level::must,
            "CORS-CHECK-2"},
        Row{"lost_with_the_own_referrer",
            {"GET", "", {{"Accept", "*/*"}, {"Referer", "https://foo.example/"}, {"Origin", "https://foo.example"}}},
            200,
            {},
            "grant-lost",
            Level::must,
            "CORS-CHECK-2"},
        Row{"lost_to_other_sites",
            {"GET", "", {{"Accept", "*/*"}, {"Origin", "https://foo.example"}, {"Sec-Fetch-Site", "cross-site"}}},
            200,
            {},
            "grant-lost",
            Level::should,
            "CORS-CHECK-2, with Sec-Fetch-Site"},
        Row{"lost_to_upper_case_names",
            {"GET", "", {{"ACCEPT", "*/*"}, {"ORIGIN", "https://foo.example"}}},
            200,
            {},
            "grant-lost",
            Level::should,
            "CORS-CHECK-2, with field names in another case"},
        Row{"lost_for_a_space_after_commas",
            preflight("https://foo.example", "PUT", "content-type, x-a"),
            204,
            {},
            "grant-lost",
            Level::should,
            "CORS-CHECK-2, with a space after each comma"},
        // What is asked oddly in two ways is what is asked in the odder one.
        Row{"lost_for_a_query_and_a_list",
            {"OPTIONS",
             "?a=b",
             {{"Accept", "*/*"},
              {"Access-Control-Request-Method", "PUT"},
              {"Access-Control-Request-Headers", "x-a ,content-type"},
              {"Origin", "https://foo.example"}}},
            404,
            {},
            "grant-lost",
            Level::may,
            "CORS-CHECK-2, with a list in another spelling"},
        Row{"content_of_nothing", preflight("https://foo.example"), 204, with(granting, "Content-Length", "3"),
            "length-of-no-content", Level::must, "on 204"},
        Row{"length_of_nothing", preflight("https://foo.example"), 204, with(granting, "Content-Length", "0"),
            "length-of-no-content", Level::should, "on 204"},
        Row{"lost_without_accept",
            {"HEAD", "", {{"Origin", "https://foo.example"}}},
            200,
            {},
            "grant-lost",
            Level::may,
            "CORS-CHECK-2, with another field"},
        Row{"lost_to_head",
            get("https://foo.example", "HEAD"),
            200,
            {},
            "grant-lost",
            Level::should,
            "CORS-CHECK-2, with HEAD"},
        Row{"error", preflight("https://"), 500, {}, "server-error", Level::should, "500"},
        Row{"error_to_no_http", preflight("a\rb"), 500, {}, "server-error", Level::should, "500, to what is no HTTP"},
        Row{"several_lines",
            get("https://foo.example"),
            200,
            {{"Access-Control-Allow-Origin", "*"}, {"Access-Control-Allow-Origin", "*"}},
            "malformed-allow-origin",
            Level::should,
            "several lines"},
        Row{"path", get("https://evil.example"), 200, allow("https://foo.example/"), "malformed-allow-origin",
            Level::should, "its value"},
        Row{"no_list_in_answer",
            preflight("https://evil.example"),
            204,
            {{"Access-Control-Allow-Methods", "GET PUT"}},
            "malformed-list",
            Level::should,
            "Access-Control-Allow-Methods"},
        Row{"max_age",
            preflight("https://evil.example"),
            204,
            {{"Access-Control-Max-Age", "600s"}},
            "malformed-max-age",
            Level::should,
            "no number"},
        Row{"max_age_below_zero",
            preflight("https://evil.example"),
            204,
            {{"Access-Control-Max-Age", "-1"}},
            "malformed-max-age",
            Level::may,
            "a negative number"},
        Row{"echo",
            preflight("https://evil.example"),
            204,
            {{"Access-Control-Request-Method", "PUT"}},
            "question-echoed",
            Level::may,
            "on an answer"},
        Row{"chunks_of_nothing", preflight("https://foo.example"), 204, with(granting, "Transfer-Encoding", "chunked"),
            "chunks-of-no-content", Level::must, "on 204"},
        Row{"method_not_allowed",
            preflight("https://evil.example"),
            405,
            {},
            "method-not-allowed",
            Level::must,
            "on 405"},
        Row{"injected",
            get("https://x\r\nX-Corspec-Echo: 1"),
            200,
            {{"X-Corspec-Echo", "1"}},
            "header-injected",
            Level::should,
            "a header of its own"}),
    corspec::testing::row_name);

TEST(Credentials, AreGrantedOnlyWhereThePolicyHasThem) {
  auto without = policy();
  without.credentials = false;
  http::Exchange exchange;
  exchange.response.status = 200;
  exchange.response.headers = allow("https://foo.example");
  const auto found = judge(get("https://foo.example"), exchange, without, "https://api.example");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().oracle->id, "credentials-granted");
  EXPECT_EQ(found.front().weight->level, Level::must);
  const auto needless = judge(preflight("https://foo.example", "GET"), exchange, without, "https://api.example");
  ASSERT_EQ(needless.size(), 1U);
  EXPECT_EQ(needless.front().weight->level, Level::may);
  exchange.response.headers = {{"Access-Control-Allow-Origin", "*"}, {"Access-Control-Allow-Credentials", "true"}};
  EXPECT_TRUE(judge(get("https://foo.example"), exchange, without, "https://api.example").empty());
}

TEST(OwnOrigin, IsGrantedNothingAndDeniedNothing) {
  http::Exchange exchange;
  exchange.response.status = 200;
  const std::string covered = "https://corspec.preview.example";
  EXPECT_TRUE(judge(get(covered), exchange, policy(), covered).empty());
  EXPECT_FALSE(judge(get(covered), exchange, policy(), "https://api.example").empty());
}

/// What no browser sends in one request says little of what browsers are granted.
TEST(Contradictions, AreNoLeak) {
  http::Exchange exchange;
  exchange.response.status = 200;
  exchange.response.headers = allow("https://evil.example");
  const auto level_with = [&](const char* name, const char* value) {
    auto probe = get("https://evil.example");
    probe.headers.append(name, value);
    return judge(probe, exchange, policy(), "https://api.example").front().weight->level;
  };
  EXPECT_EQ(level_with("Sec-Fetch-Site", "same-origin"), Level::may);
  EXPECT_EQ(level_with("Sec-Fetch-Site", "cross-site"), Level::must);
  EXPECT_EQ(level_with("Referer", "https://foo.example/"), Level::may);
  EXPECT_EQ(level_with("Referer", "https://evil.example/"), Level::must);
  EXPECT_EQ(level_with("Referer", "https://evil.example/https://foo.example/"), Level::must);
  EXPECT_EQ(level_with("Referer", "https://evil.example.org/"), Level::may);
  EXPECT_EQ(level_with("Sec-Fetch-Site", "same-site"), Level::may);
}

TEST(Contradictions, AreNoneOfAPageBesideTheServer) {
  http::Exchange exchange;
  exchange.response.status = 200;
  exchange.response.headers = allow("https://api.example:1");
  auto probe = get("https://api.example:1");
  probe.headers.append("Sec-Fetch-Site", "same-site");
  EXPECT_EQ(judge(probe, exchange, policy(), "https://api.example").front().weight->level, Level::must);
}

/// Behind a proxy these are not the page's to say, and a page that says them needs a preflight that allows them.
TEST(ForwardedHosts, SayLittleAndPromiseNothing) {
  for (const auto* const name : {"X-Forwarded-Host", "Forwarded", "x-forwarded-proto"}) {
    http::Exchange exchange;
    exchange.response.status = 200;
    auto probe = get("https://foo.example");
    probe.headers.append(name, "evil.example");
    EXPECT_TRUE(judge(probe, exchange, policy(), "https://api.example").empty()) << name;
    probe.headers.set("Origin", "https://evil.example");
    exchange.response.headers = allow("https://evil.example");
    const auto found = judge(probe, exchange, policy(), "https://api.example");
    ASSERT_EQ(found.size(), 1U) << name;
    EXPECT_EQ(found.front().weight->level, Level::may);
    EXPECT_EQ(found.front().weight->flag, "other-evidence");
  }
}

/// A policy for everybody is one for every page, and advice where it leaves out what is none.
TEST(PublicPolicies, LetEveryPageIn) {
  suite::Profile all;
  all.origins_stated = true;
  all.any_origin = true;
  http::Exchange exchange;
  exchange.response.status = 200;
  const auto level_for = [&](const char* origin) -> std::optional<Level> {
    const auto found = judge(get(origin), exchange, all, "https://api.example");
    return found.empty() ? std::nullopt : std::optional(found.front().weight->level);
  };
  EXPECT_EQ(level_for("http://somebody.example"), Level::must);
  EXPECT_EQ(level_for("http://[2001:db8::10]:8080"), Level::must);
  EXPECT_EQ(level_for("null"), Level::should);
  EXPECT_EQ(level_for("app://somebody"), Level::should);
  EXPECT_EQ(level_for("https://some_body.example"), Level::should);
  EXPECT_EQ(level_for("https://FOO.example"), std::nullopt);
}

/// ACT-2, where the profile says that errors are shared.
TEST(Refusals, AreSharedAsFarAsTheyAreThePolicys) {
  auto sharing = policy();
  sharing.errors_shared = true;
  const auto level_of = [&](const char* query, message::Header more, int status) -> std::optional<Level> {
    auto probe = get("https://foo.example");
    probe.query = query;
    if (!more.name.empty()) probe.headers.append(more.name, more.value);
    http::Exchange exchange;
    exchange.response.status = status;
    const auto found = judge(probe, exchange, sharing, "https://api.example");
    const auto lost = std::ranges::find(found, &oracle("grant-lost"), &Violation::oracle);
    return lost == found.end() ? std::nullopt : std::optional(lost->weight->level);
  };
  EXPECT_EQ(level_of("", {}, 404), Level::must);
  EXPECT_EQ(level_of("?corspec=%zz", {}, 400), Level::should);
  EXPECT_EQ(level_of("", {"Content-Type", "x/y"}, 415), Level::should);
  EXPECT_EQ(level_of("", {"X-Z", "1"}, 400), Level::may);
  EXPECT_EQ(level_of("", {"Content-Type", "x/y"}, 500), std::nullopt);
  EXPECT_EQ(level_of("", {"Cookie", "a=b"}, 401), std::nullopt);
  EXPECT_EQ(level_of("", {"Range", "bytes=9-"}, 416), std::nullopt);
  EXPECT_EQ(level_of("", {}, 302), std::nullopt);
}

struct MarkupRow {
  const char* name;
  Probe probe;
  const char* type;
  const char* body;
  std::optional<Level> level;
};

class Markup : public ::testing::TestWithParam<MarkupRow> {};

TEST_P(Markup, IsNoneOfThePage) {
  http::Exchange exchange;
  exchange.response.status = 404;
  exchange.response.headers = {{"Content-Type", GetParam().type}};
  exchange.response.body = GetParam().body;
  const auto found = judge(GetParam().probe, exchange, policy(), "https://api.example");
  ASSERT_EQ(found.empty(), !GetParam().level);
  if (!GetParam().level) return;
  EXPECT_EQ(found.front().oracle->id, "markup-echoed");
  EXPECT_EQ(found.front().weight->level, *GetParam().level);
}

const Probe odd_origin = get("https://<corspec-echo>");
const Probe odd_link{"GET", "?q=%3Ccorspec-echo%3E", {{"Accept", "*/*"}}};

INSTANTIATE_TEST_SUITE_P(
    Answers, Markup,
    ::testing::Values(MarkupRow{"of_a_field", odd_origin, "text/html", "<p>No <corspec-echo>", Level::may},
                      MarkupRow{"of_a_link", odd_link, "Text/HTML ;charset=utf-8", "<corspec-echo>", Level::should},
                      MarkupRow{"xhtml", odd_link, "application/xhtml+xml", "<corspec-echo>", Level::should},
                      MarkupRow{"escaped", odd_link, "text/html", "&lt;corspec-echo&gt;", std::nullopt},
                      MarkupRow{"text", odd_link, "text/plain", "<corspec-echo>", std::nullopt},
                      MarkupRow{"json", odd_link, "application/json", "\"<corspec-echo>\"", std::nullopt},
                      MarkupRow{"no_type", odd_link, "", "<corspec-echo>", std::nullopt}),
    corspec::testing::row_name);

struct SilenceRow {
  const char* name;
  Probe probe;
  http::TransportError::Kind kind;
  const char* oracle;  ///< empty: nothing is wrong
  Level level = Level::must;
  Denial denial = Denial::silent;
};

class Silence : public ::testing::TestWithParam<SilenceRow> {};

TEST_P(Silence, IsJudgedByWhatWasAsked) {
  http::TransportError error;
  error.kind = GetParam().kind;
  const auto found =
      judge(GetParam().probe, std::unexpected(error), policy(), "https://api.example", GetParam().denial);
  EXPECT_EQ(found.empty() ? "" : found.front().oracle->id, GetParam().oracle);
  if (found.empty()) return;
  EXPECT_EQ(found.front().weight->level, GetParam().level);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, Silence,
    ::testing::Values(
        SilenceRow{"granted", preflight("https://foo.example"), http::TransportError::Kind::closed, "grant-lost"},
        SilenceRow{"denied", preflight("https://evil.example"), http::TransportError::Kind::closed, "unanswered",
                   Level::may},
        SilenceRow{"denied_where_others_are_answered", preflight("https://evil.example"),
                   http::TransportError::Kind::timeout, "unanswered", Level::should, Denial::answered},
        SilenceRow{"granted_where_denied_are_answered", preflight("https://foo.example"),
                   http::TransportError::Kind::timeout, "grant-lost", Level::must, Denial::answered},
        SilenceRow{"odd", preflight("https://"), http::TransportError::Kind::timeout, "unanswered", Level::may},
        SilenceRow{"query", Probe{"GET", "?a=b", {{"Accept", "*/*"}, {"Origin", "https://foo.example"}}},
                   http::TransportError::Kind::timeout, "unanswered", Level::should},
        SilenceRow{"no_http", preflight("a\rb"), http::TransportError::Kind::closed, ""},
        SilenceRow{"unreachable", preflight("https://"), http::TransportError::Kind::connect, ""},
        SilenceRow{"cancelled", preflight("https://"), http::TransportError::Kind::cancelled, ""}),
    corspec::testing::row_name);

struct NotOwed {
  const char* name;
  Probe probe;
};

class SilenceOwed : public ::testing::TestWithParam<NotOwed> {};

TEST_P(SilenceOwed, IsNothingToWhatIsOwedNoAnswer) {
  http::TransportError error;
  error.kind = http::TransportError::Kind::closed;
  EXPECT_TRUE(judge(GetParam().probe, std::unexpected(error), policy(), "https://api.example").empty());
}

INSTANTIATE_TEST_SUITE_P(
    Table, SilenceOwed,
    ::testing::Values(NotOwed{"two_origins",
                              {"GET", "", {{"Origin", "https://foo.example"}, {"origin", "https://foo.example"}}}},
                      NotOwed{"two_methods",
                              {"OPTIONS",
                               "",
                               {{"Access-Control-Request-Method", "PUT"},
                                {"Access-Control-Request-Method", "PUT"},
                                {"Origin", "https://foo.example"}}}},
                      NotOwed{"no_escape", {"GET", "?a=%zz", {{"Origin", "https://foo.example"}}}},
                      NotOwed{"half_an_escape", {"GET", "?a=%f", {{"Origin", "https://foo.example"}}}},
                      NotOwed{"no_character_of_a_query", {"GET", "?a=|", {{"Origin", "https://foo.example"}}}}),
    corspec::testing::row_name);

}  // namespace
}  // namespace corspec::fuzz
