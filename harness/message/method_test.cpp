#include "message/method.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string_view>

#include "testing/row_name.hpp"

namespace corspec::message {
namespace {

using corspec::testing::row_name;

struct MethodRow {
  const char* name;
  std::string_view method;
  std::string_view normalized;
  bool safelisted;  ///< as it stands, not normalised
  bool forbidden;
};

void PrintTo(const MethodRow& row, std::ostream* out) {
  *out << row.method;
}

class Method : public ::testing::TestWithParam<MethodRow> {};

TEST_P(Method, IsNormalizedAndClassified) {
  const auto& row = GetParam();
  EXPECT_TRUE(is_method(row.method));
  EXPECT_EQ(normalize_method(row.method), row.normalized);
  EXPECT_EQ(normalize_method(row.normalized), row.normalized);
  EXPECT_EQ(is_cors_safelisted_method(row.method), row.safelisted);
  EXPECT_EQ(is_forbidden_method(row.method), row.forbidden);
}

INSTANTIATE_TEST_SUITE_P(
    , Method,
    ::testing::Values(
        MethodRow{"GET", "GET", "GET", true, false}, MethodRow{"get", "get", "GET", false, false},
        MethodRow{"gEt", "gEt", "GET", false, false}, MethodRow{"HEAD", "HEAD", "HEAD", true, false},
        MethodRow{"head", "head", "HEAD", false, false}, MethodRow{"POST", "POST", "POST", true, false},
        MethodRow{"pOST", "pOST", "POST", false, false}, MethodRow{"PUT", "PUT", "PUT", false, false},
        MethodRow{"put", "put", "PUT", false, false}, MethodRow{"DELETE", "DELETE", "DELETE", false, false},
        MethodRow{"delete", "delete", "DELETE", false, false}, MethodRow{"OPTIONS", "OPTIONS", "OPTIONS", false, false},
        MethodRow{"options", "options", "OPTIONS", false, false}, MethodRow{"PATCH", "PATCH", "PATCH", false, false},
        MethodRow{"patch", "patch", "patch", false, false}, MethodRow{"Patch", "Patch", "Patch", false, false},
        MethodRow{"query", "query", "query", false, false}, MethodRow{"chicken", "chicken", "chicken", false, false},
        MethodRow{"asterisk", "*", "*", false, false}, MethodRow{"get_and_more", "getx", "getx", false, false},
        MethodRow{"less_than_get", "ge", "ge", false, false}, MethodRow{"CONNECT", "CONNECT", "CONNECT", false, true},
        MethodRow{"connect", "connect", "connect", false, true}, MethodRow{"TRACE", "TRACE", "TRACE", false, true},
        MethodRow{"trace", "trace", "trace", false, true}, MethodRow{"TRACK", "TRACK", "TRACK", false, true},
        MethodRow{"tRaCk", "tRaCk", "tRaCk", false, true}, MethodRow{"TRACKS", "TRACKS", "TRACKS", false, false}),
    row_name);

class NoMethod : public ::testing::TestWithParam<std::string_view> {};

TEST_P(NoMethod, IsRefused) {
  EXPECT_FALSE(is_method(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(, NoMethod,
                         ::testing::Values("", "GET ", " GET", "G T", "GET,PUT", "GET/1", "\"GET\"", "G\xC9T"));

}  // namespace
}  // namespace corspec::message
