#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "reference/http_date.hpp"
#include "reference/request_reader.hpp"
#include "reference/server.hpp"

namespace corspec::reference {

/// What stands between the connections and the pure pipeline: the running number, the date and the log.
class Application {
 public:
  explicit Application(ServerOptions options) : options_(std::move(options)) {}

  /// What a connection does after writing what there is to write.
  enum class Next : std::uint8_t { read, answer_more, close };

  /// A number of its own for each connection.
  [[nodiscard]] std::uint64_t admit() { return ++connections_; }

  [[nodiscard]] RequestReader new_reader() const;

  /// Answers the requests that `reader` holds and appends the bytes to `output`, up to a reasonable size at a time; an
  /// answer that goes out in pieces is the last of them.
  [[nodiscard]] Next answer_pending(std::uint64_t connection, RequestReader& reader, Wire& output);

  [[nodiscard]] std::vector<LoggedRequest> requests() const;
  [[nodiscard]] const ServerOptions& options() const { return options_; }

 private:
  [[nodiscard]] Wire respond(const ReceivedRequest& request, std::uint64_t connection);
  [[nodiscard]] Wire refuse(const ReceivedRequest& request, std::uint64_t connection, int status);
  void log(const ReceivedRequest& request);

  ServerOptions options_;
  std::uint64_t serial_ = 0;
  std::uint64_t connections_ = 0;
  HttpDateClock clock_;
  mutable std::mutex log_mutex_;
  std::vector<LoggedRequest> log_;
};

}  // namespace corspec::reference
