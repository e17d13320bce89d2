#include "reports/merge.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "reports/json.hpp"
#include "run/dependencies.hpp"
#include "testing/row_name.hpp"

namespace corspec::reports {
namespace {

run::CaseResult result(const std::string& id, run::Result outcome, std::vector<std::string> depends_on = {}) {
  run::CaseResult made;
  made.target = "http://127.0.0.1:8080/";
  made.profile = "allowlist";
  made.id = id;
  made.engine = "spec";
  made.rules = {"PF-" + std::to_string(id.size())};
  made.depends_on = std::move(depends_on);
  made.result = outcome;
  return made;
}

run::Report whole_run() {
  run::Report report;
  report.info = {.tool_version = "1",
                 .case_set_hash = "0123",
                 .standard_date = {},
                 .started = "2026-11-23T12:00:00Z",
                 .command_line = {"corspec", "run"},
                 .transport_headers = {},
                 .engine = "spec",
                 .broken_off = {}};
  report.targets = {
      {.url = "http://127.0.0.1:8080/", .profiles = {"allowlist"}, .server = "s", .unreachable_reason = {}}};
  report.rules = {{"PF-1", "one", "l"}, {"PF-2", "two", "l"}, {"PF-3", "three", "l"}};
  report.results = {result("a", run::Result::fail), result("bb", run::Result::pass), result("ccc", run::Result::pass),
                    result("d", run::Result::pass, {"a"})};
  return report;
}

/// The part of the whole run that a shard of `count` has: every `count`-th case.
Part shard(int index, int count) {
  run::Report part = whole_run();
  part.shard = true;
  part.shard_index = index;
  part.shard_count = count;
  part.info.command_line = {"corspec", "run", "--shard", std::to_string(index)};
  part.results.clear();
  const auto whole = whole_run();
  for (std::size_t at = 0; at < whole.results.size(); ++at) {
    if (static_cast<int>(at) % count != index - 1) continue;
    part.results.push_back(whole.results[at]);
    part.results.back().place = at;
  }
  part.rules.clear();
  for (const auto& rule : whole.rules) {
    const auto cited = run::cited_rules(part.results);
    if (std::ranges::find(cited, rule.id) != cited.end()) part.rules.push_back(rule);
  }
  return {"shard-" + std::to_string(index) + ".json", std::move(part)};
}

std::string expected_whole() {
  run::Report whole = whole_run();
  run::resolve_dependencies(whole);
  return json(whole);
}

TEST(Merge, OfShardsIsTheWholeRun) {
  for (const auto& order : {std::vector{1, 2, 3}, {3, 1, 2}}) {
    std::vector<Part> parts;
    for (const int index : order) parts.push_back(shard(index, 3));
    const auto merged = merge(std::move(parts));
    ASSERT_TRUE(merged) << merged.error();
    EXPECT_EQ(json(*merged), expected_whole());
  }
}

TEST(Merge, OfShardsWithServersOfTheirOwnTakesTheFirstPort) {
  auto second = shard(2, 2);
  second.report.targets.front().url = "http://127.0.0.1:8081/";
  for (auto& each : second.report.results) each.target = "http://127.0.0.1:8081/";
  const auto merged = merge({shard(1, 2), second});
  ASSERT_TRUE(merged) << merged.error();
  EXPECT_EQ(json(*merged), expected_whole());
}

TEST(Merge, AddsWhatTakesTimeAndKeepsWhatBrokeOff) {
  auto first = shard(1, 2);
  auto second = shard(2, 2);
  first.report.info.duration = std::chrono::microseconds(3);
  second.report.info.duration = std::chrono::microseconds(4);
  second.report.info.started = "2026-11-23T11:00:00Z";
  second.report.info.complete = false;
  second.report.info.broken_off = "interrupted";
  second.report.targets.front().reachable = false;
  second.report.targets.front().unreachable_reason = "refused";
  const auto merged = merge({first, second});
  ASSERT_TRUE(merged) << merged.error();
  EXPECT_EQ(merged->info.duration, std::chrono::microseconds(7));
  EXPECT_EQ(merged->info.started, "2026-11-23T11:00:00Z");
  EXPECT_FALSE(merged->info.complete);
  EXPECT_EQ(merged->info.broken_off, "interrupted");
  EXPECT_EQ(merged->targets.front().unreachable_reason, "refused");
}

TEST(Merge, OfOneIsItself) {
  const auto merged = merge({shard(2, 3)});
  ASSERT_TRUE(merged);
  EXPECT_EQ(json(*merged), json(shard(2, 3).report));
}

TEST(Merge, OfTargetsHasThemAll) {
  Part other{"other.json", whole_run()};
  other.report.targets.front().url = "http://127.0.0.1:9090/";
  for (auto& each : other.report.results) each.target = "http://127.0.0.1:9090/";
  Part again{"again.json", whole_run()};
  again.report.targets.front().profiles = {"public"};
  for (auto& each : again.report.results) each.profile = "public";
  const auto merged = merge({{"one.json", whole_run()}, other, again});
  ASSERT_TRUE(merged) << merged.error();
  ASSERT_EQ(merged->targets.size(), 2U);
  EXPECT_EQ(merged->targets[0].profiles, (std::vector<std::string>{"allowlist", "public"}));
  EXPECT_EQ(merged->results.size(), 12U);
  EXPECT_EQ(merged->rules.size(), 3U);
}

struct BadRow {
  const char* name;
  std::function<std::vector<Part>()> parts;
  const char* error;
};

class BadMerge : public ::testing::TestWithParam<BadRow> {};

TEST_P(BadMerge, NamesThePart) {
  const auto merged = merge(GetParam().parts());
  ASSERT_FALSE(merged);
  EXPECT_EQ(merged.error(), GetParam().error);
}

std::vector<Part> two(const std::function<void(run::Report&)>& change) {
  auto second = shard(2, 2);
  change(second.report);
  return {shard(1, 2), std::move(second)};
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadMerge,
    ::testing::Values(
        BadRow{"missing", [] { return std::vector{shard(1, 3), shard(3, 3)}; }, "shard 2 of 3 is missing"},
        BadRow{"twice", [] { return std::vector{shard(1, 3), shard(1, 3)}; },
               "shard-1.json and shard-1.json are the same shard, 1"},
        BadRow{"other_count", [] { return std::vector{shard(1, 3), shard(2, 2)}; },
               "shard-2.json is one of 2 shards, shard-1.json one of 3"},
        BadRow{"not_one", [] { return two([](auto& it) { it.shard = false; }); },
               "shard-2.json is no shard, unlike shard-1.json"},
        BadRow{"cases", [] { return two([](auto& it) { it.info.case_set_hash = "4567"; }); },
               "shard-2.json has another case set than shard-1.json: 4567, not 0123"},
        BadRow{"version", [] { return two([](auto& it) { it.info.tool_version = "2"; }); },
               "shard-2.json has another version of corspec than shard-1.json: 2, not 1"},
        BadRow{"level", [] { return two([](auto& it) { it.info.gate_level = suite::Level::may; }); },
               "shard-2.json has another level than shard-1.json: may, not must"},
        BadRow{"engine", [] { return two([](auto& it) { it.info.engine = "webkit"; }); },
               "shard-2.json has another engine than shard-1.json: webkit, not spec"},
        BadRow{"host", [] { return two([](auto& it) { it.targets.front().url = "http://127.0.0.2:8080/"; }); },
               "shard-2.json is about other targets or profiles than shard-1.json"},
        BadRow{"profile", [] { return two([](auto& it) { it.targets.front().profiles = {"public"}; }); },
               "shard-2.json is about other targets or profiles than shard-1.json"},
        BadRow{"a_target_twice", [] { return std::vector<Part>{{"a.json", whole_run()}, {"b.json", whole_run()}}; },
               "a.json and b.json are both about http://127.0.0.1:8080/ under `allowlist`"},
        BadRow{"a_shard_among_runs", [] { return std::vector<Part>{{"a.json", whole_run()}, shard(1, 2)}; },
               "shard-1.json is a shard, unlike a.json"}),
    corspec::testing::row_name);

TEST(Merge, AClaimStaysWhenAllMakeIt) {
  const auto claimed = [](int index, const char* version) {
    Part part = shard(index, 2);
    part.report.claim.version = version;
    return part;
  };
  EXPECT_EQ(merge({claimed(1, "1"), claimed(2, "1")})->claim.version, "1");
  EXPECT_EQ(merge({claimed(1, "1"), claimed(2, "2")})->claim, run::Claim{});
}

}  // namespace
}  // namespace corspec::reports
