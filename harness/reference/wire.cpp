#include "reference/wire.hpp"

#include "message/version.hpp"

namespace corspec::reference {
namespace {

void append_line(std::string& bytes, std::string_view name, std::string_view value) {
  bytes += name;
  bytes += ": ";
  bytes += value;
  bytes += "\r\n";
}

}  // namespace

std::string_view server_name() {
  static const auto name = "corspec-reference/" + std::string(version);
  return name;
}

Wire write(const RequestView& request, const Answer& answer, std::string_view date) {
  const bool has_content = answer.status != 204 && answer.status != 304;
  Wire wire{.bytes = "HTTP/1.1 ", .close = !request.keep_alive};
  wire.bytes.reserve(768 + answer.body.size());
  wire.bytes += std::to_string(answer.status);
  wire.bytes += ' ';
  wire.bytes += reason_phrase(answer.status);
  wire.bytes += "\r\n";
  append_line(wire.bytes, "Date", date);
  append_line(wire.bytes, "Server", server_name());
  for (const auto& [name, value] : answer.headers) append_line(wire.bytes, name, value);
  if (has_content) append_line(wire.bytes, "Content-Length", std::to_string(answer.body.size()));
  // RFC 9112 section 9.3: an HTTP/1.0 client that asked to keep the connection has to be told that it may.
  if (wire.close) append_line(wire.bytes, "Connection", "close");
  if (!wire.close && request.minor_version == 0) append_line(wire.bytes, "Connection", "keep-alive");
  wire.bytes += "\r\n";
  if (has_content && request.method != "HEAD") wire.bytes += answer.body;
  return wire;
}

}  // namespace corspec::reference
