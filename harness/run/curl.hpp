#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "run/options.hpp"
#include "run/report.hpp"

namespace corspec::run {

/// What a `curl` on somebody's own machine needs besides the request.
struct CurlContext {
  std::string origin;  ///< `scheme://host[:port]`
  std::string host;    ///< of the URL, for SNI; without brackets
  std::string connect_host;
  std::uint16_t connect_port = 80;
  bool secure = false;
  NetworkOptions network;
};

/// A `curl` command that sends the same request line, fields and body, and shows the whole answer. What `curl` cannot
/// send (raw bytes, a line break within a field) becomes `printf ... | nc`, or `| openssl s_client`. Empty when the
/// request is too long for a command line.
[[nodiscard]] std::string curl_command(const RecordedExchange& exchange, const CurlContext& context);

}  // namespace corspec::run
