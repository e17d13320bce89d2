#include "browser/preflight_need.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "testing/row_name.hpp"

namespace corspec::browser {
namespace {

using Answer = PreflightNeed::Answer;
using Strings = std::vector<std::string>;

RequestState state_of(std::string method, message::HeaderList headers = {}) {
  Request request;
  request.origin = "https://app.example";
  request.url = fetch::parse_url("https://api.example/r").value();
  request.method = std::move(method);
  request.headers = std::move(headers);
  RequestState state = prepare_request(std::move(request), spec_engine()).value();
  state.tainting = ResponseTainting::cors;
  return state;
}

RequestState flagged(RequestState state) {
  state.use_cors_preflight_flag = true;
  return state;
}

RequestState by_markup(RequestState state) {
  state.unsafe_request_flag = false;
  return state;
}

RequestState credentialed(RequestState state) {
  state.request.credentials = fetch::CredentialsMode::include;
  return state;
}

struct Row {
  const char* name;
  RequestState state;
  Answer answer;
  const char* rule;
  Strings cached_methods = {};
  Strings cached_header_names = {};
  Engine engine = {};

  friend std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }
};

class Need : public ::testing::TestWithParam<Row> {};

TEST_P(Need, IsDecidedAsTheStandardSays) {  // NEED-6 to NEED-9
  const Row& row = GetParam();
  PreflightCache cache(row.engine);
  cache.update(cache_scope(row.state, row.engine), false, row.cached_methods, row.cached_header_names, {600}, {});
  const auto subject = preflight_subject(row.state, row.engine);
  const PreflightNeed need = preflight_need(row.state, subject, cache, row.engine, {1000});
  EXPECT_EQ(need.answer, row.answer);
  EXPECT_EQ(need.rule, row.rule);
  EXPECT_EQ(need.use_cors_preflight_flag, row.state.use_cors_preflight_flag);
  EXPECT_EQ(need.unsafe_names, subject.unsafe_names);
}

const message::HeaderList x_a{{"X-A", "1"}};
const message::HeaderList x_a_x_b{{"X-A", "1"}, {"X-B", "1"}};

const Row rows[] = {
    {"simple", state_of("GET"), Answer::not_needed, "NEED-7"},
    {"simple_whatever_is_cached", state_of("GET"), Answer::not_needed, "NEED-7", {"*"}, {"*"}},
    {"markup", by_markup(state_of("GET", x_a)), Answer::not_needed, "NEED-8"},
    {"markup_simple", by_markup(state_of("GET")), Answer::not_needed, "NEED-7"},
    {"markup_flagged", flagged(by_markup(state_of("GET", x_a))), Answer::sent, "NEED-9"},
    {"method", state_of("PUT"), Answer::sent, "NEED-9"},
    {"method_cached", state_of("PUT"), Answer::cached, "NEED-9", {"PUT"}},
    {"method_cached_by_star", state_of("PUT"), Answer::cached, "NEED-9", {"*"}},
    {"method_cached_in_other_case", state_of("PATCH"), Answer::sent, "NEED-9", {"patch"}},
    {"method_cached_for_others", credentialed(state_of("PUT")), Answer::sent, "NEED-9", {"PUT"}},
    {"header", state_of("GET", x_a), Answer::sent, "NEED-9"},
    {"header_cached", state_of("GET", x_a), Answer::cached, "NEED-9", {}, {"x-a"}},
    {"one_header_cached", state_of("GET", x_a_x_b), Answer::sent, "NEED-9", {}, {"x-a"}},
    {"both_headers_cached", state_of("GET", x_a_x_b), Answer::cached, "NEED-9", {}, {"x-b", "X-A"}},
    {"header_cached_method_not", state_of("PUT", x_a), Answer::sent, "NEED-9", {}, {"x-a"}},
    {"method_cached_header_not", state_of("PUT", x_a), Answer::sent, "NEED-9", {"PUT"}},
    {"both_cached", state_of("PUT", x_a), Answer::cached, "NEED-9", {"PUT"}, {"x-a"}},
    {"flag", flagged(state_of("POST")), Answer::sent, "NEED-9"},
    {"flag_cached", flagged(state_of("POST")), Answer::cached, "NEED-9", {"POST"}},
    {"flag_other_method_cached", flagged(state_of("POST")), Answer::sent, "NEED-9", {"PUT"}},
    {"head_exempt", state_of("HEAD", x_a), Answer::cached, "NEED-9", {}, {"x-a"}},
    {"head_not_exempt", state_of("HEAD", x_a), Answer::sent, "NEED-9", {}, {"x-a"}, {.head_exempt_in_cache = false}},
    {"head_not_exempt_but_listed",
     state_of("HEAD", x_a),
     Answer::cached,
     "NEED-9",
     {"HEAD"},
     {"x-a"},
     {.head_exempt_in_cache = false}},
    {"simple_head_not_exempt", state_of("HEAD"), Answer::not_needed, "NEED-7", {}, {}, {.head_exempt_in_cache = false}},
    {"hint", state_of("GET", {{"DPR", "2"}}), Answer::sent, "NEED-9"},
    {"hint_safelisted",
     state_of("GET", {{"DPR", "2"}}),
     Answer::not_needed,
     "NEED-7",
     {},
     {},
     {.deviations = {.client_hints_safelisted = true}}},
};

INSTANTIATE_TEST_SUITE_P(Rows, Need, ::testing::ValuesIn(rows), corspec::testing::row_name);

TEST(NeedReasons, AreFactsAboutTheRequest) {
  const RequestState state = flagged(state_of("PUT", x_a_x_b));
  const PreflightNeed need =
      preflight_need(state, preflight_subject(state, spec_engine()), PreflightCache(spec_engine()), spec_engine(), {});
  EXPECT_TRUE(need.method_not_safelisted);
  EXPECT_TRUE(need.use_cors_preflight_flag);
  EXPECT_EQ(need.unsafe_names, (Strings{"x-a", "x-b"}));
}

TEST(Scope, IsOfTheCurrentUrlAndOrigin) {  // CACHE-ENT-2
  RequestState state = state_of("PUT");
  EXPECT_EQ(cache_scope(state, spec_engine()),
            (CacheScope{"https://app.example", "https://app.example", "https://api.example/r"}));
  state.request.top_level_site = "https://site.example";
  state.url_list.push_back(fetch::parse_url("https://other.example/#f").value());
  EXPECT_EQ(cache_scope(state, spec_engine()),
            (CacheScope{"https://site.example", "null", "https://other.example/#f"}));
  EXPECT_EQ(cache_scope(state, Engine{.preflight_speaks_for_page = true}).origin, "https://app.example");
}

}  // namespace
}  // namespace corspec::browser
