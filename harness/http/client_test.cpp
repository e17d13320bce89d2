#include "http/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "testing/hostile_server.hpp"
#include "testing/row_name.hpp"

namespace corspec::http {
namespace {

using corspec::testing::answer_each;
using corspec::testing::HostileServer;
using corspec::testing::HostileServerOptions;
using corspec::testing::Script;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using Kind = TransportError::Kind;
using std::chrono::milliseconds;
using enum FramingFinding;
namespace step = corspec::testing::step;

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
const std::string head = "HTTP/1.1 200 OK\r\n";

/// Deadlines that only an answer which never comes will meet.
constexpr Deadlines generous{.connect = milliseconds(20000),
                             .first_byte = milliseconds(20000),
                             .total = milliseconds(20000),
                             .body = milliseconds(20000)};
constexpr Deadlines short_ones{.connect = milliseconds(200),
                               .first_byte = milliseconds(200),
                               .total = milliseconds(400),
                               .body = milliseconds(200)};

ClientOptions options_for(std::uint16_t port) {
  ClientOptions options;
  options.endpoint.host = "127.0.0.1";
  options.endpoint.port = port;
  options.deadlines = generous;
  return options;
}

Request get(const std::string& target = "/") {
  Request request;
  request.target = target;
  request.headers = {{"Host", "a.example"}};
  return request;
}

std::string ten_thousand_lines() {
  std::string lines = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n";
  for (int line = 0; line < 10000; ++line) lines += "X-" + std::to_string(line) + ": v\r\n";
  return lines + "\r\n";
}

struct FailureRow {
  const char* name;
  Script script;
  Kind kind;
  std::string detail;
  Deadlines deadlines = generous;
  std::string received;  ///< how it begins
};

class Failure : public ::testing::TestWithParam<FailureRow> {};

TEST_P(Failure, IsTold) {
  const FailureRow& row = GetParam();
  const HostileServer server(row.script);
  ClientOptions options = options_for(server.port());
  options.deadlines = row.deadlines;
  const ExchangeResult result = exchange_once(options, get("/x"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, row.kind) << result.error().detail;
  EXPECT_EQ(result.error().detail, row.detail);
  EXPECT_EQ(result.error().sent, "GET /x HTTP/1.1\r\nHost: a.example\r\n\r\n");
  EXPECT_EQ(result.error().received.substr(0, row.received.size()), row.received);
  EXPECT_EQ(result.error().peer, "127.0.0.1:" + std::to_string(server.port()));
}

INSTANTIATE_TEST_SUITE_P(
    Silence, Failure,
    ::testing::Values(
        FailureRow{"nothing_at_all", {step::AwaitClose{}}, Kind::timeout, "no answer within 200 ms", short_ones},
        FailureRow{"close_after_the_request",
                   {step::ReadHead{}, step::Close{}},
                   Kind::closed,
                   "connection closed without an answer"},
        FailureRow{"half_a_head",
                   {step::ReadHead{}, step::Send{head + "Access-Con"}},
                   Kind::closed,
                   "connection closed before the head was complete",
                   generous,
                   head + "Access-Con"},
        FailureRow{"half_a_head_and_silence",
                   {step::ReadHead{}, step::Send{head + "Access-Con"}, step::AwaitClose{}},
                   Kind::timeout,
                   "the head was not complete within 400 ms",
                   short_ones,
                   head + "Access-Con"},
        FailureRow{"interim_and_silence",
                   {step::ReadHead{}, step::Send{"HTTP/1.1 103 \r\n\r\n"}, step::AwaitClose{}},
                   Kind::timeout,
                   "the head was not complete within 400 ms",
                   short_ones,
                   "HTTP/1.1 103 \r\n\r\n"}),
    corspec::testing::row_name);

INSTANTIATE_TEST_SUITE_P(
    Floods, Failure,
    ::testing::Values(FailureRow{"head_that_never_ends",
                                 {step::ReadHead{}, step::Send{head}, step::SendForever{"A: b\r\n"}},
                                 Kind::limit,
                                 "the head is larger than 262144 bytes",
                                 generous,
                                 head + "A: b\r\n"},
                      FailureRow{"line_that_never_ends",
                                 {step::ReadHead{}, step::Send{head + "A:"}, step::SendForever{"bbbbbbbb"}},
                                 Kind::limit,
                                 "the head is larger than 262144 bytes"},
                      FailureRow{"interim_without_end",
                                 {step::ReadHead{}, step::SendForever{"HTTP/1.1 100 Continue\r\n\r\n"}},
                                 Kind::limit,
                                 "the head is larger than 262144 bytes"}),
    corspec::testing::row_name);

INSTANTIATE_TEST_SUITE_P(
    Nonsense, Failure,
    ::testing::Values(
        FailureRow{"garbage",
                   {step::ReadHead{}, step::Send{"garbage garbage"}},
                   Kind::malformed,
                   "no status line",
                   generous,
                   "garbage"},
        FailureRow{"http_0_9", {step::ReadHead{}, step::Send{"<html></html>"}}, Kind::malformed, "no status line"},
        FailureRow{"two_lengths",
                   {step::ReadHead{}, step::Send{head + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nhi"}},
                   Kind::malformed,
                   "two different Content-Length"},
        FailureRow{"nul",
                   {step::ReadHead{}, step::Send{head + "A: " + std::string("\0", 1) + "\r\n\r\n"}},
                   Kind::malformed,
                   "NUL in the head"},
        FailureRow{"cr",
                   {step::ReadHead{}, step::Send{head + "A: b\rc\r\n\r\n"}},
                   Kind::malformed,
                   "CR inside a line of the head"}),
    corspec::testing::row_name);

TEST(Failures, CloseBeforeTheRequestIsRead) {
  const HostileServer server(Script{step::Close{}});
  const ExchangeResult result = exchange_once(options_for(server.port()), get());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, Kind::closed) << result.error().detail;
}

TEST(Failures, ResetInsideTheHead) {
  const HostileServer server(Script{step::ReadHead{}, step::Send{head + "Access-Con"}, step::Reset{}});
  const ExchangeResult result = exchange_once(options_for(server.port()), get());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, Kind::closed) << result.error().detail;
  EXPECT_EQ(result.error().detail, "connection reset by peer");
}

TEST(Failures, ConnectionRefused) {
  std::uint16_t port = 0;
  {
    const HostileServer server(answer_each(ok));
    port = server.port();
  }
  const ExchangeResult result = exchange_once(options_for(port), get());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, Kind::connect);
  EXPECT_EQ(result.error().detail, "connection refused");
  EXPECT_EQ(result.error().peer, "127.0.0.1:" + std::to_string(port));
  const auto probed = try_connect(options_for(port));
  ASSERT_TRUE(probed);
  EXPECT_EQ(probed->kind, Kind::connect);
  EXPECT_EQ(probed->detail, "connection refused");
}

TEST(Failures, NameThatNobodyHas) {
  ClientOptions options = options_for(80);
  // A label that is too long for a name: no resolver is asked.
  options.endpoint.host = std::string(70, 'x') + ".example";
  const ExchangeResult result = exchange_once(options, get());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, Kind::resolve);
  EXPECT_THAT(result.error().detail, HasSubstr("no such host"));
}

TEST(Failures, RequestThatIsNotTaken) {
  const HostileServer server(Script{step::AwaitConnections{2}});
  ClientOptions options = options_for(server.port());
  options.deadlines = short_ones;
  Request request = get();
  request.body.assign(32 * 1024 * 1024, 'a');
  const ExchangeResult result = exchange_once(options, std::move(request));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, Kind::timeout);
  EXPECT_EQ(result.error().detail, "the request was not taken within 400 ms");
}

struct AnswerRow {
  const char* name;
  Script script;
  std::string body;
  bool body_complete;
  std::vector<FramingFinding> findings;
  Deadlines deadlines = generous;
};

class Answer : public ::testing::TestWithParam<AnswerRow> {};

/// The head decides (PF-16): whatever happens to the body, there is an answer.
TEST_P(Answer, Counts) {
  const AnswerRow& row = GetParam();
  const HostileServer server(row.script);
  ClientOptions options = options_for(server.port());
  options.deadlines = row.deadlines;
  options.limits.body = 8;
  const ExchangeResult result = exchange_once(options, get());
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_EQ(result->response.status, 200);
  EXPECT_EQ(result->response.body, row.body);
  EXPECT_EQ(result->response.body_complete, row.body_complete);
  EXPECT_EQ(result->response.findings, row.findings);
}

const std::string chunked = head + "Transfer-Encoding: chunked\r\n\r\n";

INSTANTIATE_TEST_SUITE_P(
    Bodies, Answer,
    ::testing::Values(AnswerRow{"whole", answer_each(ok), "hi", true, {}},
                      AnswerRow{"never_ends",
                                {step::ReadHead{}, step::Send{head + "\r\n"}, step::SendForever{"abcd"}},
                                "abcdabcd",
                                false,
                                {}},
                      AnswerRow{"chunks_never_end",
                                {step::ReadHead{}, step::Send{chunked}, step::SendForever{"2\r\nab\r\n"}},
                                "abababab",
                                false,
                                {}},
                      AnswerRow{
                          "stalls",
                          {step::ReadHead{}, step::Send{head + "Content-Length: 5\r\n\r\nhe"}, step::AwaitClose{}},
                          "he",
                          false,
                          {},
                          short_ones},
                      AnswerRow{"never_begins",
                                {step::ReadHead{}, step::Send{head + "\r\n"}, step::AwaitClose{}},
                                "",
                                false,
                                {},
                                short_ones},
                      AnswerRow{"is_cut_short",
                                {step::ReadHead{}, step::Send{head + "Content-Length: 5\r\n\r\nhe"}},
                                "he",
                                false,
                                {truncated_body}},
                      AnswerRow{"is_reset",
                                {step::ReadHead{}, step::Send{head + "Content-Length: 5\r\n\r\n"}, step::Reset{}},
                                "",
                                false,
                                {truncated_body}},
                      AnswerRow{"has_a_broken_chunk",
                                {step::ReadHead{}, step::Send{chunked + "2\r\nhi\r\nx\r\n"}},
                                "hi",
                                false,
                                {broken_chunked}}),
    corspec::testing::row_name);

TEST(Answers, MayHaveTenThousandLines) {
  const HostileServer server(answer_each(ten_thousand_lines()));
  const ExchangeResult result = exchange_once(options_for(server.port()), get());
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_EQ(result->response.headers.size(), 10001U);
}

TEST(Answers, MayComeBeforeTheRequestIsTaken) {
  const HostileServer server(Script{step::ReadHead{}, step::Send{"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"},
                                    step::AwaitConnections{2}});
  Request request = get();
  request.body.assign(32 * 1024 * 1024, 'a');
  const ExchangeResult result = exchange_once(options_for(server.port()), std::move(request));
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_EQ(result->response.status, 413);
}

TEST(Answers, ToHeadHaveNoBody) {
  const HostileServer server(answer_each("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"));
  Request request = get();
  request.method = "HEAD";
  const ExchangeResult result = exchange_once(options_for(server.port()), request);
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_TRUE(result->response.body_complete);
}

TEST(Exchanges, AreRecorded) {
  const HostileServer server(answer_each("HTTP/1.1 103 Early Hints\r\n\r\n" + ok));
  const ExchangeResult result = exchange_once(options_for(server.port()), get("/x"));
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_EQ(result->sent, "GET /x HTTP/1.1\r\nHost: a.example\r\n\r\n");
  EXPECT_THAT(server.heads(), ElementsAre(result->sent));
  EXPECT_EQ(result->response.head, head + "Content-Length: 2\r\n\r\n");
  EXPECT_THAT(result->response.interim, ElementsAre("HTTP/1.1 103 Early Hints\r\n\r\n"));
  EXPECT_EQ(result->peer, "127.0.0.1:" + std::to_string(server.port()));
  EXPECT_EQ(result->protocol, "http/1.1");
  EXPECT_FALSE(result->reused_connection);
  EXPECT_GT(result->timings.connect.count(), 0);
  EXPECT_GE(result->timings.total, result->timings.connect);
}

TEST(RawBytes, GoOutAsTheyAre) {
  const std::string bytes("GET\0/\x80\n\n", 8);
  const HostileServer server(Script{step::ReadBytes{bytes.size()}, step::Send{"HTTP/1.1 400 Bad Request\r\n\r\nno"}});
  Request request = get();
  request.raw = bytes;
  const ExchangeResult result = exchange_once(options_for(server.port()), request);
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_EQ(result->sent, bytes);
  EXPECT_EQ(result->response.status, 400);
  EXPECT_EQ(result->response.body, "no");
}

TEST(RawBytes, MayMeetAClosedDoor) {
  const HostileServer server(Script{step::ReadBytes{4}, step::Close{}});
  Request request = get();
  request.raw = "\n\n\n\n";
  const ExchangeResult result = exchange_once(options_for(server.port()), request);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, Kind::closed);
  EXPECT_EQ(result.error().sent, "\n\n\n\n");
}

TEST(RawBytes, NeverShareAConnection) {
  const HostileServer server(answer_each(ok));
  Client client(options_for(server.port()));
  int answered = 0;
  for (int number = 0; number < 3; ++number) {
    Request request = get();
    request.raw = "GET / HTTP/1.1\r\n\r\n";
    client.exchange(std::move(request), [&](ExchangeResult result) { answered += result ? 1 : 0; });
    client.run();
  }
  EXPECT_EQ(answered, 3);
  EXPECT_EQ(server.connections(), 3U);
}

TEST(Endpoints, MayBeIpv6) {
  std::optional<HostileServer> server;
  try {
    server.emplace(HostileServerOptions{.scripts = {answer_each(ok)}, .address = "::1"});
  } catch (const std::system_error& error) {
    GTEST_SKIP() << "no IPv6 here: " << error.what();
  }
  ClientOptions options = options_for(server->port());
  options.endpoint.host = "::1";
  const ExchangeResult result = exchange_once(options, get());
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_EQ(result->peer, "[::1]:" + std::to_string(server->port()));
}

TEST(Endpoints, MayBeAUnixSocket) {
  const std::string path = ::testing::TempDir() + "corspec-" + std::to_string(getpid()) + ".sock";
  const HostileServer server(HostileServerOptions{.scripts = {answer_each(ok)}, .unix_socket = path});
  ClientOptions options = options_for(1);
  options.endpoint.unix_socket = path;
  const ExchangeResult result = exchange_once(options, get());
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_EQ(result->peer, "unix:" + path);
  options.endpoint.unix_socket = path + ".none";
  const ExchangeResult none = exchange_once(options, get());
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, Kind::connect);
  EXPECT_EQ(none.error().detail, "no such file or directory");
}

TEST(Endpoints, MayHaveAnAddressThatRefuses) {
  // Where "localhost" is ::1 first, nobody listens there.
  const HostileServer server(answer_each(ok));
  ClientOptions options = options_for(server.port());
  options.endpoint.host = "localhost";
  Client client(options);
  for (int number = 0; number < 2; ++number) {
    Request request = get();
    request.pool = number == 0 ? Pool::credentialed : Pool::anonymous;
    client.exchange(std::move(request), [&](ExchangeResult result) {
      ASSERT_TRUE(result) << result.error().detail;
      EXPECT_EQ(result->peer, "127.0.0.1:" + std::to_string(server.port()));
    });
    client.run();
  }
  EXPECT_EQ(server.connections(), 2U);
}

TEST(Endpoints, MayLieElsewhere) {
  const HostileServer server(answer_each(ok));
  ClientOptions options = options_for(1);
  options.endpoint.host = "nobody.invalid";
  options.endpoint.connect_host = "127.0.0.1";
  options.endpoint.connect_port = server.port();
  const ExchangeResult result = exchange_once(options, get());
  EXPECT_TRUE(result) << result.error().detail;
  EXPECT_FALSE(try_connect(options));
}

TEST(Pools, KeepConnectionsApart) {
  const HostileServer server(answer_each(ok));
  Client client(options_for(server.port()));
  std::vector<bool> reused;
  for (const Pool pool : {Pool::credentialed, Pool::anonymous, Pool::credentialed, Pool::anonymous}) {
    Request request = get();
    request.pool = pool;
    client.exchange(std::move(request),
                    [&](ExchangeResult result) { reused.push_back(result && result->reused_connection); });
    client.run();
  }
  EXPECT_THAT(reused, ElementsAre(false, false, true, true));
  EXPECT_EQ(server.connections(), 2U);
}

TEST(Pools, HaveALimit) {
  const HostileServer server(answer_each(ok));
  ClientOptions options = options_for(server.port());
  options.max_connections = 3;
  Client client(options);
  int answered = 0;
  for (int number = 0; number < 50; ++number) {
    client.exchange(get(), [&](ExchangeResult result) { answered += result ? 1 : 0; });
  }
  client.run();
  EXPECT_EQ(answered, 50);
  EXPECT_EQ(server.connections(), 3U);
}

TEST(Pools, WorkAtTheSameTime) {
  // Each connection answers only when all four are open.
  const HostileServer server(Script{step::ReadHead{}, step::AwaitConnections{4}, step::Send{ok}, step::AwaitClose{}});
  Client client(options_for(server.port()));
  int answered = 0;
  for (int number = 0; number < 4; ++number) {
    client.exchange(get(), [&](ExchangeResult result) { answered += result ? 1 : 0; });
  }
  client.run();
  EXPECT_EQ(answered, 4);
}

TEST(Pools, ReplaceAStaleConnection) {
  const HostileServer server(HostileServerOptions{
      .scripts = {{step::ReadHead{}, step::Send{ok}, step::ReadHead{}, step::Close{}}, answer_each(ok)}});
  Client client(options_for(server.port()));
  std::vector<ExchangeResult> results;
  for (const char* target : {"/1", "/2"}) {
    client.exchange(get(target), [&](ExchangeResult result) { results.push_back(std::move(result)); });
    client.run();
  }
  ASSERT_THAT(results, SizeIs(2));
  ASSERT_TRUE(results[1]) << results[1].error().detail;
  EXPECT_FALSE(results[1]->reused_connection);
  EXPECT_EQ(server.connections(), 2U);
  EXPECT_THAT(server.heads(), SizeIs(3));
}

TEST(Runs, EndAtOnceWithoutWork) {
  Client client(options_for(1));
  client.run();
  client.run();
}

TEST(Runs, ServeExchangesBegunInCompletions) {
  const HostileServer server(answer_each(ok));
  Client client(options_for(server.port()));
  int answered = 0;
  std::function<void(ExchangeResult)> next = [&](ExchangeResult result) {
    ASSERT_TRUE(result) << result.error().detail;
    if (++answered < 100) client.exchange(get(), next);
  };
  client.exchange(get(), next);
  client.run();
  EXPECT_EQ(answered, 100);
  EXPECT_EQ(server.connections(), 1U);
}

TEST(Runs, WaitForTimers) {
  Client client(options_for(1));
  std::vector<int> order;
  client.after(milliseconds(20), [&] { order.push_back(20); });
  client.after(milliseconds(1), [&] {
    order.push_back(1);
    client.after(milliseconds(1), [&] { order.push_back(2); });
  });
  client.run();
  EXPECT_THAT(order, ElementsAre(1, 2, 20));
}

TEST(Runs, HaveDeadlinesForEachExchange) {
  const HostileServer server(Script{step::AwaitClose{}});
  Client client(options_for(server.port()));
  std::vector<std::string> details;
  const auto note = [&](ExchangeResult result) { details.push_back(result ? "answered" : result.error().detail); };
  client.exchange(get(), {.connect = generous.connect, .first_byte = milliseconds(120), .total = generous.total}, note);
  client.exchange(get(), {.connect = generous.connect, .first_byte = milliseconds(60), .total = generous.total}, note);
  client.exchange(get(), {.connect = generous.connect, .first_byte = milliseconds(20), .total = generous.total}, note);
  client.run();
  EXPECT_THAT(details, ElementsAre("no answer within 20 ms", "no answer within 60 ms", "no answer within 120 ms"));
}

TEST(Cancel, EndsEverything) {
  const HostileServer server(Script{step::AwaitClose{}});
  ClientOptions options = options_for(server.port());
  options.max_connections = 1;
  Client client(options);
  std::vector<Kind> kinds;
  const auto note = [&](ExchangeResult result) { kinds.push_back(result ? Kind::connect : result.error().kind); };
  client.exchange(get(), note);
  client.exchange(get(), note);
  bool heard = false;
  client.after(milliseconds(20000), [&] { heard = true; });
  client.after(milliseconds(20), [&] { client.cancel(); });
  client.run();
  EXPECT_THAT(kinds, ElementsAre(Kind::cancelled, Kind::cancelled));
  EXPECT_FALSE(heard);
}

TEST(Cancel, LeavesTheClientUsable) {
  const HostileServer server(answer_each(ok));
  Client client(options_for(server.port()));
  client.after(milliseconds(0), [&] { client.cancel(); });
  client.run();
  bool answered = false;
  client.exchange(get(), [&](ExchangeResult result) { answered = result.has_value(); });
  client.run();
  EXPECT_TRUE(answered);
}

TEST(Interrupt, IsHeardInsideRun) {
  const HostileServer server(Script{step::AwaitClose{}});
  Client client(options_for(server.port()));
  std::vector<Kind> kinds;
  client.on_interrupt([&] { client.cancel(); });
  client.exchange(get(), [&](ExchangeResult result) { kinds.push_back(result ? Kind::connect : result.error().kind); });
  client.after(milliseconds(0), [] { std::raise(SIGINT); });
  client.run();
  EXPECT_THAT(kinds, ElementsAre(Kind::cancelled));
}

TEST(Clients, MayBeDestroyedWithWorkLeft) {
  const HostileServer server(Script{step::AwaitClose{}});
  bool heard = false;
  {
    Client client(options_for(server.port()));
    client.exchange(get(), [&](ExchangeResult) { heard = true; });
    client.exchange(get(), {.first_byte = milliseconds(20)}, [](ExchangeResult) {});
    client.after(milliseconds(20000), [&] { heard = true; });
    // Long enough to connect; nothing is waited for any more after that.
    client.after(milliseconds(1), [&] { client.exchange(get(), [](ExchangeResult) {}); });
  }
  EXPECT_FALSE(heard);
}

TEST(TryConnect, FindsAServer) {
  const HostileServer server(Script{step::AwaitClose{}});
  EXPECT_FALSE(try_connect(options_for(server.port())));
}

}  // namespace
}  // namespace corspec::http
