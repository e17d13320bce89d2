#include "run/curl.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "message/bytes.hpp"
#include "message/header_list.hpp"
#include "message/method.hpp"
#include "run/shell_word.hpp"

namespace corspec::run {
namespace {

/// Linux takes 128 KiB in one argument; quoting can quadruple a byte.
constexpr std::size_t longest_request = 24UL * 1024;

bool is_printable(char byte) {
  return byte >= ' ' && byte <= '~';
}

/// The request as its bytes say; null when they are not what our writer makes of an ordinary request.
struct ParsedRequest {
  std::string method;
  std::string target;
  message::HeaderList headers;
  std::string body;
};

std::optional<ParsedRequest> parse_request(std::string_view sent) {
  const std::size_t end = sent.find("\r\n\r\n");
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view head = sent.substr(0, end + 2);
  ParsedRequest request;
  request.body = sent.substr(end + 4);

  std::string_view line = head.substr(0, head.find("\r\n"));
  head.remove_prefix(line.size() + 2);
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || !line.ends_with(" HTTP/1.1")) return std::nullopt;
  request.method = line.substr(0, space);
  line.remove_suffix(std::string_view(" HTTP/1.1").size());
  if (line.size() <= space || !message::is_method(request.method)) return std::nullopt;
  request.target = line.substr(space + 1);

  while (!head.empty()) {
    line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(line.size() + 2);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !message::is_token(line.substr(0, colon))) return std::nullopt;
    std::string_view value = line.substr(colon + 1);
    // curl writes one space and drops what stands around a value.
    if (!value.empty() && value != message::strip_http_tab_or_space(value) &&
        value.substr(1) != message::strip_http_tab_or_space(value)) {
      return std::nullopt;
    }
    value = message::strip_http_tab_or_space(value);
    if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) return std::nullopt;
    request.headers.append(std::string(line.substr(0, colon)), std::string(value));
  }
  if (request.body.contains('\0')) return std::nullopt;
  return request;
}

/// Bytes as `printf`'s format: every byte that a shell, printf or a terminal could take for something else as octal.
std::string printf_format(std::string_view bytes) {
  std::string format = "'";
  for (const char byte : bytes) {
    switch (byte) {
      case '\r':
        format += "\\r";
        break;
      case '\n':
        format += "\\n";
        break;
      case '\t':
        format += "\\t";
        break;
      case '%':
        format += "%%";
        break;
      case '\\':
        format += "\\\\";
        break;
      case '\'':
        format += "'\\''";
        break;
      default:
        if (is_printable(byte)) {
          format += byte;
        } else {
          format += fmt::format("\\{:03o}", static_cast<unsigned char>(byte));
        }
    }
  }
  return format += '\'';
}

std::string netcat_command(std::string_view bytes, const CurlContext& context) {
  const std::string command = "printf " + printf_format(bytes);
  if (!context.network.unix_socket.empty()) {
    return fmt::format("{} | nc -U {}", command, shell_word(context.network.unix_socket));
  }
  if (!context.secure) {
    return fmt::format("{} | nc {} {}", command, shell_word(context.connect_host), context.connect_port);
  }
  const bool ipv6 = context.connect_host.contains(':');
  const std::string host = ipv6 ? fmt::format("[{}]", context.connect_host) : context.connect_host;
  return fmt::format("{} | openssl s_client -quiet -connect {} -servername {}", command,
                     shell_word(fmt::format("{}:{}", host, context.connect_port)), shell_word(context.host));
}

void append_network_flags(std::string& command, const NetworkOptions& network, bool secure, bool credentials) {
  const auto flag = [&command](std::string_view name, std::string_view value) {
    if (!value.empty()) command += fmt::format(" {} {}", name, shell_word(value));
  };
  if (secure && !network.tls.verify) command += " -k";
  if (secure) {
    flag("--cacert", network.tls.ca_file);
  }
  if (secure && credentials) {
    flag("--cert", network.tls.client_cert);
    flag("--key", network.tls.client_key);
  }
  for (const std::string& entry : network.resolve) flag("--resolve", entry);
  for (const std::string& entry : network.connect_to) flag("--connect-to", entry);
  flag("--unix-socket", network.unix_socket);
}

/// Where curl is to go, and what it is to write on the request line when that differs.
void append_url(std::string& command, const std::string& target, const CurlContext& context) {
  const bool is_path = target.starts_with('/') && !target.contains('#');
  const std::string url = is_path ? context.origin + target : context.origin;
  if (!is_path) command += " --request-target " + shell_word(target);
  if (is_path && target.contains("/.")) command += " --path-as-is";
  if (url.find_first_of("[]{}") != std::string::npos) command += " -g";
  command += ' ' + shell_word(url);
}

void append_method(std::string& command, const ParsedRequest& request) {
  if (request.method == "HEAD") {
    command += " -I";  // with -X HEAD curl would wait for a body
  } else if (request.method != "GET" || !request.body.empty()) {
    command += " -X " + shell_word(request.method);
  }
}

void append_headers(std::string& command, const ParsedRequest& request, std::string_view own_authority) {
  const auto header = [&command](std::string_view text) { command += " -H " + shell_word(text); };
  // What curl would add by itself.
  for (const std::string_view name : {"Host", "User-Agent", "Accept"}) {
    if (!request.headers.contains(name)) header(std::string(name) + ":");
  }
  if (!request.body.empty() && !request.headers.contains("Content-Type")) header("Content-Type:");

  for (const auto& [name, value] : request.headers) {
    const bool implied = (message::byte_case_insensitive_match(name, "Host") && value == own_authority) ||
                         (message::byte_case_insensitive_match(name, "Content-Length") && !request.body.empty() &&
                          value == std::to_string(request.body.size()));
    if (implied) continue;
    // `Name;` is curl's way of sending an empty value.
    header(value.empty() ? name + ";" : fmt::format("{}: {}", name, value));
  }
}

}  // namespace

std::string curl_command(const RecordedExchange& exchange, const CurlContext& context) {
  if (exchange.sent.empty() || exchange.sent.size() > longest_request) return {};
  const auto request = exchange.purpose == "raw" ? std::nullopt : parse_request(exchange.sent);
  if (!request) return netcat_command(exchange.sent, context);

  std::string command = "curl -i --http1.1";
  append_network_flags(command, context.network, context.secure, exchange.purpose != "preflight");
  append_method(command, *request);
  append_headers(command, *request, std::string_view(context.origin).substr(context.origin.find("://") + 3));
  if (!request->body.empty()) command += " --data-binary " + shell_word(request->body);
  append_url(command, request->target, context);
  return command;
}

}  // namespace corspec::run
