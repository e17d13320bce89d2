#include "suite/origin_policy.hpp"

namespace corspec::suite {
namespace {

struct PatternRow {
  const char* name;
  std::string_view pattern;
  std::string_view origin;
  bool covers;
};

class OriginPattern : public testing::TestWithParam<PatternRow> {};

TEST_P(OriginPattern, Covers) {
  EXPECT_EQ(origin_pattern_covers(GetParam().pattern, GetParam().origin), GetParam().covers);
}

INSTANTIATE_TEST_SUITE_P(
    Table, OriginPattern,
    testing::Values(PatternRow{"one_label", "https://*.foo.example", "https://a.foo.example", true},
                    PatternRow{"two_labels", "https://*.foo.example", "https://a.b.foo.example", true},
                    PatternRow{"no_label", "https://*.foo.example", "https://foo.example", false},
                    PatternRow{"empty_label", "https://*.foo.example", "https://.foo.example", false},
                    PatternRow{"suffix", "https://*.foo.example", "https://a.foo.example.evil.test", false},
                    PatternRow{"other_port", "https://*.foo.example", "https://a.foo.example:8443", false},
                    PatternRow{"not_across_port", "https://*.example", "https://evil.test:1.example", false},
                    PatternRow{"not_across_path", "https://*.example", "https://evil.test/.example", false},
                    PatternRow{"not_across_userinfo", "https://*.example", "https://evil.test@a.example", false},
                    PatternRow{"two_stars", "https://*.*.example", "https://a.b.example", true},
                    PatternRow{"two_stars_need_two", "https://*.*.example", "https://a.example", false},
                    PatternRow{"no_star", "https://a.example", "https://a.example", true},
                    PatternRow{"empty", "", "", true}, PatternRow{"empty_pattern", "", "https://a.example", false}),
    [](const auto& row) { return row.param.name; });

TEST(OriginPattern, IsPolynomial) {
  std::string pattern = "https://";
  for (int i = 0; i < 200; ++i) pattern += "*a";
  EXPECT_FALSE(origin_pattern_covers(pattern, "https://" + std::string(2000, 'a') + "b"));
}

struct StandingRow {
  const char* name;
  Profile profile;
  std::string_view origin;
  OriginStanding standing;
};

void PrintTo(const StandingRow& row, std::ostream* out) {
  *out << row.name;
}

class Standing : public testing::TestWithParam<StandingRow> {};

TEST_P(Standing, Is) {
  EXPECT_EQ(standing_of(GetParam().profile, GetParam().origin), GetParam().standing);
}

Profile list(Others others) {
  Profile profile;
  profile.origins_stated = true;
  profile.allowed_origins = {"https://a.example"};
  profile.origin_patterns = {"https://*.b.example"};
  profile.denied_origins = {"https://evil.b.example"};
  profile.other_origins = others;
  return profile;
}

Profile all() {
  Profile profile;
  profile.origins_stated = true;
  profile.any_origin = true;
  return profile;
}

INSTANTIATE_TEST_SUITE_P(
    Table, Standing,
    testing::Values(StandingRow{"listed", list(Others::deny), "https://a.example", OriginStanding::allowed},
                    StandingRow{"covered", list(Others::deny), "https://x.b.example", OriginStanding::allowed},
                    StandingRow{"denied_though_covered", list(Others::deny), "https://evil.b.example",
                                OriginStanding::denied},
                    StandingRow{"bytes_decide", list(Others::deny), "https://A.example", OriginStanding::denied},
                    StandingRow{"other_denied", list(Others::deny), "https://c.example", OriginStanding::denied},
                    StandingRow{"other_allowed", list(Others::allow), "https://c.example", OriginStanding::allowed},
                    StandingRow{"other_unknown", list(Others::unknown), "https://c.example", OriginStanding::unknown},
                    StandingRow{"public", all(), "null", OriginStanding::allowed},
                    StandingRow{"nothing_known", unknown_policy(), "https://a.example", OriginStanding::unknown}),
    [](const auto& row) { return row.param.name; });

struct SplitRow {
  const char* name;
  std::string_view origin;
  bool valid;
  std::string_view scheme;
  std::string_view host;
  std::string_view port;
};

class SplitOrigin : public testing::TestWithParam<SplitRow> {};

TEST_P(SplitOrigin, GivesTheParts) {
  const auto& row = GetParam();
  const OriginParts parts = split_origin(row.origin);
  ASSERT_EQ(parts.valid, row.valid);
  if (!row.valid) return;
  EXPECT_EQ(parts.scheme, row.scheme);
  EXPECT_EQ(parts.host, row.host);
  EXPECT_EQ(parts.port, row.port);
}

INSTANTIATE_TEST_SUITE_P(
    Table, SplitOrigin,
    testing::Values(SplitRow{"plain", "https://a.example", true, "https", "a.example", ""},
                    SplitRow{"port", "http://a:80", true, "http", "a", "80"},
                    SplitRow{"address6", "https://[::1]", true, "https", "[::1]", ""},
                    SplitRow{"address6_port", "https://[::1]:8443", true, "https", "[::1]", "8443"},
                    SplitRow{"underscore", "http://my_host", true, "http", "my_host", ""},
                    SplitRow{"app", "capacitor://localhost", true, "capacitor", "localhost", ""},
                    SplitRow{"null", "null", false, "", "", ""}, SplitRow{"no_scheme", "://a", false, "", "", ""},
                    SplitRow{"no_host", "https://", false, "", "", ""}, SplitRow{"empty", "", false, "", "", ""}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace corspec::suite
