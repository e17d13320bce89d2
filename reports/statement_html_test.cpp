#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "reports/sample_report.hpp"
#include "reports/shipped_rules.hpp"
#include "reports/statement.hpp"
#include "reports/statement_sections.hpp"

namespace corspec::reports {
namespace {

bool binds_servers(const suite::Rule& rule) {
  return rule.binds == "server" || rule.binds == "both";
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

TEST(StatementSections, AreThoseOfTheRulesForServers) {
  std::set<std::string_view> linked;
  for (const auto& rule : shipped_rules().rules()) {
    if (binds_servers(rule)) linked.insert(rule.link);
  }
  std::set<std::string_view> listed;
  for (const auto& section : sections()) {
    EXPECT_TRUE(listed.insert(section.link).second) << section.link << " stands there twice";
    EXPECT_FALSE(section.title.empty() || section.standard.empty()) << section.link;
  }
  EXPECT_EQ(listed, linked);
}

std::vector<std::string> rules_for_servers() {
  std::vector<std::string> ids;
  for (const auto& rule : shipped_rules().rules()) {
    if (binds_servers(rule)) ids.push_back(rule.id);
  }
  return ids;
}

TEST(StatementHtml, HasARowForEveryRuleForServers) {
  const auto page = statement_html(sample_report());
  for (const auto& id : rules_for_servers()) EXPECT_EQ(count(page, " id=\"" + id + "\">"), 1U) << id;
  EXPECT_EQ(count(page, "<li class=\"rule "), rules_for_servers().size());
}

TEST(StatementHtml, ShowsTheExchangeThatProvesAViolation) {
  const auto page = statement_html(sample_report());
  const auto at = page.find("<li class=\"rule violates\" id=\"PF-5\">");
  ASSERT_NE(at, std::string::npos);
  const auto rule = page.substr(at, page.find("</li>", at) - at);
  for (const auto* const part : {"<code>preflight/method/unsafelisted</code> (2)", "<details class=\"proof\" open>",
                                 "OPTIONS /resource/foo HTTP/1.1", "HTTP/1.1 204 No Content",
                                 "<dt>seen</dt><dd>Access-Control-Allow-Methods: <code>", "curl -i -X OPTIONS"})
    EXPECT_TRUE(rule.contains(part)) << part << " in " << rule;
}

TEST(StatementHtml, SaysWhoseServerItIs) {
  const auto page = statement_html(sample_report());
  EXPECT_TRUE(page.contains("<h1>Example server 1.2</h1>"));
  EXPECT_TRUE(page.contains("<dd>Beispiel &amp; Söhne</dd>"));
  EXPECT_TRUE(page.contains(R"(<a href="https://server.example/" rel="noreferrer">https://server.example/</a>)"));
  run::Report unclaimed = sample_report();
  unclaimed.claim = {};
  EXPECT_TRUE(statement_html(unclaimed).contains("<h1>http://127.0.0.1:8080/</h1>"));
}

/// The sample with but the result that holds what the target said, which hence is the proof; answered, or not.
run::Report spoken(std::string_view bytes, bool answered) {
  auto report = sample_report(bytes);
  std::erase_if(report.results, [](const run::CaseResult& result) { return !result.id.ends_with("/hostile"); });
  auto& exchange = report.results.front().attempts.front().exchanges.front();
  if (answered) exchange.error.clear();
  exchange.sent += bytes;
  return report;
}

TEST(StatementHtml, HasNoOtherElementsForWhatATargetSays) {
  for (const bool answered : {true, false}) {
    const auto elements = [answered](std::string_view bytes) {
      const auto page = statement_html(spoken(bytes, answered));
      return std::tuple(count(page, "<"), count(page, ">"), count(page, "\""));
    };
    EXPECT_EQ(elements("</pre>\"><script>alert(1)</script>\n<img src=x>'"), elements("harmless\nand more"));
    EXPECT_GT(count(statement_html(spoken("said by it", answered)), "said by it"), 3U);
  }
}

struct VerdictRow {
  const char* name;
  std::vector<run::Result> results;
  suite::Level level;      ///< of what fails
  const char* refused_by;  ///< the rule that it fails by
  const char* sentence;    ///< {} is the number of all rules for servers
};

class VerdictOf : public ::testing::TestWithParam<VerdictRow> {};

TEST_P(VerdictOf, Statement) {
  run::Report report;
  for (const auto outcome : GetParam().results) {
    run::CaseResult result{.id = "a/case", .engine = "spec", .rules = {"PF-5"}, .result = outcome};
    if (outcome != run::Result::skip) result.attempts.push_back({.result = outcome});
    if (outcome == run::Result::fail)
      result.attempts.back().failures.push_back(
          {.level = GetParam().level, .rules = {"PF-5"}, .refused_by = GetParam().refused_by});
    report.results.push_back(std::move(result));
  }
  std::string sentence = GetParam().sentence;
  sentence.replace(sentence.find("{}"), 2, std::to_string(rules_for_servers().size()));
  EXPECT_TRUE(statement_html(report).contains("<p class=\"verdict\">" + sentence + "</p>")) << sentence;
}

INSTANTIATE_TEST_SUITE_P(
    Table, VerdictOf,
    ::testing::Values(
        VerdictRow{"nothing", {}, suite::Level::must, "", "None of the {} rules that bind servers was tested."},
        VerdictRow{"skipped",
                   {run::Result::skip},
                   suite::Level::must,
                   "",
                   "None of the {} rules that bind servers was tested."},
        VerdictRow{
            "passes", {run::Result::pass}, suite::Level::must, "", "Conforms to every rule that was tested: 1 of {}."},
        VerdictRow{"fails",
                   {run::Result::pass, run::Result::fail},
                   suite::Level::must,
                   "",
                   "Violates 1 of the {} rules that bind servers."},
        VerdictRow{"advice",
                   {run::Result::pass, run::Result::fail},
                   suite::Level::should,
                   "",
                   "Violates no rule that was tested (1 of {}), and departs from 1 as advice."},
        VerdictRow{"no_answer",
                   {run::Result::pass, run::Result::fail},
                   suite::Level::must,
                   "PF-17",
                   "Violates no rule that was tested (1 of {}), and yet fails in 1 of the cases."}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace corspec::reports
