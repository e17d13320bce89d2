#include "http/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <system_error>

#include "testing/hostile_server.hpp"
#include "testing/loopback.hpp"

namespace corspec::http {
namespace {

using corspec::testing::answer_each;
using corspec::testing::generous_deadlines;
using corspec::testing::get;
using corspec::testing::HostileServer;
using corspec::testing::HostileServerOptions;
using corspec::testing::loopback_options;
using corspec::testing::Script;
using ::testing::ElementsAre;
using ::testing::SizeIs;
using Kind = TransportError::Kind;
using std::chrono::milliseconds;
namespace step = corspec::testing::step;

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

TEST(Exchanges, AreRecorded) {
  const auto before = std::chrono::system_clock::now();
  const HostileServer server(answer_each("HTTP/1.1 103 Early Hints\r\n\r\n" + ok));
  const ExchangeResult result = exchange_once(loopback_options(server.port()), get("/x"));
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_EQ(result->sent, "GET /x HTTP/1.1\r\nHost: a.example\r\n\r\n");
  EXPECT_THAT(server.heads(), ElementsAre(result->sent));
  EXPECT_EQ(result->response.head, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
  EXPECT_THAT(result->response.interim, ElementsAre("HTTP/1.1 103 Early Hints\r\n\r\n"));
  EXPECT_EQ(result->peer, "127.0.0.1:" + std::to_string(server.port()));
  EXPECT_EQ(result->protocol, "http/1.1");
  EXPECT_FALSE(result->reused_connection);
  EXPECT_GT(result->timings.connect.count(), 0);
  EXPECT_GE(result->timings.total, result->timings.connect);
  EXPECT_GE(result->timings.began, before);
  EXPECT_LE(result->timings.began, std::chrono::system_clock::now());
}

TEST(RawBytes, GoOutAsTheyAre) {
  const std::string bytes("GET\0/\x80\n\n", 8);
  const HostileServer server(Script{step::ReadBytes{bytes.size()}, step::Send{"HTTP/1.1 400 Bad Request\r\n\r\nno"}});
  Request request = get();
  request.raw = bytes;
  const ExchangeResult result = exchange_once(loopback_options(server.port()), request);
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_EQ(result->sent, bytes);
  EXPECT_EQ(result->response.status, 400);
  EXPECT_EQ(result->response.body, "no");
}

TEST(RawBytes, MayMeetAClosedDoor) {
  const HostileServer server(Script{step::ReadBytes{4}, step::Close{}});
  Request request = get();
  request.raw = "\n\n\n\n";
  const ExchangeResult result = exchange_once(loopback_options(server.port()), request);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, Kind::closed);
  EXPECT_EQ(result.error().sent, "\n\n\n\n");
}

/// What comes of raw bytes that others follow, when the peer does that.
ExchangeResult follow_up(Script script) {
  const HostileServer server(std::move(script));
  Request request = get();
  request.method = "OPTIONS";
  request.raw = "first";
  request.then = Request::FollowUp{"GET", "second"};
  return exchange_once(loopback_options(server.port()), request);
}

const std::string nothing = "HTTP/1.1 204 No Content\r\n\r\n";

TEST(RawBytes, MayBeFollowedByOthersOnTheirConnection) {
  const ExchangeResult result =
      follow_up({step::ReadBytes{5}, step::Send{nothing}, step::ReadBytes{6}, step::Send{ok}});
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_EQ(result->sent, "firstsecond");
  EXPECT_EQ(result->response.status, 200);
  EXPECT_EQ(result->response.body, "hi");
}

TEST(RawBytes, AreAnsweredByWhatThePeerTakesForTheNextRequest) {
  const std::string refused = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
  for (const Script& script : {Script{step::ReadBytes{5}, step::Send{nothing + refused}, step::Close{}},
                               Script{step::ReadBytes{5}, step::Send{ok + refused}, step::Close{}},
                               Script{step::ReadBytes{5}, step::Send{ok + refused.substr(0, 9)}, step::ReadBytes{6},
                                      step::Send{refused.substr(9)}}}) {
    const ExchangeResult result = follow_up(script);
    ASSERT_TRUE(result) << result.error().detail;
    EXPECT_EQ(result->response.status, 400);
  }
}

TEST(RawBytes, AreNotAnsweredWhereTheConnectionEndsBefore) {
  for (const Script& script :
       {Script{step::ReadBytes{5}, step::Send{"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"}},
        Script{step::ReadBytes{5}, step::Send{nothing}, step::Close{}},
        Script{step::ReadBytes{5}, step::Send{"HTTP/1.1 200 OK\r\n\r\nto the end"}, step::Close{}},
        Script{step::ReadBytes{5}, step::Close{}}}) {
    const ExchangeResult result = follow_up(script);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, Kind::closed);
  }
}

TEST(RawBytes, NeverShareAConnection) {
  const HostileServer server(answer_each(ok));
  Client client(loopback_options(server.port()));
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

TEST(HangingUp, HasAConnectionOfItsOwn) {
  const HostileServer server(Script{step::ReadHead{}, step::Send{ok}, step::ReadHead{}, step::AwaitConnections{2},
                                    step::Send{ok}, step::AwaitClose{}});
  Client client(loopback_options(server.port()));
  std::vector<std::optional<Kind>> outcomes;
  for (const bool hang_up : {false, true, false}) {
    Request request = get();
    request.hang_up = hang_up;
    client.exchange(std::move(request), [&](ExchangeResult result) {
      outcomes.push_back(result ? std::nullopt : std::optional(result.error().kind));
    });
    client.run();
  }
  EXPECT_THAT(outcomes, ElementsAre(std::nullopt, Kind::closed, std::nullopt));
  EXPECT_EQ(server.connections(), 2U);
}

TEST(NewConnections, AreMadeWhereTheyAreAskedFor) {
  const HostileServer server(answer_each(ok));
  Client client(loopback_options(server.port()));
  std::vector<bool> reused;
  for (const bool new_connection : {false, true, false}) {
    Request request = get();
    request.new_connection = new_connection;
    client.exchange(std::move(request),
                    [&](ExchangeResult result) { reused.push_back(result && result->reused_connection); });
    client.run();
  }
  EXPECT_THAT(reused, ElementsAre(false, false, true));
  EXPECT_EQ(server.connections(), 2U);
}

/// RFC 9112 section 9.6: whoever asked for the end sends nothing more, also where the server overhears it.
TEST(NewConnections, AreMadeAfterOneThatWasToEnd) {
  const HostileServer server(answer_each(ok));
  Client client(loopback_options(server.port()));
  std::vector<bool> reused;
  for (const char* const option : {"keep-alive", "keep-alive, Close", "keep-alive"}) {
    Request request = get();
    request.headers.set("Connection", option);
    client.exchange(std::move(request),
                    [&](ExchangeResult result) { reused.push_back(result && result->reused_connection); });
    client.run();
  }
  EXPECT_THAT(reused, ElementsAre(false, true, false));
  EXPECT_EQ(server.connections(), 2U);
}

TEST(Endpoints, MayBeIpv6) {
  std::optional<HostileServer> server;
  try {
    server.emplace(HostileServerOptions{.scripts = {answer_each(ok)}, .address = "::1"});
  } catch (const std::system_error& error) {
    GTEST_SKIP() << "no IPv6 here: " << error.what();
  }
  ClientOptions options = loopback_options(server->port());
  options.endpoint.host = "::1";
  const ExchangeResult result = exchange_once(options, get());
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_EQ(result->peer, "[::1]:" + std::to_string(server->port()));
}

TEST(Endpoints, MayBeAUnixSocket) {
  const std::string path = ::testing::TempDir() + "corspec-" + std::to_string(getpid()) + ".sock";
  const HostileServer server(HostileServerOptions{.scripts = {answer_each(ok)}, .unix_socket = path});
  ClientOptions options = loopback_options(1);
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
  ClientOptions options = loopback_options(server.port());
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
  ClientOptions options = loopback_options(1);
  options.endpoint.host = "nobody.invalid";
  options.endpoint.connect_host = "127.0.0.1";
  options.endpoint.connect_port = server.port();
  const ExchangeResult result = exchange_once(options, get());
  EXPECT_TRUE(result) << result.error().detail;
  EXPECT_FALSE(try_connect(options));
}

TEST(Pools, KeepConnectionsApart) {
  const HostileServer server(answer_each(ok));
  Client client(loopback_options(server.port()));
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
  ClientOptions options = loopback_options(server.port());
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
  Client client(loopback_options(server.port()));
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
  Client client(loopback_options(server.port()));
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
  Client client(loopback_options(1));
  client.run();
  client.run();
}

TEST(Runs, ServeExchangesBegunInCompletions) {
  const HostileServer server(answer_each(ok));
  Client client(loopback_options(server.port()));
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
  Client client(loopback_options(1));
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
  Client client(loopback_options(server.port()));
  std::vector<std::string> details;
  const auto note = [&](ExchangeResult result) { details.push_back(result ? "answered" : result.error().detail); };
  client.exchange(
      get(),
      {.connect = generous_deadlines.connect, .first_byte = milliseconds(120), .total = generous_deadlines.total},
      note);
  client.exchange(
      get(), {.connect = generous_deadlines.connect, .first_byte = milliseconds(60), .total = generous_deadlines.total},
      note);
  client.exchange(
      get(), {.connect = generous_deadlines.connect, .first_byte = milliseconds(20), .total = generous_deadlines.total},
      note);
  client.run();
  EXPECT_THAT(details, ElementsAre("no answer within 20 ms", "no answer within 60 ms", "no answer within 120 ms"));
}

TEST(Cancel, EndsEverything) {
  const HostileServer server(Script{step::AwaitClose{}});
  ClientOptions options = loopback_options(server.port());
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
  Client client(loopback_options(server.port()));
  client.after(milliseconds(0), [&] { client.cancel(); });
  client.run();
  bool answered = false;
  client.exchange(get(), [&](ExchangeResult result) { answered = result.has_value(); });
  client.run();
  EXPECT_TRUE(answered);
}

TEST(Interrupt, IsHeardInsideRun) {
  const HostileServer server(Script{step::AwaitClose{}});
  Client client(loopback_options(server.port()));
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
    Client client(loopback_options(server.port()));
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
  EXPECT_FALSE(try_connect(loopback_options(server.port())));
}

}  // namespace
}  // namespace corspec::http
