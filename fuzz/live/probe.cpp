#include "fuzz/live/probe.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "fetch/header_values.hpp"
#include "fetch/percent_encoding.hpp"
#include "fetch/preflight.hpp"
#include "message/bytes.hpp"
#include "message/method.hpp"

namespace corspec::fuzz {

namespace {

using std::string_view_literals::operator""sv;

/// Nobody reads more of a line; the cases have it all.
constexpr std::size_t longest_line = 240;

constexpr std::array<std::string_view, 3> methods{"OPTIONS", "GET", "HEAD"};

void append_escaped(std::string& text, std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    if (value >= 0x20 && value < 0x7f && byte != '\\') {
      text += byte;
    } else {
      text += "\\x";
      text += digits[value >> 4U];
      text += digits[value & 0xfU];
    }
  }
}

std::string unescaped(std::string_view text) {
  std::string bytes;
  while (!text.empty()) {
    const bool has_digits = text.starts_with("\\x") && text.size() >= 4;
    const int high = has_digits ? fetch::hex_value(static_cast<unsigned char>(text[2])) : -1;
    const int low = has_digits ? fetch::hex_value(static_cast<unsigned char>(text[3])) : -1;
    const bool escaped = high >= 0 && low >= 0;
    bytes += escaped ? static_cast<char>(static_cast<unsigned char>(high * 16 + low)) : text.front();
    text.remove_prefix(escaped ? 4 : 1);
  }
  return bytes;
}

/// As it goes onto the request line: what the URL Standard leaves in a query.
bool is_query(std::string_view query) {
  return query.empty() || (query.front() == '?' && std::ranges::all_of(query, [](char byte) {
                             return byte > 0x20 && byte < 0x7f && !std::string_view("\"#<>'").contains(byte);
                           }));
}

/// RFC 3986 section 3.4, which knows fewer characters than the URL Standard leaves there.
bool is_rfc3986_query(std::string_view query) {
  constexpr auto is_hex = [](char byte) { return std::string_view("0123456789abcdefABCDEF").contains(byte); };
  while (!query.empty()) {
    const bool escaped = query.size() > 2 && query.front() == '%' && is_hex(query[1]) && is_hex(query[2]);
    const bool plain = message::is_ascii_alphanumeric(static_cast<unsigned char>(query.front())) ||
                       std::string_view("-._~!$&'()*+,;=:@/?").contains(query.front());
    if (!escaped && !plain) return false;
    query.remove_prefix(escaped ? 3 : 1);
  }
  return true;
}

bool is_field_value(std::string_view value) {
  return std::ranges::none_of(value, [](char byte) {
    const auto code = static_cast<unsigned char>(byte);
    return (code < 0x20 && byte != '\t') || code == 0x7f;
  });
}

}  // namespace

bool Probe::is_preflight() const {
  return fetch::is_cors_preflight_request(method, headers);
}

bool Probe::is_valid_http() const {
  return std::ranges::all_of(headers, [](const message::Header& header) {
    return message::is_token(header.name) && is_field_value(header.value);
  });
}

bool Probe::is_owed_answer() const {
  constexpr std::array lists{"Accept"sv, "Access-Control-Request-Headers"sv};
  return is_valid_http() && is_rfc3986_query(query) && std::ranges::all_of(headers, [&](const message::Header& header) {
           return headers.count(header.name) == 1 || std::ranges::any_of(lists, [&](auto name) {
                    return message::byte_case_insensitive_match(header.name, name);
                  });
         });
}

std::optional<std::string> Probe::origin() const {
  const auto lines = headers.lines("Origin");
  if (lines.size() != 1) return std::nullopt;
  return std::string(message::strip_http_tab_or_space(lines.front()));
}

std::optional<std::vector<std::string>> Probe::requested_names() const {
  const auto values = fetch::extract_token_list(headers, "Access-Control-Request-Headers");
  if (values.outcome == fetch::ExtractedValues::Outcome::failure) return std::nullopt;
  std::set<std::string> names;
  for (const auto& name : values.items) names.insert(message::byte_lowercase(name));
  return std::vector<std::string>(names.begin(), names.end());
}

message::HeaderList sent_headers(const Probe& probe, const std::string& user_agent) {
  message::HeaderList headers = probe.headers;
  if (!headers.contains("User-Agent") && !user_agent.empty()) headers.append("User-Agent", user_agent);
  return headers;
}

std::string printable(std::string_view bytes) {
  std::string text;
  append_escaped(text, bytes);
  return text;
}

std::string to_text(const Probe& probe) {
  std::string text = probe.method + " ";
  append_escaped(text, probe.query);
  text += '\n';
  for (const message::Header& header : probe.headers) {
    append_escaped(text, header.name);
    text += ": ";
    append_escaped(text, header.value);
    text += '\n';
  }
  return text;
}

std::string in_one_line(const Probe& probe) {
  std::string line = to_text(probe);
  for (auto at = line.find('\n'); at != std::string::npos; at = line.find('\n', at)) line.replace(at, 1, " | ");
  line.resize(line.size() - 3);
  if (line.size() <= longest_line) return "`" + line + "`";
  return "`" + line.substr(0, longest_line) + "`... (" + std::to_string(line.size()) + " characters)";
}

std::optional<Probe> probe_of(std::string_view text) {
  Probe probe;
  bool first = true;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (first) {
      const auto space = std::min(line.find(' '), line.size());
      probe.method = line.substr(0, space);
      probe.query = unescaped(line.substr(std::min(space + 1, line.size())));
      first = false;
      continue;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    auto value = line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    probe.headers.append(unescaped(line.substr(0, colon)), unescaped(value));
  }
  if (first || std::ranges::find(methods, probe.method) == methods.end() || !is_query(probe.query)) return std::nullopt;
  return probe;
}

std::string raw_request(const Probe& probe, std::string_view target, std::string_view authority) {
  std::string bytes = probe.method + " ";
  bytes.append(target)
      .append(probe.query)
      .append(" HTTP/1.1\r\nHost: ")
      .append(authority)
      .append("\r\nConnection: close\r\n");
  for (const message::Header& header : probe.headers) bytes += header.name + ": " + header.value + "\r\n";
  return bytes + "\r\n";
}

}  // namespace corspec::fuzz
