#include "fuzz/live/finding.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <variant>

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
      for (const auto* const id : {"plain", "spelt-list"}) {
        Finding finding{.violation = {&oracle, &weight(id), "Access-Control-Allow-Methods"},
                        .probe = probe,
                        .before = {},
                        .id = "fuzz/" + std::string(oracle.id) + "/" + std::to_string(findings.size())};
        if (findings.size() % 3 == 0) finding.before = {{probe, Preceding::Role::prepares}};
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
  const std::vector<Finding> findings{{.violation = {oracles().data(), &weight("plain"), ""},
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
  const auto written = [&](const Probe& probe, std::string_view id) {
    const std::vector<Finding> findings{
        {.violation = {&*lost, &weight(id), ""}, .probe = probe, .before = {}, .id = "fuzz/a"}};
    const auto loaded =
        suite::load_suite("f.json", case_file(findings, {"a.example", false, {"https://foo.example"}}), {});
    EXPECT_TRUE(loaded);
    return suite::expand(*loaded, suite::sample_policy(), suite::sample_target()).cases.front().rules;
  };
  EXPECT_EQ(written(preflight, "plain"), (std::vector<std::string>{"PF-1"}));
  EXPECT_EQ(written(preflight, "spelt-list"), (std::vector<std::string>{"PF-1", "HTTP-10"}));
  EXPECT_EQ(written(request, "plain"), (std::vector<std::string>{"ACT-1"}));
}

TEST(CaseFile, RepeatsAndPrecedes) {
  const std::vector<Finding> findings{{.violation = {oracles().data(), &weight("plain"), ""},
                                       .probe = {"GET", "", {{"Origin", "https://evil.test"}}},
                                       .repeats = 4,
                                       .before = {{{"GET", "", {}}, Preceding::Role::prepares}},
                                       .id = "fuzz/a"}};
  const auto loaded = suite::load_suite("f.json", case_file(findings, {"a.example", false, {}}), {});
  ASSERT_TRUE(loaded);
  const auto cases = suite::expand(*loaded, suite::sample_policy(), suite::sample_target()).cases;
  ASSERT_EQ(cases.size(), 1U);
  EXPECT_EQ(cases.front().steps.size(), 5U);
}

suite::Case only_case(const std::vector<Finding>& findings) {
  const auto loaded = suite::load_suite(
      "f.json", case_file(findings, {"a.example", true, {"https://foo.example", "https://bar.example"}}), {});
  if (!loaded) throw std::runtime_error(suite::describe(loaded.error().front()));
  return suite::expand(*loaded, suite::sample_policy(), suite::sample_target()).cases.at(0);
}

TEST(CaseFile, AsksTheShortQuestionFirstWhereALongOneGetsNoAnswer) {
  const auto of_length = [](std::size_t times) {
    std::string list = "x-a";
    for (std::size_t at = 0; at < times; ++at) list += ",x-a";
    return Probe{"OPTIONS", "", {{"Origin", "https://foo.example"}, {"Access-Control-Request-Headers", list}}};
  };
  const std::vector<Finding> findings{{.violation = {&oracle("unanswered"), &weight("silence"), "timeout"},
                                       .probe = of_length(1999),
                                       .before = {{of_length(3), Preceding::Role::controls}},
                                       .id = "fuzz/a"}};
  const std::string text = case_file(findings, {"a.example", false, {}});
  EXPECT_TRUE(text.contains("\"times\": 1999") || text.contains("\"times\": 2000")) << text;
  EXPECT_LT(text.size(), 2000U);
  const auto made = only_case(findings);
  ASSERT_EQ(made.steps.size(), 2U);
  EXPECT_TRUE(made.steps[0].setup);
  EXPECT_EQ(made.steps[0].expect.size(), 1U);
  EXPECT_FALSE(made.steps[1].setup);
  const auto& sent = std::get<suite::RequestStep>(made.steps[1].action);
  EXPECT_EQ(sent.headers.get("Access-Control-Request-Headers"),
            findings.front().probe.headers.get("Access-Control-Request-Headers"));
}

TEST(CaseFile, BeginsAConnectionWhereThatMatters) {
  const Probe one{"GET", "", {{"Accept", "*/*"}, {"Origin", "https://foo.example"}}};
  const Probe other{"GET", "", {{"Accept", "*/*"}, {"Origin", "https://evil.example"}}};
  const auto made = only_case({{.violation = {&oracle("grant-kept"), &weight("plain"), "requests"},
                                .probe = other,
                                .before = {{one, Preceding::Role::closes}, {one, Preceding::Role::prepares}},
                                .id = "fuzz/a"}});
  ASSERT_EQ(made.steps.size(), 3U);
  const auto overridden = [&](std::size_t at) {
    const auto& overrides = std::get<suite::FetchStep>(made.steps[at].action).override_headers;
    return std::ranges::any_of(overrides, [](const auto& override) { return override.name == "Connection"; });
  };
  EXPECT_TRUE(overridden(0));
  EXPECT_FALSE(overridden(1));
  EXPECT_TRUE(made.steps[1].expect.empty());
  ASSERT_EQ(made.steps[2].expect.size(), 1U);
  EXPECT_EQ(made.steps[2].expect.front().verdict, suite::Expectation::Verdict::block);
}

}  // namespace
}  // namespace corspec::fuzz
