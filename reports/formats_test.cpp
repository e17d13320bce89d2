#include "reports/formats.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <set>
#include <sstream>
#include <string>

#include "reports/sample_report.hpp"
#include "run/gate.hpp"
#include "suite/known.hpp"
#include "testing/golden.hpp"

namespace corspec::reports {
namespace {

std::string written(std::string_view name, const run::Report& report) {
  const auto found = std::ranges::find(formats(), name, &Format::name);
  return found == formats().end() ? std::string() : found->write(report);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// Not what a target says, but what a document would do with it.
using std::string_view_literals::operator""sv;

const std::string hostile(
    "::error::x\n\r\n```\n</details><script>alert(1)</script>|`a``b`\x1b]0;x\x07\x00\xff\xe2\x80\xae"sv);

class EveryFormat : public ::testing::TestWithParam<Format> {};

/// The schema test of scripts/schema-test reads the same files.
TEST_P(EveryFormat, Golden) {
  // scripts/page-check looks at pages as browsers do.
  if (GetParam().name.ends_with("html")) return;
  corspec::testing::expect_golden("reports/testdata/sample." + std::string(GetParam().name),
                                  GetParam().write(sample_report()));
}

TEST_P(EveryFormat, IsTextWithoutControls) {
  for (const char byte : GetParam().write(sample_report(hostile))) {
    EXPECT_TRUE(byte == '\n' || static_cast<unsigned char>(byte) >= 0x20) << static_cast<int>(byte);
  }
}

TEST_P(EveryFormat, HoldsNoScript) {
  const std::string text = GetParam().write(sample_report(hostile));
  // JSON strings and code blocks may say so; nothing that is HTML of itself.
  if (GetParam().name == "badge-svg") {
    EXPECT_FALSE(text.contains("<script"));
  }
  EXPECT_FALSE(text.contains("\n</details><script"));
}

TEST_P(EveryFormat, SaysSomethingOfNothing) {
  run::Report empty;
  EXPECT_FALSE(GetParam().write(empty).empty() && GetParam().name != "github");
}

INSTANTIATE_TEST_SUITE_P(All, EveryFormat, ::testing::ValuesIn(formats().begin(), formats().end()),
                         [](const auto& row) {
                           std::string name(row.param.name);
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST(Tap, AgreesWithTheGate) {
  const auto report = sample_report();
  int failed = 0;
  int points = 0;
  for (const auto& line : lines_of(written("tap", report))) {
    const bool bad = line.starts_with("not ok ");
    points += bad || line.starts_with("ok ") ? 1 : 0;
    failed += bad && !line.contains(" # TODO ") ? 1 : 0;
  }
  EXPECT_EQ(points, static_cast<int>(report.results.size()));
  EXPECT_EQ(failed, run::count(report).gating());
}

TEST(Tap, BailsOutWhereNothingAnswers) {
  auto report = sample_report();
  report.targets.front().reachable = false;
  report.targets.front().unreachable_reason = "refused # by\\nobody";
  EXPECT_TRUE(written("tap", report).ends_with("Bail out! http://127.0.0.1:8080/: refused \\# by\\\\\\\\nobody\n"))
      << written("tap", report);
}

TEST(Github, IsOneCommandALine) {
  for (const auto& line : lines_of(written("github", sample_report(hostile)))) {
    EXPECT_TRUE(line.starts_with("::error title=") || line.starts_with("::warning title=")) << line;
  }
}

TEST(Github, CountsWhatItDoesNotShow) {
  auto report = sample_report();
  const auto failing = report.results[2];
  report.results.assign(25, failing);
  const auto lines = lines_of(written("github", report));
  ASSERT_EQ(lines.size(), 11U);
  EXPECT_EQ(lines.back(), "::notice title=corspec::15 more cases fail; the report has them all");
}

TEST(Markdown, FitsIntoASummary) {
  auto report = sample_report();
  const auto failing = report.results[2];
  report.results.assign(5000, failing);
  const auto text = written("markdown", report);
  EXPECT_LT(text.size(), 1U << 20U);
  EXPECT_TRUE(text.contains(" more fail; there is no room for them here."));
}

TEST(Markdown, HoldsBytesOfTheTargetInBlocks) {
  const auto lines = lines_of(written("markdown", sample_report("```\n</details>")));
  EXPECT_EQ(std::ranges::count(lines, "</details>"),
            std::ranges::count(lines_of(written("markdown", sample_report())), "</details>"));
}

TEST(Junit, GivesNoTwoTestsOneName) {
  auto report = sample_report();
  report.info.engine = "spec,chromium";
  const auto spec = report.results;
  for (auto result : spec) {
    result.engine = "chromium";
    report.results.push_back(std::move(result));
  }
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(written("junit", report).c_str()));
  std::set<std::pair<std::string, std::string>> names;
  for (const auto& each : document.select_nodes("//testcase")) {
    const auto name = std::pair(std::string(each.node().attribute("classname").value()),
                                std::string(each.node().attribute("name").value()));
    EXPECT_TRUE(names.insert(name).second) << name.second;
  }
  EXPECT_EQ(names.size(), report.results.size());
}

TEST(Sarif, HasAResultForEachFailure) {
  const auto report = sample_report(hostile);
  const auto document = nlohmann::json::parse(written("sarif", report));
  const auto& run = document.at("runs").at(0);
  for (const auto& result : run.at("results")) {
    const auto& rule = run.at("tool").at("driver").at("rules").at(result.at("ruleIndex").get<std::size_t>());
    EXPECT_EQ(rule.at("id"), result.at("ruleId"));
    const bool excused =
        result.at("properties").at("result") == "known" || result.at("properties").at("result") == "accepted";
    EXPECT_EQ(result.contains("suppressions"), excused);
  }
  EXPECT_EQ(run.at("invocations").at(0).at("exitCode"), static_cast<int>(run::gate(report)));
}

/// RFC 3986 section 4.2: a relative reference has no scheme, and no colon in its first segment. GitHub's code scanning
/// refuses a result whose location has a scheme other than `file`.
TEST(Sarif, NamesAResourceAsAFile) {
  struct Row {
    const char* url;
    const char* uri;
  };
  for (const auto& [url, uri] :
       {Row{"http://127.0.0.1:8080/", "127.0.0.1/"}, Row{"https://api.example/v1/users?page=2", "api.example/v1/users"},
        Row{"http://[::1]:8080/a:b", "__1/a:b"}}) {
    auto report = sample_report();
    for (auto& result : report.results) {
      for (auto& attempt : result.attempts) {
        for (auto& exchange : attempt.exchanges) exchange.url = url;
      }
    }
    const auto document = nlohmann::json::parse(written("sarif", report));
    bool seen = false;
    for (const auto& result : document["runs"][0]["results"]) {
      if (!result.contains("webRequest")) continue;
      seen = true;
      EXPECT_EQ(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], uri);
      EXPECT_EQ(result["webRequest"]["target"], url);
    }
    EXPECT_TRUE(seen) << url;
  }
}

nlohmann::json fingerprints_of(const run::Report& report) {
  nlohmann::json fingerprints = nlohmann::json::array();
  const auto document = nlohmann::json::parse(written("sarif", report));
  for (const auto& result : document["runs"][0]["results"]) fingerprints.push_back(result["partialFingerprints"]);
  return fingerprints;
}

// The port is another in each run, and the profile's lists may be turned round.
TEST(Sarif, FingerprintsStayWithWhatTheyAreOf) {
  auto report = sample_report();
  auto& row = report.results[2];
  row.bound = {{"method", "PUT"}};
  const auto before = fingerprints_of(report);
  row.id.back() = '7';
  report.targets.front().url = "http://127.0.0.1:9/";
  for (auto& result : report.results) result.target = "http://127.0.0.1:9/";
  EXPECT_EQ(fingerprints_of(report), before);
  row.bound = {{"method", "DELETE"}};
  EXPECT_NE(fingerprints_of(report), before);
}

TEST(Sarif, FingerprintsTellFailuresApart) {
  std::set<std::string> hashes;
  const auto all = fingerprints_of(sample_report());
  for (const auto& one : all) hashes.insert(one["primaryLocationLineHash"]);
  EXPECT_EQ(hashes.size(), all.size());
}

TEST(KnownFailing, IsReadBackAsItIsMeant) {
  run::Report report = sample_report(hostile);
  auto& row = report.results[2];
  ASSERT_EQ(row.id, "preflight/method/unsafelisted/method:1");
  row.bound = {{"method", "PUT"}};
  report.results.push_back(row);                // in another engine, say
  report.results[3].bound = {{"method", "*"}};  // as a pattern it would cover any
  report.results.push_back({.id = "s/unexplained", .result = run::Result::fail});
  const auto entries = suite::load_known("list", written("known-failing", report));
  ASSERT_TRUE(entries) << describe(entries.error().front());
  std::vector<std::string> patterns;
  for (const auto& entry : *entries) patterns.push_back(entry.pattern);
  EXPECT_EQ(patterns,
            (std::vector<std::string>{"preflight/method/unsafelisted/method[PUT]",
                                      "preflight/method/unsafelisted/method:2", "preflight/method/hostile",
                                      "preflight/method/nothing", "preflight/method/listed", "s/unexplained"}));
  EXPECT_EQ(entries->at(4).reason, "waiting for the new proxy");
  EXPECT_EQ(entries->back().reason, "fail");
}

/// What stands between two texts.
std::string between(const std::string& text, std::string_view before, std::string_view after) {
  const auto start = text.find(before) + before.size();
  return text.substr(start, text.find(after, start) - start);
}

TEST(Html, DataEndsNoElement) {
  const auto page = written("html", sample_report(hostile));
  const auto data = between(page, R"(<script type="application/json" id="report">)", "</script>");
  EXPECT_FALSE(data.contains('<'));
  const auto document = nlohmann::json::parse(data);
  EXPECT_EQ(document.at("cases").size(), sample_report().results.size());
  EXPECT_TRUE(std::ranges::all_of(data, [](char byte) { return byte >= 0x20 && byte < 0x7f; }));
}

TEST(Html, SaysOfWhichRulesNothingWasJudged) {
  const auto page = written("html", sample_report());
  const auto data = between(page, R"(<script type="application/json" id="report">)", "</script>");
  const auto document = nlohmann::json::parse(data);
  EXPECT_EQ(document.at("cases").at(0).at("attempts").at(0).at("unjudged"), nlohmann::json::array({"METH-2"}));
  EXPECT_FALSE(document.at("cases").at(2).at("attempts").at(0).contains("unjudged"));
}

struct SubjectRow {
  const char* name;
  std::size_t targets;
  std::size_t unreached;
  const char* broken_off;
  std::string_view head;  ///< all that stands between the counts and what was found
};

class HtmlHead : public ::testing::TestWithParam<SubjectRow> {};

TEST_P(HtmlHead, SaysWhatWasAskedAndWhatIsMissing) {
  run::Report report;
  report.info.started = "2026-11-23T12:00:00Z";
  report.info.broken_off = GetParam().broken_off;
  report.info.complete = report.info.broken_off.empty();
  report.targets.resize(GetParam().targets, {.url = "http://a<b/"});
  for (std::size_t at = 0; at < GetParam().unreached; ++at) {
    report.targets[at].reachable = false;
    report.targets[at].unreachable_reason = "refused & gone";
  }
  EXPECT_EQ(between(written("html", report), "</h1>\n", "\n<p data-live"), GetParam().head);
}

INSTANTIATE_TEST_SUITE_P(
    Table, HtmlHead,
    ::testing::Values(SubjectRow{"one", 1, 0, "", "<p class=\"quiet\">http://a&lt;b/, 2026-11-23T12:00:00Z</p>\n"},
                      SubjectRow{"one_unreached", 1, 1, "",
                                 "<p class=\"quiet\">http://a&lt;b/, 2026-11-23T12:00:00Z</p>\n"
                                 "<p class=\"word other\">cannot be reached: refused &amp; gone</p>\n"},
                      SubjectRow{"several", 3, 2, "interrupted",
                                 "<p class=\"quiet\">3 targets, 2026-11-23T12:00:00Z</p>\n"
                                 "<p class=\"word other\">2 cannot be reached</p>\n"
                                 "<p class=\"word other\">incomplete: interrupted</p>\n"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Html, HasNoOtherElementsForWhatATargetSays) {
  const auto elements = [](const std::string& page) {
    return std::pair(std::ranges::count(page, '<'), std::ranges::count(page, '>'));
  };
  EXPECT_EQ(elements(written("html", sample_report(hostile))), elements(written("html", sample_report("harmless"))));
}

TEST(Html, PolicyNamesWhatIsThere) {
  const auto page = written("html", sample_report());
  EXPECT_EQ(std::ranges::count(page, '{'), std::ranges::count(page, '}'));
  for (const auto* const kind : {"script-src 'sha256-", "style-src 'sha256-"}) {
    EXPECT_EQ(between(page, kind, "'").size(), 44U) << "SHA-256 in base64";
  }
}

TEST(Html, LeavesOutExchangesBeyondItsRoom) {
  auto report = sample_report();
  auto failing = report.results[2];
  failing.attempts.front().exchanges.front().body = std::string(4000, 'x');
  report.results.assign(2000, failing);
  EXPECT_LT(written("html", report).size(), 5'000'000U);
  EXPECT_TRUE(written("html", report).contains("\"left_out\":true"));
}

TEST(Markdown, ListsWhatGotBetter) {
  const auto text = written("markdown", sample_report());
  EXPECT_TRUE(
      text.contains("<details><summary>Better than in the baseline (1)</summary>\n\n- preflight/method/granted\n"))
      << text;
}

TEST(Badge, OfAShardSaysSo) {
  auto report = sample_report();
  report.shard = true;
  report.shard_index = 2;
  report.shard_count = 4;
  const auto json = nlohmann::json::parse(written("badge", report));
  EXPECT_TRUE(json.at("message").get<std::string>().starts_with("part 2 of 4: ")) << json;
}

struct BadgeRow {
  const char* name;
  std::vector<run::Result> results;
  const char* message;
};

class BadgeMessage : public ::testing::TestWithParam<BadgeRow> {};

TEST_P(BadgeMessage, FollowsTheGate) {
  run::Report report;
  for (const auto result : GetParam().results) report.results.push_back({.id = "a", .result = result});
  const auto json = nlohmann::json::parse(written("badge", report));
  EXPECT_EQ(json.at("message"), GetParam().message);
  pugi::xml_document svg;
  const auto text = written("badge-svg", report);
  ASSERT_TRUE(svg.load_buffer(text.data(), text.size()));
  EXPECT_EQ(std::string(svg.child("svg").child("title").child_value()), std::string("CORS: ") + GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadgeMessage,
    ::testing::Values(BadgeRow{"good", {run::Result::pass, run::Result::pass, run::Result::skip}, "2 of 2"},
                      BadgeRow{"known", {run::Result::pass, run::Result::known}, "1 of 2"},
                      BadgeRow{"bad", {run::Result::pass, run::Result::fail, run::Result::blocked}, "1 of 2 fail"},
                      BadgeRow{"nothing", {}, "nothing run"}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace corspec::reports
