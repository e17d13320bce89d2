#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "run/replay_steps.hpp"

namespace corspec::run {
namespace {

using namespace replay_steps;

TEST(SharedCacheSteps, HandOneOriginsAnswerToAnotherWithoutVary) {
  FetchStep as_bar = through(fetch("GET"), suite::Through::heuristic_cache);
  as_bar.origin = "https://bar.example";
  const suite::Case subject =
      case_of({{through(fetch("GET"), suite::Through::heuristic_cache), {allow, from_cache_is(false)}},
               {as_bar, {allow, from_cache_is(false)}}});
  const message::HeaderList dated{{"Access-Control-Allow-Origin", foo},
                                  {"Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT"},
                                  {"Date", "Mon, 01 Jun 2026 00:00:00 GMT"}};
  const Played without_vary = play(subject, {answer(200, dated, "body")});
  EXPECT_EQ(without_vary.methods(), "GET");
  EXPECT_EQ(without_vary.outcome.attempt.result, Result::fail);
  ASSERT_EQ(without_vary.outcome.attempt.failures.size(), 2U);
  const CheckFailure& failure = without_vary.outcome.attempt.failures[0];
  EXPECT_EQ(failure.what,
            "A shared cache may reuse the answer to step 1, which does not say `Vary: Origin`. Then the GET request "
            "from https://bar.example is refused: Access-Control-Allow-Origin is `https://foo.example`, which is not "
            "byte for byte the page's origin `https://bar.example`.");
  EXPECT_EQ(failure.refused_by, "") << "the answer is right for the page that it was made for";
  EXPECT_EQ(failure.field, "Vary");
  EXPECT_TRUE(failure.absent);
  ASSERT_EQ(without_vary.outcome.attempt.exchanges.size(), 2U);
  EXPECT_EQ(without_vary.outcome.attempt.exchanges[0].stored_answer, std::nullopt);
  const RecordedExchange& reused = without_vary.outcome.attempt.exchanges[1];
  EXPECT_EQ(reused.stored_answer, 0U);
  EXPECT_EQ(reused.status, 200);
  EXPECT_EQ(reused.body, "body");
  EXPECT_NE(reused.head.find("Access-Control-Allow-Origin: https://foo.example\r\n"), std::string::npos);
  EXPECT_NE(reused.sent.find("Origin: https://bar.example\r\n"), std::string::npos);

  message::HeaderList varied = dated;
  varied.append("Vary", "Origin");
  const Played with_vary =
      play(subject, {answer(200, varied), answer(200, {{"Access-Control-Allow-Origin", "https://bar.example"}})});
  EXPECT_EQ(with_vary.methods(), "GET GET");
  EXPECT_EQ(with_vary.outcome.attempt.result, Result::pass);
}

TEST(SharedCacheSteps, KeepTheTwoKindsOfCacheApart) {
  const message::HeaderList fresh{{"Access-Control-Allow-Origin", foo}, {"Cache-Control", "public, max-age=60"}};
  const suite::Case subject = case_of({{through(fetch("GET"), suite::Through::explicit_cache), {allow}},
                                       {through(fetch("GET"), suite::Through::heuristic_cache), {from_cache_is(false)}},
                                       {through(fetch("GET"), suite::Through::explicit_cache), {from_cache_is(true)}},
                                       {fetch("GET"), {from_cache_is(false)}}});
  const Played played = play(subject, {answer(200, fresh), answer(200, fresh), answer(200, fresh)});
  EXPECT_EQ(played.outcome.attempt.result, Result::pass);
}

TEST(SharedCacheSteps, ServePlainRequestsToo) {
  RequestStep step = plain("GET");
  step.through = suite::Through::explicit_cache;
  const suite::Case subject = case_of({{step, {status_is(200)}}, {step, {from_cache_is(true)}}});
  EXPECT_EQ(play(subject, {answer(200, {{"Cache-Control", "max-age=60"}})}).outcome.attempt.result, Result::pass);
}

TEST(SharedCacheSteps, NeverStorePreflights) {
  FetchStep step = through(preflight("PUT"), suite::Through::heuristic_cache);
  message::HeaderList headers = granted();
  headers.append("Cache-Control", "public, max-age=600");
  const suite::Case subject = case_of({{step, {allow}}, {step, {from_cache_is(false)}}});
  EXPECT_EQ(play(subject, {answer(204, headers), answer(204, headers)}).methods(), "OPTIONS OPTIONS");
}

}  // namespace
}  // namespace corspec::run
