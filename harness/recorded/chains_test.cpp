#include "recorded/chains.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "fetch/url.hpp"
#include "testing/row_name.hpp"

namespace corspec::recorded {
namespace {

Exchange request(std::int64_t at, std::string method = "PUT") {
  return {.at_ms = at, .method = std::move(method), .url = fetch::parse_url("https://api.example/r").value()};
}

Exchange preflight(std::int64_t at, std::string method = "PUT") {
  auto exchange = request(at, "OPTIONS");
  exchange.headers.append("Access-Control-Request-Method", std::move(method));
  return exchange;
}

Exchange redirect(std::int64_t at) {
  auto exchange = request(at, "GET");
  exchange.response = browser::Response{302, {{"Location", "/r"}}};
  return exchange;
}

/// `preflight+request > next hop`, by their places in the recording.
std::string shown(const std::vector<Exchange>& exchanges) {
  const auto place = [&](const Exchange* exchange) {
    return exchange == nullptr ? std::string("-") : std::to_string(exchange - exchanges.data());
  };
  std::string text;
  for (const auto& chain : chains_of(exchanges)) {
    text += text.empty() ? "" : ", ";
    for (const auto& hop : chain)
      text += (&hop == &chain.front() ? "" : " > ") + place(hop.preflight) + "+" + place(hop.request);
  }
  return text;
}

struct ChainsRow {
  const char* name;
  std::vector<Exchange> exchanges;
  const char* chains;

  friend std::ostream& operator<<(std::ostream& out, const ChainsRow& row) { return out << row.name; }
};

class Chains : public ::testing::TestWithParam<ChainsRow> {};

TEST_P(Chains, AreInOrderOfTime) {
  EXPECT_EQ(shown(GetParam().exchanges), GetParam().chains);
}

INSTANTIATE_TEST_SUITE_P(
    , Chains,
    ::testing::Values(ChainsRow{"preflight_first", {preflight(0), request(1)}, "0+1"},
                      ChainsRow{"request_first", {request(0), preflight(1)}, "1+0"},
                      ChainsRow{"the_earlier_is_nearer", {request(0), preflight(2), request(9)}, "1+0, -+2"},
                      ChainsRow{"the_later_is_nearer", {request(0), preflight(7), request(9)}, "-+0, 1+2"},
                      ChainsRow{"between_two", {request(5), preflight(7), request(9)}, "-+0, 1+2"},
                      ChainsRow{"between_two_the_later_first", {request(9), request(5), preflight(7)}, "-+1, 2+0"},
                      ChainsRow{"of_the_same_time", {request(5), request(5), preflight(7)}, "2+0, -+1"},
                      ChainsRow{"each_has_its_own", {preflight(0), preflight(1), request(2), request(3)}, "0+2, 1+3"},
                      ChainsRow{"of_another_method", {preflight(0, "DELETE"), request(1)}, "0+-, -+1"},
                      ChainsRow{"no_request_left", {preflight(0), request(1), preflight(2)}, "0+1, 2+-"},
                      ChainsRow{"redirects", {redirect(0), redirect(1), request(2, "GET")}, "-+0 > -+1 > -+2"},
                      ChainsRow{"redirect_to_nothing_later", {request(0, "GET"), redirect(1)}, "-+0, -+1"}),
    testing::row_name);

// Quadratic joining needs minutes for these.
TEST(ManyChains, AreFoundAmongManyRequestsToOneUrl) {
  constexpr std::int64_t many = 20'000;
  std::vector<Exchange> exchanges;
  for (std::int64_t i = 0; i < many; ++i) {
    exchanges.push_back(request(i));
    exchanges.push_back(preflight(i));
  }
  for (std::int64_t i = 0; i < many; ++i) {
    exchanges.push_back(redirect(many + 2 * i));
    exchanges.push_back(request(many + 2 * i + 1, "GET"));
  }
  const auto chains = chains_of(exchanges);
  ASSERT_EQ(chains.size(), static_cast<std::size_t>(2 * many));
  EXPECT_EQ(chains.front().size(), 1U);
  EXPECT_EQ(chains.front().front().preflight, &exchanges[1]);
  EXPECT_EQ(chains.back().size(), 2U);
}

}  // namespace
}  // namespace corspec::recorded
