#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/connection.hpp"

namespace corspec::testing {

/// Events that wait for their turn, in order: the event loop of scripted connections.
class ScriptedLoop {
 public:
  void post(std::function<void()> event) { events_.push_back(std::move(event)); }
  /// Until nothing is left to do.
  void run();

 private:
  std::deque<std::function<void()>> events_;
};

/// How a scripted peer behaves on one connection.
struct Behaviour {
  /// What it sends once the request has gone out, a read each; an empty one ends the stream. When they run out, it says
  /// nothing more.
  std::vector<std::string> reads;
  /// Operation (1 is opening, then each write and read in the order they come) that fails, and with what.
  std::size_t failing_operation = 0;
  http::ConnectionError failure{http::TransportError::Kind::closed, "scripted failure"};
  /// A write is not taken at once but tells later that it is done.
  bool writes_slowly = false;
  /// What `is_quiet` says.
  bool is_quiet = true;
};

/// The seam's test double: no sockets, no time, failure at any operation.
class ScriptedConnection final : public http::Connection, public std::enable_shared_from_this<ScriptedConnection> {
 public:
  ScriptedConnection(ScriptedLoop& loop, Behaviour behaviour) : loop_(loop), behaviour_(std::move(behaviour)) {}

  void open(http::ConnectionEvents& events, std::chrono::milliseconds budget) override;
  bool write(std::string_view bytes) override;
  void read() override;
  bool is_quiet() override { return behaviour_.is_quiet; }
  void close() override { events_ = nullptr; }
  [[nodiscard]] std::string_view peer() const override { return "scripted"; }

  [[nodiscard]] const std::string& written() const { return written_; }
  [[nodiscard]] std::size_t operations() const { return operations_; }
  [[nodiscard]] bool is_closed() const { return events_ == nullptr; }

 private:
  /// Posts an event unless the connection is closed by then.
  void tell(std::function<void(http::ConnectionEvents&)> event);
  [[nodiscard]] bool fails() { return ++operations_ == behaviour_.failing_operation; }

  ScriptedLoop& loop_;
  Behaviour behaviour_;
  http::ConnectionEvents* events_ = nullptr;
  std::size_t next_read_ = 0;
  std::size_t operations_ = 0;
  std::string written_;
};

}  // namespace corspec::testing
