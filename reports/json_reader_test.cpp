#include "reports/json_reader.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "reports/json.hpp"
#include "reports/sample_report.hpp"
#include "testing/row_name.hpp"

namespace corspec::reports {
namespace {

TEST(ReadJson, GivesBackWhatWasWritten) {
  run::Report report = sample_report();
  report.results.front().depends_on = {"preflight/basic"};
  report.targets.push_back({.url = "http://127.0.0.1:9/",
                            .profiles = {"a", "b"},
                            .server = {},
                            .reachable = false,
                            .unreachable_reason = "refused \xff",
                            .anything_selected = false});
  report.results.front().place = 17;
  report.shard = true;
  report.shard_index = 2;
  report.shard_count = 3;
  report.info.complete = false;
  report.info.broken_off = "interrupted";
  const auto read = read_json(json(report));
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(json(*read), json(report));
  EXPECT_EQ(read->targets.front().server, report.targets.front().server);
  EXPECT_EQ(read->results.front().depends_on, report.results.front().depends_on);
  EXPECT_FALSE(read->targets.back().anything_selected);
}

TEST(ReadJson, PassesOverWhatANewerWriterAdds) {
  auto document = nlohmann::ordered_json::parse(json(sample_report()));
  document["results"][0]["mood"] = "good";
  document["weather"] = {1, 2};
  const auto read = read_json(document.dump());
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(json(*read), json(sample_report()));
}

struct BadRow {
  const char* name;
  const char* pointer;  ///< of what is replaced
  const char* value;    ///< JSON; empty: it is removed
  const char* error;
};

class BadReport : public ::testing::TestWithParam<BadRow> {};

TEST_P(BadReport, IsRefusedWithThePlace) {
  auto document = nlohmann::ordered_json::parse(json(sample_report()));
  const nlohmann::ordered_json::json_pointer pointer(GetParam().pointer);
  if (*GetParam().value == '\0') {
    document[pointer.parent_pointer()].erase(pointer.back());
  } else {
    document[pointer] = nlohmann::ordered_json::parse(GetParam().value);
  }
  const auto read = read_json(document.dump());
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error(), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadReport,
    ::testing::Values(
        BadRow{"another_format", "/format", R"("har")", "is no report of corspec"},
        BadRow{"newer", "/version", "2", "has version 2 of the format; this corspec reads up to 1"},
        BadRow{"run_missing", "/run", "", "/run: is missing"},
        BadRow{"run_no_object", "/run", "[]", "/run: is no object"},
        BadRow{"level", "/run/level", R"("shall")", "/run/level: is `shall`, which means nothing here"},
        BadRow{"results_no_array", "/results", "{}", "/results: is no array"},
        BadRow{"result_unknown", "/results/1/result", R"("good")",
               "/results/1/result: is `good`, which means nothing here"},
        BadRow{"id_no_string", "/results/0/id", "1", "/results/0/id: is no string"},
        BadRow{"status_negative", "/results/2/attempts/0/exchanges/0/status", "-1",
               "/results/2/attempts/0/exchanges/0/status: is no count"},
        BadRow{"status_huge", "/results/2/attempts/0/exchanges/0/status", "4294967296",
               "/results/2/attempts/0/exchanges/0/status: is no count"},
        BadRow{"no_byte", "/results/2/attempts/0/exchanges/0/head", R"("\u0100")",
               "/results/2/attempts/0/exchanges/0/head: holds a character beyond U+00FF, which is no byte"},
        BadRow{"seen_missing", "/results/2/attempts/0/failures/0/seen", "",
               "/results/2/attempts/0/failures/0/seen: is missing"},
        BadRow{"duration", "/run/duration_ms", "-0.5", "/run/duration_ms: is no duration in milliseconds"},
        BadRow{"boolean", "/run/complete", "0", "/run/complete: is neither true nor false"},
        BadRow{"rules", "/rules", "[]", "/rules: is no object"},
        BadRow{"claim_no_object", "/claim", "[]", "/claim: is no object"},
        BadRow{"claim_control", "/claim/contact", R"("\u001b[31m")",
               "/claim/contact: holds characters that nobody can see"},
        BadRow{"claim_script", "/claim/url", R"("javascript:alert")",
               "/claim/url: is no link that begins with http:// or https://"},
        BadRow{"shard", "/run/shard", R"({"index": 4, "count": 3})", "/run/shard: is no K of N"}),
    corspec::testing::row_name);

struct TextRow {
  const char* name;
  std::string_view text;
  const char* error;
};

class BadText : public ::testing::TestWithParam<TextRow> {};

TEST_P(BadText, IsRefusedWithThePlace) {
  const auto read = read_json(GetParam().text);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error(), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(Table, BadText,
                         ::testing::Values(TextRow{"empty", "", "is no JSON from line 1, column 1 on"},
                                           TextRow{"cut", "{\n \"a\": [", "is no JSON from line 2, column 8 on"},
                                           TextRow{"no_utf8", "\"\xff\"", "is no JSON from line 1, column 2 on"},
                                           TextRow{"null", "null", "is no report of corspec"},
                                           TextRow{"array", "[1]", "is no report of corspec"}),
                         corspec::testing::row_name);

}  // namespace
}  // namespace corspec::reports
