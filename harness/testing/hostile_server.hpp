#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "testing/certificates.hpp"

namespace corspec::testing {

/// What a scripted connection does next. A script that has run out closes the connection.
namespace step {
struct ReadHead {};  ///< reads through an empty line; the bytes are kept, see `heads`
struct ReadBytes {
  std::size_t size = 0;
};  ///< reads so many bytes and forgets them
struct Send {
  std::string bytes;
};
struct SendForever {
  std::string bytes;
};  ///< again and again, until the peer closes
struct AnswerEach {
  std::string bytes;
};  ///< answers each head with that, until the peer closes
struct AwaitClose {};  ///< says nothing more, until the peer closes
struct AwaitConnections {
  std::size_t count = 0;
};  ///< until so many connections have been accepted
struct Close {};
struct Reset {};  ///< closes with a TCP reset
}  // namespace step

using Step = std::variant<step::ReadHead, step::ReadBytes, step::Send, step::SendForever, step::AnswerEach,
                          step::AwaitClose, step::AwaitConnections, step::Close, step::Reset>;
using Script = std::vector<Step>;

/// The script of a server that behaves: it answers every request on every connection with these bytes.
[[nodiscard]] Script answer_each(std::string bytes);

enum class ClientCertificate : std::uint8_t { unasked, asked, demanded };

struct HostileServerOptions {
  /// The n-th connection plays the n-th script, later ones the last.
  std::vector<Script> scripts;
  std::string address = "127.0.0.1";       ///< or "::1"
  std::string unix_socket;                 ///< listens there instead
  std::optional<Certificate> certificate;  ///< makes it a TLS server
  ClientCertificate client_certificate = ClientCertificate::unasked;
};

/// A server that does what its scripts say, on a port of its own, in threads of its own, until it is destroyed.
class HostileServer {
 public:
  /// Listens when it returns. Throws when it cannot.
  explicit HostileServer(HostileServerOptions options);
  explicit HostileServer(Script script);
  ~HostileServer();
  HostileServer(const HostileServer&) = delete;
  HostileServer& operator=(const HostileServer&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::size_t connections() const;
  /// The request heads that were read so far, in order.
  [[nodiscard]] std::vector<std::string> heads() const;
  /// The common name of the client's certificate for each TLS session, in order; empty for none.
  [[nodiscard]] std::vector<std::string> clients() const;
  /// The server names (SNI) that clients asked for, in order; empty for none.
  [[nodiscard]] std::vector<std::string> server_names() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace corspec::testing
