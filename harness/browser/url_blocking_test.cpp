#include "browser/url_blocking.hpp"

#include <gtest/gtest.h>

#include <ostream>

#include "testing/row_name.hpp"

namespace corspec::browser {
namespace {

struct Row {
  const char* name;
  const char* url;
  const char* origin = "https://app.example";
  bool bad_ports = false;
  bool mixed_content = false;
  const char* rule = "";  ///< empty: not blocked

  friend std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }
};

class UrlBlocking : public ::testing::TestWithParam<Row> {};

TEST_P(UrlBlocking, BlocksWhatItIsToldTo) {  // NEED-11, NEED-12
  const Row& row = GetParam();
  RequestState state;
  state.request.origin = row.origin;
  state.request.block_bad_ports = row.bad_ports;
  state.request.block_mixed_content = row.mixed_content;
  state.url_list = {fetch::parse_url(row.url).value()};
  const auto refusal = should_be_blocked(state);
  EXPECT_EQ(refusal ? refusal->rule : "", row.rule);
}

constexpr Row rows[] = {
    {.name = "nothing_asked", .url = "http://api.example:6000/"},
    {.name = "bad_port", .url = "https://api.example:6000/", .bad_ports = true, .rule = "NEED-12"},
    {.name = "good_port", .url = "https://api.example:8443/", .bad_ports = true},
    {.name = "default_port", .url = "https://api.example/", .bad_ports = true},
    {.name = "mixed", .url = "http://api.example/", .mixed_content = true, .rule = "NEED-11"},
    {.name = "https", .url = "https://api.example/", .mixed_content = true},
    {.name = "plain_page", .url = "http://api.example/", .origin = "http://app.example", .mixed_content = true},
    {.name = "opaque_page", .url = "http://api.example/", .origin = "null", .mixed_content = true},
    {.name = "loopback", .url = "http://127.0.0.1:8080/", .mixed_content = true},
    {.name = "loopback_net", .url = "http://127.1/", .mixed_content = true},
    {.name = "loopback_ipv6", .url = "http://[::1]/", .mixed_content = true},
    {.name = "localhost", .url = "http://localhost/", .mixed_content = true},
    {.name = "below_localhost", .url = "http://a.localhost/", .mixed_content = true},
    {.name = "named_like_loopback", .url = "http://127.example/", .mixed_content = true, .rule = "NEED-11"},
    {.name = "named_like_localhost", .url = "http://notlocalhost/", .mixed_content = true, .rule = "NEED-11"},
    {.name = "private_address", .url = "http://192.168.0.1/", .mixed_content = true, .rule = "NEED-11"},
};

INSTANTIATE_TEST_SUITE_P(Rows, UrlBlocking, ::testing::ValuesIn(rows), corspec::testing::row_name);

}  // namespace
}  // namespace corspec::browser
