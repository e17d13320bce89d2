#include "reports/mark.hpp"

#include <gtest/gtest.h>

namespace corspec::reports {
namespace {

run::CaseResult failing(std::string id, suite::Level level) {
  run::CaseResult made;
  made.id = std::move(id);
  made.result = run::Result::fail;
  made.attempts.emplace_back().failures.emplace_back().level = level;
  return made;
}

run::CaseResult with(run::Result result, std::string id, std::vector<std::string> depends_on = {}) {
  run::CaseResult made;
  made.id = std::move(id);
  made.depends_on = std::move(depends_on);
  made.result = result;
  return made;
}

/// `name name`, in the order of the results.
std::string marks(const std::vector<run::CaseResult>& results) {
  std::vector<const run::CaseResult*> all;
  for (const auto& result : results) all.push_back(&result);
  std::string out;
  for (const Mark mark : marks_of(all)) out += (out.empty() ? "" : " ") + std::string(name(mark));
  return out;
}

TEST(Mark, IsThatOfTheStrongestFailure) {
  auto both = failing("c", suite::Level::may);
  both.attempts.front().failures.emplace_back().level = suite::Level::should;
  EXPECT_EQ(marks({with(run::Result::pass, "a"), failing("b", suite::Level::must), both,
                   failing("d", suite::Level::may), with(run::Result::skip, "e"), with(run::Result::error, "f")}),
            "pass must should may unjudged must");
}

TEST(Mark, OfWhatIsBlockedByAdviceAloneSaysNothing) {
  const auto blocked = [](std::string id, std::vector<std::string> depends_on) {
    return with(run::Result::blocked, std::move(id), std::move(depends_on));
  };
  EXPECT_EQ(marks({blocked("c", {"b"}), blocked("b", {"a"}), failing("a/row:1", suite::Level::may)}),
            "unjudged unjudged may");
  EXPECT_EQ(marks({blocked("c", {"b"}), blocked("b", {"a"}), failing("a/row:1", suite::Level::should)}),
            "blocked blocked should");
  EXPECT_EQ(marks({blocked("c", {"a", "b"}), failing("a", suite::Level::may), failing("b", suite::Level::must)}),
            "blocked may must");
  EXPECT_EQ(marks({blocked("a", {"b"}), blocked("b", {"a"})}), "blocked blocked") << "a saved report may say anything";
}

}  // namespace
}  // namespace corspec::reports
