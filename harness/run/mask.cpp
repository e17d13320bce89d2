#include "run/mask.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "message/bytes.hpp"

namespace corspec::run {
namespace {

/// A shorter secret would be found by chance in bytes that have nothing to do with it.
constexpr std::size_t shortest_found_anywhere = 6;

void replace_all(std::string& bytes, std::string_view from, std::string_view to) {
  for (std::size_t at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at + to.size())) {
    bytes.replace(at, from.size(), to);
  }
}

/// `token` of `Bearer token`: what `Authorization` and its kin hold after the scheme. Empty when there is no scheme.
std::string_view after_scheme(std::string_view value) {
  const std::size_t space = value.find(' ');
  if (space == std::string_view::npos) return {};
  return message::strip_http_tab_or_space(value.substr(space));
}

std::vector<std::string_view> cookie_values(std::string_view value) {
  std::vector<std::string_view> values;
  while (!value.empty()) {
    const std::size_t end = std::min(value.find(';'), value.size());
    const std::string_view pair = value.substr(0, end);
    if (const std::size_t equals = pair.find('='); equals != std::string_view::npos) {
      values.push_back(message::strip_http_tab_or_space(pair.substr(equals + 1)));
    }
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  return values;
}

/// Headers that hold no secret; of any other nobody can tell.
bool is_harmless(std::string_view name) {
  constexpr std::array<std::string_view, 6> harmless{"accept",           "accept-language", "content-type",
                                                     "content-language", "user-agent",      "x-requested-with"};
  return std::ranges::find(harmless, message::byte_lowercase(name)) != harmless.end();
}

}  // namespace

bool is_secret_header_name(std::string_view name) {
  constexpr std::array<std::string_view, 12> telling{"authorization", "cookie",  "token",      "secret",
                                                     "password",      "api-key", "apikey",     "api_key",
                                                     "credential",    "session", "access-key", "x-auth"};
  const std::string lower = message::byte_lowercase(name);
  return std::ranges::any_of(telling, [&lower](std::string_view part) { return lower.contains(part); });
}

std::string placeholder(std::string_view header_name) {
  std::string shown = "$CORSPEC_";
  for (const char byte : message::byte_uppercase(header_name)) {
    shown += message::is_ascii_alphanumeric(static_cast<unsigned char>(byte)) ? byte : '_';
  }
  return shown;
}

void Masker::add_secrets_of(const message::HeaderList& headers) {
  for (const message::Header& header : headers) {
    if (!is_harmless(header.name)) add(header);
  }
}

void Masker::add(const message::Header& header) {
  if (header.value.empty()) return;
  const std::string shown = placeholder(header.name);
  // As the writer and as people write it: `Name: value`, `Name:value`.
  add_pattern(header.name + ": " + header.value, header.name + ": " + shown);
  add_pattern(header.name + ":" + header.value, header.name + ":" + shown);

  std::vector<std::string_view> parts{header.value, after_scheme(header.value)};
  for (const std::string_view value : cookie_values(header.value)) parts.push_back(value);
  for (const std::string_view part : parts) {
    if (part.size() >= shortest_found_anywhere) add_pattern(std::string(part), shown);
  }
}

void Masker::add_pattern(std::string secret, std::string shown) {
  const auto is_shorter = [&secret](const Pattern& pattern) { return pattern.secret.size() < secret.size(); };
  const auto place = std::ranges::find_if(patterns_, is_shorter);
  patterns_.insert(place, {std::move(secret), std::move(shown)});
}

void Masker::mask(std::string& bytes) const {
  for (const Pattern& pattern : patterns_) replace_all(bytes, pattern.secret, pattern.shown);
}

std::string Masker::masked(std::string bytes) const {
  mask(bytes);
  return bytes;
}

}  // namespace corspec::run
