#include "run/selection.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "run/shard.hpp"

namespace corspec::run {
namespace {

using Names = std::vector<std::string>;

struct Row {
  const char* label;
  Selection selection;
  bool selected;
};

/// `preflight/method/unsafelisted/method:1`, once called `preflight/put`, tagged `core`.
class Selects : public testing::TestWithParam<Row> {};

TEST_P(Selects, ByPatternTagAndShard) {
  const Names aliases{"preflight/put"};
  const Names tags{"core", "methods"};
  const CaseNames names{"preflight/method/unsafelisted/method:1", "preflight/method/unsafelisted", aliases,
                        "preflight/method/unsafelisted/method[PUT]"};
  EXPECT_EQ(selects(GetParam().selection, names, tags), GetParam().selected);
}

Selection selection(Names run, Names skip = {}, Names tags = {}, Shard shard = {}) {
  return {std::move(run), std::move(skip), std::move(tags), false, shard};
}

const bool in_first_half = belongs_to({1, 2}, "preflight/method/unsafelisted/method:1");

INSTANTIATE_TEST_SUITE_P(Rows, Selects,
                         testing::Values(Row{"everything", selection({}), true},
                                         Row{"by_id", selection({"preflight/method/unsafelisted/method:1"}), true},
                                         Row{"by_id_without_row", selection({"preflight/method/unsafelisted"}), true},
                                         Row{"by_alias", selection({"preflight/put"}), true},
                                         Row{"by_glob", selection({"preflight/**"}), true},
                                         Row{"by_glob_of_one_part", selection({"preflight/*"}), true},  // the alias
                                         Row{"by_glob_of_rows", selection({"**/method:*"}), true},
                                         Row{"by_value", selection({"**/method[PUT]"}), true},
                                         Row{"by_another_value", selection({"**/method[DELETE]"}), false},
                                         Row{"by_another_id", selection({"preflight/method/other"}), false},
                                         Row{"second_pattern", selection({"x", "preflight/**"}), true},
                                         Row{"skipped", selection({"preflight/**"}, {"**/unsafelisted"}), false},
                                         Row{"skipped_by_alias", selection({}, {"preflight/put"}), false},
                                         Row{"tagged", selection({}, {}, {"other", "methods"}), true},
                                         Row{"not_tagged", selection({}, {}, {"other"}), false},
                                         Row{"tagged_but_not_named", selection({"x"}, {}, {"core"}), false},
                                         Row{"in_the_shard", selection({}, {}, {}, {in_first_half ? 1 : 2, 2}), true},
                                         Row{"in_another_shard", selection({}, {}, {}, {in_first_half ? 2 : 1, 2}),
                                             false}),
                         [](const auto& row) { return std::string(row.param.label); });

suite::Case case_of(std::string id, std::string base_id, bool disruptive = false) {
  suite::Case subject;
  subject.id = std::move(id);
  subject.base_id = std::move(base_id);
  subject.disruptive = disruptive;
  return subject;
}

suite::Skipped skipped(std::string id, std::string reason) {
  suite::Skipped skipped;
  skipped.id = std::move(id);
  skipped.reason = std::move(reason);
  return skipped;
}

suite::Suite suite_of(Names ids) {
  suite::Suite suite;
  for (std::string& id : ids) suite.cases.emplace_back().id = std::move(id);
  return suite;
}

TEST(VainChoices, AreNamedWithAGuess) {
  std::vector<suite::Suite> suites{suite_of({"preflight/method", "preflight/origin"})};
  suites[0].cases[0].tags = {"core"};
  suites[0].cases[1].aliases = {"preflight/source"};
  const std::vector<suite::Expansion> expansions{{.cases = {case_of("preflight/method/row:1", "preflight/method")},
                                                  .skipped = {skipped("preflight/origin/row:2", "no origin")}}};
  const std::vector<const std::vector<suite::Expansion>*> policies{&expansions};
  const auto vain = [&](const Selection& chosen) { return vain_choices(chosen, suites, policies); };
  EXPECT_EQ(vain(selection({"preflight/**", "preflight/method/row:1"}, {"preflight/source", "**/row:2"}, {"core"})),
            Names{});
  EXPECT_EQ(vain(selection({"preflight/methd"}, {"cache/**"}, {"cor"})),
            (Names{"--run preflight/methd: no case goes by that; did you mean `preflight/method`?",
                   "--skip cache/**: no case goes by that", "--tag cor: no case has that tag; did you mean `core`?"}));
}

TEST(Select, KeepsTheOrderOfTheFiles) {
  const std::vector<suite::Suite> suites{suite_of({"s/a", "s/b", "s/c"}), suite_of({"a/a"})};
  const std::vector<suite::Expansion> expansions{
      {{case_of("s/a/row:1", "s/a"), case_of("s/a/row:2", "s/a"), case_of("s/c", "s/c")},
       {skipped("s/b", "no method")}},
      {{case_of("a/a", "a/a")}, {}}};
  const SelectedCases selected = select({}, suites, expansions);
  Names ids;
  for (const auto& entry : selected.entries)
    ids.push_back(entry.subject != nullptr ? entry.subject->id : entry.skipped->id);
  EXPECT_EQ(ids, (Names{"s/a/row:1", "s/a/row:2", "s/b", "s/c", "a/a"}));
  EXPECT_EQ(selected.count_run(), 4U);
  EXPECT_EQ(selected.entries[2].reason, "no method");
}

TEST(Select, WithholdsHeavyCasesUnlessTheyAreWanted) {
  const std::vector<suite::Suite> suites{suite_of({"s/a"})};
  const std::vector<suite::Expansion> expansions{{{case_of("s/a", "s/a", true)}, {}}};
  const SelectedCases withheld = select({}, suites, expansions);
  ASSERT_EQ(withheld.entries.size(), 1U);
  EXPECT_FALSE(withheld.entries[0].runs());
  EXPECT_NE(withheld.entries[0].reason.find("--disruptive"), std::string::npos);
  Selection all;
  all.disruptive = true;
  EXPECT_TRUE(select(all, suites, expansions).entries[0].runs());
}

TEST(Select, AppliesToSkippedCasesToo) {
  std::vector<suite::Suite> suites{suite_of({"s/a", "s/b"})};
  suites[0].cases[1].aliases = {"old/b"};
  const std::vector<suite::Expansion> expansions{{{}, {skipped("s/a", "x"), skipped("s/b/row:1", "y")}}};
  Selection by_alias;
  by_alias.run = {"old/**"};
  const SelectedCases selected = select(by_alias, suites, expansions);
  ASSERT_EQ(selected.entries.size(), 1U);
  EXPECT_EQ(selected.entries[0].skipped->id, "s/b/row:1");
}

TEST(FindKnown, PrefersWhatStillExcuses) {
  const std::vector<suite::KnownEntry> entries{{"s/**", "over", "", "", "2026-01-01", "", 1},
                                               {"s/a", "holds", "", "", "2026-12-31", "", 2},
                                               {"s/**", "later", "", "", "", "", 3}};
  EXPECT_EQ(find_known(entries, {"s/a/row:1", "s/a", {}}, "2026-06-01")->reason, "holds");
  EXPECT_EQ(find_known(std::span(entries).first(1), {"s/a", "s/a", {}}, "2026-06-01")->reason, "over");
  EXPECT_EQ(find_known(entries, {"t/a", "t/a", {}}, "2026-06-01"), nullptr);
}

// Turned round, the profile's list has another method in that place.
TEST(FindKnown, KnowsRowsByWhatTheyAreAbout) {
  suite::Case row;
  row.id = "s/m/origin:suffix/method:2";
  row.base_id = "s/m";
  row.bound = {{"method", "PUT"}, {"origin.allowed", "https://a.example"}};
  const std::vector<suite::KnownEntry> entries{{"s/m/origin:suffix/method[PUT]", "no PUT", "", "", "", "", 1}};
  EXPECT_NE(find_known(entries, names_of(row), "2026-06-01"), nullptr);
  row.bound["method"] = "DELETE";
  EXPECT_EQ(find_known(entries, names_of(row), "2026-06-01"), nullptr);
}

TEST(FindKnown, KnowsFormerIds) {
  const std::vector<suite::KnownEntry> entries{{"old/a", "renamed", "", "", "", "", 1}};
  const Names aliases{"old/a"};
  EXPECT_NE(find_known(entries, {"s/a", "s/a", aliases}, "2026-06-01"), nullptr);
}

}  // namespace
}  // namespace corspec::run
