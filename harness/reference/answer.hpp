#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "message/header_list.hpp"

namespace corspec::reference {

/// A request as the policy sees it. It owns nothing: whoever holds the request outlives the answering.
struct RequestView {
  std::string_view method;
  std::string_view target;  ///< as it stands on the request line
  const message::HeaderList& headers;
  std::string_view body;
  int minor_version = 1;     ///< HTTP/1.x
  bool keep_alive = true;    ///< what the client wants for the connection
  std::uint64_t serial = 0;  ///< the server's running number of the request: it goes into the answer, so that a stale
                             ///< answer out of some cache can be told from a fresh one
  std::uint64_t connection = 0;  ///< the server's running number of the connection that it came on
};

/// What is to be answered. Fields that every message has (`Date`, `Server`, `Content-Length`, `Connection`) are added
/// when it is written. An answer to HEAD carries the body of the GET: its length counts, its bytes are not sent.
struct Answer {
  int status = 200;
  message::HeaderList headers;
  std::string body;

  friend bool operator==(const Answer&, const Answer&) = default;
};

/// RFC 9110 section 15: the phrase for a status code that this server sends; empty for others.
[[nodiscard]] std::string_view reason_phrase(int status);

/// An error answer: a small JSON body that names the status.
[[nodiscard]] Answer error_answer(int status, const RequestView& request);

/// `a, b`: a list as a sender writes it, without empty elements (HTTP-10, SRV-1).
[[nodiscard]] std::string join_list(const std::vector<std::string>& items);

}  // namespace corspec::reference
