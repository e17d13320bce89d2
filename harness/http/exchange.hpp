#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "message/header_list.hpp"

namespace corspec::http {

/// Which pooled connections an exchange may use: preflights travel without credentials, hence without client
/// certificate and on connections of their own (PFQ-8).
enum class Pool : std::uint8_t { credentialed, anonymous };

/// A request to be written: ordered fields that go out exactly so, or raw bytes.
struct Request {
  std::string method = "GET";
  std::string target = "/";  ///< the request target as it stands on the request line: origin form, absolute form, `*`
  message::HeaderList headers;  ///< complete: Host and all; the writer adds nothing
  std::string body;
  Pool pool = Pool::credentialed;
  /// When set, exactly these bytes are sent, on a connection of their own, and the fields above are only for
  /// the record (`method` still decides whether a response has a body).
  std::optional<std::string> raw;
  /// Raw bytes that follow on the connection of others.
  struct FollowUp {
    std::string method;
    std::string bytes;
  };
  /// With `raw`: what follows once the answer is in, and whose answer then counts. When the peer ends the connection
  /// with its first answer, as it may, there is none: `TransportError::Kind::closed`.
  std::optional<FollowUp> then;
  /// The client goes away as soon as everything is sent: the connection, one of its own, is closed without waiting for
  /// an answer, which is a `TransportError::Kind::closed`.
  bool hang_up = false;
  /// Not on a connection that was used before (PFQ-19, ACT-6). Afterwards the connection is pooled like any other.
  bool new_connection = false;
};

/// The bytes that `request` puts on the wire.
[[nodiscard]] std::string serialize(const Request& request);

/// What is odd about the framing of a response that browsers accept all the same: a finding, not a failure.
/// A message is refused only where Chromium and Firefox both refuse it, or where they disagree on what it says.
enum class FramingFinding : std::uint8_t {
  bare_lf,                  ///< a line of the head ends in LF alone
  no_space_after_status,    ///< `HTTP/1.1 204` without the space before the (empty) reason
  obs_fold,                 ///< a folded field line (HV-8)
  content_length_on_204,    ///< HTTP-6
  body_on_no_content,       ///< bytes after the head of a 204 or 304, or of an answer to HEAD
  truncated_body,           ///< the connection ended before the announced length: the verdict stands (PF-16)
  junk_before_status_line,  ///< up to four bytes before `HTTP/`
  odd_status_line,         ///< another version, case or spacing than the grammar's, or a code that has not three digits
  ignored_field_line,      ///< a line that is no field line: no colon, or a name that is no token; browsers skip it
  space_before_colon,      ///< `Name : value`: Chromium takes it as `Name`, Firefox skips the line
  stray_cr,                ///< a CR before the CRLF that ends a line
  invalid_content_length,  ///< no number: ignored, so the body ends with the connection
  length_and_chunked,      ///< Content-Length beside `Transfer-Encoding: chunked`, which wins
  broken_chunked,          ///< the chunked coding breaks off in something that is none: the verdict stands (PF-16)
};
[[nodiscard]] std::string_view describe(FramingFinding finding);

struct Response {
  int status = 0;
  std::string reason;
  int minor_version = 1;             ///< HTTP/1.x
  message::HeaderList headers;       ///< from our own tokenizer over `head`: order, duplicates and bytes kept
  std::string head;                  ///< the raw bytes of the final head, through its empty line
  std::vector<std::string> interim;  ///< raw heads of the 1xx responses before it
  std::string body;                  ///< at most `Limits::body` bytes of content, transfer coding removed
  bool body_complete = true;         ///< false: cut at the limit, or the connection ended early
  std::vector<FramingFinding> findings;
};

/// Where the time went. Milliseconds-and-finer, real clock.
struct Timings {
  std::chrono::system_clock::time_point began;  ///< by the wall clock; the epoch when nothing was tried
  std::chrono::microseconds connect{0};         ///< zero on a reused connection
  std::chrono::microseconds first_byte{0};      ///< from the end of sending
  std::chrono::microseconds total{0};
};

/// One request and its answer, a plain value.
struct Exchange {
  std::string sent;  ///< the request's bytes
  Response response;
  Timings timings;
  std::string protocol = "http/1.1";
  std::string peer;  ///< "127.0.0.1:8080"
  bool reused_connection = false;
};

/// No answer: what a browser takes as a network error (PF-17).
struct TransportError {
  enum class Kind : std::uint8_t { resolve, connect, tls, timeout, closed, malformed, limit, cancelled };

  Kind kind = Kind::connect;
  std::string detail;    ///< "connection refused", "certificate verify failed: hostname mismatch", "two Content-Length"
  std::string sent;      ///< the request's bytes, as far as they were built
  std::string received;  ///< the bytes that came before it went wrong
  Timings timings;
  std::string peer;
};
[[nodiscard]] std::string_view describe(TransportError::Kind kind);

using ExchangeResult = std::expected<Exchange, TransportError>;

struct Limits {
  std::size_t head = std::size_t{256} * 1024;   ///< bytes, interim heads included
  std::size_t body = std::size_t{1024} * 1024;  ///< bytes kept; more is not read
};

/// How long an exchange may take. Waiting for a free connection does not count.
struct Deadlines {
  std::chrono::milliseconds connect{5000};      ///< name resolution, TCP and TLS together
  std::chrono::milliseconds first_byte{10000};  ///< from the end of sending
  std::chrono::milliseconds total{15000};
  /// From the end of the head: an endless body costs no more than this, and the answer counts (PF-16).
  std::chrono::milliseconds body{3000};
};

}  // namespace corspec::http
