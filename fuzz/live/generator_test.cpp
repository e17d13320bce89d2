#include "fuzz/live/generator.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>

#include "fuzz/grammar/origin.hpp"
#include "fuzz/live/grant.hpp"

namespace corspec::fuzz {
namespace {

suite::Profile policy() {
  suite::Profile policy;
  policy.origins_stated = true;
  policy.allowed_origins = {"https://foo.example", "https://bar.example:8443"};
  policy.allowed_methods = {"GET", "PUT", "TRACE"};
  policy.allowed_request_headers = {"X-A", "content-type"};
  return policy;
}

/// As many answers as there are lengths of origins, so that the corpus grows.
std::string shape(const Probe& probe) {
  return probe.method + std::to_string(probe.origin().value_or("").size());
}

std::vector<std::string> campaign(const suite::Profile& policy, std::uint64_t seed, int batches = 5) {
  Generator generator(policy, seed);
  std::vector<std::string> sent;
  for (int batch = 0; batch < batches; ++batch) {
    for (const auto& probe : generator.batch(100)) {
      generator.learn(probe, shape(probe));
      sent.push_back(to_text(probe));
    }
  }
  return sent;
}

TEST(Generator, RepeatsItselfWithTheSameSeed) {
  EXPECT_EQ(campaign(policy(), 7), campaign(policy(), 7));
  EXPECT_NE(campaign(policy(), 7), campaign(policy(), 8));
}

TEST(Generator, SendsNothingThatChangesAnythingOrBreaksTheFraming) {
  for (const auto& text : campaign(policy(), 1)) {
    const auto probe = probe_of(text);
    ASSERT_TRUE(probe) << text;
    for (const auto* const name : {"Host", "Content-Length", "Transfer-Encoding", "Connection", "Upgrade"}) {
      EXPECT_FALSE(probe->headers.contains(name)) << text;
    }
  }
}

TEST(Generator, AsksForWhatIsGrantedAndForWhatIsNot) {
  std::map<const Weight*, int> asked;
  for (const auto& text : campaign(policy(), 1)) ++asked[weight_of_grant(*probe_of(text), policy())];
  EXPECT_GT(asked[nullptr], 10);
  for (const auto* const id : {"plain", "query", "spelt-list"}) EXPECT_GT(asked[&weight(id)], 5) << id;
}

/// Whether some probe of a campaign is like that.
bool sends(const std::function<bool(const Probe&)>& wanted, const suite::Profile& policy) {
  const auto sent = campaign(policy, 1, 20);
  return std::ranges::any_of(sent, [&](const auto& text) { return wanted(*probe_of(text)); });
}

TEST(Generator, TriesWhatServersWereFoundWith) {
  const auto stated = policy();
  const auto is_strange = [](const Probe& probe) {
    return probe.origin() && *probe.origin() != "https://foo.example" && *probe.origin() != "https://bar.example:8443";
  };
  EXPECT_TRUE(sends(
      [&](const Probe& probe) {
        return probe.method == "GET" && is_strange(probe) && probe.headers.get("Accept") == "application/json";
      },
      stated));
  EXPECT_TRUE(sends(
      [&](const Probe& probe) {
        const auto host = probe.headers.get("X-Forwarded-Host");
        return host && is_strange(probe) && probe.origin()->ends_with("://" + *host);
      },
      stated));
  EXPECT_TRUE(sends([](const Probe& probe) { return probe.headers.contains("Forwarded"); }, stated));
  EXPECT_TRUE(
      sends([](const Probe& probe) { return probe.method == "GET" && probe.query.contains("%0d%0aX-Corspec-Echo"); },
            stated));
  EXPECT_TRUE(sends(
      [](const Probe& probe) {
        return std::ranges::any_of(shared_domains(), [origin = probe.origin().value_or("")](auto domain) {
          return origin.ends_with("." + std::string(domain));
        });
      },
      stated));
}

TEST(Generator, TriesTheNeighboursInASharedDomain) {
  auto deployed = policy();
  deployed.allowed_origins = {"https://shop.vercel.app"};
  const auto begins_with = [&](const std::string& prefix) {
    return sends(
        [&](const Probe& probe) {
          const auto origin = probe.origin().value_or("");
          return origin.starts_with(prefix) && origin.ends_with(".vercel.app");
        },
        deployed);
  };
  EXPECT_TRUE(begins_with("https://corspec-evil."));
  EXPECT_TRUE(begins_with("https://shop-corspec-evil."));
  EXPECT_TRUE(begins_with("https://corspec-evil-shop."));
}

TEST(Generator, WorksWithoutAnythingStated) {
  const suite::Profile nothing;
  EXPECT_EQ(campaign(nothing, 1).size(), 500U);
}

TEST(Generator, LearnsEachShapeOnce) {
  const auto stated = policy();
  Generator generator(stated, 1);
  const auto probe = generator.plainly_granted();
  EXPECT_TRUE(generator.learn(probe, "a"));
  EXPECT_FALSE(generator.learn(probe, "a"));
  EXPECT_TRUE(generator.learn(probe, "b"));
  EXPECT_EQ(generator.corpus().size(), 2U);
  EXPECT_EQ(generator.shapes(), 2U);
}

/// A corpus of nightly campaigns does not grow by what it has already.
TEST(Generator, KeepsNothingForAShapeThatIsKnown) {
  const auto stated = policy();
  Generator generator(stated, 1);
  generator.add_seed({"GET", "?seed", {}});
  std::vector<std::string> known;
  for (std::size_t length = 0; length < 100; ++length) {
    const Probe probe{"GET", "", {{"Origin", std::string(length, 'a')}}};
    known.push_back(to_text(probe));
    generator.add_known(probe);
  }
  for (int batch = 0; batch < 5; ++batch) {
    for (const auto& probe : generator.batch(64))
      generator.learn(probe, std::to_string(probe.origin().value_or("").size() % 100));
  }
  std::vector<std::string> kept;
  for (const auto& probe : generator.corpus()) kept.push_back(to_text(probe));
  EXPECT_EQ(kept, known);
}

}  // namespace
}  // namespace corspec::fuzz
