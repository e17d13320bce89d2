#pragma once

#include <boost/asio/ssl/context.hpp>
#include <expected>
#include <optional>
#include <string>

#include "http/client.hpp"
#include "http/connection.hpp"

namespace corspec::http {

/// What a TLS session needs to know before it begins: made when the first connection of a pool asks for it.
class TlsSettings {
 public:
  TlsSettings(TlsOptions options, const Endpoint& endpoint);

  /// The pool's context; only the credentialed one carries the client certificate. Fails when a file cannot be used.
  [[nodiscard]] std::expected<boost::asio::ssl::context*, ConnectionError> context(Pool pool);
  /// Prepares a session: the name for SNI (none for IP addresses), the name or address that the certificate must be
  /// for. False when OpenSSL does not take that name: the session must then not be used.
  [[nodiscard]] bool prepare(SSL* session) const;

 private:
  [[nodiscard]] std::optional<ConnectionError> load_trust(boost::asio::ssl::context& context) const;
  [[nodiscard]] std::optional<ConnectionError> load_client_certificate(boost::asio::ssl::context& context) const;

  TlsOptions options_;
  std::string host_;
  bool is_address_ = false;
  std::optional<boost::asio::ssl::context> credentialed_;
  std::optional<boost::asio::ssl::context> anonymous_;
};

}  // namespace corspec::http
