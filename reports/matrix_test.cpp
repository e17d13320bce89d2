#include "reports/matrix.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "reports/sample_report.hpp"
#include "testing/row_name.hpp"

namespace corspec::reports {
namespace {

run::CaseResult result(const std::string& id, const std::string& engine, bool fails) {
  run::CaseResult made;
  made.target = "http://127.0.0.1:8080/";
  made.profile = "allowlist";
  made.id = id;
  made.engine = engine;
  made.suite = "preflight/method";
  made.result = fails ? run::Result::fail : run::Result::pass;
  if (fails) made.attempts.emplace_back().failures.emplace_back().rules = {"PF-5"};
  return made;
}

Part part(const std::string& implementation, const std::string& version = "1") {
  run::Report report;
  report.info.tool_version = "1";
  report.info.case_set_hash = "0123";
  report.claim.implementation = implementation;
  report.claim.version = version;
  report.targets = {
      {.url = "http://127.0.0.1:8080/", .profiles = {"allowlist"}, .server = {}, .unreachable_reason = {}}};
  report.results = {result("preflight/method/a", "spec", false), result("preflight/method/b", "spec", true)};
  return {implementation + ".json", std::move(report)};
}

/// `name: mark mark`, a line for each column.
std::vector<std::string> columns(const std::vector<Part>& parts) {
  const auto json = nlohmann::json::parse(matrix_json(parts));
  std::vector<std::string> lines;
  for (std::size_t column = 0; column < json["columns"].size(); ++column) {
    std::string line = json["columns"][column]["name"].get<std::string>() + ":";
    for (const auto& each : json["cases"]) {
      const auto& cell = each["cells"][column];
      line += " " + (cell.is_null() ? std::string("none") : cell["mark"].get<std::string>());
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

using Lines = std::vector<std::string>;

TEST(Matrix, HasAColumnForEachImplementation) {
  EXPECT_EQ(columns({part("express"), part("hono")}), (Lines{"express: pass must", "hono: pass must"}));
}

TEST(Matrix, KeepsEnginesApart) {
  Part both = part("express");
  both.report.results.push_back(result("preflight/method/a", "chromium", true));
  EXPECT_EQ(columns({both}), (Lines{"express, spec: pass must", "express, chromium: must none"}));
}

TEST(Matrix, NamesProfilesWhereTheNameIsNotEnough) {
  Part other = part("express");
  for (auto& each : other.report.results) each.profile = "public";
  EXPECT_EQ(columns({part("express"), other, part("hono")}),
            (Lines{"express, allowlist: pass must", "express, public: pass must", "hono: pass must"}));
}

TEST(Matrix, TellsVersionsApartByTheVersion) {
  EXPECT_EQ(columns({part("express", "4"), part("express", "5")}), (Lines{"express: pass must", "express: pass must"}));
}

TEST(Matrix, CallsAColumnByItsTargetWithoutAClaim) {
  Part second = part("");
  for (auto& each : second.report.results) each.target = "http://127.0.0.1:9090/";
  EXPECT_EQ(columns({part(""), second}),
            (Lines{"http://127.0.0.1:8080/: pass must", "http://127.0.0.1:9090/: pass must"}));
}

TEST(Matrix, CountsScoresInMarkdown) {
  EXPECT_EQ(matrix_markdown(std::vector{part("a|b")}),
            "| implementation | version | preflight | all | must | should | may | blocked |\n"
            "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n"
            "| a\\|b | 1 | 1/2 | 1/2 | 1 | 0 | 0 | 0 |\n");
}

// A server that fails in what much depends on is not the better for it, and advice speaks against nobody.
TEST(Matrix, CountsWhatIsBlockedAsNotPassed) {
  Part blocked = part("a");
  blocked.report.results[0].result = run::Result::blocked;
  blocked.report.results[0].depends_on = {"preflight/method/b"};
  EXPECT_TRUE(matrix_markdown(std::vector{blocked}).ends_with("| a | 1 | 0/2 | 0/2 | 1 | 0 | 0 | 1 |\n"));
  EXPECT_EQ(columns({blocked}), (Lines{"a: blocked must"}));
  blocked.report.results[1].attempts.front().failures.front().level = suite::Level::may;
  EXPECT_TRUE(matrix_markdown(std::vector{blocked}).ends_with("| a | 1 | 1/1 | 1/1 | 0 | 0 | 1 | 0 |\n"));
}

TEST(Matrix, NamesThePolicyThatAllAreHeldAgainst) {
  Part other = part("b");
  for (auto& each : other.report.results) each.profile = "public";
  EXPECT_TRUE(matrix_html(std::vector{part("a")}).contains("<h1>CORS compliance matrix: allowlist</h1>"));
  EXPECT_TRUE(matrix_html(std::vector{part("a"), other}).contains("<h1>CORS compliance matrix</h1>"));
}

TEST(Matrix, PageHoldsNoMarkupOfATarget) {
  const auto page =
      matrix_html(std::vector<Part>{{"hostile.json", sample_report("</script><script>alert(1)</script>")}});
  EXPECT_FALSE(page.contains("<script>alert"));
}

struct BadRow {
  const char* name;
  std::function<void(run::Report&)> change;
  const char* error;
};

class BadMatrix : public ::testing::TestWithParam<BadRow> {};

TEST_P(BadMatrix, NamesThePart) {
  std::vector parts{part("good"), part("bad")};
  EXPECT_TRUE(check_matrix(parts));
  GetParam().change(parts[1].report);
  const auto checked = check_matrix(parts);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error(), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(Table, BadMatrix,
                         ::testing::Values(BadRow{"shard", [](auto& it) { it.shard = true; },
                                                  "bad.json is a shard: merge them first, without --matrix"},
                                           BadRow{"incomplete",
                                                  [](auto& it) {
                                                    it.info.complete = false;
                                                    it.info.broken_off = "interrupted";
                                                  },
                                                  "bad.json is an incomplete run: interrupted"},
                                           BadRow{"unreachable",
                                                  [](auto& it) {
                                                    it.targets.front().reachable = false;
                                                    it.targets.front().unreachable_reason = "refused";
                                                  },
                                                  "bad.json did not reach http://127.0.0.1:8080/: refused"},
                                           BadRow{"version", [](auto& it) { it.info.tool_version = "2"; },
                                                  "bad.json has another version of corspec than good.json: 2, not 1"},
                                           BadRow{"cases", [](auto& it) { it.info.case_set_hash = "4567"; },
                                                  "bad.json has another case set than good.json: 4567, not 0123"},
                                           BadRow{"level", [](auto& it) { it.info.gate_level = suite::Level::may; },
                                                  "bad.json has another level than good.json: may, not must"}),
                         corspec::testing::row_name);

}  // namespace
}  // namespace corspec::reports
