#include "fuzz/live/summary.hpp"

#include <gtest/gtest.h>

#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "run/version.hpp"
#include "testing/golden.hpp"

namespace corspec::fuzz {
namespace {

Finding finding(const std::string& cause, const std::string& origin) {
  return {.violation = {&oracle("origin-granted"), &weight("plain"), cause},
          .probe = {"GET", "", {{"Origin", origin}}},
          .before = {{{"GET", "?a", {}}, Preceding::Role::prepares}},
          .id = "fuzz/origin-granted/1",
          .shown = 3};
}

FuzzOptions options() {
  FuzzOptions options;
  options.seed = 77;
  return options;
}

TEST(Summary, NamesWhatDidNotShowAgain) {
  EXPECT_EQ(describe({finding("any origin", "https://e\x1b.e"), "it did not show again"}, options()),
            "origin-granted (CORS-CHECK-4), Origin https://e\\x1b.e, any origin, seed 77: it did not show again");
}

struct Gate {
  const char* name;
  FuzzResult result;
  /// At `must`, `should` and `may`.
  std::array<bool, 3> fails;
};

FuzzResult with_finding(suite::Level level) {
  FuzzResult result;
  // Its case may say less of it than the profile.
  auto& replayed = result.report.results.emplace_back();
  replayed.level = suite::Level::may;
  replayed.result = run::Result::fail;
  replayed.attempts.emplace_back().failures.push_back({.level = level});
  return result;
}

TEST(Summary, SaysWhatFailsAtALevel) {
  using enum suite::Level;
  const std::vector<Gate> rows{
      {"nothing", {}, {false, false, false}},
      {"must", with_finding(must), {true, true, true}},
      {"should", with_finding(should), {false, true, true}},
      {"may", with_finding(may), {false, false, true}},
      {"time", {.report = {}, .remarks = {"the time grows"}}, {false, true, true}},
      {"death", {.report = {}, .remarks = {"it died"}, .target_died = true}, {true, true, true}},
      {"too busy", {.report = {}, .remarks = {"429"}, .target_is_busy = true}, {true, true, true}},
  };
  for (const auto& row : rows) {
    for (const auto level : {must, should, may}) {
      EXPECT_EQ(gates(row.result, level), row.fails.at(static_cast<std::size_t>(level)))
          << row.name << " at " << suite::name(level);
    }
  }
}

/// What the report says of itself is what the exit code says.
TEST(Summary, GradesTheReportAsARunDoes) {
  for (const auto level : {suite::Level::must, suite::Level::should, suite::Level::may}) {
    FuzzResult result = with_finding(suite::Level::should);
    grade(result.report, level);
    const bool fails = level != suite::Level::must;
    EXPECT_EQ(result.report.info.gate_level, level);
    EXPECT_EQ(result.report.results.front().result, fails ? run::Result::fail : run::Result::pass);
    EXPECT_EQ(result.report.results.front().attempts.back().failures.front().gating, fails);
    EXPECT_EQ(gates(result, level), fails);
  }
}

/// At a level at which they fail nothing, remarks are told and no more.
TEST(Summary, SaysWhetherRemarksFail) {
  const FuzzResult slow{.report = {}, .remarks = {"the time grows"}};
  EXPECT_FALSE(remarks_gate(slow, suite::Level::must));
  EXPECT_TRUE(remarks_gate(slow, suite::Level::should));
  EXPECT_TRUE(remarks_gate({.report = {}, .remarks = {"it died"}, .target_died = true}, suite::Level::must));
}

TEST(Summary, NamesWhatElseTheAnswerShows) {
  Finding lost = finding("CORS-CHECK-2", "https://foo.example");
  lost.beside = {"server-error", "malformed-list"};
  EXPECT_EQ(
      note_on({{lost}, ""}),
      "shown by 3 probes: CORS-CHECK-2, right after `GET ?a`; the same answer shows server-error, malformed-list");
}

TEST(Summary, CountsWhatAGroupStandsFor) {
  EXPECT_EQ(note_on({{finding("null", "null")}, "null"}), "shown by 3 probes: null, right after `GET ?a`");
  Finding now_and_then = finding("null", "null");
  now_and_then.before.clear();
  now_and_then.repeats = 64;
  EXPECT_EQ(note_on({{now_and_then}, "null"}), "shown by 3 probes: null, once or more in 64 times");
  const Group group{{finding("any origin", "a://b"), finding("null", "null")}, "any origin"};
  EXPECT_EQ(
      note_on(group),
      "shown by 6 probes: any origin, right after `GET ?a`; in 2 kinds, of which this is the smallest, beside null "
      "(fuzz/origin-granted/1)");
  const Group many{std::vector(9, finding("null", "null")), "null"};
  EXPECT_TRUE(note_on(many).ends_with(" and 3 more")) << note_on(many);
}

TEST(Summary, IsJsonWhateverBytesWereSent) {
  FuzzResult result;
  result.groups = {{{finding("any origin", "https://\xff\x01")}, "any origin"}};
  result.unrepeated = {{finding("null", "null"), "it did not show again"}};
  result.remarks = {"bytes \xff"};
  const auto json = nlohmann::json::parse(to_json(result, options()));
  const auto& found = json.at("groups").at(0).at("findings").at(0);
  EXPECT_EQ(found.at("origin"), "https://\\xff\\x01");
  EXPECT_EQ(found.at("rules"), nlohmann::json({"CORS-CHECK-4"}));
  EXPECT_EQ(found.at("request"), "GET \nOrigin: https://\\xff\\x01\n");
  EXPECT_EQ(found.at("before"), nlohmann::json({"GET ?a\n"}));
  EXPECT_EQ(json.at("groups").at(0).at("shown_by"), 3);
  const auto& unrepeated = json.at("unrepeated").at(0);
  EXPECT_EQ(unrepeated.at("seed"), 77);
  EXPECT_EQ(unrepeated.at("origin"), "null");
  EXPECT_EQ(unrepeated.at("oracle"), "origin-granted");
  EXPECT_FALSE(unrepeated.contains("id"));
}

/// The example that scripts/schema-test holds against summary.schema.json.
TEST(Summary, IsWrittenAsItsSchemaSays) {
  FuzzResult result;
  Finding repeated = finding("any origin", "https://\xff\x01");
  repeated.repeats = 64;
  repeated.violation.weight = &weight("odd-origin");
  repeated.beside = {"malformed-allow-origin", "server-error"};
  Finding without_origin = finding("answers with 500", "null");
  without_origin.probe.headers = {};
  without_origin.before.clear();
  result.groups = {{{repeated, without_origin}, "any origin"}};
  result.unrepeated = {{finding("null", "null"), "it did not show again"}};
  result.remarks = {"bytes \xff"};
  result.probes = 20000;
  result.exchanges = 20100;
  result.shapes = 7;
  result.duration = std::chrono::milliseconds{600};
  FuzzOptions with_target = options();
  with_target.target = "http://127.0.0.1:8080/";
  std::string json = to_json(result, with_target);
  const std::string version(run::version());
  json.replace(json.find(version), version.size(), "1.2.3");
  corspec::testing::expect_golden("fuzz/live/testdata/summary.json", json);
}

}  // namespace
}  // namespace corspec::fuzz
