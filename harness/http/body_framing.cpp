#include "http/body_framing.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "message/bytes.hpp"

namespace corspec::http {

namespace {

/// Calls `visit` with each member of the comma-separated list that all lines of that name make up.
template <class Visit>
void for_each_member(const message::HeaderList& headers, std::string_view name, Visit visit) {
  for (const message::Header& header : headers) {
    if (!message::byte_case_insensitive_match(header.name, name)) continue;
    for (std::string_view rest = header.value;;) {
      const std::size_t comma = rest.find(',');
      visit(message::strip_http_tab_or_space(rest.substr(0, comma)));
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
}

bool has_member(const message::HeaderList& headers, std::string_view name, std::string_view wanted) {
  bool found = false;
  for_each_member(headers, name, [&](std::string_view member) {
    found = found || message::byte_case_insensitive_match(member, wanted);
  });
  return found;
}

struct AnnouncedLength {
  bool is_present = false;
  bool is_ambiguous = false;           ///< two different spellings stand there
  std::optional<std::uint64_t> bytes;  ///< null: absent, or no number
};

/// `5, 5`, `5,` and two equal lines say 5; anything but digits says nothing.
AnnouncedLength announced_length(const message::HeaderList& headers) {
  AnnouncedLength announced;
  std::string_view first;
  for_each_member(headers, "content-length", [&](std::string_view member) {
    announced.is_present = true;
    if (member.empty()) return;
    if (first.empty()) first = member;
    announced.is_ambiguous = announced.is_ambiguous || member != first;
  });
  std::uint64_t bytes = 0;
  const char* const begin = first.data();
  const auto [stopped, error] = std::from_chars(begin, begin + first.size(), bytes);
  if (error == std::errc() && stopped == begin + first.size()) announced.bytes = bytes;
  return announced;
}

bool announces_keep_alive(const ResponseHead& head) {
  if (closes_connection(head.headers)) return false;
  return head.minor_version >= 1 || has_member(head.headers, "connection", "keep-alive");
}

}  // namespace

bool closes_connection(const message::HeaderList& headers) {
  return has_member(headers, "connection", "close");
}

std::string_view describe(FramingFault fault) {
  switch (fault) {
    case FramingFault::two_content_lengths:
      return "two different Content-Length";
  }
  std::unreachable();
}

std::expected<BodyFraming, FramingFault> body_framing(std::string_view method, const ResponseHead& head) {
  BodyFraming framing;
  framing.keep_alive = announces_keep_alive(head);
  const AnnouncedLength announced = announced_length(head.headers);
  // HTTP/1.0 knows no transfer codings: browsers take such a body as it comes.
  const bool is_chunked = head.minor_version >= 1 && has_member(head.headers, "transfer-encoding", "chunked");
  if (announced.is_ambiguous && !is_chunked) return std::unexpected(FramingFault::two_content_lengths);

  const bool is_tunnel = head.status == 101 || (method == "CONNECT" && head.status / 100 == 2);
  if (is_tunnel || method == "HEAD" || head.status == 204 || head.status == 304) {
    framing.kind = BodyFraming::Kind::none;
    framing.is_contentless = !is_tunnel;
    if (head.status == 204 && announced.is_present) {
      add_finding(framing.findings, FramingFinding::content_length_on_204);
    }
    // A server that announces content where there is none may well send it, and it would then stand before the
    // next answer. On HEAD and 304 the announcement is legal.
    const bool announces_content = is_chunked || announced.bytes.value_or(0) > 0;
    if (is_tunnel || (head.status == 204 && announces_content)) framing.keep_alive = false;
    return framing;
  }
  if (is_chunked) {
    framing.kind = BodyFraming::Kind::chunked;
    if (announced.is_present) {
      add_finding(framing.findings, FramingFinding::length_and_chunked);
      framing.keep_alive = false;
    }
    return framing;
  }
  if (announced.bytes) {
    framing.kind = *announced.bytes == 0 ? BodyFraming::Kind::none : BodyFraming::Kind::length;
    framing.length = *announced.bytes;
    return framing;
  }
  if (announced.is_present) add_finding(framing.findings, FramingFinding::invalid_content_length);
  framing.keep_alive = false;
  return framing;
}

}  // namespace corspec::http
