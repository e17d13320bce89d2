#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "message/header_list.hpp"

namespace corspec::fuzz {

/// A request that is sent to see what a server makes of it: always to the profile's resource, and never with a method
/// that changes anything.
struct Probe {
  std::string method = "OPTIONS";  ///< OPTIONS, GET or HEAD
  std::string query;               ///< behind the path of the resource: empty, or `?` and more
  message::HeaderList headers;     ///< what goes out besides `Host` and what the network layer adds

  /// PFQ-24: what a server takes for a preflight.
  [[nodiscard]] bool is_preflight() const;
  /// Whether every name is a token and no value holds a byte that RFC 9110 section 5.5 forbids.
  [[nodiscard]] bool is_valid_http() const;
  /// Whether a server has to answer it, be it with 4xx: valid HTTP with a query by RFC 3986 and no field twice that is
  /// no list (RFC 9110 section 5.3). Of anything else it may close the connection.
  [[nodiscard]] bool is_owed_answer() const;
  /// The only `Origin`, without the whitespace around it; null when there is none, or several.
  [[nodiscard]] std::optional<std::string> origin() const;
  /// The names that Access-Control-Request-Headers asks for: lower-case, sorted, each once. Null when it is no list.
  [[nodiscard]] std::optional<std::vector<std::string>> requested_names() const;

  friend bool operator==(const Probe&, const Probe&) = default;
};

/// The fields of a probe that is valid HTTP as they go out, in a campaign as in the case of a finding: with a
/// User-Agent where it has none and one is given.
[[nodiscard]] message::HeaderList sent_headers(const Probe& probe, const std::string& user_agent);

/// Printable ASCII as it is; other bytes, and the backslash, as `\xNN`.
[[nodiscard]] std::string printable(std::string_view bytes);

/// The probe as a file of a corpus: the method and the query, then a field line on each line, all of it
/// `printable`.
[[nodiscard]] std::string to_text(const Probe& probe);

/// The same for people.
[[nodiscard]] std::string in_one_line(const Probe& probe);

/// `to_text`'s inverse; null when the method is none that may be sent.
[[nodiscard]] std::optional<Probe> probe_of(std::string_view text);

/// The bytes of the request, for a connection of its own. For what is no valid HTTP, which no writer of messages would
/// write.
[[nodiscard]] std::string raw_request(const Probe& probe, std::string_view target, std::string_view authority);

/// A header of this name in an answer came out of the input: `Origin: x\r\nX-Corspec-Echo: 1`.
inline constexpr std::string_view echo_name = "X-Corspec-Echo";
/// Markup that no server has reason to send of itself.
inline constexpr std::string_view echo_markup = "<corspec-echo>";
/// The same as a link has it.
inline constexpr std::string_view echo_query = "%3Ccorspec-echo%3E";

}  // namespace corspec::fuzz
