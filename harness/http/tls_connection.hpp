#pragma once

#include <boost/asio/ssl/stream.hpp>
#include <optional>

#include "http/socket_connection.hpp"
#include "http/tls_settings.hpp"

namespace corspec::http {

/// TLS over a socket.
class TlsConnection final : public SocketConnection {
 public:
  TlsConnection(boost::asio::io_context& context, AddressBook& addresses, TlsSettings& settings, Pool pool);

  bool write(std::string_view bytes) override;
  void read() override;

 private:
  void connected() override;
  void end_handshake(const error_code& error);

  TlsSettings& settings_;
  Pool pool_;
  std::optional<boost::asio::ssl::stream<Socket&>> stream_;
  std::string outgoing_;
};

}  // namespace corspec::http
