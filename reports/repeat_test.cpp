#include "reports/repeat.hpp"

#include <gtest/gtest.h>

namespace corspec::reports {
namespace {

using Words = std::vector<std::string>;

Words repeated(Words words) {
  run::RunInfo info;
  info.command_line = std::move(words);
  return words_to_repeat(info);
}

TEST(Repeat, NamesFilesAsSomebodyElseHasThem) {
  EXPECT_EQ(repeated({"/home/a/build/corspec", "run", "http://a.example/b/c", "--profile", "/home/a/policy.json",
                      "--cases=own/cases.json", "--run", "preflight/**", "-H", "X: /a/b"}),
            (Words{"corspec", "run", "http://a.example/b/c", "--profile", "policy.json", "--cases=cases.json", "--run",
                   "preflight/**", "-H", "X: /a/b"}));
}

TEST(Repeat, LeavesOutWhereReportsGo) {
  EXPECT_EQ(repeated({"corspec", "run", "--report-json", "/tmp/a.json", "--report-text=-", "--claim", "version=1",
                      "--baseline", "old.json", "--record-all", "http://a.example/", "--jobs", "4"}),
            (Words{"corspec", "run", "--record-all", "http://a.example/", "--jobs", "4"}));
}

TEST(Repeat, HasNothingToSayOfAnUnknownCommand) {
  EXPECT_EQ(repeated({}), Words{});
}

TEST(Repeat, IsForAShell) {
  run::RunInfo info;
  info.command_line = {"corspec", "run", "http://a.example/", "-H", "X: it's\n"};
  EXPECT_EQ(command_to_repeat(info), R"(corspec run http://a.example/ -H $'X: it\'s\012')");
}

}  // namespace
}  // namespace corspec::reports
