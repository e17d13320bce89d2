#include "reference/fault.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "reference/example_policies.hpp"
#include "suite/embedded.hpp"

namespace corspec::reference {

void PrintTo(const Fault& fault, std::ostream* out) {
  *out << fault.id;
}

namespace {

const std::string foo(example::foo);
const std::string evil(example::evil);

const std::vector<std::string> origins{foo,
                                       std::string(example::bar),
                                       evil,
                                       "null",
                                       "",
                                       foo + ".evil.test",
                                       "https://evilfoo.example",
                                       "https://fooxexample",
                                       foo + ":8080",
                                       "http://foo.example",
                                       foo + ".",
                                       foo + "_.evil.test",
                                       "https://a.foo.example",
                                       "https://other.example",
                                       "http://localhost",
                                       "http://localhost:3000",
                                       "http://192.168.0.10",
                                       "https://foo.exampl",
                                       "https://bar.example",
                                       "https://bar.example:8443.evil.test",
                                       "https://evilbar.example:8443",
                                       "https://barxexample:8443",
                                       "https://x.preview.app.example",
                                       "https://x.preview.app.example.evil.test",
                                       "http://x.preview.app.example",
                                       "https://old.preview.app.example",
                                       "https://x.preview.app.example:8123",
                                       "app://foo",
                                       "https://FOO.example",
                                       "https://evil@foo.example",
                                       foo + "/",
                                       foo + ":443",
                                       evil + ", " + foo,
                                       "https://\xff.example",
                                       std::string(2000, 'a')};

/// What browsers, people and scanners ask.
std::vector<example::Request> questions() {
  std::vector<example::Request> all;
  for (const auto& origin : origins) {
    for (const char* method : {"GET", "HEAD", "POST", "PUT", "OPTIONS"}) {
      for (const char* target :
           {"/resource/foo", "/resource/foo?a=b", "/nope", "/error", "/moved", "*", "http://api.example/resource/foo"})
        all.push_back(example::request(method, target, {{"Origin", origin}}));
    }
    for (const char* method : {"GET", "PUT", "put", "PATCH", "XPUTX"}) {
      for (const std::string& names :
           {std::string(), std::string("x-requested-with"), std::string("content-type, authorization"),
            std::string("x-requested-with,content-type,authorization"), std::string("content-type,x-other"),
            std::string("x-%0d%0aa"), std::string("a b"), std::string(",content-type"), std::string(2000, ',')})
        all.push_back(example::preflight(origin, method, names));
    }
  }
  for (const char* target : {"/resource/foo", "/nope"}) all.push_back(example::request("GET", target));
  all.push_back(example::request("GET", "/resource/foo", {{"Origin", foo}, {"Accept-Encoding", "gzip"}}));
  for (const auto& [first, last] : {std::pair(foo, evil), std::pair(evil, foo)})
    all.push_back(example::request("GET", "/resource/foo", {{"Origin", first}, {"Origin", last}}));
  auto with_query = example::preflight(foo, "PUT");
  with_query.target += "?a=b";
  all.push_back(with_query);
  for (const auto& [origin, method] :
       {std::pair("origin", "access-control-request-method"), std::pair("ORIGIN", "ACCESS-CONTROL-REQUEST-METHOD")})
    all.push_back(example::request("OPTIONS", "/resource/foo", {{origin, foo}, {method, "PUT"}}));
  for (const auto& [name, value] : {std::pair("Content-Type", "application/json"), std::pair("X-Requested-With", "a")})
    all.push_back(example::request("POST", "/resource/foo", {{"Origin", foo}, {name, value}}));
  for (const auto& query : {"?origin=" + foo, std::string("?callback=a")})
    all.push_back(example::request("GET", "/resource/foo" + query, {{"Origin", evil}}));
  auto preflight_with_content = example::preflight(foo, "PUT");
  preflight_with_content.body = "x";
  all.push_back(preflight_with_content);
  auto old = example::preflight(foo, "PUT");
  old.minor_version = 0;
  all.push_back(old);
  auto with_content = example::request("OPTIONS", "/resource/foo", {{"Content-Type", "text/plain"}});
  with_content.body = "x";
  all.push_back(with_content);
  auto chunked = example::request("OPTIONS", "/resource/foo", {{"Transfer-Encoding", "chunked"}});
  chunked.body = "x";
  all.push_back(chunked);
  auto two_lists = example::preflight(foo, "PUT", "content-type");
  two_lists.headers.append("Access-Control-Request-Headers", "authorization");
  all.push_back(two_lists);
  for (const char* target : {"/resource/new", "http://api.example/resource/foo"})
    all.push_back(example::request("GET", target, {{"Origin", foo}}));
  auto elsewhere = example::preflight(foo, "PUT");
  elsewhere.target = "/resource/new";
  all.push_back(elsewhere);
  all.push_back(example::request("PATCH", "/resource/foo", {{"Origin", foo}}));
  all.push_back(example::preflight(foo, "PUT", "content-type,,x-other"));
  auto forwarded = example::preflight(foo, "PUT");
  forwarded.headers.append("Max-Forwards", "10");
  all.push_back(forwarded);
  all.push_back(example::request("OPTIONS", "*", {{"Access-Control-Request-Method", "GET"}}));
  all.push_back(example::request("GET", "/resource/foo", {{"Origin", foo}, {"X-Requested-With", "a"}}));
  for (const auto& [name, value] :
       {std::pair("Referer", foo + "/"), std::pair("Referer", evil + "/?" + foo),
        std::pair("Cookie", std::string("a=b")), std::pair("Sec-Fetch-Site", std::string("same-site")),
        std::pair("Sec-Fetch-Site", std::string("cross-site")), std::pair("Authorization", std::string("Bearer a")),
        std::pair("Range", std::string("bytes=0-0")), std::pair("If-None-Match", std::string("*"))}) {
    for (const auto& origin : {foo, std::string(example::bar), evil})
      all.push_back(example::request("GET", "/resource/foo", {{"Origin", origin}, {name, value}}));
  }
  all.push_back(example::request("DELETE", "/resource/foo", {{"Origin", std::string(example::bar)}}));
  all.push_back(example::request("PUT", "/resource/foo", {{"Origin", foo}}));
  all.push_back(example::request("CORSPEC", "/resource/foo"));
  all.push_back(example::request("GET", "/resource/foo?%zz", {{"Origin", foo}}));
  auto broken = example::request("POST", "/resource/foo", {{"Origin", foo}, {"Content-Type", "application/json"}});
  broken.body = "{";
  all.push_back(broken);
  for (const char* method : {"GET", "DELETE", "PUT"}) {
    all.push_back(example::preflight(foo, "PATCH", "x-csrf-token"));
    all.push_back(example::preflight(foo, method));
    all.push_back(example::request("GET", "/resource/foo"));
  }
  all.push_back(example::request("DELETE", "/resource/foo"));
  all.push_back(example::request("GET", "/resource/foo"));
  all.push_back(example::preflight(foo, "PUT"));
  all.push_back(example::request("GET", "/resource/foo"));
  return all;
}

Policy policy_of(const Fault& fault) {
  if (fault.profile == "public") return example::public_policy();
  auto policy = example::allowlist();
  if (fault.profile == "local-development") policy.paths.writable = "/resource/new";
  if (fault.profile == "token-api") {
    policy.origin_patterns = {"https://*.preview.app.example"};
    policy.denied_origins = {"https://old.preview.app.example"};
    policy.credentials = false;
  }
  return policy;
}

/// All that a client gets to feel of a request.
struct Effect {
  Wire answer;
  bool leaves_content;

  friend bool operator==(const Effect&, const Effect&) = default;
};

std::vector<Effect> answers(const Policy& policy, const Stages& stages) {
  std::vector<Effect> all;
  for (const auto& question : questions()) {
    auto view = question.view();
    all.push_back({stages.write(view, answer(policy, view, stages), "Thu, 01 Jan 2026 00:00:00 GMT"),
                   stages.leaves_content(view)});
  }
  return all;
}

class Faults : public ::testing::TestWithParam<Fault> {};

TEST_P(Faults, ChangeSomeAnswersAndLeaveOthersAlone) {
  const Fault& fault = GetParam();
  Stages stages;
  fault.plant(stages);
  const auto right = answers(policy_of(fault), {});
  const auto wrong = answers(policy_of(fault), stages);
  const bool takes_time_only = fault.id == "robustness/long-list-time";
  const bool meets_everybody = fault.id == "robustness/every-seventh";  // each of these has the serial 7
  EXPECT_EQ(wrong == right, takes_time_only);
  EXPECT_EQ(std::ranges::mismatch(wrong, right, std::not_equal_to<>()).in1 == wrong.end(), meets_everybody);
}

TEST_P(Faults, NameARuleThatIsThere) {
  const auto files = suite::embedded_cases();
  const auto rules = std::ranges::find(files, "rules.json", &suite::EmbeddedFile::name);
  ASSERT_NE(rules, files.end());
  EXPECT_NE(rules->bytes.find("{\"id\": \"" + std::string(GetParam().rule) + "\""), std::string_view::npos)
      << GetParam().rule;
}

std::string name_of(const ::testing::TestParamInfo<Fault>& info) {
  std::string name(info.param.id);
  std::ranges::replace_if(name, [](char byte) { return byte == '/' || byte == '-'; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(, Faults, ::testing::ValuesIn(faults()), name_of);

TEST(FaultTable, HasIdsOfItsOwn) {
  std::set<std::string_view> ids;
  for (const auto& fault : faults()) EXPECT_TRUE(ids.insert(fault.id).second) << fault.id;
  EXPECT_GE(ids.size(), 90U);
  EXPECT_EQ(find_fault("origin/prefix")->id, "origin/prefix");
  EXPECT_EQ(find_fault("origin/none-such"), nullptr);
}

}  // namespace
}  // namespace corspec::reference
