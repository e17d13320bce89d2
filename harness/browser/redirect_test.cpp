#include "browser/redirect.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <ostream>
#include <string_view>

#include "testing/row_name.hpp"

namespace corspec::browser {
namespace {

fetch::Url url_of(const char* text) {
  return fetch::parse_url(text).value();
}

RequestState state_at(const char* url, ResponseTainting tainting = ResponseTainting::cors) {
  RequestState state;
  state.request.origin = "https://app.example";
  state.url_list = {url_of(url)};
  state.tainting = tainting;
  return state;
}

TEST(RedirectStatus, FiveStatusesAreRedirects) {
  constexpr std::array redirects{301, 302, 303, 307, 308};
  for (int status = 200; status < 600; ++status) {
    EXPECT_EQ(is_redirect_status(status), std::ranges::find(redirects, status) != redirects.end()) << status;
  }
}

struct LocationRow {
  const char* name;
  message::HeaderList headers;
  const char* url = "";  ///< empty: none, or refused
  std::optional<LocationError> error = std::nullopt;
  const char* current = "https://api.example/a/b?q#here";

  friend std::ostream& operator<<(std::ostream& out, const LocationRow& row) { return out << row.name; }
};

class Location : public ::testing::TestWithParam<LocationRow> {};

TEST_P(Location, IsReadAsTheStandardSays) {
  const LocationRow& row = GetParam();
  const auto location = location_url(row.headers, url_of(row.current), spec_engine());
  if (row.error) {
    ASSERT_FALSE(location);
    EXPECT_EQ(location.error(), *row.error);
    return;
  }
  ASSERT_TRUE(location);
  EXPECT_EQ(*location ? fetch::serialize(**location) : "", row.url);
}

const LocationRow location_rows[] = {
    {.name = "none", .headers = {}},
    {.name = "relative", .headers = {{"location", "c"}}, .url = "https://api.example/a/c#here"},
    {.name = "absolute_path", .headers = {{"Location", "/c?r"}}, .url = "https://api.example/c?r#here"},
    {.name = "scheme_relative", .headers = {{"Location", "//c.example/"}}, .url = "https://c.example/#here"},
    {.name = "own_fragment", .headers = {{"Location", "/c#there"}}, .url = "https://api.example/c#there"},
    {.name = "empty_fragment", .headers = {{"Location", "/c#"}}, .url = "https://api.example/c#"},
    {.name = "no_fragment_anywhere",
     .headers = {{"Location", "/c"}},
     .url = "https://api.example/c",
     .current = "https://api.example/"},
    {.name = "empty", .headers = {{"Location", ""}}, .url = "https://api.example/a/b?q#here"},
    {.name = "ftp", .headers = {{"Location", "ftp://api.example/"}}, .error = LocationError::not_http},
    {.name = "data", .headers = {{"Location", "data:,x"}}, .error = LocationError::not_http},
    {.name = "bad_port", .headers = {{"Location", "https://api.example:99999/"}}, .error = LocationError::not_http},
    {.name = "no_host", .headers = {{"Location", "https://"}}, .error = LocationError::not_http},
    {.name = "idna", .headers = {{"Location", "https://\xc3\xbc.example/"}}, .error = LocationError::host_non_ascii},
    {.name = "twice", .headers = {{"Location", "/c"}, {"Location", "/c"}}, .error = LocationError::several_lines},
};

INSTANTIATE_TEST_SUITE_P(Rows, Location, ::testing::ValuesIn(location_rows), corspec::testing::row_name);

struct RefusalRow {
  const char* name;
  RequestState state;
  int status = 302;
  const char* location = "https://api.example/x";
  const char* rule = "";  ///< empty: followed

  friend std::ostream& operator<<(std::ostream& out, const RefusalRow& row) { return out << row.name; }
};

class RedirectRefusal : public ::testing::TestWithParam<RefusalRow> {};

TEST_P(RedirectRefusal, NamesTheRule) {
  const RefusalRow& row = GetParam();
  const auto refusal = refuse_redirect(row.state, row.status, url_of(row.location), spec_engine());
  EXPECT_EQ(refusal ? refusal->rule : "", row.rule);
}

RequestState after_redirects(std::size_t count) {
  RequestState state = state_at("https://api.example/");
  state.url_list.resize(count + 1, state.url_list.front());
  return state;
}

RequestState streaming(RequestState state) {
  state.request.body.kind = Body::Kind::stream;
  return state;
}

RequestState in_mode(Mode mode, RequestState state) {
  state.request.mode = mode;
  return state;
}

constexpr auto basic = ResponseTainting::basic;
constexpr const char* with_userinfo = "https://u:p@api.example/";
constexpr const char* own_with_userinfo = "https://u@app.example/";

const RefusalRow refusal_rows[] = {
    {.name = "plain", .state = state_at("https://api.example/")},
    {.name = "after_19", .state = after_redirects(max_redirects - 1)},
    {.name = "after_20", .state = after_redirects(max_redirects), .rule = "REDIR-7"},
    {.name = "userinfo_cross_origin",
     .state = state_at("https://app.example/", basic),
     .location = with_userinfo,
     .rule = "REDIR-6"},
    {.name = "userinfo_own_origin", .state = state_at("https://app.example/", basic), .location = own_with_userinfo},
    {.name = "userinfo_own_origin_tainted",
     .state = state_at("https://api.example/"),
     .location = own_with_userinfo,
     .rule = "REDIR-6"},
    {.name = "userinfo_no_cors",
     .state = in_mode(Mode::no_cors, state_at("https://api.example/", ResponseTainting::opaque)),
     .location = with_userinfo},
    {.name = "userinfo_navigation",
     .state = in_mode(Mode::navigate, state_at("https://app.example/", basic)),
     .location = with_userinfo},
    {.name = "password_alone",
     .state = state_at("https://api.example/"),
     .location = "https://:p@api.example/",
     .rule = "REDIR-6"},
    {.name = "stream_307", .state = streaming(state_at("https://api.example/")), .status = 307, .rule = "FLAG-4"},
    {.name = "stream_301", .state = streaming(state_at("https://api.example/")), .status = 301, .rule = "FLAG-4"},
    {.name = "stream_303", .state = streaming(state_at("https://api.example/")), .status = 303},
};

INSTANTIATE_TEST_SUITE_P(Rows, RedirectRefusal, ::testing::ValuesIn(refusal_rows), corspec::testing::row_name);

struct RewriteRow {
  const char* name;
  int status;
  const char* method;
  const char* becomes;

  friend std::ostream& operator<<(std::ostream& out, const RewriteRow& row) { return out << row.name; }
};

class Rewrite : public ::testing::TestWithParam<RewriteRow> {};

TEST_P(Rewrite, TakesMethodBodyAndItsHeadersTogether) {  // REDIR-3
  const RewriteRow& row = GetParam();
  const message::HeaderList body_headers{
      {"Content-Encoding", "x"}, {"Content-Language", "en"}, {"content-location", "/"}, {"Content-Type", "text/plain"}};
  RequestState state = state_at("https://api.example/");
  state.request.method = row.method;
  state.request.body = {.kind = Body::Kind::text, .bytes = "x"};
  state.request.headers = body_headers;
  state.request.headers.append("X-A", "1");

  follow_redirect(state, row.status, url_of("https://api.example/x"));
  const bool rewritten = std::string_view(row.method) != row.becomes;
  EXPECT_EQ(state.request.method, row.becomes);
  EXPECT_EQ(state.request.body, rewritten ? Body{} : (Body{.kind = Body::Kind::text, .bytes = "x"}));
  for (const auto& header : body_headers) EXPECT_EQ(state.request.headers.contains(header.name), !rewritten);
  EXPECT_TRUE(state.request.headers.contains("X-A"));
  EXPECT_EQ(state.url_list.size(), 2U);
  EXPECT_EQ(state.current_url().path, "/x");
}

constexpr RewriteRow rewrite_rows[] = {
    {"post_301", 301, "POST", "GET"},        {"post_302", 302, "POST", "GET"},
    {"post_303", 303, "POST", "GET"},        {"post_307", 307, "POST", "POST"},
    {"post_308", 308, "POST", "POST"},       {"put_301", 301, "PUT", "PUT"},
    {"put_302", 302, "PUT", "PUT"},          {"put_303", 303, "PUT", "GET"},
    {"put_307", 307, "PUT", "PUT"},          {"delete_302", 302, "DELETE", "DELETE"},
    {"head_301", 301, "HEAD", "HEAD"},       {"head_303", 303, "HEAD", "HEAD"},
    {"get_303", 303, "GET", "GET"},          {"patch_303", 303, "patch", "GET"},
    {"lower_post_302", 302, "post", "post"},
};

INSTANTIATE_TEST_SUITE_P(Rows, Rewrite, ::testing::ValuesIn(rewrite_rows), corspec::testing::row_name);

struct AuthorizationRow {
  const char* name;
  const char* from;
  const char* to;
  bool kept;

  friend std::ostream& operator<<(std::ostream& out, const AuthorizationRow& row) { return out << row.name; }
};

class AuthorizationOnRedirect : public ::testing::TestWithParam<AuthorizationRow> {};

TEST_P(AuthorizationOnRedirect, StaysOnItsOrigin) {  // REDIR-4
  RequestState state = state_at(GetParam().from);
  state.request.headers = {{"authorization", "Bearer t"}, {"X-A", "1"}};
  follow_redirect(state, 307, url_of(GetParam().to));
  EXPECT_EQ(state.request.headers.contains("Authorization"), GetParam().kept);
  EXPECT_TRUE(state.request.headers.contains("X-A"));
}

constexpr AuthorizationRow authorization_rows[] = {
    {"same_origin", "https://api.example/a", "https://api.example/b", true},
    {"default_port", "https://api.example/a", "https://api.example:443/b", true},
    {"other_host", "https://api.example/", "https://c.example/", false},
    {"other_port", "https://api.example/", "https://api.example:8443/", false},
    {"other_scheme", "http://api.example/", "https://api.example/", false},
    {"to_the_page", "https://api.example/", "https://app.example/", false},
};

INSTANTIATE_TEST_SUITE_P(Rows, AuthorizationOnRedirect, ::testing::ValuesIn(authorization_rows),
                         corspec::testing::row_name);

}  // namespace
}  // namespace corspec::browser
