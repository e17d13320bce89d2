#include "http/socket_connection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <boost/asio/ip/tcp.hpp>

#include "testing/hostile_server.hpp"

namespace corspec::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using corspec::testing::HostileServer;
using corspec::testing::Script;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::StartsWith;
namespace step = corspec::testing::step;

/// Writes down what a connection tells.
class Recorder final : public ConnectionEvents {
 public:
  void opened() override { events.emplace_back("opened"); }
  void written() override { events.emplace_back("written"); }
  void received(std::string_view bytes) override { events.push_back("received " + std::string(bytes)); }
  void failed(ConnectionError error) override { events.push_back("failed: " + error.detail); }
  void write_failed(ConnectionError) override { events.emplace_back("write failed"); }

  std::vector<std::string> events;
};

tcp::endpoint loopback(std::uint16_t port) {
  return {asio::ip::make_address("127.0.0.1"), port};
}

std::uint16_t port_where_nobody_listens(asio::io_context& context) {
  return tcp::acceptor(context, loopback(0)).local_endpoint().port();
}

struct SocketConnectionTest : ::testing::Test {
  std::shared_ptr<SocketConnection> open(AddressBook& book, milliseconds budget) {
    const auto connection = std::make_shared<SocketConnection>(context, book);
    connection->open(recorder, budget);
    context.restart();
    context.run();
    return connection;
  }

  asio::io_context context{1};
  Recorder recorder;
};

TEST_F(SocketConnectionTest, TriesTheNextAddressAndRemembersTheOneThatWorked) {
  const HostileServer server(Script{step::AwaitClose{}});
  const std::uint16_t dead = port_where_nobody_listens(context);
  AddressBook book(context, {tcp_address(loopback(dead)), tcp_address(loopback(server.port()))});
  const auto first = open(book, milliseconds(20000));
  EXPECT_THAT(recorder.events, ElementsAre("opened"));
  EXPECT_EQ(first->peer(), "127.0.0.1:" + std::to_string(server.port()));
  book.look_up([&](AddressBook::Found found) {
    ASSERT_TRUE(found);
    EXPECT_EQ((*found)->front().name, first->peer());
    EXPECT_EQ((*found)->size(), 2U);
  });
}

TEST_F(SocketConnectionTest, TellsTheLastErrorWhenNoAddressAnswers) {
  const std::uint16_t dead = port_where_nobody_listens(context);
  AddressBook book(context, {tcp_address(loopback(dead)), tcp_address(loopback(dead))});
  open(book, milliseconds(20000));
  EXPECT_THAT(recorder.events, ElementsAre("failed: connection refused"));
}

TEST_F(SocketConnectionTest, GivesASilentAddressOnlyItsShareOfTheTime) {
  // A listener whose queue is full answers no further connection.
  tcp::acceptor silent(context, tcp::v4());
  silent.bind(loopback(0));
  silent.listen(0);
  const tcp::endpoint silent_address = silent.local_endpoint();
  std::vector<tcp::socket> queue;
  for (int number = 0; number < 8; ++number) {
    tcp::socket& waiting = queue.emplace_back(context, tcp::v4());
    waiting.native_non_blocking(true);
    // Asio's own connect would wait for the answer.
    ::connect(waiting.native_handle(), silent_address.data(), static_cast<socklen_t>(silent_address.size()));
  }
  const HostileServer server(Script{step::AwaitClose{}});
  AddressBook book(context, {tcp_address(silent_address), tcp_address(loopback(server.port()))});
  const auto connection = open(book, milliseconds(200));
  EXPECT_THAT(recorder.events, ElementsAre("opened"));
  EXPECT_THAT(connection->peer(), StartsWith("127.0.0.1:"));
  EXPECT_EQ(connection->peer(), "127.0.0.1:" + std::to_string(server.port()));
}

TEST_F(SocketConnectionTest, IsQuietUntilThePeerSpeaksOrLeaves) {
  const HostileServer server(Script{step::ReadBytes{1}, step::Send{"!"}, step::ReadBytes{1}});
  AddressBook book(context, {tcp_address(loopback(server.port()))});
  const auto connection = open(book, milliseconds(20000));
  EXPECT_TRUE(connection->is_quiet());
  EXPECT_TRUE(connection->write("?"));
  connection->read();
  context.restart();
  context.run();
  EXPECT_TRUE(connection->is_quiet());
  EXPECT_TRUE(connection->write("?"));
  connection->read();
  context.restart();
  context.run();
  EXPECT_THAT(recorder.events, ElementsAre("opened", "received !", "received "));
  EXPECT_FALSE(connection->is_quiet());
}

TEST_F(SocketConnectionTest, SaysNothingOnceClosed) {
  const HostileServer server(Script{step::AwaitClose{}});
  AddressBook book(context, {tcp_address(loopback(server.port()))});
  const auto connection = open(book, milliseconds(20000));
  const std::string bytes(32 * 1024 * 1024, 'a');
  static_cast<void>(connection->write(bytes));
  connection->read();
  connection->close();
  context.restart();
  context.run();
  EXPECT_THAT(recorder.events, ElementsAre("opened"));
}

}  // namespace
}  // namespace corspec::http
