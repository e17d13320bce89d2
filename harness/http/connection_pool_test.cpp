#include "http/connection_pool.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/row_name.hpp"
#include "testing/scripted_connection.hpp"

namespace corspec::http {
namespace {

using corspec::testing::Behaviour;
using corspec::testing::ScriptedConnection;
using corspec::testing::ScriptedLoop;
using ::testing::ElementsAre;
using Kind = TransportError::Kind;
using enum FramingFinding;

const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
const std::string empty_answer = "HTTP/1.1 204 No Content\r\n\r\n";

/// A pool over scripted connections: the n-th connection behaves as the n-th row says, later ones as the last.
struct ConnectionPoolTest : ::testing::Test {
  ConnectionPool make_pool(std::size_t max_connections, std::vector<Behaviour> given) {
    behaviours = std::move(given);
    const auto make = [this] {
      const std::size_t index = std::min(connections.size(), behaviours.size() - 1);
      return connections.emplace_back(std::make_shared<ScriptedConnection>(loop, behaviours[index]));
    };
    const auto complete = [this](Job job, ExchangeResult result) {
      ++completed;
      job.done(std::move(result));
    };
    return {make, [this](Clock::time_point deadline) { watched.push_back(deadline); }, complete, {}, max_connections};
  }

  Job job(const std::string& target, std::optional<std::string> raw = std::nullopt) {
    Job made;
    made.request.target = target;
    made.needs_fresh_connection = raw.has_value();
    made.request.raw = std::move(raw);
    made.done = [this, target](ExchangeResult result) {
      order.push_back(target);
      results.push_back(std::move(result));
    };
    return made;
  }

  ScriptedLoop loop;
  std::vector<Behaviour> behaviours;
  std::vector<std::shared_ptr<ScriptedConnection>> connections;
  std::vector<Clock::time_point> watched;
  std::vector<std::string> order;
  std::vector<ExchangeResult> results;
  std::size_t completed = 0;
};

TEST_F(ConnectionPoolTest, KeepsAConnectionForTheNextJob) {
  ConnectionPool pool = make_pool(4, {{.reads = {answer, empty_answer}}});
  pool.submit(job("/1"));
  loop.run();
  pool.submit(job("/2"));
  loop.run();
  ASSERT_EQ(results.size(), 2U);
  ASSERT_TRUE(results[0]);
  EXPECT_EQ(results[0]->response.body, "hi");
  EXPECT_FALSE(results[0]->reused_connection);
  EXPECT_EQ(results[0]->peer, "scripted");
  ASSERT_TRUE(results[1]);
  EXPECT_EQ(results[1]->response.status, 204);
  EXPECT_TRUE(results[1]->reused_connection);
  EXPECT_EQ(results[1]->sent, "GET /2 HTTP/1.1\r\n\r\n");
  EXPECT_EQ(results[1]->timings.connect.count(), 0);
  ASSERT_EQ(connections.size(), 1U);
  EXPECT_EQ(connections[0]->written(), "GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
}

/// A server may answer without having read it, and take it for what follows.
TEST_F(ConnectionPoolTest, KeepsNoConnectionThatContentWentOutOn) {
  ConnectionPool pool = make_pool(4, {{.reads = {answer}}, {.reads = {answer}}});
  auto with_content = job("/1");
  with_content.request.body = "content";
  pool.submit(std::move(with_content));
  loop.run();
  pool.submit(job("/2"));
  loop.run();
  ASSERT_EQ(results.size(), 2U);
  ASSERT_TRUE(results[1]);
  EXPECT_FALSE(results[1]->reused_connection);
  EXPECT_EQ(connections.size(), 2U);
}

TEST_F(ConnectionPoolTest, ServesJobsInTheOrderTheyCame) {
  ConnectionPool pool = make_pool(1, {{.reads = {empty_answer, empty_answer, empty_answer}}});
  for (const char* target : {"/1", "/2", "/3"}) pool.submit(job(target));
  loop.run();
  EXPECT_THAT(order, ElementsAre("/1", "/2", "/3"));
  EXPECT_EQ(connections.size(), 1U);
}

TEST_F(ConnectionPoolTest, OpensNoMoreConnectionsThanAllowed) {
  ConnectionPool pool = make_pool(3, {{.reads = std::vector<std::string>(10, empty_answer)}});
  for (int number = 0; number < 10; ++number) pool.submit(job("/"));
  EXPECT_EQ(pool.open_connections(), 3U);
  loop.run();
  EXPECT_EQ(results.size(), 10U);
  EXPECT_EQ(connections.size(), 3U);
}

TEST_F(ConnectionPoolTest, GivesRawBytesAConnectionOfTheirOwn) {
  ConnectionPool pool = make_pool(1, {{.reads = {empty_answer}}});
  pool.submit(job("/before"));
  loop.run();
  pool.submit(job("/raw", "G\0T"));
  pool.submit(job("/after"));
  loop.run();
  EXPECT_THAT(order, ElementsAre("/before", "/raw", "/after"));
  ASSERT_EQ(connections.size(), 3U);
  EXPECT_TRUE(connections[0]->is_closed());
  EXPECT_EQ(connections[1]->written(), "G");
  ASSERT_TRUE(results[1]);
  EXPECT_FALSE(results[1]->reused_connection);
}

struct StaleRow {
  const char* name;
  std::string second_answer;
};

struct Stale : ConnectionPoolTest, ::testing::WithParamInterface<StaleRow> {};

TEST_P(Stale, IsTriedOnceMoreOnAFreshConnection) {
  ConnectionPool pool = make_pool(1, {{.reads = {empty_answer, GetParam().second_answer}}, {.reads = {answer}}});
  pool.submit(job("/1"));
  pool.submit(job("/2"));
  loop.run();
  ASSERT_EQ(results.size(), 2U);
  ASSERT_TRUE(results[1]) << results[1].error().detail;
  EXPECT_EQ(results[1]->response.body, "hi");
  EXPECT_FALSE(results[1]->reused_connection);
  EXPECT_EQ(connections.size(), 2U);
}

INSTANTIATE_TEST_SUITE_P(
    Answers, Stale,
    ::testing::Values(StaleRow{"end_of_stream", ""}, StaleRow{"rest_of_the_answer_before", "<html>not found</html>"},
                      StaleRow{"idle_timeout",
                               "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"}),
    corspec::testing::row_name);

TEST_F(ConnectionPoolTest, TriesNoMoreThanOnce) {
  ConnectionPool pool = make_pool(1, {{.reads = {empty_answer, ""}}, {.reads = {""}}});
  pool.submit(job("/1"));
  pool.submit(job("/2"));
  loop.run();
  ASSERT_EQ(results.size(), 2U);
  ASSERT_FALSE(results[1]);
  EXPECT_EQ(results[1].error().kind, Kind::closed);
  EXPECT_EQ(results[1].error().detail, "connection closed without an answer");
  EXPECT_EQ(connections.size(), 2U);
}

TEST_F(ConnectionPoolTest, TriesAFirstConnectionOnlyOnce) {
  ConnectionPool pool = make_pool(1, {{.reads = {""}}, {.reads = {answer}}});
  pool.submit(job("/1"));
  loop.run();
  ASSERT_EQ(results.size(), 1U);
  EXPECT_FALSE(results[0]);
  EXPECT_EQ(connections.size(), 1U);
}

TEST_F(ConnectionPoolTest, DoesNotTryAgainOnceAnAnswerHasBegun) {
  ConnectionPool pool = make_pool(1, {{.reads = {empty_answer, "HTTP/1.1 2", ""}}, {.reads = {answer}}});
  pool.submit(job("/1"));
  pool.submit(job("/2"));
  loop.run();
  ASSERT_EQ(results.size(), 2U);
  ASSERT_FALSE(results[1]);
  EXPECT_EQ(results[1].error().kind, Kind::closed);
  EXPECT_EQ(results[1].error().received, "HTTP/1.1 2");
  EXPECT_EQ(connections.size(), 1U);
}

TEST_F(ConnectionPoolTest, LeavesAConnectionOnWhichSomethingCameUnasked) {
  ConnectionPool pool = make_pool(4, {{.reads = {empty_answer}, .is_quiet = false}, {.reads = {answer}}});
  pool.submit(job("/1"));
  loop.run();
  pool.submit(job("/2"));
  loop.run();
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(connections.size(), 2U);
  EXPECT_EQ(pool.open_connections(), 1U);
}

struct KeptRow {
  const char* name;
  std::string answer;
};

struct NotKept : ConnectionPoolTest, ::testing::WithParamInterface<KeptRow> {};

TEST_P(NotKept, IsClosed) {
  ConnectionPool pool = make_pool(4, {{.reads = {GetParam().answer, ""}}});
  pool.submit(job("/1"));
  loop.run();
  ASSERT_EQ(results.size(), 1U);
  EXPECT_TRUE(results[0]);
  EXPECT_EQ(pool.open_connections(), 0U);
  EXPECT_TRUE(connections[0]->is_closed());
}

INSTANTIATE_TEST_SUITE_P(
    Answers, NotKept,
    ::testing::Values(KeptRow{"connection_close", "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"},
                      KeptRow{"http_1_0", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"},
                      KeptRow{"until_close", "HTTP/1.1 200 OK\r\n\r\nhi"},
                      KeptRow{"more_than_announced", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nhi"},
                      KeptRow{"broken_chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n"}),
    corspec::testing::row_name);

/// The whole course of an exchange with a failure at each operation in turn: an answer comes whole or a failure is
/// told, once, and no connection stays open behind it.
TEST_F(ConnectionPoolTest, SurvivesAFailureAtEveryOperation) {
  constexpr std::size_t operations = 5;  // open, write, three reads
  for (const bool writes_slowly : {false, true}) {
    for (std::size_t failing = 1; failing <= operations + 1; ++failing) {
      SCOPED_TRACE(failing);
      connections.clear();
      results.clear();
      const Behaviour behaviour{.reads = {"HTTP/1.1 200 OK\r\n", "Content-Length: 2\r\n\r\n", "hi", ""},
                                .failing_operation = failing,
                                .writes_slowly = writes_slowly};
      ConnectionPool pool = make_pool(1, {behaviour});
      pool.submit(job("/"));
      loop.run();
      ASSERT_EQ(results.size(), 1U);
      const bool has_head = failing == 2 || failing >= 5;  // what was sent before a failing write may still be read
      ASSERT_EQ(results[0].has_value(), has_head);
      if (has_head) {
        EXPECT_EQ(results[0]->response.body_complete, failing != 5);
        continue;
      }
      EXPECT_EQ(results[0].error().detail, "scripted failure");
      EXPECT_EQ(results[0].error().sent, "GET / HTTP/1.1\r\n\r\n");
      EXPECT_EQ(results[0].error().received, failing == 4 ? "HTTP/1.1 200 OK\r\n" : "");
      EXPECT_EQ(pool.open_connections(), 0U);
    }
  }
}

TEST_F(ConnectionPoolTest, ReadsARefusalOfARequestThatIsStillGoingOut) {
  ConnectionPool pool =
      make_pool(1, {{.reads = {"HTTP/1.1 431 Too Large\r\nContent-Length: 0\r\n\r\n"}, .failing_operation = 2}});
  pool.submit(job("/"));
  loop.run();
  ASSERT_EQ(results.size(), 1U);
  ASSERT_TRUE(results[0]);
  EXPECT_EQ(results[0]->response.status, 431);
  EXPECT_EQ(pool.open_connections(), 0U);
}

TEST_F(ConnectionPoolTest, HangsUpOnceEverythingIsSent) {
  for (const bool writes_slowly : {false, true}) {
    ConnectionPool pool = make_pool(1, {{.reads = {}, .writes_slowly = writes_slowly}});
    Job one = job("/");
    one.request.hang_up = true;
    one.needs_fresh_connection = true;
    pool.submit(std::move(one));
    loop.run();
    ASSERT_EQ(results.size(), 1U);
    ASSERT_FALSE(results[0]);
    EXPECT_EQ(results[0].error().kind, Kind::closed);
    EXPECT_EQ(connections[0]->written(), "GET / HTTP/1.1\r\n\r\n");
    EXPECT_TRUE(connections[0]->is_closed());
    EXPECT_EQ(pool.open_connections(), 0U);
    results.clear();
    connections.clear();
  }
}

struct DeadlineRow {
  const char* name;
  Behaviour behaviour;
  std::chrono::milliseconds due;
  std::string detail;
  std::string received;
};

struct DeadlinesOf : ConnectionPoolTest, ::testing::WithParamInterface<DeadlineRow> {};

TEST_P(DeadlinesOf, EndTheJob) {
  const DeadlineRow& row = GetParam();
  ConnectionPool pool = make_pool(1, {row.behaviour});
  Job one = job("/");
  one.deadlines = {.connect = std::chrono::seconds(1),
                   .first_byte = std::chrono::seconds(2),
                   .total = std::chrono::seconds(4),
                   .body = std::chrono::seconds(1)};
  const auto start = Clock::now();
  pool.submit(std::move(one));
  loop.run();
  ASSERT_TRUE(results.empty());
  pool.expire(start + row.due - std::chrono::milliseconds(1));
  ASSERT_TRUE(results.empty());
  const auto next = pool.expire(Clock::now() + row.due);
  EXPECT_EQ(next, Clock::time_point::max());
  ASSERT_EQ(results.size(), 1U);
  ASSERT_FALSE(results[0]);
  EXPECT_EQ(results[0].error().kind, Kind::timeout);
  EXPECT_EQ(results[0].error().detail, row.detail);
  EXPECT_EQ(results[0].error().received, row.received);
  EXPECT_EQ(pool.open_connections(), 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Phases, DeadlinesOf,
    ::testing::Values(DeadlineRow{"no_answer", {}, std::chrono::seconds(2), "no answer within 2000 ms", ""},
                      DeadlineRow{"no_more_of_the_head",
                                  {.reads = {"HTTP/1.1 2"}},
                                  std::chrono::seconds(4),
                                  "the head was not complete within 4000 ms",
                                  "HTTP/1.1 2"},
                      DeadlineRow{"only_interim",
                                  {.reads = {"HTTP/1.1 100 \r\n\r\n"}},
                                  std::chrono::seconds(4),
                                  "the head was not complete within 4000 ms",
                                  "HTTP/1.1 100 \r\n\r\n"}),
    corspec::testing::row_name);

TEST_F(ConnectionPoolTest, TakesTheHeadOfAnAnswerWhoseBodyDoesNotEnd) {
  ConnectionPool pool = make_pool(1, {{.reads = {"HTTP/1.1 200 OK\r\n\r\nhi"}}});
  Job one = job("/");
  one.deadlines.body = std::chrono::seconds(1);
  pool.submit(std::move(one));
  loop.run();
  pool.expire(Clock::now() + std::chrono::seconds(1));
  ASSERT_EQ(results.size(), 1U);
  ASSERT_TRUE(results[0]);
  EXPECT_EQ(results[0]->response.body, "hi");
  EXPECT_FALSE(results[0]->response.body_complete);
  EXPECT_TRUE(results[0]->response.findings.empty());
  EXPECT_EQ(pool.open_connections(), 0U);
}

TEST_F(ConnectionPoolTest, SaysWhenTheNextDeadlineIsDue) {
  ConnectionPool pool = make_pool(2, {{}});
  pool.submit(job("/"));
  loop.run();
  EXPECT_FALSE(watched.empty());
  EXPECT_EQ(pool.expire(Clock::now()), watched.back());
}

TEST_F(ConnectionPoolTest, CancelsWhatIsUnderWayAndWhatWaits) {
  ConnectionPool pool = make_pool(1, {{.reads = {"HTTP/1.1 2"}}});
  pool.submit(job("/1"));
  pool.submit(job("/2"));
  loop.run();
  const auto given_up = pool.cancel();
  ASSERT_EQ(given_up.size(), 2U);
  EXPECT_EQ(given_up[0].first.request.target, "/1");
  EXPECT_EQ(given_up[0].second.kind, Kind::cancelled);
  EXPECT_EQ(given_up[0].second.received, "HTTP/1.1 2");
  EXPECT_EQ(given_up[1].first.request.target, "/2");
  EXPECT_EQ(given_up[1].second.kind, Kind::cancelled);
  EXPECT_EQ(completed, 0U);
  EXPECT_EQ(pool.open_connections(), 0U);
  EXPECT_TRUE(connections[0]->is_closed());
  pool.submit(job("/3"));
  loop.run();
  EXPECT_EQ(connections.size(), 2U);
}

TEST_F(ConnectionPoolTest, TakesNewJobsFromInsideACompletion) {
  ConnectionPool pool = make_pool(1, {{.reads = {empty_answer, empty_answer, empty_answer}}});
  int left = 3;
  std::function<Job()> next = [&] {
    Job one = job("/");
    one.done = [&](ExchangeResult result) {
      EXPECT_TRUE(result);
      if (--left > 0) pool.submit(next());
    };
    return one;
  };
  pool.submit(next());
  loop.run();
  EXPECT_EQ(left, 0);
  EXPECT_EQ(connections.size(), 1U);
}

TEST_F(ConnectionPoolTest, CanBeCancelledFromInsideACompletion) {
  ConnectionPool pool = make_pool(2, {{.reads = {empty_answer}}, {}});
  Job one = job("/1");
  std::size_t cancelled = 0;
  one.done = [&](ExchangeResult) { cancelled = pool.cancel().size(); };
  pool.submit(std::move(one));
  pool.submit(job("/2"));
  pool.submit(job("/3"));
  loop.run();
  EXPECT_EQ(cancelled, 2U);
  EXPECT_EQ(pool.open_connections(), 0U);
}

}  // namespace
}  // namespace corspec::http
