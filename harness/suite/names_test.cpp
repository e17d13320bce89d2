#include "suite/names.hpp"

#include <gmock/gmock.h>

#include <set>

#include "suite/features.hpp"
#include "suite/sample_policy.hpp"

namespace corspec::suite {
namespace {

using List = std::vector<std::string>;

Profile profile_of(std::string_view members) {
  const auto profiles = load_profiles("p.json", R"({"version":1,"name":"p",)" + std::string(members) + "}");
  EXPECT_TRUE(profiles.has_value()) << (profiles ? "" : describe(profiles.error().front()));
  return profiles ? profiles->front() : Profile{};
}

const TargetFacts target{.authority = "api.example:8443", .origin = "https://api.example:8443", .path = "/r?a=b"};

struct NameRow {
  const char* title;
  const char* name;
  std::string_view profile;
  std::optional<BoundValue> value;  ///< null: the profile does not give it
};

void PrintTo(const NameRow& row, std::ostream* out) {
  *out << row.name << " of {" << row.profile << "}";
}

const Name* find_name(std::string_view name) {
  const auto found = std::ranges::find(names(), name, &Name::name);
  return found == names().end() ? nullptr : &*found;
}

class NameValue : public testing::TestWithParam<NameRow> {};

TEST_P(NameValue, IsWhatTheProfileGives) {
  const auto& row = GetParam();
  const Profile profile = profile_of(row.profile);
  const Name* name = find_name(row.name);
  ASSERT_NE(name, nullptr);
  const Resolved resolved = name->resolve({profile, target});
  EXPECT_EQ(resolved.has_value(), row.value.has_value()) << (resolved ? "" : resolved.error());
  if (resolved && row.value) {
    EXPECT_EQ(resolved->value, *row.value);
  }
  if (!resolved) {
    EXPECT_THAT(resolved.error(), testing::StartsWith("the "));
  }
}

BoundValue text(const char* value) {
  return std::string(value);
}

constexpr std::string_view nothing = R"("about":"")";
constexpr std::string_view any = R"("origins":"*")";
constexpr std::string_view two = R"("origins":{"allowed":["https://foo.example","http://bar.example:8080"]})";
constexpr std::string_view open = R"("origins":{"denied":["https://evil.test"],"others":"allow"})";
constexpr std::string_view none = R"("origins":{"allowed":[]})";
constexpr std::string_view own = R"("origins":{"allowed":["https://api.example:8443","https://foo.example"]})";
constexpr std::string_view address = R"("origins":{"allowed":["http://127.0.0.1:3000"]})";
constexpr std::string_view address6 = R"("origins":{"allowed":["https://[::1]"]})";
constexpr std::string_view app = R"("origins":{"allowed":["capacitor://localhost"]})";
constexpr std::string_view opaque = R"("origins":{"allowed":["null"]})";
constexpr std::string_view covered = R"("origins":{"allowed":["https://a.example"],"patterns":["https://*.example"]})";
constexpr std::string_view unknown_others = R"("origins":{"allowed":["https://a.example"],"others":"unknown"})";
constexpr std::string_view methods = R"("methods":{"allowed":["GET","PUT","TRACE","PATCH","OPTIONS"],"others":"deny"})";
constexpr std::string_view open_methods = R"("methods":{"allowed":["PATCH"]})";
constexpr std::string_view simple_methods = R"("methods":{"allowed":["GET","HEAD","POST"],"others":"deny"})";
constexpr std::string_view headers =
    R"("request_headers":{"allowed":["Accept","Authorization","Cookie","X-A","content-type","range"],"others":"deny"})";
constexpr std::string_view open_headers = R"("request_headers":{"allowed":["authorization"]})";

INSTANTIATE_TEST_SUITE_P(
    Table, NameValue,
    testing::Values(
        NameRow{"allowed", "origin.allowed", two, text("https://foo.example")},
        NameRow{"allowed_of_public", "origin.allowed", any, text("https://app.example")},
        NameRow{"allowed_of_unknown", "origin.allowed", nothing, text("https://app.example")},
        NameRow{"allowed_of_open", "origin.allowed", open, text("https://app.example")},
        NameRow{"allowed_of_none", "origin.allowed", none, std::nullopt},
        NameRow{"allowed_without_the_own", "origin.allowed", own, text("https://foo.example")},
        NameRow{"allowed_by_pattern_only", "origin.allowed", R"("origins":{"patterns":["https://*.example"]})",
                text("https://app.example")},
        NameRow{"other_allowed", "origin.other_allowed", two, text("http://bar.example:8080")},
        NameRow{"other_allowed_of_public", "origin.other_allowed", any, text("https://other.example")},
        NameRow{"other_allowed_of_unknown", "origin.other_allowed", nothing, std::nullopt},
        NameRow{"other_allowed_of_one", "origin.other_allowed", address, std::nullopt},
        NameRow{"denied_by_name", "origin.denied", open, text("https://evil.test")},
        NameRow{"denied_by_default", "origin.denied", two, text("https://corspec-denied.example")},
        NameRow{"denied_beside_pattern", "origin.denied", covered, text("https://corspec-denied.test")},
        NameRow{"denied_of_public", "origin.denied", any, std::nullopt},
        NameRow{"denied_of_unknown", "origin.denied", nothing, std::nullopt},
        NameRow{"denied_of_unknown_others", "origin.denied", unknown_others, std::nullopt},
        NameRow{"scheme", "origin.allowed.scheme", two, text("https")},
        NameRow{"host", "origin.allowed.host", address6, text("[::1]")},
        NameRow{"port_of_default", "origin.allowed.port", two, text("443")},
        NameRow{"port_written", "origin.allowed.port", address, text("3000")},
        NameRow{"port_of_app", "origin.allowed.port", app, std::nullopt},
        NameRow{"port_of_address6", "origin.allowed.port", address6, text("443")},
        NameRow{"suffix_of_default", "origin.allowed.port_suffix", two, text("")},
        NameRow{"suffix_written", "origin.allowed.port_suffix", address, text(":3000")},
        NameRow{"suffix_of_opaque", "origin.allowed.port_suffix", opaque, std::nullopt},
        NameRow{"other_scheme", "origin.allowed.other_scheme", two, text("http")},
        NameRow{"other_scheme_of_http", "origin.allowed.other_scheme", address, text("https")},
        NameRow{"other_scheme_of_app", "origin.allowed.other_scheme", app, std::nullopt},
        NameRow{"domain", "origin.allowed.domain", two, text("foo.example")},
        NameRow{"domain_of_address", "origin.allowed.domain", address, std::nullopt},
        NameRow{"domain_of_address6", "origin.allowed.domain", address6, std::nullopt},
        NameRow{"undotted", "origin.allowed.undotted", two, text("https://fooxexample")},
        NameRow{"undotted_without_dot", "origin.allowed.undotted", app, std::nullopt},
        NameRow{"shortened", "origin.allowed.shortened", two, text("https://foo.exampl")},
        NameRow{"shortened_with_port", "origin.allowed.shortened", address, std::nullopt},
        NameRow{"second_domain", "origin.other_allowed.domain", two, text("bar.example")},
        NameRow{"second_port", "origin.other_allowed.port_suffix", two, text(":8080")},
        NameRow{"by_pattern", "origin.by_pattern", covered, text("https://corspec.example")},
        NameRow{"by_pattern_domain", "origin.by_pattern.domain", covered, text("corspec.example")},
        NameRow{"no_pattern", "origin.by_pattern", two, std::nullopt},
        NameRow{
            "untimed", "origin.untimed",
            R"("origins":{"allowed":["https://a.example","https://b.example"]},"timing_allow_origins":["https://a.example"])",
            text("https://b.example")},
        NameRow{"untimed_when_all_are_timed", "origin.untimed",
                R"("origins":{"allowed":["https://a.example"]},"timing_allow_origins":["*"])", std::nullopt},
        NameRow{"undotted_of_address", "origin.allowed.undotted", address, std::nullopt},
        NameRow{"upper_case", "origin.allowed.upper_case", two, text("HTTPS://FOO.EXAMPLE")},
        NameRow{"list_of_allowed", "origins.allowed", two, List{"https://foo.example", "http://bar.example:8080"}},
        NameRow{"list_without_the_own", "origins.allowed", own, List{"https://foo.example"}},
        NameRow{"list_of_public", "origins.allowed", any, std::nullopt},
        NameRow{"list_of_denied", "origins.denied", open, List{"https://evil.test"}},
        NameRow{"list_of_none_denied", "origins.denied", two, std::nullopt},
        NameRow{"unsafelisted", "methods.unsafelisted", methods, List{"PUT", "PATCH", "OPTIONS"}},
        NameRow{"first_unsafelisted", "method.unsafelisted", methods, text("PUT")},
        NameRow{"no_unsafelisted", "method.unsafelisted", simple_methods, std::nullopt},
        NameRow{"methods_unknown", "methods.unsafelisted", nothing, std::nullopt},
        NameRow{"methods_allowed", "methods.allowed", simple_methods, List{"GET", "HEAD", "POST"}},
        NameRow{"first_method", "method.allowed", open_methods, text("PATCH")},
        NameRow{"method_of_unknown", "method.allowed", nothing, text("GET")},
        NameRow{"other_case", "method.other_case", methods, text("patch")},
        NameRow{"other_case_of_open", "method.other_case", open_methods, std::nullopt},
        NameRow{"other_case_of_normalized", "method.other_case", simple_methods, std::nullopt},
        NameRow{"method_denied", "method.denied", methods, text("CORSPEC-DENIED")},
        NameRow{"method_denied_of_open", "method.denied", open_methods, std::nullopt},
        NameRow{"headers_preflighted", "headers.allowed", headers, List{"x-a", "content-type", "range"}},
        NameRow{"methods_changing", "methods.changing", R"("methods":{"allowed":["PUT","DELETE","PATCH"]})",
                List{"PUT", "PATCH"}},
        NameRow{"methods_changing_none", "methods.changing", R"("methods":{"allowed":["GET","DELETE"]})", std::nullopt},
        NameRow{"undoable", "method.undoable", R"("methods":{"allowed":["DELETE","PUT"]})", text("DELETE")},
        NameRow{"undoable_not", "method.undoable", R"("methods":{"allowed":["DELETE"]})", std::nullopt},
        NameRow{"methods_closed", "methods.closed", R"("methods":{"allowed":["PUT"],"others":"deny"})",
                List{"PATCH", "DELETE", "PROPFIND"}},
        NameRow{"methods_closed_of_open", "methods.closed", R"("methods":{"allowed":["PUT"]})", std::nullopt},
        NameRow{"headers_listed", "headers.listed", R"("request_headers":{"allowed":["Authorization","x-a"]})",
                List{"authorization", "x-a"}},
        NameRow{"headers_closed_of_open", "headers.closed", open_headers, std::nullopt},
        NameRow{
            "headers_closed", "headers.closed",
            R"("request_headers":{"allowed":["authorization","x-api-key","x-csrf-token","cache-control"],"others":"deny"})",
            List{"x-requested-with", "if-none-match"}},
        NameRow{"header_first", "header.allowed", headers, text("x-a")},
        NameRow{"header_second", "header.other_allowed", headers, text("content-type")},
        NameRow{"header_only_authorization", "header.allowed", open_headers, std::nullopt},
        NameRow{"header_denied", "header.denied", headers, text("x-corspec-denied")},
        NameRow{"header_denied_of_open", "header.denied", open_headers, std::nullopt},
        NameRow{"asked_header", "preflight.headers", headers, List{"x-a"}},
        NameRow{"asked_header_with_method", "preflight.method",
                R"("methods":{"allowed":["HEAD","PUT"]},"request_headers":{"allowed":["accept","x-a"]})", text("HEAD")},
        NameRow{"asked_authorization", "preflight.headers", open_headers, List{"authorization"}},
        NameRow{"asked_no_header", "preflight.headers", methods, List{}},
        NameRow{"asked_method", "preflight.method", methods, text("PUT")},
        NameRow{"asked_no_safelisted_header", "preflight.headers", R"("request_headers":{"allowed":["accept"]})",
                List{"content-type"}},
        NameRow{"asked_of_unknown", "preflight.headers", nothing, List{"content-type"}},
        NameRow{"asked_method_of_unknown", "preflight.method", nothing, text("GET")},
        NameRow{"exposed", "headers.exposed", R"("expose_headers":["X-B","x-c"])", List{"x-b", "x-c"}},
        NameRow{"exposed_first", "header.exposed", R"("expose_headers":["X-B"])", text("x-b")},
        NameRow{"exposed_none", "header.exposed", R"("expose_headers":[])", std::nullopt},
        NameRow{"max_age", "max_age", R"("max_age":0)", std::int64_t{0}},
        NameRow{"max_age_unknown", "max_age", nothing, std::nullopt},
        NameRow{"credentials_allowed", "credentials", R"("credentials":true)", text("include")},
        NameRow{"credentials_denied", "credentials", R"("credentials":false)", text("same-origin")},
        NameRow{"credentials_unknown", "credentials", nothing, text("same-origin")},
        NameRow{"timing", "origin.timing", R"("timing_allow_origins":["null"])", text("null")},
        NameRow{"timing_for_all", "origin.timing", R"("timing_allow_origins":["*"])", text("https://app.example")},
        NameRow{"timing_for_none", "origin.timing", R"("timing_allow_origins":[])", std::nullopt},
        NameRow{"resource", "path.resource", R"("paths":{"resource":"/x"})", text("/x")},
        NameRow{"resource_of_url", "path.resource", nothing, text("/r?a=b")},
        NameRow{"writable", "path.writable", R"("paths":{"writable":"/w"})", text("/w")},
        NameRow{"writable_unknown", "path.writable", R"("paths":{"resource":"/x"})", std::nullopt},
        NameRow{"missing", "path.missing", R"("paths":{"missing":"/m"})", text("/m")},
        NameRow{"error", "path.error", R"("paths":{"error":"/e"})", text("/e")},
        NameRow{"redirect", "path.redirect", nothing, std::nullopt},
        NameRow{"allow", "options.allow", R"("options":{"allow":["GET"]})", List{"GET"}},
        NameRow{"authority", "target.authority", nothing, text("api.example:8443")},
        NameRow{"own_origin", "target.origin", nothing, text("https://api.example:8443")},
        NameRow{"neighbour", "target.neighbour", nothing, text("https://api.example:8123")},
        NameRow{"own_host", "target.host", nothing, text("api.example")}),
    [](const auto& row) { return row.param.title; });

struct FeatureRow {
  const char* title;
  const char* feature;
  std::string_view profile;
  bool present;
};

void PrintTo(const FeatureRow& row, std::ostream* out) {
  *out << row.feature << " of {" << row.profile << "}";
}

class FeaturePresence : public testing::TestWithParam<FeatureRow> {};

TEST_P(FeaturePresence, IsWhatTheProfileStates) {
  const auto& row = GetParam();
  const Profile profile = profile_of(row.profile);
  const Feature* feature = find_feature(row.feature);
  ASSERT_NE(feature, nullptr);
  EXPECT_EQ(feature->present({profile, target}), row.present);
}

INSTANTIATE_TEST_SUITE_P(
    Table, FeaturePresence,
    testing::Values(
        FeatureRow{"stated_public", "origins.stated", any, true},
        FeatureRow{"stated_not", "origins.stated", nothing, false}, FeatureRow{"listed", "origins.listed", two, true},
        FeatureRow{"listed_not_public", "origins.listed", any, false},
        FeatureRow{"listed_not_unknown", "origins.listed", nothing, false},
        FeatureRow{"public", "origins.public", any, true}, FeatureRow{"public_not", "origins.public", two, false},
        FeatureRow{"denied", "origins.denied", two, true}, FeatureRow{"denied_not_open", "origins.denied", open, false},
        FeatureRow{"denied_not_unknown", "origins.denied", nothing, false},
        FeatureRow{"denied_not_public", "origins.denied", any, false},
        FeatureRow{"credentials_allowed", "credentials.allowed", R"("credentials":true)", true},
        FeatureRow{"credentials_allowed_not", "credentials.allowed", nothing, false},
        FeatureRow{"credentials_denied", "credentials.denied", R"("credentials":false)", true},
        FeatureRow{"credentials_denied_not_unknown", "credentials.denied", nothing, false},
        FeatureRow{"preflights_by_method", "preflights", open_methods, true},
        FeatureRow{"preflights_by_authorization", "preflights", open_headers, true},
        FeatureRow{"preflights_not_simple", "preflights", simple_methods, false},
        FeatureRow{"preflights_not_safelisted", "preflights", R"("request_headers":{"allowed":["accept"]})", false},
        FeatureRow{"preflights_not_forbidden", "preflights", R"("request_headers":{"allowed":["cookie"]})", false},
        FeatureRow{"methods_stated", "methods.stated", open_methods, true},
        FeatureRow{"methods_denied", "methods.denied", methods, true},
        FeatureRow{"methods_denied_not", "methods.denied", open_methods, false},
        FeatureRow{"headers_stated", "headers.stated", open_headers, true},
        FeatureRow{"headers_denied", "headers.denied", headers, true},
        FeatureRow{"headers_denied_not", "headers.denied", open_headers, false},
        FeatureRow{"authorization", "headers.authorization", headers, true},
        FeatureRow{"authorization_not", "headers.authorization", nothing, false},
        FeatureRow{"content_type", "headers.content-type", headers, true},
        FeatureRow{"if_none_match", "headers.if-none-match", R"("request_headers":{"allowed":["If-None-Match"]})",
                   true},
        FeatureRow{"if_none_match_not", "headers.if-none-match", headers, false},
        FeatureRow{"content_type_not", "headers.content-type", open_headers, false},
        FeatureRow{"max_age_zero", "max_age", R"("max_age":0)", true},
        FeatureRow{"max_age_positive_not", "max_age.positive", R"("max_age":0)", false},
        FeatureRow{"max_age_positive", "max_age.positive", R"("max_age":1)", true},
        FeatureRow{"exposes", "expose_headers", R"("expose_headers":[])", true},
        FeatureRow{"timing", "timing_allow_origins", R"("timing_allow_origins":[])", true},
        FeatureRow{"errors_shared", "errors.shared", R"("errors_shared":true)", true},
        FeatureRow{"errors_shared_not", "errors.shared", R"("errors_shared":false)", false},
        FeatureRow{"allow", "options.allow", R"("options":{"allow":[]})", true},
        FeatureRow{"asterisk", "options.asterisk", R"("options":{"asterisk":true})", true},
        FeatureRow{"asterisk_not", "options.asterisk", R"("options":{"asterisk":false})", false},
        FeatureRow{"resource_not", "paths.resource", nothing, false},
        FeatureRow{"writable", "paths.writable", R"("paths":{"writable":"/w"})", true},
        FeatureRow{"missing", "paths.missing", R"("paths":{"missing":"/m"})", true},
        FeatureRow{"error", "paths.error", R"("paths":{"error":"/e"})", true},
        FeatureRow{"redirect", "paths.redirect", R"("paths":{"redirect":"/d"})", true},
        FeatureRow{"tls", "tls", nothing, true}),
    [](const auto& row) { return row.param.title; });

TEST(Names, AreAllGivenByTheSamplePolicyAndDocumented) {
  const Facts facts{sample_policy(), sample_target()};
  std::set<std::string_view> seen;
  for (const Name& name : names()) {
    // What it does not give would not be validated where a case uses it.
    EXPECT_TRUE(name.resolve(facts).has_value()) << name.name;
    EXPECT_TRUE(seen.insert(name.name).second) << name.name;
    EXPECT_FALSE(name.meaning.empty());
  }
  for (const Feature& feature : features()) {
    EXPECT_TRUE(feature.present(facts) || feature.name == "origins.public" || feature.name == "credentials.denied")
        << feature.name;
  }
  EXPECT_EQ(binding_names().size(), names().size());
  EXPECT_EQ(feature_names().size(), features().size());
}

TEST(Features, AreToldApartFromUnknownOnes) {
  EXPECT_EQ(find_feature("origins.lised"), nullptr);
}

}  // namespace
}  // namespace corspec::suite
