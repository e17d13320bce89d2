#pragma once

#include <cstdint>
#include <string_view>

#include "reference/answer.hpp"

namespace corspec::reference {

/// RFC 9112 section 3.2: the forms of a request target that this server understands.
struct Target {
  enum class Form : std::uint8_t {
    path,      ///< origin form, or absolute form, which every server must accept
    asterisk,  ///< the server as a whole (HTTP-5)
    malformed
  };

  Form form = Form::malformed;
  std::string_view host;  ///< without port: of an absolute form, which overrules the Host header, else of that
  std::string_view path;  ///< without query

  friend bool operator==(const Target&, const Target&) = default;
};

/// The views live as long as the request. A request without the one Host header that HTTP/1.1 demands (RFC 9112 section
/// 3.2) is malformed too.
[[nodiscard]] Target parse_target(const RequestView& request);

/// `target` up to its query.
[[nodiscard]] std::string_view without_query(std::string_view target);

}  // namespace corspec::reference
