#pragma once

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <concepts>
#include <string_view>

#include "reference/application.hpp"
#include "reference/request_reader.hpp"

/// Private: the life of one connection. A `co_await` stands alone with named operands: g++ 12 miscompiles more.
namespace corspec::reference {

namespace asio = boost::asio;

/// TCP and unix sockets alike.
using PlainStream = boost::beast::basic_stream<asio::generic::stream_protocol>;
using TlsStream = asio::ssl::stream<PlainStream>;

/// Completes with the error code as a value: a connection that breaks is no exception here.
inline constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

/// How long the client has to close its end, once told that nothing more will come.
inline constexpr std::chrono::seconds farewell{2};

/// Ends the sending half, over TLS with its own word for that, so that the client can tell the end from a cut; then
/// reads on until the client closes: closing with bytes unread would reset the connection, and a reset can overtake the
/// answer.
template <typename Stream>
asio::awaitable<void> take_leave(Stream& stream) {
  auto& connection = boost::beast::get_lowest_layer(stream);
  connection.expires_after(farewell);
  if constexpr (std::same_as<Stream, TlsStream>) {
    co_await stream.async_shutdown(as_values);
  }
  boost::system::error_code ignored;
  connection.socket().shutdown(asio::socket_base::shutdown_send, ignored);
  std::array<char, 4096> bytes;
  const auto buffer = asio::buffer(bytes);
  for (;;) {
    const auto [error, length] = co_await connection.async_read_some(buffer, as_values);
    if (error) co_return;
  }
}

/// Piece by piece, where the answer wants that. False: the client is gone.
template <typename Stream>
asio::awaitable<bool> deliver(Stream& stream, const Wire& output) {
  asio::steady_timer timer(stream.get_executor());
  std::string_view rest = output.bytes;
  while (!rest.empty()) {
    const auto piece = rest.substr(0, output.piece > 0 ? output.piece : rest.size());
    const auto pending = asio::buffer(piece);
    const auto [error, length] = co_await asio::async_write(stream, pending, as_values);
    if (error) co_return false;
    rest.remove_prefix(piece.size());
    if (output.pause.count() == 0 || rest.empty()) continue;
    timer.expires_after(output.pause);
    co_await timer.async_wait(as_values);
  }
  co_return true;
}

template <typename Stream>
asio::awaitable<void> converse(Stream& stream, Application& application) {
  auto& connection = boost::beast::get_lowest_layer(stream);
  RequestReader reader = application.new_reader();
  std::array<char, 16 * 1024> input;
  const auto space = asio::buffer(input);
  const auto number = application.admit();
  Wire output;
  for (;;) {
    const auto next = application.answer_pending(number, reader, output);
    connection.expires_after(application.options().idle);
    auto delivery = deliver(stream, output);
    const bool delivered = co_await std::move(delivery);
    if (!delivered) co_return;
    output = {};
    if (next == Application::Next::answer_more) continue;
    if (next == Application::Next::close) break;
    const auto [error, length] = co_await stream.async_read_some(space, as_values);
    if (error) co_return;
    reader.append({input.data(), length});
  }
  auto leave = take_leave(stream);
  co_await std::move(leave);
}

}  // namespace corspec::reference
