#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "message/header_list.hpp"
#include "reference/answer.hpp"

namespace corspec::reference {

/// One request as it was received; fields in order, each line by itself.
struct ReceivedRequest {
  std::string method;
  std::string target;
  message::HeaderList headers;
  std::string body;
  int minor_version = 1;
  bool keep_alive = true;

  [[nodiscard]] RequestView view(std::uint64_t serial, std::uint64_t connection) const {
    return {method, target, headers, body, minor_version, keep_alive, serial, connection};
  }
};

/// Bytes. A request that is larger is refused with 431 or 413.
struct RequestLimits {
  std::size_t head = std::size_t{64} * 1024;
  std::size_t body = std::size_t{1024} * 1024;
};

/// Cuts a byte stream into HTTP/1.x requests, however the bytes are split and however many are pipelined. Sans-I/O:
/// Boost.Beast's parser frames the messages.
class RequestReader {
 public:
  enum class Event : std::uint8_t {
    need_more,
    expects_continue,  ///< the head is in, and the client waits for `100 Continue` before it sends the body
    request,           ///< `request` is complete
    refused,           ///< `refusal` says with which status; nothing more can be read from this stream
  };

  /// Whether a request's content is left where it is, once its head is in. For servers that are to do that wrong.
  using LeavesContent = std::function<bool(const ReceivedRequest&)>;

  explicit RequestReader(RequestLimits limits, LeavesContent leaves_content = {});
  ~RequestReader();
  RequestReader(RequestReader&&) noexcept;
  RequestReader& operator=(RequestReader&&) noexcept;

  /// Takes the next bytes of the stream.
  void append(std::string_view bytes);
  /// What there is to do now. To be called until it says `need_more`.
  [[nodiscard]] Event next();
  /// The request of the last event; as far as it was read when that was `refused`. Valid until `next` is called again.
  [[nodiscard]] const ReceivedRequest& request() const;
  /// 400, 413, 431 or 501. After `refused` only.
  [[nodiscard]] int refusal() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace corspec::reference
