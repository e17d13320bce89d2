#include "fuzz/live/finding.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "suite/sample_policy.hpp"
#include "suite/suite.hpp"

namespace corspec::fuzz {
namespace {

using namespace std::string_literals;

std::vector<Finding> one_of_each() {
  std::vector<Finding> findings;
  const Probe probes[] = {
      {"OPTIONS", "?a=b", {{"Origin", "https://evil.example"}, {"Access-Control-Request-Method", "PUT"}}},
      {"GET", "", {{"Origin", "https://evil.example\xff"}}},
      {"OPTIONS", "", {{"Origin", "x\r\ny\0"s}, {"Access-Control-Request-Method", "a b"}}},
      {"HEAD", "", {{"Origin", "{{x}}"}, {"Origin", "https://foo.example"}}}};
  for (const auto& oracle : oracles()) {
    for (const auto& probe : probes) {
      const bool about_http = oracle.id == "server-error" || oracle.id == "header-injected";
      if (!probe.is_valid_http() && !about_http) continue;
      for (const auto level : {suite::Level::must, suite::Level::may}) {
        Finding finding{.violation = {&oracle, level, "malformed-list", "Access-Control-Allow-Methods"},
                        .probe = probe,
                        .before = {},
                        .id = "fuzz/" + std::string(oracle.id) + "/" + std::to_string(findings.size())};
        if (findings.size() % 3 == 0) finding.before = probe;
        if (findings.size() % 5 == 0) finding.repeats = 3;
        findings.push_back(std::move(finding));
      }
    }
  }
  return findings;
}

TEST(CaseFile, IsOneThatLoads) {
  const auto findings = one_of_each();
  const auto text = case_file(findings, {"api.example:8080", true, {"https://foo.example"}});
  const auto loaded = suite::load_suite("findings.json", text, {});
  ASSERT_TRUE(loaded) << suite::describe(loaded.error().front());
  EXPECT_EQ(loaded->cases.size(), findings.size());
}

TEST(CaseFile, NamesWhatThePolicyNames) {
  const std::vector<Finding> findings{{.violation = {oracles().data(), suite::Level::must, "", ""},
                                       .probe = {"GET", "", {{"Origin", "https://foo.example"}}},
                                       .before = {},
                                       .id = "fuzz/a"}};
  EXPECT_TRUE(case_file(findings, {"a.example", false, {"https://foo.example"}})
                  .contains("\"origin\": \"{{origin.allowed}}\""));
  EXPECT_TRUE(case_file(findings, {"a.example", false, {}}).contains("\"origin\": \"https://foo.example\""));
}

TEST(CaseFile, NamesTheRuleOfALostGrantByWhatWasAsked) {
  const auto lost = std::ranges::find(oracles(), "grant-lost", &Oracle::id);
  const Probe preflight{"OPTIONS", "", {{"Origin", "https://foo.example"}, {"Access-Control-Request-Method", "PUT"}}};
  const Probe request{"GET", "", {{"Origin", "https://foo.example"}}};
  const auto written = [&](const Probe& probe, suite::Level level) {
    const std::vector<Finding> findings{
        {.violation = {&*lost, level, "malformed-list", ""}, .probe = probe, .before = {}, .id = "fuzz/a"}};
    const auto loaded =
        suite::load_suite("f.json", case_file(findings, {"a.example", false, {"https://foo.example"}}), {});
    EXPECT_TRUE(loaded);
    return suite::expand(*loaded, suite::sample_policy(), suite::sample_target()).cases.front().rules;
  };
  EXPECT_EQ(written(preflight, suite::Level::must), (std::vector<std::string>{"PF-1"}));
  EXPECT_EQ(written(preflight, suite::Level::may), (std::vector<std::string>{"PF-1", "HTTP-10"}));
  EXPECT_EQ(written(request, suite::Level::must), (std::vector<std::string>{"ACT-1"}));
}

TEST(CaseFile, RepeatsAndPrecedes) {
  const std::vector<Finding> findings{{.violation = {oracles().data(), suite::Level::must, "", ""},
                                       .probe = {"GET", "", {{"Origin", "https://evil.test"}}},
                                       .repeats = 4,
                                       .before = Probe{"GET", "", {}},
                                       .id = "fuzz/a"}};
  const auto loaded = suite::load_suite("f.json", case_file(findings, {"a.example", false, {}}), {});
  ASSERT_TRUE(loaded);
  const auto cases = suite::expand(*loaded, suite::sample_policy(), suite::sample_target()).cases;
  ASSERT_EQ(cases.size(), 1U);
  EXPECT_EQ(cases.front().steps.size(), 5U);
}

}  // namespace
}  // namespace corspec::fuzz
