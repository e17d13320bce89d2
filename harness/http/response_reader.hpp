#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "http/exchange.hpp"

namespace corspec::http {

/// Reads one final HTTP/1.x response out of a byte stream, however the bytes are split; interim responses are skipped
/// and kept (PFQ-22). Sans-I/O and standard library only. Work is linear in the bytes given.
class ResponseReader {
 public:
  enum class State : std::uint8_t { need_more, done };

  struct Error {
    TransportError::Kind kind = TransportError::Kind::malformed;
    std::string detail;
  };

  /// `method` is the request's: an answer to HEAD has no body.
  ResponseReader(std::string_view method, Limits limits);
  ~ResponseReader();
  ResponseReader(ResponseReader&&) noexcept;
  ResponseReader& operator=(ResponseReader&&) noexcept;

  /// Takes the next bytes. After `done` or an error it must not be called again.
  [[nodiscard]] std::expected<State, Error> feed(std::string_view bytes);
  /// The peer closed: the message is complete if its framing allows that, or if only its body is cut short (PF-16).
  [[nodiscard]] std::expected<void, Error> finish();

  /// Gives up waiting for the rest of the body: it is incomplete, and the peer is not to blame. With `head_complete`
  /// only.
  void stop();
  /// The peer broke the connection off (a reset): what it had announced, or left open, stays incomplete.
  [[nodiscard]] std::expected<void, Error> break_off();

  /// Whether the final head is in: the verdict is then decided (PF-16).
  [[nodiscard]] bool head_complete() const;
  /// Whether the peer keeps the connection open for another exchange, by its own framing. After `done` only.
  [[nodiscard]] bool keep_alive() const;
  /// Bytes that came after the end of the answer and belong to none that was asked for. After `done` only.
  [[nodiscard]] std::string_view excess() const;
  /// The raw heads so far, a partial one included: what to show when it went wrong.
  [[nodiscard]] std::string received() const;
  /// After `done`, `stop`, or a successful `finish` or `break_off`. Once.
  [[nodiscard]] Response take();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace corspec::http
