#include "run/author_headers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "fetch/request_headers.hpp"
#include "message/bytes.hpp"

namespace corspec::run {
namespace {

bool needs_permission(const message::Header& header) {
  return !fetch::is_forbidden_request_header(header.name, header.value) &&
         !fetch::is_cors_safelisted_request_header(header.name, header.value);
}

bool promises(const suite::Profile& profile, std::string_view name) {
  if (profile.other_request_headers == suite::Others::allow) return true;
  const auto& allowed = profile.allowed_request_headers;
  return allowed && std::ranges::find(*allowed, message::byte_lowercase(name)) != allowed->end();
}

}  // namespace

bool force_preflight(const message::HeaderList& author_headers) {
  return std::ranges::any_of(author_headers, needs_permission);
}

std::vector<std::string> author_header_messages(const message::HeaderList& author_headers) {
  std::vector<std::string> messages;
  for (const message::Header& header : author_headers) {
    if (!fetch::is_forbidden_request_header(header.name, header.value)) continue;
    messages.push_back(
        fmt::format("-H {}: no page can set this header, so browsers drop it; use a profile's "
                    "request_credentials for cookies, or --transport-header",
                    header.name));
  }
  return messages;
}

std::vector<std::string> unpromised_author_headers(const message::HeaderList& author_headers,
                                                   const suite::Profile& profile) {
  std::vector<std::string> sentences;
  for (const message::Header& header : author_headers) {
    if (!needs_permission(header) || promises(profile, header.name)) continue;
    sentences.push_back(fmt::format(
        "-H {}: profile `{}` does not allow this request header, so browsers would refuse every request with "
        "it; name it in request_headers.allowed, or send it with --transport-header, which no page sets",
        header.name, profile.name));
  }
  return sentences;
}

}  // namespace corspec::run
