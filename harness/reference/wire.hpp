#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "reference/answer.hpp"

namespace corspec::reference {

/// What becomes of a connection: bytes go out, then it is closed or waits for the next request.
struct Wire {
  std::string bytes;
  bool close = false;
  /// The bytes go out in pieces of this size, a pause between them; zero: all at once.
  std::size_t piece = 0;
  std::chrono::milliseconds pause{0};

  friend bool operator==(const Wire&, const Wire&) = default;
};

/// The name and version that `Server` gives.
[[nodiscard]] std::string_view server_name();

/// The answer as an HTTP/1.1 message. Each field of the answer is one line, in order; neither a 204 nor a 304 has
/// `Content-Length` or content (HTTP-6), everything else says its length (HTTP-7). `date` is an IMF-fixdate.
[[nodiscard]] Wire write(const RequestView& request, const Answer& answer, std::string_view date);

}  // namespace corspec::reference
