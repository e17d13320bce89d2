#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/exchange.hpp"
#include "message/header_list.hpp"

namespace corspec::http {

/// One head cut into its parts: the status line and the field lines in order, duplicates and bytes kept.
struct ResponseHead {
  int status = 0;  ///< 0 to 999
  std::string reason;
  int minor_version = 1;  ///< of HTTP/1.x; 1 for any later version, as browsers take it
  message::HeaderList headers;
  std::vector<FramingFinding> findings;  ///< each at most once
};

enum class HeadFault : std::uint8_t { no_status_line, no_version, no_status_code, nul, lone_cr };
[[nodiscard]] std::string_view describe(HeadFault fault);

/// Adds `finding` unless it is there already.
void add_finding(std::vector<FramingFinding>& findings, FramingFinding finding);

/// Where the status line begins: browsers skip up to four bytes of junk. Null: not decided yet, more bytes are needed.
[[nodiscard]] std::expected<std::optional<std::size_t>, HeadFault> find_status_line(std::string_view bytes);

/// How many bytes the head has, through the empty line that ends it; null when that line has not come yet.
/// The search begins at `scanned`: at the status line, or after the bytes that were searched before.
[[nodiscard]] std::optional<std::size_t> find_end_of_head(std::string_view bytes, std::size_t scanned);

/// Cuts one head, from the junk before the status line through the empty line. RFC 9112 sections 4 and 5, as mild as
/// browsers are: see `FramingFinding`.
///
/// Refused are a NUL anywhere (both engines refuse it), and a CR that is not part of a line's end: one engine ends the
/// line there, the other reads a space, so that nobody knows what was said (RFC 9112 section 2.2 allows refusal).
[[nodiscard]] std::expected<ResponseHead, HeadFault> parse_head(std::string_view head);

}  // namespace corspec::http
