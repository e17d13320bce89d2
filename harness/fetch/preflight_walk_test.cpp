#include <gtest/gtest.h>

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/preflight.hpp"
#include "testing/reference.hpp"
#include "testing/token_walk.hpp"

// Every response of up to so many lines of a small alphabet, for every request of a small product, is judged as the
// reference judges it: verdict, step, and what the cache would learn.

namespace corspec::fetch {
namespace {

reference::Headers plain(const message::HeaderList& headers) {
  reference::Headers pairs;
  for (const auto& header : headers) pairs.emplace_back(header.name, header.value);
  return pairs;
}

/// One request, as both sides see it.
struct Pair {
  PreflightSubject subject;
  reference::Request request;
};

Pair request(std::string_view method, const message::HeaderList& headers, bool credentials, bool flag = false) {
  const auto mode = credentials ? CredentialsMode::include : CredentialsMode::same_origin;
  return {preflight_subject("https://app.example", std::string(method), headers, mode, flag),
          {"https://app.example", std::string(method), plain(headers), credentials, flag}};
}

std::vector<Pair> requests() {
  const message::HeaderList header_lists[] = {
      {}, {{"X-A", "1"}}, {{"X-A", "1"}, {"Authorization", "t"}}, {{"*", "1"}, {"Accept", "\""}}};
  std::vector<Pair> pairs;
  for (const bool credentials : {false, true}) {
    for (const auto* const method : {"POST", "PUT", "*"}) {
      pairs.push_back(request(method, {}, credentials, true));
      pairs.push_back(request(method, {}, credentials));
    }
    for (const auto& headers : header_lists) pairs.push_back(request("POST", headers, credentials));
    pairs.push_back(request("PUT", header_lists[2], credentials));
  }
  return pairs;
}

using Rules = std::map<std::string, int>;

void expect_agreement(const Pair& pair, int status, const message::HeaderList& response,
                      const reference::Headers& plain_response, Rules& seen) {
  const auto evaluation = evaluate_preflight(pair.subject, status, response);
  const auto expected = reference::evaluate_preflight(pair.request, status, plain_response);
  const auto rule = evaluation.refusal ? std::string(evaluation.refusal->rule) : "";
  ++seen[rule];
  ASSERT_EQ(rule, expected.rule);
  ASSERT_EQ(evaluation.methods, expected.methods);
  ASSERT_EQ(evaluation.header_names, expected.header_names);
  if (evaluation.allowed()) {
    ASSERT_EQ(evaluation.max_age.seconds.count, expected.max_age);
  }
}

void expect_all_rules(const Rules& seen) {
  for (const auto* const rule : {"", "PF-1", "PF-3", "PF-5", "PF-6", "PF-7"}) {
    EXPECT_TRUE(seen.contains(rule)) << "no response had the outcome '" << rule << "'";
  }
}

/// Walks responses that begin with `first`.
Rules walk(const message::HeaderList& first, std::span<const message::Header> lines, std::size_t depth) {
  const auto pairs = requests();
  Rules seen;
  corspec::testing::for_each_sequence(lines, depth, [&](std::span<const message::Header> sequence) {
    if (::testing::Test::HasFatalFailure()) return;
    auto response = first;
    for (const auto& line : sequence) response.append(line.name, line.value);
    const auto plain_response = plain(response);
    for (const auto& pair : pairs) expect_agreement(pair, 204, response, plain_response, seen);
    expect_agreement(pairs.front(), 403, response, plain_response, seen);
  });
  return seen;
}

TEST(PreflightWalk, OfWholeResponsesAgreesWithTheReference) {
  const message::Header lines[] = {{"Access-Control-Allow-Origin", "https://app.example"},
                                   {"access-control-allow-origin", "*"},
                                   {"Access-Control-Allow-Origin", "null"},
                                   {"Access-Control-Allow-Credentials", "true"},
                                   {"Access-Control-Allow-Credentials", "TRUE"},
                                   {"Access-Control-Allow-Methods", "PUT"},
                                   {"Access-Control-Allow-Methods", "*"},
                                   {"access-control-allow-methods", "a b"},
                                   {"Access-Control-Allow-Headers", "x-a"},
                                   {"access-control-allow-headers", "*, Accept"},
                                   {"Access-Control-Allow-Headers", "\""},
                                   {"Access-Control-Max-Age", "600"}};
  const auto seen = walk({}, lines, 2);
  EXPECT_TRUE(seen.contains("CORS-CHECK-2"));
  EXPECT_TRUE(seen.contains("CORS-CHECK-4"));
  EXPECT_TRUE(seen.contains("CORS-CHECK-7"));
}

TEST(PreflightWalk, BehindThePassedCorsCheckAgreesWithTheReference) {
  const message::Header lines[] = {{"Access-Control-Allow-Methods", "PUT"},
                                   {"access-control-allow-methods", "*, put"},
                                   {"Access-Control-Allow-Methods", ""},
                                   {"Access-Control-Allow-Methods", "a b"},
                                   {"Access-Control-Allow-Headers", "X-a"},
                                   {"access-control-allow-headers", "*, Accept"},
                                   {"Access-Control-Allow-Headers", "aUTHORIZATION"},
                                   {"Access-Control-Allow-Headers", "x a"}};
  const message::HeaderList passing{{"Access-Control-Allow-Origin", "https://app.example"},
                                    {"Access-Control-Allow-Credentials", "true"}};
  expect_all_rules(walk(passing, lines, 3));
}

}  // namespace
}  // namespace corspec::fetch
