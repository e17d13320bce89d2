#include "fuzz/live/group.hpp"

#include <gtest/gtest.h>

namespace corspec::fuzz {
namespace {

using suite::Level;

Finding finding(std::string_view id, const std::string& cause, const std::string& origin = "https://evil.example",
                std::string_view weighs = "plain") {
  return {.violation = {&oracle(id), &weight(weighs), cause},
          .probe = {"GET", "", {{"Origin", origin}}},
          .before = {},
          .id = cause,
          .shown = 2};
}

TEST(Groups, AreOneWhereEverythingIsLetIn) {
  const auto groups = grouped({finding("origin-granted", "another port"),
                               finding("origin-granted", "any origin", "https://evil.example"),
                               finding("origin-granted", "null", "null"),
                               finding("origin-granted", "any origin, with an app's scheme", "a://b", "app")});
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups.front().common, "any origin");
  // The example has nothing to it but what they have in common, though others are shorter.
  EXPECT_EQ(groups.front().findings.front().violation.cause, "any origin");
  EXPECT_EQ(shown(groups.front()), 8U);
}

TEST(Groups, AreOneOfWhatIsWeakForOneReason) {
  const auto groups =
      grouped({finding("origin-granted", "another port, in a spelling of no browser", "HTTPS://a:1", "odd-origin"),
               finding("origin-granted", "another case, in a spelling of no browser", "HTTPS://a", "odd-origin"),
               finding("origin-granted", "another port, with a dot at the end", "https://a.", "trailing-dot")});
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups.front().common, "in a spelling of no browser");
  EXPECT_EQ(groups.front().findings.size(), 2U);
}

TEST(Groups, AreOneOfALossInEverySpelling) {
  const auto preflight = [](const std::string& cause, std::string_view weighs) {
    auto made = finding("grant-lost", cause, "https://a", weighs);
    made.probe.method = "OPTIONS";
    made.probe.headers.append("Access-Control-Request-Method", "PUT");
    return made;
  };
  const auto spelt = preflight("CORS-CHECK-2, with a space after each comma", "spaced-list");
  EXPECT_EQ(grouped({preflight("CORS-CHECK-2", "plain"), spelt}).size(), 1U);
  // What is lost in another way is another loss.
  EXPECT_EQ(grouped({preflight("CORS-CHECK-2, with a query", "query"), spelt}).size(), 2U);
}

TEST(Groups, AreSeveralWhereSlipsDiffer) {
  const auto groups = grouped({finding("origin-granted", "another port"), finding("origin-granted", "another scheme"),
                               finding("grant-lost", "another port")});
  EXPECT_EQ(groups.size(), 3U);
}

TEST(Groups, AreOfOneRule) {
  auto preflight = finding("grant-lost", "CORS-CHECK-2");
  preflight.probe = {"OPTIONS", "", {{"Origin", "https://a"}, {"Access-Control-Request-Method", "PUT"}}};
  EXPECT_EQ(grouped({finding("grant-lost", "CORS-CHECK-2"), preflight}).size(), 2U);
  EXPECT_EQ(grouped({finding("malformed-list", "Access-Control-Allow-Methods"),
                     finding("malformed-list", "Access-Control-Allow-Headers")})
                .size(),
            1U);
}

TEST(Groups, AreStoodForByTheGravestAndThenTheSmallest) {
  const auto groups = grouped({finding("server-error", "500, a", "https://e", "question"),
                               finding("server-error", "500, b", "https://evil.example", "error"),
                               finding("server-error", "500, c", "https://e.example", "error")});
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups.front().common, "500");
  std::vector<std::string> causes;
  for (const auto& one : groups.front().findings) causes.push_back(one.violation.cause);
  EXPECT_EQ(causes, (std::vector<std::string>{"500, c", "500, b", "500, a"}));
}

}  // namespace
}  // namespace corspec::fuzz
