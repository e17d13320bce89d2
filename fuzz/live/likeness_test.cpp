#include "fuzz/live/likeness.hpp"

#include <gtest/gtest.h>

#include "testing/row_name.hpp"

namespace corspec::fuzz {
namespace {

struct LikenessRow {
  const char* name;
  const char* origin;
  const char* likeness;
};

class Likeness : public ::testing::TestWithParam<LikenessRow> {};

TEST_P(Likeness, NamesTheSlip) {
  suite::Profile policy;
  policy.allowed_origins = {"https://foo.example", "https://app.shop.example:8443"};
  policy.origin_patterns = {"https://*.preview.example"};
  EXPECT_EQ(likeness(GetParam().origin, policy), GetParam().likeness);
}

INSTANTIATE_TEST_SUITE_P(
    Origins, Likeness,
    ::testing::Values(
        LikenessRow{"stranger", "https://evil.test.invalid", "any origin"}, LikenessRow{"null", "null", "null"},
        LikenessRow{"local", "http://localhost:3000", "a host of this machine or network"},
        LikenessRow{"private_address", "http://192.168.0.10", "a host of this machine or network"},
        LikenessRow{"public_address", "http://19.168.0.100", "any origin"},
        LikenessRow{"shared", "https://x.vercel.app", "a host in a domain where everybody can have one"},
        LikenessRow{"domain_that_ends_alike", "https://a-vercel.app", "any origin"},
        LikenessRow{"sibling", "https://evil.shop.example", "another host in the domain of an allowed one"},
        LikenessRow{"parent", "https://shop.example", "another host in the domain of an allowed one"},
        // Nothing but a top-level domain in common.
        LikenessRow{"top_level", "https://evil.example", "any origin"},
        LikenessRow{"near", "https://foo-example", "resembles an allowed host"},
        LikenessRow{"same_length", "https://bad.invalid", "any origin"},
        // The second allowed origin explains it better than the first.
        LikenessRow{"port", "https://app.shop.example", "another port"},
        LikenessRow{"scheme", "http://app.shop.example:8443", "another scheme"},
        LikenessRow{"case", "HTTPS://app.shop.example:8443", "another case"},
        LikenessRow{"end_of_domain", "https://evilshop.example", "ends in the domain of an allowed host"},
        LikenessRow{"end_of_pattern", "https://evilpreview.example", "ends in the domain of an allowed host"},
        LikenessRow{"no_origin", "//app.shop.example", "contains an allowed host"},
        LikenessRow{"subdomain", "https://a.foo.example", "a subdomain of an allowed host"}),
    corspec::testing::row_name);

struct AlikeRow {
  const char* name;
  const char* shorter;  ///< null: without Origin
  const char* longer;
  bool alike;
};

class Alike : public ::testing::TestWithParam<AlikeRow> {};

TEST_P(Alike, KeepsWhatAnOriginIs) {
  const auto probe = [](const char* origin) {
    Probe made{"OPTIONS", "", {{"Access-Control-Request-Method", "PUT"}}};
    if (origin != nullptr) made.headers.append("Origin", origin);
    return made;
  };
  EXPECT_EQ(is_alike(probe(GetParam().shorter), probe(GetParam().longer)), GetParam().alike);
}

INSTANTIATE_TEST_SUITE_P(Pairs, Alike,
                         ::testing::Values(AlikeRow{"shorter", "https://e.e", "https://evil.example:8443", true},
                                           // Without Origin it is no preflight.
                                           AlikeRow{"none", nullptr, "https://evil.example", false},
                                           AlikeRow{"scheme", "s://e.e", "https://e.e", false},
                                           AlikeRow{"plain_http", "http://e.e", "https://e.e", false},
                                           AlikeRow{"one_label", "https://e", "https://e.e", false},
                                           AlikeRow{"address", "https://1.1.1.1", "https://e.e", false},
                                           AlikeRow{"not_serialised", "https://e.e/", "https://e.e", false},
                                           AlikeRow{"null", "nul", "null", false},
                                           AlikeRow{"empty", "", "https://e.e", false},
                                           AlikeRow{"odd", "https://E", "https://EVIL.example", true},
                                           AlikeRow{"app", "app://a", "app://abc", true},
                                           AlikeRow{"app_scheme", "ap://a", "app://a", false}),
                         corspec::testing::row_name);

TEST(Alike, MayBeWithoutOrigin) {
  EXPECT_TRUE(is_alike({"GET", "", {}}, {"GET", "", {{"Origin", "https://e.e"}}}));
  EXPECT_FALSE(is_alike({"GET", "", {{"Origin", "https://e.e"}}}, {"GET", "", {}}));
}

TEST(Alike, KeepsPreflightsPreflights) {
  const Probe preflight{"OPTIONS", "", {{"Access-Control-Request-Method", "PUT"}, {"Origin", "https://e.e"}}};
  EXPECT_FALSE(is_alike({"OPTIONS", "", {{"Origin", "https://e.e"}}}, preflight));
}

}  // namespace
}  // namespace corspec::fuzz
