#include "reports/har.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "reports/describe.hpp"
#include "reports/escape.hpp"
#include "reports/sample_report.hpp"

namespace corspec::reports {
namespace {

// A report of before times were kept has none.
TEST(Har, InventsNoTimes) {
  auto report = sample_report();
  auto& exchanges = report.results[2].attempts.front().exchanges;
  exchanges.assign(2, exchanges.front());
  exchanges[0].started = recorded::parse_timestamp("2026-11-23T12:00:01.007Z");
  exchanges[1].started.reset();
  report.results = {report.results[2]};
  const auto document = nlohmann::json::parse(har(report));
  const auto& entries = document.at("log").at("entries");
  EXPECT_EQ(entries.at(0).at("startedDateTime"), "2026-11-23T12:00:01.007000Z");
  EXPECT_EQ(entries.at(1).at("startedDateTime"), report.info.started);
  const std::string_view unknown = "when it was sent is not known";
  EXPECT_FALSE(entries.at(0).at("comment").get<std::string>().contains(unknown));
  EXPECT_TRUE(entries.at(1).at("comment").get<std::string>().contains(unknown));
}

run::Report with_an_answer_out_of_a_cache() {
  auto report = sample_report();
  report.results = {report.results[2]};
  auto& exchanges = report.results[0].attempts.front().exchanges;
  exchanges.assign(2, exchanges.front());
  exchanges[1].step = report.results[0].attempts.front().failures.front().step = exchanges[0].step + 1;
  exchanges[1].stored_answer = 0;
  exchanges[1].reproduce.clear();
  return report;
}

TEST(Har, HasOnlyWhatWentOverTheWire) {
  const auto document = nlohmann::json::parse(har(with_an_answer_out_of_a_cache()));
  EXPECT_EQ(document.at("log").at("entries").size(), 1U);
}

// Nobody can ask a server for what a cache that is not there would have said.
TEST(AnAnswerOutOfACache, IsShownByTheExchangeItWasKeptOf) {
  auto report = with_an_answer_out_of_a_cache();
  auto& result = report.results[0];
  const auto& failure = result.attempts.front().failures.front();
  EXPECT_EQ(exchange_of(result, failure), &result.attempts.front().exchanges[0]);
  EXPECT_TRUE(failure_details(report, result, failure, "")
                  .contains(printable_command(result.attempts.front().exchanges[0].reproduce)));
  result.attempts.front().exchanges[1].stored_answer = 7;
  EXPECT_EQ(exchange_of(result, failure), nullptr) << "a saved report may say anything";
}

TEST(Har, HasAPageForEachAttempt) {
  auto report = sample_report();
  report.results = {report.results[2], report.results[3]};
  auto& attempts = report.results[0].attempts;
  attempts.assign(2, attempts.front());
  attempts[1].exchanges.assign(2, attempts[1].exchanges.front());
  const auto log = nlohmann::json::parse(har(report)).at("log");
  std::vector<std::string> pages;
  for (const auto& page : log.at("pages")) pages.push_back(page.at("id"));
  const std::string& first = report.results[0].id;
  EXPECT_EQ(pages, (std::vector{first, first + ", try 2", report.results[1].id}));
  std::vector<std::string> of_entries;
  for (const auto& entry : log.at("entries")) of_entries.push_back(entry.at("pageref"));
  EXPECT_EQ(of_entries, (std::vector{pages[0], pages[1], pages[1], pages[2]}));
}

struct RawRow {
  const char* name;
  std::string_view sent;
  std::string_view method;
};

class RawInHar : public ::testing::TestWithParam<RawRow> {};

TEST_P(RawInHar, HasTheMethodOfItsRequestLine) {
  auto report = sample_report();
  auto& exchange = report.results[2].attempts.front().exchanges.front();
  exchange.purpose = "raw";
  exchange.method.clear();
  exchange.sent = GetParam().sent;
  report.results = {report.results[2]};
  const auto entry = nlohmann::json::parse(har(report)).at("log").at("entries").at(0);
  EXPECT_EQ(entry.at("request").at("method"), GetParam().method);
  EXPECT_EQ(entry.at("_purpose"), "raw");
}

INSTANTIATE_TEST_SUITE_P(Rows, RawInHar,
                         ::testing::Values(RawRow{"request_line", "OPTIONS /r HTTP/1.1\r\nHost: h\r\n\r\n", "OPTIONS"},
                                           RawRow{"none", "\x01nonsense\r\n\r\n", ""}, RawRow{"nothing", "", ""}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Har, KeepsBytes) {
  const auto document = nlohmann::json::parse(har(sample_report("\xff\x01text")));
  bool seen = false;
  for (const auto& entry : document.at("log").at("entries")) {
    const auto& content = entry.at("response").at("content");
    if (!content.contains("text")) continue;
    seen = true;
    EXPECT_EQ(content.at("encoding"), "base64");
    EXPECT_EQ(content.at("text"), "/wF0ZXh0");
  }
  EXPECT_TRUE(seen);
}

}  // namespace
}  // namespace corspec::reports
