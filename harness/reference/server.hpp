#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "message/header_list.hpp"
#include "reference/pipeline.hpp"
#include "reference/policy.hpp"
#include "reference/request_reader.hpp"

namespace corspec::reference {

struct ServerOptions {
  std::vector<Policy> policies;
  Stages stages;                      ///< what conforms, unless somebody wants it otherwise
  std::string address = "127.0.0.1";  ///< to listen on
  std::uint16_t port = 0;             ///< 0: any free one
  std::string unix_socket;            ///< when set, listens there instead; the file is removed at the end
  std::string certificate_file;       ///< PEM chain; with it the server speaks TLS
  std::string key_file;               ///< PEM
  RequestLimits limits;
  std::chrono::milliseconds idle{30000};  ///< a connection on which nothing moves for so long is closed
  bool stop_on_signal = false;            ///< SIGINT and SIGTERM end `run`
  bool log_requests = false;              ///< keeps every request for `requests`
};

struct LoggedRequest {
  std::string method;
  std::string target;
  message::HeaderList headers;

  friend bool operator==(const LoggedRequest&, const LoggedRequest&) = default;
};

/// An HTTP/1.1 server that does what its policies say, one thread for all its connections.
///
/// `listen` binds: from then on clients can connect, and `port` is known. Then either `run` in the calling thread or
/// `start` in one of its own. `stop` may be called from any thread, and destruction stops too; both cut open
/// connections off.
class Server {
 public:
  /// The error is one sentence: what could not be bound or read, and why.
  [[nodiscard]] static std::expected<Server, std::string> listen(ServerOptions options);

  Server(Server&&) noexcept;
  Server& operator=(Server&&) noexcept;
  ~Server();

  /// 0 with a unix socket.
  [[nodiscard]] std::uint16_t port() const;
  /// `http://127.0.0.1:8080`, without a path; with a unix socket `http://localhost`.
  [[nodiscard]] std::string url() const;

  void run();
  void start();
  void stop();

  /// In the order in which they were answered.
  [[nodiscard]] std::vector<LoggedRequest> requests() const;

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace corspec::reference
