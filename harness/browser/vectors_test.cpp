// Every row of vectors.txt (the published vectors) and scenarios.txt (further ones), in the eyes of every engine.

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "message/bytes.hpp"
#include "testing/fetch_script.hpp"
#include "testing/row_name.hpp"

namespace corspec::browser {
namespace {

/// A vector as one engine is to see it.
struct Row {
  std::string name;
  const Engine* engine = nullptr;
  FetchVector vector;

  friend std::ostream& operator<<(std::ostream& out, const Row& row) {
    return out << row.name << " (line " << row.vector.line << ")";
  }
};

/// Named by the vector alone for the Standard, with the engine's name for the others.
std::vector<Row> rows(const std::string& file) {
  std::vector<Row> all;
  for (const FetchVector& vector : read_vectors(std::string(CORSPEC_SOURCE_DIR) + "/" + file)) {
    for (const Engine& engine : engines()) {
      const bool standard = &engine == &spec_engine();
      all.push_back({standard ? vector.id : vector.id + "_" + std::string(engine.name), &engine, vector});
    }
  }
  return all;
}

class Vectors : public ::testing::TestWithParam<Row> {};

TEST_P(Vectors, Holds) {
  const auto& [name, engine, vector] = GetParam();
  ASSERT_EQ(vector.problem, "");
  PreflightCache cache(*engine);
  for (const ScriptStep& step : vector.steps) {
    SCOPED_TRACE("line " + std::to_string(step.line));
    const Walk seen = walk(*engine, cache, step);
    EXPECT_FALSE(seen.beyond_script);
    for (const auto& expectation : step.expectations_of(engine->name)) {
      EXPECT_EQ(observed(expectation, seen), expectation);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Published, Vectors, ::testing::ValuesIn(rows("harness/browser/vectors.txt")),
                         corspec::testing::row_name);
INSTANTIATE_TEST_SUITE_P(Further, Vectors, ::testing::ValuesIn(rows("harness/browser/scenarios.txt")),
                         corspec::testing::row_name);

/// `N14b` is a part of `N14`.
std::string without_part(std::string id) {
  while (!id.empty() && message::is_ascii_lower_alpha(static_cast<unsigned char>(id.back()))) id.pop_back();
  return id;
}

TEST(VectorFile, HasEveryPublishedVector) {
  struct Section {
    std::string_view letter;
    int vectors;
  };
  constexpr std::array<Section, 4> sections{{{"N", 25}, {"P", 52}, {"R", 13}, {"C", 23}}};
  std::set<std::string> published;
  for (const auto& [letter, vectors] : sections) {
    for (int number = 1; number <= vectors; ++number) published.insert(std::string(letter) + std::to_string(number));
  }
  ASSERT_EQ(published.size(), 113u);

  std::set<std::string> present;
  std::set<std::string> ids;
  for (const FetchVector& vector : read_vectors(CORSPEC_SOURCE_DIR "/harness/browser/vectors.txt")) {
    present.insert(without_part(vector.id));
    EXPECT_TRUE(ids.insert(vector.id).second) << vector.id << " twice";
  }
  EXPECT_EQ(present, published);
}

struct LineRow {
  const char* name;
  const char* expectation;
};

/// That an expectation can fail: each of these is false for a plain GET that is allowed.
class FalseExpectations : public ::testing::TestWithParam<LineRow> {};

TEST_P(FalseExpectations, AreSeenToBeFalse) {
  ScriptStep step;
  step.request.origin = "https://app.example";
  step.request.url = fetch::parse_url("https://api.example/r").value();
  PreflightCache cache(spec_engine());
  EXPECT_NE(observed(GetParam().expectation, walk(spec_engine(), cache, step)), GetParam().expectation);
}

constexpr LineRow false_expectations[] = {
    {"not_cors", "not-cors"},
    {"cached", "cached"},
    {"sent", "sent"},
    {"block", "block"},
    {"opaque", "opaque"},
    {"left", "left"},
    {"blocked_by", "blocked-by=PF-1"},
    {"stage", "stage=preflight"},
    {"preflights", "preflights=1"},
    {"requests", "requests=2"},
    {"acrm", "acrm=GET"},
    {"acrh", "acrh=-"},
    {"agent", "agent=-"},
    {"origin", "origin=null"},
    {"request_origin", "request-origin=-"},
    {"sends", "sends=PUT"},
    {"to", "to=https://api.example/"},
    {"body", "body=yes"},
    {"left_for", "left=https://other.example/"},
    {"timing", "timing=passes"},
    {"by", "by=NEED-9"},
    {"exposes", "exposes=x-y"},
    {"without", "without=accept"},
    {"with", "with=x-a"},
    {"unknown_word", "perhaps"},
    {"unknown_key", "mood=fine"},
};

INSTANTIATE_TEST_SUITE_P(Rows, FalseExpectations, ::testing::ValuesIn(false_expectations), corspec::testing::row_name);

}  // namespace
}  // namespace corspec::browser
