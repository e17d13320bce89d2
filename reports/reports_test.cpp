#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <set>

#include "reports/json.hpp"
#include "reports/junit.hpp"
#include "reports/sample_report.hpp"
#include "reports/text.hpp"
#include "run/gate.hpp"
#include "testing/golden.hpp"

namespace corspec::reports {
namespace {

TEST(Ndjson, Golden) {
  const run::Report report = sample_report();
  std::string stream = ndjson_start(report);
  for (const auto& result : report.results) stream += ndjson_result(result);
  corspec::testing::expect_golden("reports/testdata/sample.ndjson", stream + ndjson_end(report));
}

TEST(Text, Golden) {
  corspec::testing::expect_golden("reports/testdata/sample.txt", text(sample_report(), {}));
}

TEST(Text, GoldenVerbose) {
  corspec::testing::expect_golden("reports/testdata/sample-verbose.txt", text(sample_report(), {.verbose = true}));
}

TEST(Text, ColorAddsNothingButColor) {
  std::string colored = text(sample_report(), {.color = true});
  EXPECT_NE(colored.find("\x1b["), std::string::npos);
  for (std::size_t at = colored.find('\x1b'); at != std::string::npos; at = colored.find('\x1b')) {
    colored.erase(at, colored.find('m', at) - at + 1);
  }
  EXPECT_EQ(colored, text(sample_report(), {}));
}

TEST(Text, NothingOfTheTargetReachesTheTerminal) {
  for (const char c : text(sample_report(), {.verbose = true})) {
    EXPECT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7f)) << static_cast<int>(c);
  }
}

TEST(Text, SaysOnceWhyManyCasesCouldNotBeJudged) {
  run::Report report;
  for (int number = 0; number < 20; ++number) {
    run::CaseResult& result = report.results.emplace_back();
    result.id = "topic/case-" + std::to_string(number);
    result.result = run::Result::error;
    result.reason = number < 15 ? "the target is not alive" : "the set-up failed";
  }
  const std::string said = text(report, {});
  EXPECT_TRUE(said.contains("ERROR topic/case-0\n"));
  EXPECT_TRUE(said.contains("also      14 cases: topic/case-1, topic/case-2, "));
  EXPECT_TRUE(said.contains(", topic/case-12, and 2 more (-v lists them)\n"));
  EXPECT_TRUE(said.contains("also      4 cases: topic/case-16, topic/case-17, topic/case-18, topic/case-19\n"));
  EXPECT_FALSE(said.contains("ERROR topic/case-1\n"));
}

TEST(Text, SaysWhatExcusesTakeOutOfTheJudgement) {
  run::Report report;
  report.results = {{.target = "t", .id = "s/a", .result = run::Result::known},
                    {.target = "t", .id = "s/b", .depends_on = {"s/a"}, .result = run::Result::blocked}};
  EXPECT_TRUE(text(report, {}).contains("of 2 cases (1 not judged because of excused failures); ")) << text(report, {});
  EXPECT_FALSE(text(sample_report(), {}).contains("excused"));
}

TEST(Json, BytesComeBackFromTheirCodePoints) {
  const run::Report report = sample_report();
  const auto document = nlohmann::json::parse(json(report));
  const std::string text = document["targets"][0]["server"];
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      bytes += text[i];
    } else {
      bytes += static_cast<char>(((lead & 0x03) << 6) | (static_cast<unsigned char>(text[++i]) & 0x3f));
    }
  }
  EXPECT_EQ(bytes, report.targets[0].server);
}

TEST(Ndjson, EveryLineIsOneDocumentAlsoWhenCutOff) {
  const run::Report report = sample_report();
  for (const auto& result : report.results) {
    const std::string line = ndjson_result(result);
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    EXPECT_EQ(nlohmann::json::parse(line)["type"], "result");
  }
}

/// The gating table decides: as many `<failure>` cases as the run's gate counts, `error` apart.
TEST(Junit, AgreesWithTheGate) {
  const run::Report report = sample_report();
  pugi::xml_document document;
  const std::string xml = junit(report);
  ASSERT_TRUE(document.load_buffer(xml.data(), xml.size()));
  int failures = 0;
  int errors = 0;
  int cases = 0;
  std::set<std::pair<std::string, std::string>> names;
  for (const auto& suite : document.child("testsuites").children("testsuite")) {
    for (const auto& test : suite.children("testcase")) {
      ++cases;
      failures += test.child("failure") ? 1 : 0;
      errors += test.child("error") ? 1 : 0;
      EXPECT_TRUE(names.insert({test.attribute("classname").value(), test.attribute("name").value()}).second);
    }
  }
  EXPECT_EQ(cases, static_cast<int>(report.results.size()));
  EXPECT_EQ(errors, run::count(report).of(run::Result::error));
  EXPECT_EQ(failures + errors, run::count(report).gating());
  EXPECT_EQ(document.child("testsuites").attribute("failures").as_int(), failures);
  EXPECT_EQ(document.child("testsuites").attribute("errors").as_int(), errors);
}

}  // namespace
}  // namespace corspec::reports
