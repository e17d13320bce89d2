#pragma once

#include <cstdint>
#include <expected>
#include <string_view>
#include <vector>

#include "http/field_lines.hpp"

namespace corspec::http {

/// How the body of a response is delimited (RFC 9112 section 6.3).
struct BodyFraming {
  enum class Kind : std::uint8_t { none, length, chunked, until_close };

  Kind kind = Kind::until_close;
  std::uint64_t length = 0;     ///< with Kind::length; bytes, never 0 there
  bool is_contentless = false;  ///< Kind::none by status or method: bytes that follow are a fault, not the next message
  bool keep_alive = false;      ///< once the message is complete, the connection may carry another
  std::vector<FramingFinding> findings;
};

enum class FramingFault : std::uint8_t { two_content_lengths };
[[nodiscard]] std::string_view describe(FramingFault fault);

/// Whether `Connection` says that nothing follows on it (RFC 9112 section 9.6): whoever says so, both sides keep to it.
[[nodiscard]] bool closes_connection(const message::HeaderList& headers);

/// `method` is the request's. Two different lengths are refused, as every browser does; see `FramingFinding` for the
/// rest.
[[nodiscard]] std::expected<BodyFraming, FramingFault> body_framing(std::string_view method, const ResponseHead& head);

}  // namespace corspec::http
