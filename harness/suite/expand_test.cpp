#include <gmock/gmock.h>

#include <chrono>

#include "suite/base64.hpp"
#include "suite/suite.hpp"

namespace corspec::suite {
namespace {

using testing::ElementsAre;
using List = std::vector<std::string>;

const TargetFacts target{.authority = "api.example", .origin = "https://api.example", .path = "/r"};

Profile profile_of(std::string_view members) {
  auto profiles = load_profiles("p.json", R"({"version":1,"name":"p",)" + std::string(members) + "}");
  EXPECT_TRUE(profiles.has_value()) << (profiles ? "" : describe(profiles.error().front()));
  return profiles ? profiles->front() : Profile{};
}

const Profile& full_profile() {
  static const Profile profile = profile_of(R"(
    "origins": {"allowed": ["https://foo.example", "https://bar.example:8443"], "patterns": ["https://*.baz.example"],
                "denied": ["https://evil.test"]},
    "methods": {"allowed": ["GET", "PUT", "DELETE"], "others": "deny"},
    "request_headers": {"allowed": ["X-A", "x-b", "authorization"]},
    "expose_headers": ["x-id"], "credentials": true, "max_age": 600,
    "paths": {"resource": "/resource", "writable": "/writable?x=1"})");
  return profile;
}

/// A suite of one case "s/c" with these members besides id, title, why and rules.
Loaded<Suite> suite_of(std::string_view members, const LoadOptions& options = {}) {
  return load_suite("s.json",
                    R"({"version":1,"suite":"s","title":"t","cases":[
    {"id":"s/c","title":"t","why":"w","rules":["PF-1"],)" +
                        std::string(members) + "}]}",
                    options);
}

Expansion expand_case(std::string_view members, const Profile& profile = full_profile()) {
  const auto suite = suite_of(members);
  EXPECT_TRUE(suite.has_value()) << (suite ? "" : describe(suite.error().front()));
  return suite ? expand(*suite, profile, target) : Expansion{};
}

List ids(const Expansion& expansion) {
  List list;
  for (const Case& each : expansion.cases) list.push_back(each.id);
  return list;
}

/// "id: reason"
List skips(const Expansion& expansion) {
  List list;
  for (const Skipped& each : expansion.skipped) list.push_back(each.id + ": " + each.reason);
  return list;
}

/// The first step of the first case.
template <typename Action>
Action first_action(const Expansion& expansion) {
  if (expansion.cases.empty() || !std::holds_alternative<Action>(expansion.cases.front().steps.front().action)) {
    ADD_FAILURE() << "no such step" << (expansion.skipped.empty() ? "" : ": " + expansion.skipped.front().reason);
    return {};
  }
  return std::get<Action>(expansion.cases.front().steps.front().action);
}

Expectation first_expectation(const Expansion& expansion) {
  if (expansion.cases.empty() || expansion.cases.front().steps.front().expect.empty()) {
    ADD_FAILURE() << "no expectation";
    return {};
  }
  return expansion.cases.front().steps.front().expect.front();
}

TEST(Expand, BindsAFetchStep) {
  const auto expansion = expand_case(R"("steps":[{"fetch":{
    "origin":"{{origin.allowed}}", "method":"put", "path":"{{path.writable}}", "query":"?y=2",
    "headers":[["X-A","1"],["x-a",{"b64":"/w=="}]], "credentials":"{{credentials}}", "mode":"same-origin", "redirect":"error",
    "api":"xhr", "body":{"kind":"blob","bytes":"{\r\n}","type":"application/json"}, "upload_listener":true,
    "top_level_site":"https://top.example", "override_headers":[["Origin","null"],["Accept",null]],
    "through":"heuristic-cache"}, "expect":{"verdict":"allow"}}])");
  const auto step = first_action<FetchStep>(expansion);
  EXPECT_FALSE(step.preflight_only);
  EXPECT_EQ(step.origin, "https://foo.example");
  EXPECT_EQ(step.method, "put");
  EXPECT_EQ(step.target, "/writable?x=1&y=2");
  EXPECT_EQ(step.headers, (message::HeaderList{{"X-A", "1"}, {"x-a", "\xFF"}}));
  EXPECT_EQ(step.credentials, fetch::CredentialsMode::include);
  EXPECT_EQ(step.mode, browser::Mode::same_origin);
  EXPECT_EQ(step.redirect, browser::RedirectMode::error);
  EXPECT_EQ(step.api, browser::Api::xhr);
  EXPECT_EQ(step.body, (browser::Body{browser::Body::Kind::blob, "{\r\n}", "application/json"}));
  EXPECT_TRUE(step.upload_listener);
  EXPECT_EQ(step.top_level_site, "https://top.example");
  EXPECT_THAT(step.override_headers,
              ElementsAre(HeaderOverride{"Origin", "null"}, HeaderOverride{"Accept", std::nullopt}));
  EXPECT_EQ(step.through, Through::heuristic_cache);
}

TEST(Expand, LeavesOutWhatAStepLeavesOut) {
  const auto step = first_action<FetchStep>(
      expand_case(R"("steps":[{"preflight":{"origin":"{{origin.allowed}}"},"expect":{"verdict":"allow"}}])"));
  EXPECT_TRUE(step.preflight_only);
  EXPECT_EQ(step.method, "GET");
  EXPECT_EQ(step.target, "/resource");
  EXPECT_TRUE(step.headers.empty());
  EXPECT_EQ(step.credentials, fetch::CredentialsMode::same_origin);
  EXPECT_EQ(step.mode, browser::Mode::cors);
  EXPECT_EQ(step.body.kind, browser::Body::Kind::none);
}

TEST(Expand, CountsTheStepThatAConditionLooksBackAtFromOne) {
  const auto expansion = expand_case(R"("steps":[{"request":{},"expect":{"when":{"status":200},"status":200}},
    {"request":{},"expect":{"when":{"step":1,"status":200},"headers":{"Allow":{"list":{"within":["GET"]}}}}}])");
  ASSERT_EQ(expansion.cases.size(), 1U);
  const auto& steps = expansion.cases.front().steps;
  EXPECT_EQ(steps[0].expect.at(0).when_step, std::nullopt);
  EXPECT_EQ(steps[1].expect.at(0).when_step, 0U);
  EXPECT_EQ(steps[1].expect.at(0).response.headers.at(0).matcher.list,
            (ListMatcher{{}, {}, std::nullopt, std::vector<std::string>{"GET"}}));
}

TEST(Expand, BindsPlainRequestsRawBytesAndTheClock) {
  const auto expansion = expand_case(R"("steps":[
    {"request":{"method":"OPTIONS","target":"*","host":false,"headers":[["Host","{{target.host}}"]],"body":"x",
                "through":"cache"},"expect":{"served_from_cache":false}},
    {"advance":"{{max_age}}s"},
    {"advance":"2h"},
    {"raw":{"bytes":{"concat":["GET / HTTP/1.1\r\n",{"repeat":"a: b\r\n","times":2},{"b64":"DQo="}]}},"setup":true,
     "expect":{"answer":"none"}},
    {"request":{"query":"?a"}},
    {"raw":{"bytes":"GET","then":"HEAD"},"expect":{"status":400}}])");
  ASSERT_EQ(expansion.cases.size(), 1U);
  const auto& steps = expansion.cases.front().steps;
  const auto& request = std::get<RequestStep>(steps[0].action);
  EXPECT_EQ(request.method, "OPTIONS");
  EXPECT_EQ(request.target, "*");
  EXPECT_FALSE(request.host_header);
  EXPECT_EQ(request.headers, (message::HeaderList{{"Host", "api.example"}}));
  EXPECT_EQ(request.body, "x");
  EXPECT_EQ(request.through, Through::explicit_cache);
  EXPECT_EQ(steps[0].expect.front().answer, AnswerWanted::response);
  EXPECT_EQ(std::get<AdvanceStep>(steps[1].action).seconds, fetch::Seconds{600});
  EXPECT_EQ(std::get<AdvanceStep>(steps[2].action).seconds, fetch::Seconds{7200});
  EXPECT_EQ(std::get<RawStep>(steps[3].action).bytes, "GET / HTTP/1.1\r\na: b\r\na: b\r\n\r\n");
  EXPECT_TRUE(steps[3].setup);
  EXPECT_EQ(std::get<RawStep>(steps[3].action).then, "");
  EXPECT_EQ(std::get<RawStep>(steps[5].action).then, "HEAD");
  EXPECT_EQ(steps[3].expect.front().answer, AnswerWanted::none);
  EXPECT_EQ(std::get<RequestStep>(steps[4].action).target, "/resource?a");
  EXPECT_TRUE(std::get<RequestStep>(steps[4].action).host_header);
  EXPECT_EQ(steps[5].expect.front().answer, AnswerWanted::any);
}

TEST(Expand, BindsExpectations) {
  const auto expansion = expand_case(R"("level":"should","kind":"interop","flags":["f"],"steps":[
    {"fetch":{"origin":"{{origin.allowed}}","through":"cache"},"expect":[
      {"verdict":"block","refused_by":"CORS-CHECK-4","preflight":"not-needed","max_age":"{{max_age}}",
       "exposes":{"contains":"{{headers.exposed}}","excludes":["x-y"]},"timing_allowed":true,"served_from_cache":true},
      {"level":"may","kind":"security","flags":["g","h"],"rules":["PF-2","PF-3"],
       "status":[204,"3xx","400-404",{"min":500,"max":501}],"preflight_status":"200","max_age":{"min":"{{max_age}}"},
       "when":{"status":405},"headers":{
         "A":"x{{max_age}}","B":{"present":false},"C":{"any_of":["1","2"]},"D":{"bytes":"/w=="},
         "E":{"list":{"equals_as_set":["{{methods.allowed}}","HEAD"]}},"F":{"integer":{"max":5},"count":1},
         "G":{"exact":{"b64":"/w=="}},"{{header.exposed}}":{"matches":"^{{origin.allowed}}/(a|b)$"}},
       "preflight_headers":{"Vary":{"count":{"min":1}}},"body_excludes":["<x>","{{max_age}}"]}]},
    {"raw":{"bytes":"x"},"expect":{"head_excludes":["{{max_age}}s"]}}])");
  ASSERT_EQ(expansion.cases.size(), 1U) << skips(expansion).at(0);
  const Case& bound = expansion.cases.front();
  const auto& first = bound.steps[0].expect.at(0);
  EXPECT_EQ(first.level, Level::should);
  EXPECT_EQ(first.kind, Kind::interop);
  EXPECT_THAT(first.flags, ElementsAre("f"));
  EXPECT_THAT(first.rules, ElementsAre("PF-1"));
  EXPECT_EQ(first.verdict, Expectation::Verdict::block);
  EXPECT_THAT(first.refused_by, ElementsAre("CORS-CHECK-4"));
  EXPECT_EQ(first.preflight, Expectation::Preflight::not_needed);
  EXPECT_EQ(first.max_age, (IntegerRange{600, 600}));
  EXPECT_EQ(first.exposes, (ListMatcher{{"x-id"}, {"x-y"}, std::nullopt}));
  EXPECT_EQ(first.timing_allowed, true);
  EXPECT_EQ(first.served_from_cache, true);
  const auto& second = bound.steps[0].expect.at(1);
  EXPECT_EQ(second.level, Level::may);
  EXPECT_EQ(second.kind, Kind::security);
  EXPECT_THAT(second.flags, ElementsAre("g", "h"));
  EXPECT_THAT(second.rules, ElementsAre("PF-2", "PF-3"));
  EXPECT_THAT(second.response.status, ElementsAre(IntegerRange{204, 204}, IntegerRange{300, 399},
                                                  IntegerRange{400, 404}, IntegerRange{500, 501}));
  EXPECT_THAT(second.preflight_response.status, ElementsAre(IntegerRange{200, 200}));
  EXPECT_EQ(second.max_age, (IntegerRange{600, std::nullopt}));
  EXPECT_THAT(second.response.body_excludes, ElementsAre("<x>", "600"));
  EXPECT_THAT(bound.steps[1].expect.at(0).head_excludes, ElementsAre("600s"));
  EXPECT_THAT(second.when.status, ElementsAre(IntegerRange{405, 405}));
  HeaderMatcher fourth, fifth, sixth;
  fourth.any_of = {"\xFF"};
  fifth.list = ListMatcher{{}, {}, List{"GET", "PUT", "DELETE", "HEAD"}};
  sixth.integer = {std::nullopt, 5};
  sixth.count = {1, 1};
  HeaderMatcher a, b, c, pattern, vary;
  a.any_of = {"x600"};
  b.present = false;
  c.any_of = {"1", "2"};
  pattern.matches = "^https\\:\\/\\/foo\\.example/(a|b)$";
  vary.count = {1, std::nullopt};
  EXPECT_THAT(
      second.response.headers,
      ElementsAre(NamedHeaderMatcher{"A", a}, NamedHeaderMatcher{"B", b}, NamedHeaderMatcher{"C", c},
                  NamedHeaderMatcher{"D", fourth}, NamedHeaderMatcher{"E", fifth}, NamedHeaderMatcher{"F", sixth},
                  NamedHeaderMatcher{"G", fourth}, NamedHeaderMatcher{"x-id", pattern}));
  EXPECT_THAT(second.preflight_response.headers, ElementsAre(NamedHeaderMatcher{"Vary", vary}));
  // The case is what its expectations are.
  EXPECT_EQ(bound.level, Level::should);
  EXPECT_EQ(bound.kind, Kind::interop);
  EXPECT_THAT(bound.rules, ElementsAre("PF-1", "PF-2", "PF-3"));
  EXPECT_THAT(bound.flags, ElementsAre("f", "g", "h"));
}

TEST(Expand, SummarisesWhatJudgesWithoutTheSetUp) {
  const auto expansion = expand_case(R"("steps":[
    {"request":{},"setup":true,"expect":{"status":200,"kind":"security","rules":["PF-9"]}},
    {"request":{},"expect":[{"status":200,"level":"may","flags":["f"]},{"status":200,"level":"should","kind":"efficiency","flags":["g"]}]}])");
  ASSERT_EQ(expansion.cases.size(), 1U);
  EXPECT_EQ(expansion.cases[0].level, Level::should);
  EXPECT_EQ(expansion.cases[0].kind, Kind::efficiency);
  EXPECT_THAT(expansion.cases[0].rules, ElementsAre("PF-1"));
  EXPECT_THAT(expansion.cases[0].flags, ElementsAre("f", "g"));
}

TEST(Expand, CarriesTheCaseOver) {
  const auto suite =
      suite_of(R"("aliases":["old/name"],"tags":["x"],"depends_on":["s/b"],"malformed":"the method","disruptive":true,)"
               R"("steps":[{"request":{},"expect":{"status":200}}])");
  ASSERT_TRUE(suite.has_value());
  EXPECT_EQ(suite->cases[0].line, 2U);
  EXPECT_EQ(suite->cases[0].file, "s.json");
  const auto expansion = expand(*suite, full_profile(), target);
  ASSERT_EQ(expansion.cases.size(), 1U);
  const Case& bound = expansion.cases[0];
  EXPECT_EQ(bound.id, "s/c");
  EXPECT_EQ(bound.base_id, "s/c");
  EXPECT_EQ(bound.row, "");
  EXPECT_EQ(bound.suite, "s");
  EXPECT_EQ(bound.title, "t");
  EXPECT_EQ(bound.why, "w");
  EXPECT_EQ(bound.malformed, "the method");
  EXPECT_TRUE(bound.disruptive);
  EXPECT_THAT(bound.aliases, ElementsAre("old/name"));
  EXPECT_THAT(bound.tags, ElementsAre("x"));
  EXPECT_THAT(bound.depends_on, ElementsAre("s/b"));
}

TEST(Expand, MakesRowsOfListsAndRoles) {
  const auto expansion = expand_case(R"(
    "for_each":{"method":"{{methods.unsafelisted}}","origin":{"first":"{{origin.allowed}}","second":"{{origin.other_allowed}}"}},
    "steps":[{"preflight":{"origin":"{{origin}}","method":"{{method}}"},"expect":{"verdict":"allow"}}])");
  EXPECT_THAT(ids(expansion), ElementsAre("s/c/method:1/origin:first", "s/c/method:1/origin:second",
                                          "s/c/method:2/origin:first", "s/c/method:2/origin:second"));
  ASSERT_EQ(expansion.cases.size(), 4U);
  const auto& step = std::get<FetchStep>(expansion.cases[2].steps[0].action);
  EXPECT_EQ(step.method, "DELETE");
  EXPECT_EQ(step.origin, "https://foo.example");
  EXPECT_EQ(expansion.cases[2].row, "method:2/origin:first");
  EXPECT_EQ(expansion.cases[2].base_id, "s/c");
}

TEST(Expand, SaysWhatThePolicyGaveForItsNames) {
  const auto expansion = expand_case(R"(
    "for_each":{"method":"{{methods.unsafelisted}}","origin":{"first":"{{origin.allowed}}","trick":"{{origin.allowed}}.evil.test"}},
    "steps":[{"preflight":{"origin":"{{origin}}","path":"{{path.resource}}","method":"{{method}}",
                           "headers":[["{{header.allowed}}","{{target.authority}}"]]},
              "expect":{"status":204}}])");
  ASSERT_EQ(expansion.cases.size(), 4U);
  const std::string foo = "https://foo.example";
  using Bound = std::map<std::string, std::string>;
  EXPECT_EQ(expansion.cases[2].bound,
            (Bound{{"header.allowed", "x-a"}, {"method", "DELETE"}, {"origin", foo}, {"origin.allowed", foo}}));
  EXPECT_EQ(expansion.cases[3].bound,
            (Bound{{"header.allowed", "x-a"}, {"method", "DELETE"}, {"origin.allowed", foo}}));
}

TEST(Expand, GivesRolesFieldsOfEveryKind) {
  const auto expansion = expand_case(R"(
    "for_each":{"case":{"a":{"sent":{"b64":"/w=="},"seen":"allow","seconds":5,"list":["x-1","{{headers.exposed}}"],"timing":false}}},
    "steps":[{"fetch":{"origin":"{{origin.allowed}}","headers":[["x-a","{{case.sent}}"]]},
              "expect":{"verdict":"{{case.seen}}","max_age":"{{case.seconds}}","timing_allowed":"{{case.timing}}",
                        "exposes":{"contains":"{{case.list}}"}}}])");
  EXPECT_EQ(first_action<FetchStep>(expansion).headers, (message::HeaderList{{"x-a", "\xFF"}}));
  const Expectation expectation = first_expectation(expansion);
  EXPECT_EQ(expectation.verdict, Expectation::Verdict::allow);
  EXPECT_EQ(expectation.max_age, (IntegerRange{5, 5}));
  EXPECT_EQ(expectation.timing_allowed, false);
  EXPECT_THAT(expectation.exposes->contains, ElementsAre("x-1", "x-id"));
}

TEST(Expand, LetsLaterAxesUseEarlierOnes) {
  const auto expansion = expand_case(R"(
    "for_each":{"sub":{"a":"evil"},"origin":{"joined":"https://{{sub}}.test"}},
    "steps":[{"preflight":{"origin":"{{origin}}"},"expect":{"verdict":"block"}}])");
  EXPECT_EQ(first_action<FetchStep>(expansion).origin, "https://evil.test");
}

struct SkipRow {
  const char* name;
  std::string_view members;
  std::string_view profile;
  List skipped;
  std::size_t cases = 0;
};

void PrintTo(const SkipRow& row, std::ostream* out) {
  *out << row.name;
}

class Skips : public testing::TestWithParam<SkipRow> {};

TEST_P(Skips, SayWhatTheProfileLacks) {
  const auto expansion = expand_case(GetParam().members, profile_of(GetParam().profile));
  EXPECT_EQ(skips(expansion), GetParam().skipped);
  EXPECT_EQ(expansion.cases.size(), GetParam().cases);
}

constexpr std::string_view listed =
    R"("origins":{"allowed":["https://foo.example"],"patterns":["https://*.sub.example"]})";
constexpr std::string_view open_list = R"("origins":{"allowed":["https://foo.example"],"others":"unknown"})";
constexpr std::string_view own = R"("origins":{"allowed":["https://foo.example","https://api.example"]})";

INSTANTIATE_TEST_SUITE_P(
    Table, Skips,
    testing::Values(
        SkipRow{"feature",
                R"("requires":["credentials.allowed"],"steps":[{"request":{},"expect":{"status":200}}])",
                listed,
                {"s/c: the profile does not allow credentials (credentials is not true)"}},
        SkipRow{
            "name_in_steps",
            R"("for_each":{"a":{"x":"1","y":"2"}},"steps":[{"request":{"target":"{{path.error}}","query":"?{{a}}"},"expect":{"status":500}}])",
            listed,
            {"s/c: the profile names no path that fails (paths.error)"}},
        SkipRow{
            "name_of_an_axis",
            R"("for_each":{"m":"{{methods.unsafelisted}}"},"steps":[{"preflight":{"origin":"null","method":"{{m}}"},"expect":{"verdict":"block"}}])",
            R"("methods":{"allowed":["GET"]})",
            {"s/c: the profile allows no method beyond GET, HEAD and POST (methods.allowed)"}},
        SkipRow{
            "name_of_a_role",
            R"("for_each":{"o":{"x":"{{origin.other_allowed}}","y":"{{origin.allowed}}"}},"steps":[{"fetch":{"origin":"{{o}}"},"expect":{"verdict":"allow"}}])",
            listed,
            {"s/c/o:x: the profile names no second allowed origin (origins.allowed)"},
            1},
        SkipRow{
            "lookalike_that_is_allowed",
            R"("for_each":{"o":{"x":"https://a.sub.example","y":"https://foo.example.test"}},"steps":[{"fetch":{"origin":"{{o}}"},"expect":{"verdict":"block"}}])",
            listed,
            {"s/c/o:x: the profile does not deny the origin `https://a.sub.example`"},
            1},
        SkipRow{"lookalike_of_an_open_list",
                R"("steps":[{"fetch":{"origin":"https://foo.example.test"},"expect":{"verdict":"block"}}])",
                open_list,
                {"s/c: the profile does not deny the origin `https://foo.example.test`"}},
        SkipRow{
            "lookalike_as_advice",
            R"("level":"may","flags":["f"],"steps":[{"fetch":{"origin":"https://foo.example.test"},"expect":{"verdict":"block"}}])",
            open_list,
            {},
            1},
        SkipRow{
            "refused_for_another_reason",
            R"("steps":[{"preflight":{"origin":"https://foo.example.test"},"expect":{"verdict":"block","refused_by":["PF-5"]}}])",
            open_list,
            {},
            1},
        SkipRow{"stranger_that_is_denied",
                R"("steps":[{"fetch":{"origin":"https://stranger.example"},"expect":{"verdict":"allow"}}])",
                listed,
                {"s/c: the profile does not allow the origin `https://stranger.example`"}},
        SkipRow{"stranger_of_a_public_resource",
                R"("steps":[{"fetch":{"origin":"https://stranger.example"},"expect":{"verdict":"allow"}}])",
                R"("origins":"*")",
                {},
                1},
        SkipRow{"nothing_known",
                R"("steps":[{"fetch":{"origin":"https://stranger.example"},"expect":{"verdict":"allow"}}])",
                R"("about":"")",
                {},
                1},
        SkipRow{"own_origin",
                R"("steps":[{"fetch":{"origin":"https://api.example"},"expect":{"preflight":"not-needed"}}])",
                own,
                {"s/c: the origin `https://api.example` is the target's own, from which no request is a CORS request"}},
        SkipRow{"own_origin_by_name",
                R"("steps":[{"fetch":{"origin":"{{target.origin}}"},"expect":{"preflight":"not-needed"}}])",
                own,
                {},
                1},
        SkipRow{
            "requires_denied",
            R"("requires_denied":["{{o}}"],"for_each":{"o":{"x":"https://a.sub.example","y":"https://b.example","z":"https://api.example"}},"steps":[{"request":{"headers":[["Origin","{{o}}"]]},"expect":{"status":200}}])",
            listed,
            {"s/c/o:x: the profile does not deny the origin `https://a.sub.example`",
             "s/c/o:z: the origin `https://api.example` is the target's own"},
            1},
        SkipRow{
            "method_that_no_browser_sends",
            R"("for_each":{"m":"{{methods.allowed}}"},"steps":[{"preflight":{"origin":"null","method":"{{m}}"},"expect":{"verdict":"block","refused_by":"PF-5"}}])",
            R"("methods":{"allowed":["GET","TRACE"]})",
            {"s/c/m:2: what the profile states does not fit here: browsers do not send `TRACE` (METH-4); use a "
             "`request` step (in row `m:2`)"},
            1}),
    [](const auto& row) { return row.param.name; });

TEST(Skipped, TellWhatTheCaseIs) {
  const auto expansion =
      expand_case(R"("level":"may","kind":"security","flags":["f"],"tags":["t1"],"requires":["tls","max_age"],)"
                  R"("steps":[{"request":{},"expect":{"status":200}}])",
                  profile_of(R"("about":"")"));
  ASSERT_EQ(expansion.skipped.size(), 1U);
  const Skipped& skipped = expansion.skipped[0];
  EXPECT_EQ(skipped.title, "t");
  EXPECT_EQ(skipped.why, "w");
  EXPECT_EQ(skipped.suite, "s");
  EXPECT_EQ(skipped.level, Level::may);
  EXPECT_EQ(skipped.kind, Kind::security);
  EXPECT_THAT(skipped.rules, ElementsAre("PF-1"));
  EXPECT_THAT(skipped.tags, ElementsAre("t1"));
}

TEST(Expand, IsFastForTenThousandRows) {
  std::string roles;
  for (int i = 0; i < 100; ++i)
    roles += (i == 0 ? "\"r" : ",\"r") + std::to_string(i) + "\":\"v" + std::to_string(i) + "\"";
  const std::string members = R"("for_each":{"a":{)" + roles + R"(},"b":{)" + roles + R"(}},"steps":[{"preflight":{
    "origin":"{{origin.allowed}}","method":"{{method.unsafelisted}}","headers":[["x-{{a}}","{{b}}"]]},
    "expect":{"verdict":"allow","headers":{"access-control-allow-headers":{"list":{"contains":["x-{{a}}"]}}}}}])";
  const auto start = std::chrono::steady_clock::now();
  const auto suite = suite_of(members);
  ASSERT_TRUE(suite.has_value());
  const auto expansion = expand(*suite, full_profile(), target);
  const auto elapsed = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(expansion.cases.size(), 10'000U);
  EXPECT_EQ(expansion.cases.back().id, "s/c/a:r99/b:r99");
  // Far above what it takes, also in Debug under a sanitizer on a busy machine: it catches only what grows too fast.
  EXPECT_LT(std::chrono::duration_cast<std::chrono::seconds>(elapsed).count(), 30);
}

TEST(Expand, RefusesRowsWithoutEnd) {
  std::string roles;
  for (int i = 0; i < 300; ++i) roles += (i == 0 ? "\"r" : ",\"r") + std::to_string(i) + "\":\"v\"";
  const auto suite = suite_of(R"("for_each":{"a":{)" + roles + R"(},"b":{)" + roles +
                              R"(}},"steps":[{"request":{"query":"?{{a}}{{b}}"},"expect":{"status":200}}])");
  ASSERT_FALSE(suite.has_value());
  EXPECT_THAT(suite.error().front().what, testing::HasSubstr("more than 65536 rows"));
}

TEST(Load, ChecksPatternsWithTheFunctionGiven) {
  LoadOptions options;
  List seen;
  options.check_pattern = [&](std::string_view pattern) -> std::optional<std::string> {
    seen.emplace_back(pattern);
    return pattern.ends_with('(') ? std::optional<std::string>("missing )") : std::nullopt;
  };
  const auto members = [](std::string_view pattern) {
    return R"("steps":[{"request":{},"expect":{"headers":{"a":{"matches":")" + std::string(pattern) + R"("}}}}])";
  };
  EXPECT_TRUE(suite_of(members("^a$"), options).has_value());
  const auto refused = suite_of(members("a("), options);
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().front().what, testing::HasSubstr("RE2: missing )"));
  EXPECT_THAT(seen, ElementsAre("^a$", "a("));
}

TEST(Load, HoldsRulesAndFlagsAgainstTheCatalogue) {
  const RuleCatalogue catalogue({{"PF-1", "s", "https://x", "browser"}}, {{"known-flag", "e", {}, ""}}, "2026-07-02");
  LoadOptions options;
  options.rules = &catalogue;
  const auto suite = suite_of(R"("level":"may","flags":["known-flagg"],"steps":[
    {"fetch":{"origin":"null"},"expect":{"verdict":"block","refused_by":["PF-1","PF-2"],"rules":["PF-3"]}}])",
                              options);
  ASSERT_FALSE(suite.has_value());
  List errors;
  for (const LoadError& error : suite.error()) errors.push_back(error.what);
  EXPECT_THAT(errors,
              ElementsAre("unknown flag `known-flagg`; did you mean `known-flag`?",
                          "unknown rule `PF-2`; did you mean `PF-1`?", "unknown rule `PF-3`; did you mean `PF-1`?"));
}

TEST(Load, CountsWhatIsMadeOfLittle) {
  // Each alone is within the limit; together they are not.
  std::string headers;
  for (int i = 0; i < 70; ++i) headers += std::string(i == 0 ? "" : ",") + R"(["x-a",{"repeat":"a","times":1000000}])";
  const auto suite = suite_of(R"("steps":[{"request":{"headers":[)" + headers + R"(]},"expect":{"status":200}}])");
  ASSERT_FALSE(suite.has_value());
  EXPECT_THAT(suite.error().front().what, testing::HasSubstr("more than 67108864 bytes"));
}

TEST(Load, BoundsWhatNamesMultiply) {
  std::string names;
  for (int i = 0; i < 2000; ++i) names += "{{a}}";
  const auto suite =
      suite_of(R"("for_each":{"a":{"x":{"repeat":"a","times":1000}}},"steps":[{"request":{"headers":[["x",")" + names +
               R"("]]},"expect":{"status":200}}])");
  ASSERT_FALSE(suite.has_value());
  EXPECT_THAT(suite.error().front().what, testing::HasSubstr("more than 1048576 bytes"));
}

}  // namespace
}  // namespace corspec::suite
