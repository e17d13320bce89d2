#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "testing/certificates.hpp"
#include "testing/hostile_server.hpp"

namespace corspec::testing {

/// A file descriptor, closed with its owner.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  [[nodiscard]] int get() const { return number_; }
  void reset();

 private:
  int number_;
};

struct ReleaseTls {
  void operator()(SSL_CTX* context) const;
  void operator()(SSL* session) const;
};

/// What a server's TLS sessions have in common. Throws when the certificate cannot be used.
class ServerTls {
 public:
  ServerTls(const Certificate& certificate, ClientCertificate client_certificate);
  [[nodiscard]] SSL_CTX* context() const { return context_.get(); }

 private:
  std::unique_ptr<SSL_CTX, ReleaseTls> context_;
};

/// A server's end of a connection, plain or TLS. Each call waits for the peer, or until `stop` can be read.
class PeerStream {
 public:
  PeerStream(Descriptor socket, int stop) : socket_(std::move(socket)), stop_(stop) {}

  [[nodiscard]] bool start_tls(const ServerTls& tls);
  /// Empty: the peer is gone, or the server ends.
  [[nodiscard]] std::string read();
  /// False: the peer is gone, or the server ends.
  [[nodiscard]] bool write(std::string_view bytes);
  void close();
  void reset();

  /// Of a TLS stream: the common name of the client's certificate, and the name the client asked for; empty for none.
  [[nodiscard]] std::string client_name() const;
  [[nodiscard]] std::string server_name() const;

 private:
  [[nodiscard]] bool await(short event) const;
  [[nodiscard]] bool await_tls(int result) const;

  Descriptor socket_;
  int stop_;
  std::unique_ptr<SSL, ReleaseTls> session_;
};

}  // namespace corspec::testing
