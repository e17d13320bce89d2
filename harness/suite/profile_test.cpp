#include "suite/profile.hpp"

#include <gmock/gmock.h>

#include "suite/rules.hpp"

namespace corspec::suite {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using List = std::vector<std::string>;

Profile profile_of(std::string_view members) {
  const auto profiles = load_profiles("p.json", R"({"version":1,"name":"p")" + std::string(members) + "}");
  EXPECT_TRUE(profiles.has_value()) << (profiles ? "" : describe(profiles.error().front()));
  return profiles ? profiles->front() : Profile{};
}

TEST(Profile, ReadsEverything) {
  const Profile profile = profile_of(R"(, "$schema": "x", "about": "a",
    "origins": {"allowed": ["https://foo.example"], "patterns": ["https://*.foo.example"], "denied": ["https://evil.test"],
                "others": "unknown"},
    "methods": {"allowed": ["GET", "patch"], "others": "deny"},
    "request_headers": {"allowed": ["X-Requested-With"], "others": "allow"},
    "expose_headers": ["X-Request-Id"], "credentials": false, "max_age": 0, "timing_allow_origins": ["*"],
    "paths": {"resource": "/r", "writable": "/w?x", "missing": "/m", "error": "/e", "redirect": "/d"},
    "options": {"allow": ["GET", "OPTIONS"], "asterisk": false}, "errors_shared": true,
    "request_credentials": [{"header": "Cookie", "environment": "API_COOKIE"}, {"header": "Authorization", "file": "token"}],
    "at": {"path_prefix": "/v1", "host": "api.example", "port": 65535}, "accept": ["a"], "reject": ["b"])");
  EXPECT_EQ(profile.name, "p");
  EXPECT_EQ(profile.about, "a");
  EXPECT_TRUE(profile.origins_stated);
  EXPECT_FALSE(profile.any_origin);
  EXPECT_THAT(profile.allowed_origins, ElementsAre("https://foo.example"));
  EXPECT_THAT(profile.origin_patterns, ElementsAre("https://*.foo.example"));
  EXPECT_THAT(profile.denied_origins, ElementsAre("https://evil.test"));
  EXPECT_EQ(profile.other_origins, Others::unknown);
  EXPECT_EQ(profile.allowed_methods, (List{"GET", "patch"}));
  EXPECT_EQ(profile.other_methods, Others::deny);
  EXPECT_EQ(profile.allowed_request_headers, (List{"x-requested-with"}));
  EXPECT_EQ(profile.other_request_headers, Others::allow);
  EXPECT_EQ(profile.expose_headers, (List{"x-request-id"}));
  EXPECT_EQ(profile.credentials, false);
  EXPECT_EQ(profile.max_age, 0);
  EXPECT_EQ(profile.timing_allow_origins, (List{"*"}));
  EXPECT_EQ(profile.paths.resource, "/r");
  EXPECT_EQ(profile.paths.writable, "/w?x");
  EXPECT_EQ(profile.paths.missing, "/m");
  EXPECT_EQ(profile.paths.error, "/e");
  EXPECT_EQ(profile.paths.redirect, "/d");
  EXPECT_EQ(profile.options.allow, (List{"GET", "OPTIONS"}));
  EXPECT_EQ(profile.options.asterisk, false);
  EXPECT_EQ(profile.errors_shared, true);
  ASSERT_EQ(profile.request_credentials.size(), 2U);
  EXPECT_EQ(profile.request_credentials[0].header, "Cookie");
  EXPECT_EQ(profile.request_credentials[0].environment, "API_COOKIE");
  EXPECT_EQ(profile.request_credentials[1].file, "token");
  EXPECT_EQ(profile.at.path_prefix, "/v1");
  EXPECT_EQ(profile.at.host, "api.example");
  EXPECT_EQ(profile.at.port, 65535);
  EXPECT_THAT(profile.accept, ElementsAre("a"));
  EXPECT_THAT(profile.reject, ElementsAre("b"));
}

TEST(Profile, DoesNotSayWhatIsLeftOut) {
  const Profile profile = profile_of("");
  EXPECT_FALSE(profile.origins_stated);
  EXPECT_FALSE(profile.any_origin);
  EXPECT_FALSE(profile.allowed_methods.has_value());
  EXPECT_FALSE(profile.allowed_request_headers.has_value());
  EXPECT_FALSE(profile.expose_headers.has_value());
  EXPECT_FALSE(profile.credentials.has_value());
  EXPECT_FALSE(profile.max_age.has_value());
  EXPECT_FALSE(profile.timing_allow_origins.has_value());
  EXPECT_FALSE(profile.errors_shared.has_value());
  EXPECT_FALSE(profile.options.allow.has_value());
  EXPECT_FALSE(profile.options.asterisk.has_value());
}

TEST(Profile, ClosesOriginsAndOpensTheOtherLists) {
  const Profile profile = profile_of(
      R"(,"origins":{"allowed":["https://a.example"]},"methods":{"allowed":["GET"]},"request_headers":{"allowed":[]})");
  EXPECT_EQ(profile.other_origins, Others::deny);
  EXPECT_EQ(profile.other_methods, Others::unknown);
  EXPECT_EQ(profile.other_request_headers, Others::unknown);
}

TEST(Profile, ReadsAPublicPolicy) {
  const Profile profile = profile_of(R"(,"origins":"*")");
  EXPECT_TRUE(profile.any_origin);
  EXPECT_TRUE(profile.origins_stated);
}

TEST(Profile, ReadsSeveralOfOneFile) {
  const auto profiles =
      load_profiles("p.json", R"({"version":1,"profiles":[{"name":"a"},{"name":"b","at":{"port":1}}]})");
  ASSERT_TRUE(profiles.has_value());
  ASSERT_EQ(profiles->size(), 2U);
  EXPECT_EQ(profiles->at(0).name, "a");
  EXPECT_EQ(profiles->at(1).at.port, 1);
}

TEST(Profile, KnowsNothingWithoutAFile) {
  const Profile profile = unknown_policy();
  EXPECT_FALSE(profile.origins_stated);
  EXPECT_EQ(profile.other_origins, Others::unknown);
  EXPECT_FALSE(profile.name.empty());
  EXPECT_TRUE(lint(profile).empty());
}

struct LintRow {
  const char* name;
  const char* members;
  std::vector<const char*> parts;  ///< of the sentences, one each
};

void PrintTo(const LintRow& row, std::ostream* out) {
  *out << row.members;
}

class ProfileLint : public testing::TestWithParam<LintRow> {};

TEST_P(ProfileLint, SaysWhatIsWorthSaying) {
  const auto sentences = lint(profile_of(GetParam().members));
  ASSERT_EQ(sentences.size(), GetParam().parts.size()) << testing::PrintToString(sentences);
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    EXPECT_THAT(sentences[i], HasSubstr(GetParam().parts[i]));
    EXPECT_TRUE(sentences[i].ends_with('.'));
  }
}

#define CORSPEC_ALLOWED(origin) R"(,"origins":{"allowed":[")" origin R"("]})"

INSTANTIATE_TEST_SUITE_P(
    Table, ProfileLint,
    testing::Values(
        LintRow{"plain", CORSPEC_ALLOWED("https://foo.example"), {}},
        LintRow{"port", CORSPEC_ALLOWED("https://foo.example:8443"), {}},
        LintRow{"underscore_is_sent", CORSPEC_ALLOWED("http://my_host.example"), {}},
        LintRow{"trailing_dot_is_sent", CORSPEC_ALLOWED("https://foo.example."), {}},
        LintRow{"app_scheme", CORSPEC_ALLOWED("capacitor://localhost"), {}},
        LintRow{"extension", CORSPEC_ALLOWED("chrome-extension://abcdef"), {}},
        LintRow{"address", CORSPEC_ALLOWED("http://127.0.0.1:3000"), {}},
        LintRow{"address6", CORSPEC_ALLOWED("http://[::1]:3000"), {}}, LintRow{"null", CORSPEC_ALLOWED("null"), {}},
        LintRow{"address6_upper_case", CORSPEC_ALLOWED("http://[2001:DB8::1]"), {"hosts are lower-case"}},
        LintRow{"address6_zeros", CORSPEC_ALLOWED("http://[2001:0db8::1]"), {"IPv6"}},
        LintRow{"slash", CORSPEC_ALLOWED("https://foo.example/"), {"an origin has no path"}},
        LintRow{"path", CORSPEC_ALLOWED("https://foo.example/x"), {"an origin has no path"}},
        LintRow{"no_scheme", CORSPEC_ALLOWED("foo.example"), {"no scheme"}},
        LintRow{"default_port", CORSPEC_ALLOWED("https://foo.example:443"), {"the default port is left out"}},
        LintRow{"default_port_http", CORSPEC_ALLOWED("http://foo.example:80"), {"the default port is left out"}},
        LintRow{"not_the_default_port", CORSPEC_ALLOWED("http://foo.example:443"), {}},
        LintRow{"empty_port", CORSPEC_ALLOWED("https://foo.example:"), {"its port is no port"}},
        LintRow{"port_zeros", CORSPEC_ALLOWED("https://foo.example:08443"), {"its port is no port"}},
        LintRow{"port_word", CORSPEC_ALLOWED("https://foo.example:http"), {"its port is no port"}},
        LintRow{"upper_case", CORSPEC_ALLOWED("https://Foo.example"), {"hosts are lower-case"}},
        LintRow{"upper_case_scheme", CORSPEC_ALLOWED("HTTPS://foo.example"), {"schemes are lower-case"}},
        LintRow{"userinfo", CORSPEC_ALLOWED("https://u@foo.example"), {"no user name"}},
        LintRow{"not_ascii", CORSPEC_ALLOWED("https://f\xC3\xBC.example"), {"punycode"}},
        LintRow{"list", CORSPEC_ALLOWED("https://a.example, https://b.example"), {"an origin has no path"}},
        LintRow{"denied_too", R"(,"origins":{"denied":["https://foo.example/"]})", {"origins.denied"}},
        LintRow{"pattern_without_star", R"(,"origins":{"patterns":["https://a.example"]})", {"has no `*`"}},
        LintRow{"denied_and_covered",
                R"(,"origins":{"patterns":["https://*.example"],"denied":["https://evil.example"]})",
                {"denied by name"}},
        LintRow{"null_with_credentials", R"(,"origins":{"allowed":["null"]},"credentials":true)", {"SRV-14"}},
        LintRow{"star_with_credentials", R"(,"origins":"*","credentials":true)", {"CORS-CHECK-4"}},
        LintRow{"star_without_credentials", R"(,"origins":"*","credentials":false)", {}},
        LintRow{"methods", R"(,"methods":{"allowed":["GET","PATCH","QUERY","Chicken"]})", {}},
        LintRow{"method_normalized", R"(,"methods":{"allowed":["put"]})", {"Browsers send `PUT`"}},
        LintRow{"method_lower_case", R"(,"methods":{"allowed":["patch"]})", {"not covered by `patch`"}},
        LintRow{"method_forbidden", R"(,"methods":{"allowed":["TRACE"]})", {"METH-4"}},
        LintRow{"header_forbidden", R"(,"request_headers":{"allowed":["Cookie","x-a"]})", {"FORBID-1"}},
        LintRow{"header_never_exposed", R"(,"expose_headers":["set-cookie","x-a"])", {"EXPOSE-3"}},
        LintRow{"max_age_at_the_cap", R"(,"max_age":86400)", {}},
        LintRow{"max_age_beyond", R"(,"max_age":86401)", {"PF-9"}}),
    [](const auto& row) { return row.param.name; });

TEST(ProfileLint, FindsFlagsThatDoNothing) {
  const RuleCatalogue catalogue({}, {{"known-flag", "e", {}, ""}}, "2026-07-02");
  const Profile profile = profile_of(R"(,"accept":["known-flag","known-flog"],"reject":["other"])");
  EXPECT_THAT(lint_flags(profile, catalogue),
              ElementsAre("No case raises the flag `known-flog` (accept); did you mean `known-flag`?",
                          "No case raises the flag `other` (reject)."));
}

}  // namespace
}  // namespace corspec::suite
