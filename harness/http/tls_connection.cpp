#include "http/tls_connection.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <boost/asio/ssl/error.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "http/plain_words.hpp"

namespace corspec::http {

namespace asio = boost::asio;
namespace ssl = asio::ssl;

namespace {

ConnectionError handshake_error(const boost::system::error_code& error, SSL* session) {
  const long verified = SSL_get_verify_result(session);
  std::string detail = plain_words(error);
  if (error.category() != asio::error::get_ssl_category()) {
    detail += " during the TLS handshake";
  } else if (ERR_GET_REASON(static_cast<unsigned int>(error.value())) == SSL_R_CERTIFICATE_VERIFY_FAILED &&
             verified != X509_V_OK) {
    detail += std::string(": ") + X509_verify_cert_error_string(verified);
  }
  return {TransportError::Kind::tls, std::move(detail)};
}

}  // namespace

TlsConnection::TlsConnection(asio::io_context& context, AddressBook& addresses, TlsSettings& settings, Pool pool)
    : SocketConnection(context, addresses), settings_(settings), pool_(pool) {}

void TlsConnection::connected() {
  const auto context = settings_.context(pool_);
  if (!context) return fail(context.error());
  stream_.emplace(socket(), **context);
  if (!settings_.prepare(stream_->native_handle())) {
    return fail({TransportError::Kind::tls, "no certificate can be for this host name"});
  }
  stream_->async_handshake(ssl::stream_base::client, [self = shared_from_this(), this](const error_code& error) {
    if (!is_closed()) end_handshake(error);
  });
}

void TlsConnection::end_handshake(const error_code& error) {
  if (error) return fail(handshake_error(error, stream_->native_handle()));
  events().opened();
}

bool TlsConnection::write(std::string_view bytes) {
  // Asio's TLS operations may look at their buffer once more after the socket was closed under them.
  outgoing_ = bytes;
  asio::async_write(*stream_, asio::buffer(outgoing_),
                    [self = shared_from_this(), this](const error_code& error, std::size_t) { end_write(error); });
  return false;
}

void TlsConnection::read() {
  stream_->async_read_some(buffer(), [self = shared_from_this(), this](const error_code& error, std::size_t size) {
    if (is_closed()) return;
    const bool is_end = error == asio::error::eof || error == ssl::error::stream_truncated;
    if (!error || is_end) return end_read(size);
    // In TLS 1.3 a refused client certificate is told only now.
    const bool is_tls = error.category() == asio::error::get_ssl_category();
    fail({is_tls ? TransportError::Kind::tls : TransportError::Kind::closed, plain_words(error)});
  });
}

}  // namespace corspec::http
