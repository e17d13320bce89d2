#include "browser/request_origin.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "testing/row_name.hpp"

namespace corspec::browser {
namespace {

RequestState state_of(std::string_view origin, const std::vector<const char*>& urls) {
  RequestState state;
  state.request.origin = origin;
  for (const char* url : urls) state.url_list.push_back(fetch::parse_url(url).value());
  return state;
}

struct TaintRow {
  const char* name;
  const char* origin;
  std::vector<const char*> urls;
  bool tainted = false;

  friend std::ostream& operator<<(std::ostream& out, const TaintRow& row) { return out << row.name; }
};

class RedirectTaint : public ::testing::TestWithParam<TaintRow> {};

TEST_P(RedirectTaint, IsWhatTheChainMakesIt) {  // REDIR-9, ORI-2
  const TaintRow& row = GetParam();
  const RequestState state = state_of(row.origin, row.urls);
  EXPECT_EQ(has_redirect_taint(state), row.tainted);
  EXPECT_EQ(serialize_request_origin(state), row.tainted ? "null" : row.origin);
}

constexpr const char* a = "https://app.example";

const TaintRow taint_rows[] = {
    {.name = "no_redirect", .origin = a, .urls = {"https://api.example/"}},
    {.name = "own_own", .origin = a, .urls = {"https://app.example/1", "https://app.example/2"}},
    {.name = "own_away", .origin = a, .urls = {"https://app.example/", "https://api.example/"}},
    {.name = "away_same", .origin = a, .urls = {"https://api.example/1", "https://api.example/2"}},
    {.name = "away_elsewhere", .origin = a, .urls = {"https://api.example/", "https://c.example/"}, .tainted = true},
    {.name = "away_back", .origin = a, .urls = {"https://api.example/", "https://app.example/"}, .tainted = true},
    {.name = "away_other_scheme",
     .origin = a,
     .urls = {"http://api.example/", "https://api.example/"},
     .tainted = true},
    {.name = "away_other_port",
     .origin = a,
     .urls = {"https://api.example/", "https://api.example:8443/"},
     .tainted = true},
    {.name = "away_default_port", .origin = a, .urls = {"https://api.example/", "https://api.example:443/"}},
    {.name = "own_other_port", .origin = a, .urls = {"https://app.example/", "https://app.example:8443/"}},
    {.name = "own_away_same",
     .origin = a,
     .urls = {"https://app.example/", "https://api.example/1", "https://api.example/2"}},
    {.name = "own_away_elsewhere",
     .origin = a,
     .urls = {"https://app.example/", "https://api.example/", "https://c.example/"},
     .tainted = true},
    {.name = "once_tainted_always",
     .origin = a,
     .urls = {"https://api.example/", "https://c.example/1", "https://c.example/2", "https://c.example/3"},
     .tainted = true},
    {.name = "opaque_elsewhere",
     .origin = "null",
     .urls = {"https://api.example/", "https://c.example/"},
     .tainted = true},
    {.name = "opaque_same", .origin = "null", .urls = {"https://api.example/1", "https://api.example/2"}},
};

INSTANTIATE_TEST_SUITE_P(Rows, RedirectTaint, ::testing::ValuesIn(taint_rows), corspec::testing::row_name);

struct SameRow {
  const char* name;
  const char* origin;
  const char* url;
  bool same = false;

  friend std::ostream& operator<<(std::ostream& out, const SameRow& row) { return out << row.name; }
};

class SameOrigin : public ::testing::TestWithParam<SameRow> {};

TEST_P(SameOrigin, ComparesBytes) {
  EXPECT_EQ(is_same_origin(GetParam().origin, fetch::parse_url(GetParam().url).value()), GetParam().same);
}

constexpr SameRow same_rows[] = {
    {.name = "same", .origin = a, .url = "https://APP.example:443/x?y#z", .same = true},
    {.name = "scheme", .origin = a, .url = "http://app.example/"},
    {.name = "host", .origin = a, .url = "https://app.example./"},
    {.name = "port", .origin = a, .url = "https://app.example:444/"},
    {.name = "opaque", .origin = "null", .url = "https://null/"},
    {.name = "never_serialised_so", .origin = "https://app.example:443", .url = "https://app.example/"},
};

INSTANTIATE_TEST_SUITE_P(Rows, SameOrigin, ::testing::ValuesIn(same_rows), corspec::testing::row_name);

struct HeaderRow {
  const char* name;
  const char* method = "GET";
  const char* url = "https://app.example/";
  ResponseTainting tainting = ResponseTainting::basic;
  Mode mode = Mode::cors;
  const char* origin = a;
  const char* sent = "";  ///< empty: none

  friend std::ostream& operator<<(std::ostream& out, const HeaderRow& row) { return out << row.name; }
};

class RequestOriginHeader : public ::testing::TestWithParam<HeaderRow> {};

TEST_P(RequestOriginHeader, IsSentAsTheStandardSays) {  // ORIGIN-1 to ORIGIN-4
  const HeaderRow& row = GetParam();
  RequestState state = state_of(row.origin, {row.url});
  state.request.method = row.method;
  state.request.mode = row.mode;
  state.tainting = row.tainting;
  EXPECT_EQ(request_origin_header(state).value_or(""), row.sent);
}

constexpr auto cors = ResponseTainting::cors;
constexpr auto opaque = ResponseTainting::opaque;

constexpr HeaderRow header_rows[] = {
    {.name = "cors_get", .url = "https://api.example/", .tainting = cors, .sent = a},
    {.name = "cors_head", .method = "HEAD", .url = "https://api.example/", .tainting = cors, .sent = a},
    {.name = "cors_downgrade", .url = "http://api.example/", .tainting = cors, .sent = a},
    {.name = "cors_opaque_origin", .url = "https://api.example/", .tainting = cors, .origin = "null", .sent = "null"},
    {.name = "own_get"},
    {.name = "own_head", .method = "HEAD"},
    {.name = "own_post", .method = "POST", .sent = a},
    {.name = "own_options", .method = "OPTIONS", .sent = a},
    {.name = "no_cors_get", .url = "https://api.example/", .tainting = opaque, .mode = Mode::no_cors},
    {.name = "no_cors_post",
     .method = "POST",
     .url = "https://api.example/",
     .tainting = opaque,
     .mode = Mode::no_cors,
     .sent = a},
    {.name = "no_cors_post_downgrade",
     .method = "POST",
     .url = "http://api.example/",
     .tainting = opaque,
     .mode = Mode::no_cors,
     .sent = "null"},
    {.name = "no_cors_post_plain_page",
     .method = "POST",
     .url = "http://api.example/",
     .tainting = opaque,
     .mode = Mode::no_cors,
     .origin = "http://app.example",
     .sent = "http://app.example"},
    {.name = "navigation_post_downgrade",
     .method = "POST",
     .url = "http://api.example/",
     .mode = Mode::navigate,
     .sent = "null"},
};

INSTANTIATE_TEST_SUITE_P(Rows, RequestOriginHeader, ::testing::ValuesIn(header_rows), corspec::testing::row_name);

}  // namespace
}  // namespace corspec::browser
