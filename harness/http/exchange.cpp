#include "http/exchange.hpp"

#include <utility>

namespace corspec::http {

std::string serialize(const Request& request) {
  if (request.raw) return *request.raw;
  constexpr std::string_view version = " HTTP/1.1\r\n";
  std::size_t size = request.method.size() + 1 + request.target.size() + version.size() + 2 + request.body.size();
  for (const message::Header& header : request.headers) size += header.name.size() + header.value.size() + 4;

  std::string bytes;
  bytes.reserve(size);
  bytes.append(request.method).append(1, ' ').append(request.target).append(version);
  for (const message::Header& header : request.headers) {
    bytes.append(header.name).append(": ").append(header.value).append("\r\n");
  }
  return bytes.append("\r\n").append(request.body);
}

std::string_view describe(FramingFinding finding) {
  switch (finding) {
    case FramingFinding::bare_lf:
      return "a line of the head ends in LF alone";
    case FramingFinding::no_space_after_status:
      return "no space after the status code";
    case FramingFinding::obs_fold:
      return "a field line is folded over several lines";
    case FramingFinding::content_length_on_204:
      return "a 204 response carries Content-Length";
    case FramingFinding::body_on_no_content:
      return "content follows a response that has none";
    case FramingFinding::truncated_body:
      return "the connection ended before the body did";
    case FramingFinding::junk_before_status_line:
      return "bytes stand before the status line";
    case FramingFinding::odd_status_line:
      return "the status line is not as the grammar has it";
    case FramingFinding::ignored_field_line:
      return "a line of the head is no field line";
    case FramingFinding::space_before_colon:
      return "whitespace stands between a field name and the colon";
    case FramingFinding::stray_cr:
      return "a line of the head ends in more than one CR";
    case FramingFinding::invalid_content_length:
      return "Content-Length is no number";
    case FramingFinding::length_and_chunked:
      return "Content-Length stands beside Transfer-Encoding: chunked";
    case FramingFinding::broken_chunked:
      return "the chunked transfer coding is broken";
  }
  std::unreachable();
}

std::string_view describe(TransportError::Kind kind) {
  switch (kind) {
    case TransportError::Kind::resolve:
      return "the host name was not resolved";
    case TransportError::Kind::connect:
      return "no connection";
    case TransportError::Kind::tls:
      return "no TLS session";
    case TransportError::Kind::timeout:
      return "timed out";
    case TransportError::Kind::closed:
      return "the connection was closed without an answer";
    case TransportError::Kind::malformed:
      return "the answer is not HTTP/1.x";
    case TransportError::Kind::limit:
      return "the answer is too large";
    case TransportError::Kind::cancelled:
      return "cancelled";
  }
  std::unreachable();
}

}  // namespace corspec::http
