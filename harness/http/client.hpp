#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/exchange.hpp"

namespace corspec::http {

/// Where a target is and how to reach it; the flags are curl's.
struct Endpoint {
  std::string scheme = "http";  ///< "http" or "https"
  std::string host;             ///< as in the URL; brackets removed from IPv6
  std::uint16_t port = 80;
  std::string unix_socket;  ///< when set, connect there instead
  /// `--resolve HOST:PORT:ADDRESS` and `--connect-to HOST1:PORT1:HOST2:PORT2`, already narrowed to this endpoint.
  std::string connect_host;  ///< name or address to connect to instead of `host`; SNI and Host stay
  std::uint16_t connect_port = 0;
};

struct TlsOptions {
  bool verify = true;       ///< off with -k
  std::string ca_file;      ///< PEM; empty: the system's store
  std::string client_cert;  ///< PEM; used on the credentialed pool only
  std::string client_key;   ///< PEM
};

struct ClientOptions {
  Endpoint endpoint;
  TlsOptions tls;
  Limits limits;
  Deadlines deadlines;
  std::size_t max_connections = 64;  ///< per pool
};

/// Exchanges requests with one endpoint over pooled keep-alive connections, any number at once, in one thread.
///
/// `exchange` starts; `run` turns the event loop until nothing is left to do; completions are called from inside `run`
/// and may start further exchanges. Exchanges wait in the order they came while all connections of their pool are busy.
/// A pooled connection that turns out to be given up by the peer (closed before any byte of the answer, or bringing
/// what is no answer) is replaced by a new one, once.
class Client {
 public:
  using Completion = std::move_only_function<void(ExchangeResult)>;

  explicit Client(ClientOptions options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void exchange(Request request, Completion done);
  /// As above with this exchange's own deadlines.
  void exchange(Request request, Deadlines deadlines, Completion done);
  /// Calls `then` from inside `run` after that time.
  void after(std::chrono::milliseconds delay, std::move_only_function<void()> then);
  /// Closes the connections that no exchange is on: a target may take few at a time.
  void close_idle();
  void run();
  /// Ends every exchange with `TransportError::Kind::cancelled` and every timer unheard. From inside `run` only.
  void cancel();
  /// Drops every timer unheard; exchanges go on. From inside `run` only.
  void drop_timers();
  /// Calls `then` from inside `run` when SIGINT or SIGTERM arrives, from now on until destruction.
  void on_interrupt(std::move_only_function<void()> then);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// One exchange on a client of its own, waited for: for probes of a target's liveness.
[[nodiscard]] ExchangeResult exchange_once(ClientOptions options, Request request);

/// Whether the endpoint accepts a connection now, with https: agrees on a TLS session. Null when it does.
[[nodiscard]] std::optional<TransportError> try_connect(const ClientOptions& options);

}  // namespace corspec::http
