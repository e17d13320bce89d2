#pragma once

#include <array>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>

#include "http/address_book.hpp"
#include "http/connection.hpp"

namespace corspec::http {

/// TCP or Unix, without the type-erased executor that Asio's own aliases carry through every operation.
using Socket =
    boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol, boost::asio::io_context::executor_type>;

/// A plain connection; what TLS is laid over. Asio's handlers keep it alive; `close` makes them silent.
class SocketConnection : public Connection, public std::enable_shared_from_this<SocketConnection> {
 public:
  SocketConnection(boost::asio::io_context& context, AddressBook& addresses);

  void open(ConnectionEvents& events, std::chrono::milliseconds budget) override;
  bool write(std::string_view bytes) override;
  void read() override;
  bool is_quiet() override;
  void close() override;
  std::string_view peer() const override { return peer_; }

 protected:
  using error_code = boost::system::error_code;

  /// The socket is connected: here, that is all there is to do.
  virtual void connected();

  void end_write(const error_code& error);
  void end_read(std::size_t size);
  void fail(ConnectionError error);

  [[nodiscard]] Socket& socket() { return socket_; }
  [[nodiscard]] boost::asio::mutable_buffer buffer() { return boost::asio::buffer(buffer_); }
  [[nodiscard]] bool is_closed() const { return events_ == nullptr; }
  [[nodiscard]] ConnectionEvents& events() { return *events_; }

 private:
  void try_address(std::size_t index, ConnectionError last_error);
  void end_attempt(std::size_t index, const error_code& error);

  Socket socket_;
  boost::asio::steady_timer attempt_timer_;
  AddressBook& address_book_;
  Addresses addresses_;
  std::optional<std::size_t> attempt_;  ///< the address that is being tried
  std::chrono::milliseconds budget_{0};
  ConnectionEvents* events_ = nullptr;
  std::string peer_;
  std::array<char, std::size_t{16} * 1024> buffer_;
};

}  // namespace corspec::http
