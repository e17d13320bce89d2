#include "fetch/mime_type.hpp"

#include "message/bytes.hpp"

namespace corspec::fetch {

std::optional<std::string> mime_type_essence(std::string_view input) {
  input = message::strip_http_whitespace(input);
  const auto slash = input.find('/');
  if (slash == std::string_view::npos) return std::nullopt;

  const auto type = input.substr(0, slash);
  const auto after_slash = input.substr(slash + 1);
  const auto subtype_and_whitespace = after_slash.substr(0, after_slash.find(';'));
  // Only the end is stripped: whitespace in front of the subtype is a failure.
  const auto subtype = subtype_and_whitespace.substr(0, subtype_and_whitespace.find_last_not_of(" \t\r\n") + 1);
  if (!message::is_token(type) || !message::is_token(subtype)) return std::nullopt;

  return message::byte_lowercase(std::string(type).append("/").append(subtype));
}

}  // namespace corspec::fetch
