#include "run/shard.hpp"

#include <gtest/gtest.h>

#include <string>

#include "run/fnv1a.hpp"

namespace corspec::run {
namespace {

struct HashRow {
  const char* label;
  std::string_view bytes;
  std::uint64_t hash;
};

class Fnv1a : public testing::TestWithParam<HashRow> {};

TEST_P(Fnv1a, IsTheSameEverywhere) {
  EXPECT_EQ(fnv1a(GetParam().bytes), GetParam().hash);
}

// The published test vectors of FNV-1a.
INSTANTIATE_TEST_SUITE_P(Vectors, Fnv1a,
                         testing::Values(HashRow{"empty", "", 0xcbf29ce484222325ULL},
                                         HashRow{"a", "a", 0xaf63dc4c8601ec8cULL},
                                         HashRow{"foobar", "foobar", 0x85944171f73967e8ULL}),
                         [](const auto& row) { return std::string(row.param.label); });

TEST(Shards, TogetherHoldEveryCaseOnce) {
  for (int number = 0; number < 200; ++number) {
    const std::string id = "preflight/method/unsafelisted/method:" + std::to_string(number);
    int owners = 0;
    for (int index = 1; index <= 7; ++index) owners += belongs_to({index, 7}, id) ? 1 : 0;
    EXPECT_EQ(owners, 1) << id;
  }
}

TEST(Shards, AreNotAllOne) {
  int first = 0;
  for (int number = 0; number < 200; ++number) first += belongs_to({1, 2}, "case/" + std::to_string(number)) ? 1 : 0;
  EXPECT_GT(first, 60);
  EXPECT_LT(first, 140);
}

struct ParseRow {
  const char* label;
  std::string_view text;
  std::optional<std::pair<int, int>> expected;
};

class ParseShard : public testing::TestWithParam<ParseRow> {};

TEST_P(ParseShard, TakesTheWholeInputOrNothing) {
  const auto shard = parse_shard(GetParam().text);
  ASSERT_EQ(shard.has_value(), GetParam().expected.has_value());
  if (!shard) return;
  EXPECT_EQ(shard->index, GetParam().expected->first);
  EXPECT_EQ(shard->count, GetParam().expected->second);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, ParseShard,
    testing::Values(ParseRow{"one_of_one", "1/1", {{1, 1}}}, ParseRow{"last", "4/4", {{4, 4}}},
                    ParseRow{"most", "1/10000", {{1, 10000}}}, ParseRow{"too_many", "1/10001", std::nullopt},
                    ParseRow{"zero", "0/4", std::nullopt}, ParseRow{"beyond", "5/4", std::nullopt},
                    ParseRow{"negative", "-1/4", std::nullopt}, ParseRow{"no_slash", "3", std::nullopt},
                    ParseRow{"rest", "1/4x", std::nullopt}, ParseRow{"empty_part", "/4", std::nullopt},
                    ParseRow{"overflow", "1/99999999999", std::nullopt}),
    [](const auto& row) { return std::string(row.param.label); });

}  // namespace
}  // namespace corspec::run
