#include "browser/request_state.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "message/bytes.hpp"
#include "testing/row_name.hpp"

namespace corspec::browser {
namespace {

using message::HeaderList;

Request page_request(std::string method = "GET") {
  Request request;
  request.origin = "https://app.example";
  request.url = fetch::parse_url("https://api.example/r").value();
  request.method = std::move(method);
  return request;
}

Request with_headers(HeaderList headers, Request request = page_request()) {
  request.headers = std::move(headers);
  return request;
}

Request with_body(Body body, Request request = page_request("POST")) {
  request.body = std::move(body);
  return request;
}

Request by_api(Api api, Request request) {
  request.api = api;
  return request;
}

Request in_mode(Mode mode, Request request) {
  request.mode = mode;
  return request;
}

Request in_language(std::string language, Request request = page_request()) {
  request.user_agent_accept_language = std::move(language);
  return request;
}

struct HeaderRow {
  const char* name;
  Request request;
  HeaderList headers;

  friend std::ostream& operator<<(std::ostream& out, const HeaderRow& row) { return out << row.name; }
};

class PreparedHeaders : public ::testing::TestWithParam<HeaderRow> {};

TEST_P(PreparedHeaders, AreThoseOfTheStandard) {
  const auto state = prepare_request(GetParam().request, spec_engine());
  ASSERT_TRUE(state);
  std::string seen;
  for (const auto& [name, value] : state->request.headers) seen.append(name).append(": ").append(value).append("\n");
  EXPECT_EQ(state->request.headers, GetParam().headers) << seen;
}

const HeaderRow header_rows[] = {
    {"none", page_request(), {{"Accept", "*/*"}}},
    {"order_and_duplicates_stay",
     with_headers({{"X-B", "1"}, {"x-a", "2"}, {"X-B", "3"}}),
     {{"X-B", "1"}, {"x-a", "2"}, {"X-B", "3"}, {"Accept", "*/*"}}},
    {"values_normalised", with_headers({{"X-A", " \t1 2\r\n"}}), {{"X-A", "1 2"}, {"Accept", "*/*"}}},
    {"forbidden_dropped",
     with_headers({{"Host", "h"}, {"origin", "https://evil.example"}, {"Sec-X", "1"}, {"Proxy-X", "1"}, {"X-A", "1"}}),
     {{"X-A", "1"}, {"Accept", "*/*"}}},
    {"override_dropped_for_its_value",
     with_headers({{"X-HTTP-Method", "GET, track"}, {"X-Method-Override", "PUT"}}),
     {{"X-Method-Override", "PUT"}, {"Accept", "*/*"}}},
    {"accept_of_the_author", with_headers({{"accept", "text/html"}}), {{"accept", "text/html"}}},
    {"language_of_the_user_agent", in_language("de"), {{"Accept", "*/*"}, {"Accept-Language", "de"}}},
    {"language_of_the_author",
     in_language("de", with_headers({{"Accept-Language", "en"}})),
     {{"Accept-Language", "en"}, {"Accept", "*/*"}}},
    {"xhr_combines",
     by_api(Api::xhr, with_headers({{"X-A", "1"}, {"X-B", "2"}, {"x-a", " 3 "}})),
     {{"X-A", "1, 3"}, {"X-B", "2"}, {"Accept", "*/*"}}},
    {"xhr_drops_each_for_itself",
     by_api(Api::xhr, with_headers({{"X-HTTP-Method", "PUT"}, {"X-HTTP-Method", "TRACE"}})),
     {{"X-HTTP-Method", "PUT"}, {"Accept", "*/*"}}},
    {"text", with_body({.kind = Body::Kind::text}), {{"Content-Type", "text/plain;charset=UTF-8"}, {"Accept", "*/*"}}},
    {"urlencoded",
     with_body({.kind = Body::Kind::url_search_params}),
     {{"Content-Type", "application/x-www-form-urlencoded;charset=UTF-8"}, {"Accept", "*/*"}}},
    {"blob_with_type",
     with_body({.kind = Body::Kind::blob, .bytes = {}, .blob_type = "image/png"}),
     {{"Content-Type", "image/png"}, {"Accept", "*/*"}}},
    {"blob_with_type_in_capitals",
     with_body({.kind = Body::Kind::blob, .bytes = {}, .blob_type = "Text/HTML"}),
     {{"Content-Type", "text/html"}, {"Accept", "*/*"}}},
    {"blob_with_a_control_in_its_type",
     with_body({.kind = Body::Kind::blob, .bytes = {}, .blob_type = "text/html\r\nX: 1"}),
     {{"Accept", "*/*"}}},
    {"blob_with_a_type_beyond_ascii",
     with_body({.kind = Body::Kind::blob, .bytes = {}, .blob_type = "text/h\xc3\xa9"}),
     {{"Accept", "*/*"}}},
    {"blob_without_type", with_body({.kind = Body::Kind::blob}), {{"Accept", "*/*"}}},
    {"buffer", with_body({.kind = Body::Kind::buffer}), {{"Accept", "*/*"}}},
    {"stream", with_body({.kind = Body::Kind::stream}), {{"Accept", "*/*"}}},
    {"type_of_the_author",
     with_body({.kind = Body::Kind::text}, with_headers({{"content-type", "a/b"}}, page_request("POST"))),
     {{"content-type", "a/b"}, {"Accept", "*/*"}}},
    {"xhr_get_has_no_type",
     with_body({.kind = Body::Kind::text}, by_api(Api::xhr, page_request())),
     {{"Accept", "*/*"}}},
    {"no_cors_keeps_the_safelisted",
     in_mode(Mode::no_cors, with_headers({{"Accept-Language", "en"}, {"X-A", "1"}, {"Range", "bytes=0-"}})),
     {{"Accept-Language", "en"}, {"Accept", "*/*"}}},
    {"no_cors_judges_the_sum",
     in_mode(Mode::no_cors, with_headers({{"Accept", std::string(100, 'a')}, {"Accept", std::string(27, 'b')}})),
     {{"Accept", std::string(100, 'a')}}},
    {"no_cors_drops_the_type_of_a_blob",
     in_mode(Mode::no_cors, with_body({.kind = Body::Kind::blob, .bytes = {}, .blob_type = "application/json"})),
     {{"Accept", "*/*"}}},
};

INSTANTIATE_TEST_SUITE_P(Rows, PreparedHeaders, ::testing::ValuesIn(header_rows), corspec::testing::row_name);

TEST(PreparedBody, AFormIsMultipartWithItsBoundary) {
  const auto state = prepare_request(with_body({.kind = Body::Kind::form_data, .bytes = "v"}), spec_engine());
  ASSERT_TRUE(state);
  const std::string type = state->request.headers.get("Content-Type").value_or("");
  const std::string prefix = "multipart/form-data; boundary=";
  ASSERT_TRUE(type.starts_with(prefix));
  const std::string boundary = type.substr(prefix.size());
  EXPECT_EQ(
      state->request.body.bytes,
      "--" + boundary + "\r\nContent-Disposition: form-data; name=\"value\"\r\n\r\nv\r\n--" + boundary + "--\r\n");
}

TEST(PreparedBody, OthersAreSentAsTheyAre) {
  for (const auto kind : {Body::Kind::text, Body::Kind::url_search_params, Body::Kind::blob, Body::Kind::buffer}) {
    EXPECT_EQ(prepare_request(with_body({.kind = kind, .bytes = "v"}), spec_engine())->request.body.bytes, "v");
  }
}

struct FlagRow {
  const char* name;
  Request request;
  bool unsafe_request = true;
  bool use_cors_preflight = false;

  friend std::ostream& operator<<(std::ostream& out, const FlagRow& row) { return out << row.name; }
};

class Flags : public ::testing::TestWithParam<FlagRow> {};

TEST_P(Flags, AreSetByTheApi) {  // NEED-8, FLAG-1
  const auto state = prepare_request(GetParam().request, spec_engine());
  ASSERT_TRUE(state);
  EXPECT_EQ(state->unsafe_request_flag, GetParam().unsafe_request);
  EXPECT_EQ(state->use_cors_preflight_flag, GetParam().use_cors_preflight);
}

Request listening(Request request) {
  request.upload_listener = true;
  return request;
}

const FlagRow flag_rows[] = {
    {.name = "fetch", .request = page_request()},
    {.name = "xhr", .request = by_api(Api::xhr, page_request())},
    {.name = "markup", .request = by_api(Api::markup, page_request()), .unsafe_request = false},
    {.name = "xhr_upload", .request = listening(by_api(Api::xhr, page_request("POST"))), .use_cors_preflight = true},
    {.name = "fetch_upload", .request = listening(page_request("POST"))},
    {.name = "stream", .request = with_body({.kind = Body::Kind::stream}), .use_cors_preflight = true},
};

INSTANTIATE_TEST_SUITE_P(Rows, Flags, ::testing::ValuesIn(flag_rows), corspec::testing::row_name);

struct RefusalRow {
  const char* name;
  Request request;
  const char* rule = "";  ///< empty: taken
  const char* field = "";

  friend std::ostream& operator<<(std::ostream& out, const RefusalRow& row) { return out << row.name; }
};

class ApiRefusal : public ::testing::TestWithParam<RefusalRow> {};

TEST_P(ApiRefusal, NamesRuleAndField) {
  const auto state = prepare_request(GetParam().request, spec_engine());
  EXPECT_EQ(state ? "" : state.error().rule, GetParam().rule);
  EXPECT_EQ(state ? "" : state.error().field, GetParam().field);
}

const Body text{.kind = Body::Kind::text, .bytes = "x"};
const Body stream{.kind = Body::Kind::stream};

const RefusalRow refusal_rows[] = {
    {"get", page_request()},
    {"odd_token", page_request("*")},
    {"no_token", page_request("P UT"), "METH-1", "method"},
    {"empty_method", page_request(""), "METH-1", "method"},
    {"connect", page_request("CONNECT"), "METH-4", "method"},
    {"trace", page_request("trace"), "METH-4", "method"},
    {"track", page_request("Track"), "METH-4", "method"},
    {"get_with_body", with_body(text, page_request("get")), "METH-5", "body"},
    {"head_with_body", with_body(text, page_request("HEAD")), "METH-5", "body"},
    {"xhr_get_with_body", with_body(text, by_api(Api::xhr, page_request()))},
    {"delete_with_body", with_body(text, page_request("DELETE"))},
    {"no_cors_put", in_mode(Mode::no_cors, page_request("PUT")), "METH-5", "method"},
    {"no_cors_options", in_mode(Mode::no_cors, page_request("OPTIONS")), "METH-5", "method"},
    {"no_cors_lower_post", in_mode(Mode::no_cors, page_request("post"))},
    {"stream_no_cors", in_mode(Mode::no_cors, with_body(stream)), "FLAG-2", "body"},
    {"stream_navigation", in_mode(Mode::navigate, with_body(stream)), "FLAG-2", "body"},
    {"stream_same_origin", in_mode(Mode::same_origin, with_body(stream))},
    {"name_no_token", with_headers({{"X A", "1"}}), "HV-6", "request headers"},
    {"forbidden_name_no_token", with_headers({{"Sec-\r\n", "1"}}), "HV-6", "request headers"},
    {"value_with_lf", with_headers({{"X-A", "1\n2"}}), "HV-1", "request headers"},
    {"value_with_nul", with_headers({{"X-A", std::string("1\0", 2)}}), "HV-1", "request headers"},
    {"value_with_high_bytes", with_headers({{"X-A", "\xff"}})},
};

INSTANTIATE_TEST_SUITE_P(Rows, ApiRefusal, ::testing::ValuesIn(refusal_rows), corspec::testing::row_name);

TEST(PreparedMethod, SixAreUpperCased) {  // METH-2
  for (const char* method : {"delete", "Get", "head", "options", "post", "pUT"}) {
    EXPECT_EQ(prepare_request(page_request(method), spec_engine())->request.method, message::byte_uppercase(method));
  }
  EXPECT_EQ(prepare_request(page_request("patch"), spec_engine())->request.method, "patch");
}

}  // namespace
}  // namespace corspec::browser
