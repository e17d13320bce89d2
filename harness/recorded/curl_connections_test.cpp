#include "recorded/curl_connections.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string_view>
#include <vector>

#include "testing/row_name.hpp"

namespace corspec::recorded {
namespace {

struct SchemeRow {
  const char* name;
  std::vector<std::string_view> lines;
  std::string_view scheme;  ///< empty: not said

  friend std::ostream& operator<<(std::ostream& out, const SchemeRow& row) { return out << row.name; }
};

class Scheme : public ::testing::TestWithParam<SchemeRow> {};

TEST_P(Scheme, IsThatOfTheConnection) {
  CurlConnections connections;
  for (const auto line : GetParam().lines) connections.read(line);
  EXPECT_EQ(connections.take_scheme().value_or(""), GetParam().scheme);
}

constexpr std::string_view plain = "* Connected to a.example (192.0.2.1) port 80 (#0)";
constexpr std::string_view other_port = "* Connected to a.example (192.0.2.1) port 44300 (#1)";
constexpr std::string_view tls = "* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384";
constexpr std::string_view plain_kept = "* Connection #0 to host a.example left intact";
constexpr std::string_view tls_kept = "* Connection #1 to host b.example left intact";

INSTANTIATE_TEST_SUITE_P(
    , Scheme,
    ::testing::Values(
        SchemeRow{"nothing_said", {"*   Trying 192.0.2.1:443...", "} [5 bytes data]"}, ""},
        SchemeRow{"plain", {plain}, "http"},
        SchemeRow{"default_port", {"* Connected to a.example (192.0.2.1) port 443"}, "https"},
        SchemeRow{"established",
                  {"* Established connection to a.example (192.0.2.1 port 443) from 192.0.2.2 port 50000 "},
                  "https"},
        SchemeRow{"port_that_begins_like_the_default", {other_port}, "http"},
        SchemeRow{"tls_on_another_port", {other_port, tls}, "https"},
        SchemeRow{"windows", {other_port, "* schannel: disabled automatic use of client certificate"}, "https"},
        SchemeRow{"agreed_protocol", {other_port, "* ALPN: curl offers h2,http/1.1"}, "https"},
        SchemeRow{"http_2", {"* [HTTP/2] [1] OPENED stream for https://a.example/"}, "https"},
        SchemeRow{"another_connection", {other_port, tls, plain}, "http"},
        SchemeRow{"header_that_speaks_of_tls", {plain, "> X-A: TLS handshake", "SSL connection"}, "http"},
        SchemeRow{
            "used_again_by_number",
            {plain, plain_kept, other_port, tls, tls_kept, "* Re-using existing connection #0 with host a.example"},
            "http"},
        SchemeRow{
            "used_again_by_number_in_old_versions",
            {other_port, tls, tls_kept, plain, plain_kept, "* Re-using existing connection! (#1) with host b.example"},
            "https"},
        SchemeRow{"used_again_by_host",
                  {other_port, tls, tls_kept, plain, plain_kept, "* Re-using existing connection with host b.example"},
                  "https"},
        SchemeRow{"used_again_by_scheme",
                  {plain, plain_kept, "* Re-using existing https: connection with host a.example"},
                  "https"},
        SchemeRow{"used_again_though_unknown",
                  {other_port, tls, "* Re-using existing connection #7 with host c.example"},
                  "https"},
        SchemeRow{"redirect", {plain, "* Issue another request to this URL: 'https://b.example/'"}, "https"},
        SchemeRow{
            "redirect_behind_a_body", {tls, "{}* Issue another request to this URL: 'http://b.example/'"}, "http"}),
    testing::row_name);

TEST(CurlConnections, ARedirectIsForOneRequest) {
  CurlConnections connections;
  connections.read(plain);
  connections.read("* Issue another request to this URL: 'https://b.example/'");
  EXPECT_EQ(connections.take_scheme(), "https");
  EXPECT_EQ(connections.take_scheme(), "http");
}

}  // namespace
}  // namespace corspec::recorded
