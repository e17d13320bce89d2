#include "run/mask.hpp"

#include <gtest/gtest.h>

#include <string>

namespace corspec::run {
namespace {

struct NameRow {
  const char* label;
  const char* name;
  bool secret;
};

class SecretHeaderName : public testing::TestWithParam<NameRow> {};

TEST_P(SecretHeaderName, IsKnownByItsName) {
  EXPECT_EQ(is_secret_header_name(GetParam().name), GetParam().secret);
}

INSTANTIATE_TEST_SUITE_P(Names, SecretHeaderName,
                         testing::Values(NameRow{"authorization", "Authorization", true},
                                         NameRow{"proxy_authorization", "proxy-authorization", true},
                                         NameRow{"cookie", "Cookie", true}, NameRow{"api_key", "X-Api-Key", true},
                                         NameRow{"apikey", "apikey", true}, NameRow{"token", "X-CSRF-Token", true},
                                         NameRow{"session", "X-Session-Id", true}, NameRow{"origin", "Origin", false},
                                         NameRow{"accept", "Accept", false},
                                         NameRow{"requested_with", "X-Requested-With", false}),
                         [](const auto& row) { return std::string(row.param.label); });

struct MaskRow {
  const char* label;
  message::Header secret;
  std::string bytes;
  std::string expected;
};

class Masking : public testing::TestWithParam<MaskRow> {};

TEST_P(Masking, LeavesNoSecret) {
  Masker masker;
  masker.add_secrets_of({GetParam().secret});
  EXPECT_EQ(masker.masked(GetParam().bytes), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Masking,
    testing::Values(
        MaskRow{"whole_value",
                {"Authorization", "Bearer abcdef123"},
                "GET / HTTP/1.1\r\nAuthorization: Bearer abcdef123\r\n\r\n",
                "GET / HTTP/1.1\r\nAuthorization: $CORSPEC_AUTHORIZATION\r\n\r\n"},
        MaskRow{"echoed_without_scheme",
                {"Authorization", "Bearer abcdef123"},
                "you are abcdef123, twice abcdef123",
                "you are $CORSPEC_AUTHORIZATION, twice $CORSPEC_AUTHORIZATION"},
        MaskRow{"echoed_cookie_value",
                {"Cookie", "a=first-secret; b=second-secret"},
                "b is second-secret",
                "b is $CORSPEC_COOKIE"},
        MaskRow{"short_value_only_in_its_header",
                {"X-Api-Key", "1"},
                "X-A: 1\r\nX-Api-Key: 1\r\n",
                "X-A: 1\r\nX-Api-Key: $CORSPEC_X_API_KEY\r\n"},
        MaskRow{"as_typed_without_space", {"X-Api-Key", "1"}, "-HX-Api-Key:1", "-HX-Api-Key:$CORSPEC_X_API_KEY"},
        MaskRow{"name_says_nothing", {"X-Requested-With", "XMLHttpRequest"}, "XMLHttpRequest", "XMLHttpRequest"},
        MaskRow{"name_of_their_own", {"X-Tenant", "tenant-four"}, "tenant-four", "$CORSPEC_X_TENANT"},
        MaskRow{"empty_value", {"Cookie", ""}, "Cookie: \r\n", "Cookie: \r\n"}),
    [](const auto& row) { return std::string(row.param.label); });

TEST(Masker, MasksAHeaderOfAnyNameWhenTold) {
  Masker masker;
  EXPECT_TRUE(masker.empty());
  masker.add({"X-Tenant", "tenant-four"});
  EXPECT_FALSE(masker.empty());
  EXPECT_EQ(masker.masked("tenant-four"), "$CORSPEC_X_TENANT");
}

TEST(Masker, WholeValuesWinOverTheirParts) {
  Masker masker;
  masker.add({"Cookie", "sid=abcdefgh"});
  masker.add({"X-Token", "abcdefgh.signature"});
  EXPECT_EQ(masker.masked("abcdefgh.signature"), "$CORSPEC_X_TOKEN");
}

}  // namespace
}  // namespace corspec::run
