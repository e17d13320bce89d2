#include "fuzz/live/death.hpp"

#include <gtest/gtest.h>

#include "testing/row_name.hpp"

namespace corspec::fuzz {
namespace {

struct SuspectRow {
  const char* name;
  std::string answered;  ///< a letter for each probe, `-` where nobody answered
  std::string suspects;

  friend std::ostream& operator<<(std::ostream& out, const SuspectRow& row) { return out << row.name; }
};

class Suspects : public ::testing::TestWithParam<SuspectRow> {};

TEST_P(Suspects, AreWhatWasOnItsWayAndWhatWasAnsweredLast) {
  std::vector<Probe> probes;
  std::vector<bool> answered;
  for (std::size_t at = 0; at < GetParam().answered.size(); ++at) {
    probes.push_back({"GET", std::string(1, static_cast<char>('a' + at)), {}});
    answered.push_back(GetParam().answered[at] != '-');
  }
  std::string suspects;
  for (const Probe& probe : suspects_of(probes, answered)) suspects += probe.query;
  EXPECT_EQ(suspects, GetParam().suspects);
}

INSTANTIATE_TEST_SUITE_P(, Suspects,
                         ::testing::Values(SuspectRow{"the_first", "--", "ab"}, SuspectRow{"the_second", "a-", "ab"},
                                           SuspectRow{"four_before_at_most", "abcdef-", "cdefg"},
                                           SuspectRow{"not_those_answered_later", "ab-d-f", "abce"}),
                         testing::row_name);

TEST(Death, HasNoMoreSuspectsThanSomebodyLooksThrough) {
  EXPECT_EQ(suspects_of(std::vector<Probe>(500), std::vector<bool>(500, false)).size(), 64U);
}

}  // namespace
}  // namespace corspec::fuzz
