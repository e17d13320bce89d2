#include "testing/peer_stream.hpp"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

namespace corspec::testing {

namespace {

struct Release {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};
template <class T>
using Handle = std::unique_ptr<T, Release>;

void require(bool holds) {
  if (!holds) throw std::runtime_error("the server's TLS could not be set up");
}

Handle<BIO> bio_of(const std::string& pem) {
  return Handle<BIO>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

}  // namespace

void Descriptor::reset() {
  if (number_ >= 0) ::close(std::exchange(number_, -1));
}

void ReleaseTls::operator()(SSL_CTX* context) const {
  SSL_CTX_free(context);
}

void ReleaseTls::operator()(SSL* session) const {
  SSL_free(session);
}

ServerTls::ServerTls(const Certificate& certificate, ClientCertificate client_certificate)
    : context_(SSL_CTX_new(TLS_server_method())) {
  const Handle<X509> own(PEM_read_bio_X509(bio_of(certificate.pem).get(), nullptr, nullptr, nullptr));
  const Handle<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio_of(certificate.key_pem).get(), nullptr, nullptr, nullptr));
  require(context_ && own && key);
  require(SSL_CTX_use_certificate(context_.get(), own.get()) == 1);
  require(SSL_CTX_use_PrivateKey(context_.get(), key.get()) == 1);
  if (client_certificate == ClientCertificate::unasked) return;
  const bool is_demanded = client_certificate == ClientCertificate::demanded;
  // Any certificate is good enough: who signed it is not what the tests are about.
  SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER | (is_demanded ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
                     [](int, X509_STORE_CTX*) { return 1; });
}

bool PeerStream::start_tls(const ServerTls& tls) {
  session_.reset(SSL_new(tls.context()));
  require(session_ && SSL_set_fd(session_.get(), socket_.get()) == 1);
  for (;;) {
    const int accepted = SSL_accept(session_.get());
    if (accepted == 1) return true;
    if (!await_tls(accepted)) return false;
  }
}

std::string PeerStream::read() {
  std::array<char, std::size_t{64} * 1024> buffer;
  for (;;) {
    if (session_) {
      const int size = SSL_read(session_.get(), buffer.data(), static_cast<int>(buffer.size()));
      if (size > 0) return {buffer.data(), static_cast<std::size_t>(size)};
      if (!await_tls(size)) return "";
    } else {
      const ssize_t size = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
      if (size > 0) return {buffer.data(), static_cast<std::size_t>(size)};
      if (size == 0 || errno != EAGAIN || !await(POLLIN)) return "";
    }
  }
}

bool PeerStream::write(std::string_view bytes) {
  while (!bytes.empty()) {
    if (session_) {
      const int size = SSL_write(session_.get(), bytes.data(), static_cast<int>(bytes.size()));
      if (size <= 0 && !await_tls(size)) return false;
      bytes.remove_prefix(static_cast<std::size_t>(std::max(size, 0)));
    } else {
      const ssize_t size = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (size < 0 && (errno != EAGAIN || !await(POLLOUT))) return false;
      bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    }
  }
  return true;
}

void PeerStream::close() {
  if (session_) SSL_shutdown(session_.get());
  socket_.reset();
}

void PeerStream::reset() {
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
  socket_.reset();
}

std::string PeerStream::client_name() const {
  const Handle<X509> certificate(SSL_get1_peer_certificate(session_.get()));
  if (!certificate) return "";
  std::array<char, 256> name{};
  const int size = X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name.data(),
                                             static_cast<int>(name.size()));
  return {name.data(), static_cast<std::size_t>(std::max(size, 0))};
}

std::string PeerStream::server_name() const {
  const char* const name = SSL_get_servername(session_.get(), TLSEXT_NAMETYPE_host_name);
  return name == nullptr ? "" : name;
}

bool PeerStream::await(short event) const {
  std::array<pollfd, 2> waits{pollfd{socket_.get(), event, 0}, pollfd{stop_, POLLIN, 0}};
  while (::poll(waits.data(), waits.size(), -1) < 0 && errno == EINTR) {
  }
  return waits[1].revents == 0;
}

bool PeerStream::await_tls(int result) const {
  switch (SSL_get_error(session_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return await(POLLIN);
    case SSL_ERROR_WANT_WRITE:
      return await(POLLOUT);
    default:
      return false;
  }
}

}  // namespace corspec::testing
