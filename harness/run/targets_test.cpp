#include "run/targets.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace corspec::run {
namespace {

struct ParseRow {
  const char* label;
  std::string text;
  std::string origin;     ///< empty: refused
  std::string says = {};  ///< part of the error
};

class ParseTarget : public testing::TestWithParam<ParseRow> {};

TEST_P(ParseTarget, TakesOnlyWhatCanBeContacted) {
  const auto url = parse_target(GetParam().text);
  ASSERT_EQ(url.has_value(), !GetParam().origin.empty()) << GetParam().text;
  if (url) {
    EXPECT_EQ(fetch::serialize_origin(*url), GetParam().origin);
  } else {
    EXPECT_NE(url.error().find(GetParam().says), std::string::npos) << url.error();
  }
}

INSTANTIATE_TEST_SUITE_P(
    Rows, ParseTarget,
    testing::Values(ParseRow{"http", "http://127.0.0.1:8080/r?q", "http://127.0.0.1:8080"},
                    ParseRow{"https_default_port", "https://API.example:443", "https://api.example"},
                    ParseRow{"ipv6", "http://[::1]:81/", "http://[::1]:81"},
                    ParseRow{"no_scheme", "api.example", "", "did you mean http://api.example?"},
                    ParseRow{"host_and_port", "localhost:8080", "", "did you mean http://localhost:8080?"},
                    ParseRow{"other_scheme", "ftp://api.example/", "", "no URL of a target"},
                    ParseRow{"userinfo", "http://u:secret@api.example/", "", "request_credentials"},
                    ParseRow{"fragment", "http://api.example/#a", "", "fragment"},
                    ParseRow{"port_out_of_range", "http://api.example:99999/", "", "no URL of a target"},
                    ParseRow{"empty", "", "", "no URL of a target"}),
    [](const auto& row) { return std::string(row.param.label); });

TEST(ParseTarget, KeepsThePasswordToItself) {
  const auto url = parse_target("http://u:secret@api.example/");
  ASSERT_FALSE(url.has_value());
  EXPECT_EQ(url.error().find("secret"), std::string::npos);
}

struct EndpointRow {
  const char* label;
  std::string url;
  suite::Profile::At at;
  std::vector<std::string> resolve;
  std::vector<std::string> connect_to;
  std::string authority;
  std::string connect_host;
  std::uint16_t connect_port;
};

class TargetOf : public testing::TestWithParam<EndpointRow> {};

TEST_P(TargetOf, BuildsTheEndpoint) {
  NetworkOptions network;
  network.resolve = GetParam().resolve;
  network.connect_to = GetParam().connect_to;
  ASSERT_TRUE(check_network(network).has_value());
  const auto url = parse_target(GetParam().url);
  ASSERT_TRUE(url.has_value());
  const Target target = target_of(*url, GetParam().at, network);
  EXPECT_EQ(target.authority(), GetParam().authority);
  EXPECT_EQ(target.endpoint.connect_host, GetParam().connect_host);
  EXPECT_EQ(target.endpoint.connect_port, GetParam().connect_port);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, TargetOf,
    testing::Values(
        EndpointRow{"plain", "http://api.example/", {}, {}, {}, "api.example", "", 0},
        EndpointRow{"resolve",
                    "http://api.example:81/",
                    {},
                    {"api.example:81:127.0.0.1"},
                    {},
                    "api.example:81",
                    "127.0.0.1",
                    0},
        EndpointRow{"resolve_ipv6", "http://api.example/", {}, {"api.example:80:[::1]"}, {}, "api.example", "::1", 0},
        EndpointRow{
            "resolve_bare_ipv6", "http://api.example/", {}, {"api.example:80:::1"}, {}, "api.example", "::1", 0},
        EndpointRow{
            "resolve_any_host", "http://api.example/", {}, {"*:80:127.0.0.1"}, {}, "api.example", "127.0.0.1", 0},
        EndpointRow{
            "resolve_other_port", "http://api.example/", {}, {"api.example:81:127.0.0.1"}, {}, "api.example", "", 0},
        EndpointRow{"resolve_case_of_host",
                    "http://api.example/",
                    {},
                    {"API.example:80:127.0.0.1"},
                    {},
                    "api.example",
                    "127.0.0.1",
                    0},
        EndpointRow{"connect_to",
                    "http://api.example/",
                    {},
                    {},
                    {"api.example:80:127.0.0.1:8080"},
                    "api.example",
                    "127.0.0.1",
                    8080},
        EndpointRow{
            "connect_to_any", "http://api.example/", {}, {}, {"::127.0.0.1:8080"}, "api.example", "127.0.0.1", 8080},
        EndpointRow{
            "connect_to_port_only", "http://api.example/", {}, {}, {"api.example:80::8080"}, "api.example", "", 8080},
        EndpointRow{"connect_to_ipv6", "http://[::1]/", {}, {}, {"[::1]:80:[::2]:8080"}, "[::1]", "::2", 8080},
        EndpointRow{"connect_to_then_resolve",
                    "http://a.example/",
                    {},
                    {"b.example:81:127.0.0.1"},
                    {"a.example:80:b.example:81"},
                    "a.example",
                    "127.0.0.1",
                    81},
        EndpointRow{"profile_port", "http://api.example/", {"", "", 8443}, {}, {}, "api.example:8443", "", 0},
        EndpointRow{"profile_default_port", "http://api.example:81/", {"", "", 80}, {}, {}, "api.example", "", 0},
        EndpointRow{"profile_host",
                    "http://127.0.0.1:81/",
                    {"", "api.example", std::nullopt},
                    {},
                    {},
                    "api.example:81",
                    "127.0.0.1",
                    0},
        EndpointRow{"profile_host_of_ipv6_server",
                    "http://[::1]:81/",
                    {"", "api.example", std::nullopt},
                    {},
                    {},
                    "api.example:81",
                    "::1",
                    0}),
    [](const auto& row) { return std::string(row.param.label); });

struct NetworkRow {
  const char* label;
  std::vector<std::string> resolve;
  std::vector<std::string> connect_to;
};

class BadNetwork : public testing::TestWithParam<NetworkRow> {};

TEST_P(BadNetwork, IsNamed) {
  NetworkOptions network;
  network.resolve = GetParam().resolve;
  network.connect_to = GetParam().connect_to;
  const auto checked = check_network(network);
  ASSERT_FALSE(checked.has_value());
  const std::string& given = network.resolve.empty() ? network.connect_to.front() : network.resolve.front();
  EXPECT_NE(checked.error().find(given), std::string::npos) << checked.error();
}

INSTANTIATE_TEST_SUITE_P(Rows, BadNetwork,
                         testing::Values(NetworkRow{"resolve_two_parts", {"api.example:80"}, {}},
                                         NetworkRow{"resolve_bad_port", {"api.example:http:1.2.3.4"}, {}},
                                         NetworkRow{"resolve_no_address", {"api.example:80:"}, {}},
                                         NetworkRow{"resolve_no_host", {":80:1.2.3.4"}, {}},
                                         NetworkRow{"resolve_list", {"a:80:1.2.3.4,5.6.7.8"}, {}},
                                         NetworkRow{"connect_to_three_parts", {}, {"a:80:b"}},
                                         NetworkRow{"connect_to_bad_port", {}, {"a:80:b:c"}}),
                         [](const auto& row) { return std::string(row.param.label); });

TEST(CurlContextOf, SaysWhereTheProfilesHostIs) {
  const auto url = parse_target("http://[::1]:81/");
  ASSERT_TRUE(url.has_value());
  const Target target = target_of(*url, {"", "api.example", std::nullopt}, {});
  const CurlContext context = curl_context_of(target, {});
  EXPECT_EQ(context.origin, "http://api.example:81");
  EXPECT_EQ(context.host, "api.example");
  EXPECT_EQ(context.network.connect_to, std::vector<std::string>{"api.example:81:[::1]:81"});
}

TEST(FactsOf, NameTheTargetAsCasesDo) {
  const auto url = parse_target("https://api.example:8443/v1?x=1");
  ASSERT_TRUE(url.has_value());
  const suite::TargetFacts facts = facts_of(target_of(*url, {}, {}));
  EXPECT_EQ(facts.authority, "api.example:8443");
  EXPECT_EQ(facts.origin, "https://api.example:8443");
  EXPECT_EQ(facts.path, "/v1?x=1");
}

}  // namespace
}  // namespace corspec::run
