#include "run/case_result.hpp"

#include <gtest/gtest.h>

#include <string>

namespace corspec::run {
namespace {

TEST(ResultFor, SaysWhichCaseItIsOf) {
  suite::Case subject;
  subject.id = "s/a/row:1";
  subject.base_id = "s/a";
  subject.suite = "s";
  subject.title = "title";
  subject.why = "why";
  subject.level = suite::Level::should;
  subject.kind = suite::Kind::security;
  subject.rules = {"PF-5"};
  subject.tags = {"core"};
  subject.depends_on = {"s/b"};
  const CaseResult result = result_for({&subject, nullptr, {}}, {"http://t/", "p", "spec"});
  EXPECT_EQ(result.target, "http://t/");
  EXPECT_EQ(result.profile, "p");
  EXPECT_EQ(result.engine, "spec");
  EXPECT_EQ(result.id, "s/a/row:1");
  EXPECT_EQ(result.suite, "s");
  EXPECT_EQ(result.title, "title");
  EXPECT_EQ(result.why, "why");
  EXPECT_EQ(result.level, suite::Level::should);
  EXPECT_EQ(result.kind, suite::Kind::security);
  EXPECT_EQ(result.rules, subject.rules);
  EXPECT_EQ(result.tags, subject.tags);
  EXPECT_EQ(result.depends_on, subject.depends_on);
  EXPECT_EQ(result.result, Result::pass);
}

TEST(ResultFor, SaysWhyACaseIsSkipped) {
  suite::Skipped skipped;
  skipped.id = "s/a";
  skipped.reason = "the profile names no denied origin";
  const CaseResult result = result_for({nullptr, &skipped, skipped.reason}, {"http://t/", "p", "spec"});
  EXPECT_EQ(result.id, "s/a");
  EXPECT_EQ(result.result, Result::skip);
  EXPECT_EQ(result.reason, "the profile names no denied origin");
}

class Preparing : public testing::Test {
 protected:
  Preparing() {
    masker_.add({"Cookie", "session=secret-value"});
    curl_.origin = "http://t";
    curl_.host = curl_.connect_host = "t";
    attempt_.exchanges.emplace_back();
    attempt_.exchanges[0].sent =
        "GET / HTTP/1.1\r\nHost: t\r\nUser-Agent: a\r\nAccept: b\r\nCookie: session=secret-value\r\n\r\n";
    attempt_.exchanges[0].head = "HTTP/1.1 200 \r\nSet-Cookie: session=secret-value\r\n\r\n";
    attempt_.exchanges[0].body = "you sent secret-value";
  }

  void fail() {
    attempt_.result = Result::fail;
    attempt_.failures.emplace_back();
    attempt_.failures[0].what = "Set-Cookie is `session=secret-value`.";
    attempt_.failures[0].seen = "session=secret-value";
    attempt_.notes = {"redirected to /?secret-value"};
  }

  Masker masker_;
  CurlContext curl_;
  Attempt attempt_;
};

TEST_F(Preparing, DropsTheExchangesOfWhatPassed) {
  prepare(attempt_, Record::failures, masker_, curl_);
  EXPECT_TRUE(attempt_.exchanges.empty());
  EXPECT_EQ(attempt_.exchange_count, 1);
}

TEST_F(Preparing, KeepsThemWhenAskedTo) {
  prepare(attempt_, Record::all, masker_, curl_);
  ASSERT_EQ(attempt_.exchanges.size(), 1U);
  EXPECT_EQ(attempt_.exchanges[0].sent.find("secret-value"), std::string::npos);
  EXPECT_TRUE(attempt_.exchanges[0].reproduce.empty());
}

TEST_F(Preparing, KeepsThemBesideFailuresThatDoNotGate) {
  fail();
  attempt_.result = Result::pass;
  prepare(attempt_, Record::failures, masker_, curl_);
  EXPECT_EQ(attempt_.exchanges.size(), 1U);
}

TEST_F(Preparing, LeavesNoSecretAnywhere) {
  fail();
  prepare(attempt_, Record::failures, masker_, curl_);
  ASSERT_EQ(attempt_.exchanges.size(), 1U);
  const Attempt& attempt = attempt_;
  const RecordedExchange& exchange = attempt.exchanges[0];
  for (const std::string* text : {&exchange.sent, &exchange.head, &exchange.body, &exchange.reproduce,
                                  &attempt.notes[0], &attempt.failures[0].what, &attempt.failures[0].seen}) {
    EXPECT_EQ(text->find("secret-value"), std::string::npos) << *text;
    EXPECT_NE(text->find("$CORSPEC_COOKIE"), std::string::npos) << *text;
  }
}

TEST_F(Preparing, GivesNoCommandForWhatTheModelledCacheAnswered) {
  fail();
  attempt_.exchanges[0].stored_answer = 0;
  prepare(attempt_, Record::failures, masker_, curl_);
  EXPECT_EQ(attempt_.exchange_count, 0);
  EXPECT_TRUE(attempt_.exchanges[0].reproduce.empty());
}

}  // namespace
}  // namespace corspec::run
