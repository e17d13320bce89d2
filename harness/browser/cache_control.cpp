#include "browser/cache_control.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>

#include "fetch/header_values.hpp"
#include "message/bytes.hpp"

namespace corspec::browser {
namespace {

/// RFC 9110 section 5.6.4: the content of a quoted-string; anything else as it is.
std::string unquoted(std::string_view text) {
  if (text.size() < 2 || !text.starts_with('"') || !text.ends_with('"')) return std::string(text);
  std::string content;
  const auto inner = text.substr(1, text.size() - 2);
  for (std::size_t i = 0; i < inner.size(); ++i) {
    if (inner[i] == '\\' && i + 1 < inner.size()) ++i;
    content += inner[i];
  }
  return content;
}

}  // namespace

CacheControl::CacheControl(const message::HeaderList& headers) {
  for (const auto& element :
       fetch::get_decode_and_split(headers, "cache-control").value_or(std::vector<std::string>{})) {
    const std::string_view text = element;
    const auto equals = text.find('=');
    const auto argument = equals == std::string_view::npos ? std::string_view{} : text.substr(equals + 1);
    directives_.push_back(
        {message::byte_lowercase(message::strip_http_tab_or_space(text.substr(0, equals))), unquoted(argument)});
  }
}

bool CacheControl::contains(std::string_view name) const {
  return std::ranges::any_of(directives_, [&](const Directive& directive) { return directive.name == name; });
}

std::optional<fetch::Seconds> CacheControl::seconds(std::string_view name) const {
  std::optional<fetch::Seconds> found;
  for (const auto& directive : directives_) {
    if (directive.name != name) continue;
    const auto value = parse_delta_seconds(directive.argument);
    if (!value || (found && *found != *value)) return fetch::Seconds{0};
    found = value;
  }
  return found;
}

std::optional<fetch::Seconds> parse_delta_seconds(std::string_view text) {
  const bool digits = !text.empty() && std::ranges::all_of(text, [](char digit) {
    return message::is_ascii_digit(static_cast<unsigned char>(digit));
  });
  if (!digits) return std::nullopt;
  fetch::Seconds seconds;
  if (std::from_chars(text.data(), text.data() + text.size(), seconds.count).ec == std::errc::result_out_of_range)
    return fetch::Seconds::max();
  return seconds;
}

}  // namespace corspec::browser
