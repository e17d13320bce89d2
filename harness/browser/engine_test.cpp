#include "browser/engine.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string_view>
#include <vector>

#include "testing/row_name.hpp"

namespace corspec::browser {
namespace {

TEST(Engines, AreFourInOrder) {
  std::vector<std::string_view> names;
  for (const Engine& engine : engines()) names.push_back(engine.name);
  EXPECT_EQ(names, (std::vector<std::string_view>{"spec", "chromium", "firefox", "webkit"}));
  for (const Engine& engine : engines()) EXPECT_EQ(find_engine(engine.name), &engine);
  EXPECT_EQ(find_engine("Chromium"), nullptr);
  EXPECT_EQ(find_engine(""), nullptr);
  EXPECT_EQ(&spec_engine(), &engines().front());
}

TEST(Engines, TheStandardDeviatesNowhere) {
  EXPECT_EQ(spec_engine().deviations, fetch::Deviations{});
  EXPECT_FALSE(spec_engine().max_age_cap || spec_engine().cache_capacity || spec_engine().cache_url_limit);
}

/// What nothing but a longer run would show: numbers.
struct LimitRow {
  const char* name;
  std::optional<std::int64_t> max_age_cap;
  std::optional<std::size_t> cache_capacity;
  std::optional<std::size_t> cache_url_limit;

  friend std::ostream& operator<<(std::ostream& out, const LimitRow& row) { return out << row.name; }
};

class EngineLimits : public ::testing::TestWithParam<LimitRow> {};

TEST_P(EngineLimits, AreThePublishedOnes) {
  const Engine* engine = find_engine(GetParam().name);
  ASSERT_NE(engine, nullptr);
  EXPECT_EQ(engine->max_age_cap, GetParam().max_age_cap);
  EXPECT_EQ(engine->cache_capacity, GetParam().cache_capacity);
  EXPECT_EQ(engine->cache_url_limit, GetParam().cache_url_limit);
}

INSTANTIATE_TEST_SUITE_P(Rows, EngineLimits,
                         ::testing::Values(LimitRow{"chromium", 7200, 1024U, 1024U},
                                           LimitRow{"firefox", 86400, 100U, std::nullopt},
                                           LimitRow{"webkit", 600, std::nullopt, std::nullopt}),
                         corspec::testing::row_name);

}  // namespace
}  // namespace corspec::browser
