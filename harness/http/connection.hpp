#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "http/exchange.hpp"

namespace corspec::http {

/// Why a connection cannot be opened, written to or read from any more.
struct ConnectionError {
  TransportError::Kind kind = TransportError::Kind::connect;
  std::string detail;  ///< in plain words: "connection refused"
};

/// What a connection tells. Each is the last thing that the connection does: it may be closed and released inside.
class ConnectionEvents {
 public:
  virtual void opened() = 0;
  virtual void written() = 0;
  /// The next bytes, valid during the call; empty when the peer has ended the stream.
  virtual void received(std::string_view bytes) = 0;
  virtual void failed(ConnectionError error) = 0;        ///< of opening or reading: nothing more can be read
  virtual void write_failed(ConnectionError error) = 0;  ///< what the peer sent before may still be read

 protected:
  ~ConnectionEvents() = default;
};

/// The seam between exchanges and sockets: one byte stream to the endpoint, plain, TLS, or scripted in tests.
/// Events come from the event loop, never from inside a call; none comes after `close`.
class Connection {
 public:
  virtual ~Connection() = default;

  /// Resolves, connects, handshakes; then `opened` or `failed`. `budget` is what the owner allows for all of it: with
  /// several addresses, each gets its share.
  virtual void open(ConnectionEvents& events, std::chrono::milliseconds budget) = 0;
  /// True: all of it is sent already, and no event follows. Otherwise `written` or `write_failed` does; `bytes` must
  /// stay until then.
  [[nodiscard]] virtual bool write(std::string_view bytes) = 0;
  /// Asks for the next bytes: `received` or `failed`. One read at a time, besides one write.
  virtual void read() = 0;
  /// Of a connection without a pending read: open as far as one can know, and nothing has come on it.
  [[nodiscard]] virtual bool is_quiet() = 0;
  virtual void close() = 0;
  /// "127.0.0.1:8080", "[::1]:8080", "unix:/path"; of the last address tried, as long as none is connected.
  [[nodiscard]] virtual std::string_view peer() const = 0;
};

}  // namespace corspec::http
