#include "recorded/curl_output.hpp"

#include <cstddef>
#include <utility>

#include "fetch/url.hpp"
#include "message/bytes.hpp"
#include "recorded/raw_head.hpp"
#include "suite/spelling.hpp"
#include "suite/text_lines.hpp"

namespace corspec::recorded {
namespace {

using suite::TextLine;

/// A head that was printed line by line, each behind the same mark, and where it began.
struct PrintedHead {
  std::size_t line = 0;
  bool is_request = false;
  std::string text;
};

constexpr std::string_view sent = "> ";
constexpr std::string_view received = "< ";

/// The heads of `curl -v`, in order; a head ends with a line that is its mark alone.
std::vector<PrintedHead> heads_of_verbose(const std::vector<TextLine>& lines) {
  std::vector<PrintedHead> heads;
  bool open = false;
  for (const auto& [number, text] : lines) {
    const bool is_request = text.starts_with('>');
    if (!is_request && !text.starts_with('<')) continue;
    if (text.size() > 1 && text[1] != ' ') continue;
    const auto content = text.size() > 2 ? text.substr(2) : std::string_view();
    if (content.empty()) {
      open = false;
      continue;
    }
    if (!open || heads.back().is_request != is_request) heads.push_back({number, is_request, {}});
    open = true;
    heads.back().text.append(content).append("\n");
  }
  return heads;
}

/// The heads of `curl -i`: each begins with a status line and ends with an empty line.
std::vector<PrintedHead> heads_of_included(const std::vector<TextLine>& lines) {
  std::vector<PrintedHead> heads;
  bool open = false;
  bool may_begin = true;
  for (const auto& [number, text] : lines) {
    if (may_begin && status_of(text)) {
      heads.push_back({number, false, {}});
      open = true;
    }
    // After a head comes its content, unless another head follows at once.
    may_begin = open && text.empty();
    if (text.empty()) open = false;
    if (open) heads.back().text.append(text).append("\n");
  }
  return heads;
}

/// Final, and of the server itself.
bool is_answer(const RawHead& head, std::string_view asked_method) {
  const auto status = status_of(head.start_line);
  return status && *status >= 200 && asked_method != "CONNECT" && !head.start_line.ends_with("Connection established");
}

bool says_tls(const std::vector<TextLine>& lines) {
  for (const auto& line : lines) {
    if (!line.text.starts_with('*')) continue;
    for (const std::string_view sign : {"SSL connection", "TLS", "[:scheme: https]", "port 443"}) {
      if (line.text.contains(sign)) return true;
    }
  }
  return false;
}

suite::LoadErrors one_error(std::string_view file, std::size_t line, std::string what) {
  return {
      {.file = std::string(file), .line = line, .column = line == 0 ? 0U : 1U, .pointer = {}, .what = std::move(what)}};
}

/// `OPTIONS /items HTTP/1.1` and its fields.
suite::Loaded<Exchange> read_request(std::string_view file, const PrintedHead& printed, std::string_view scheme) {
  const auto head = parse_head(printed.text).value_or(RawHead{});
  const std::string_view start = head.start_line;
  const auto first = start.find(' ');
  const auto last = start.rfind(' ');
  if (first == std::string_view::npos || first == last)
    return std::unexpected(one_error(file, printed.line, "is no request line: " + suite::quote(start)));
  const auto target = start.substr(first + 1, last - first - 1);
  const auto host = head.headers.get("Host").value_or("");
  const bool is_absolute = target.starts_with("http://") || target.starts_with("https://");
  auto url =
      fetch::parse_url(is_absolute ? std::string(target) : std::string(scheme) + "://" + host + std::string(target));
  if (!url) return std::unexpected(one_error(file, printed.line, "the request line and its Host give no URL"));
  Exchange exchange;
  exchange.method = start.substr(0, first);
  exchange.url = *std::move(url);
  exchange.headers = head.headers;
  return exchange;
}

suite::Loaded<std::vector<Exchange>> read_verbose(std::string_view file, const std::vector<TextLine>& lines) {
  const std::string_view scheme = says_tls(lines) ? "https" : "http";
  std::vector<Exchange> exchanges;
  std::string method;
  for (const auto& printed : heads_of_verbose(lines)) {
    if (printed.is_request) {
      method = printed.text.substr(0, printed.text.find(' '));
      if (method == "CONNECT") continue;
      auto exchange = read_request(file, printed, scheme);
      if (!exchange) return std::unexpected(exchange.error());
      exchange->at_ms = static_cast<std::int64_t>(exchanges.size());
      exchanges.push_back(*std::move(exchange));
      continue;
    }
    auto head = parse_head(printed.text);
    if (!head || !is_answer(*head, method) || exchanges.empty() || exchanges.back().response) continue;
    exchanges.back().response = {.status = *status_of(head->start_line), .headers = std::move(head->headers)};
  }
  return exchanges;
}

suite::Loaded<std::vector<Exchange>> read_included(std::string_view file, const std::vector<TextLine>& lines,
                                                   const CurlRequest& asked) {
  if (asked.url.empty() || !asked.headers.contains("Origin")) {
    return std::unexpected(one_error(
        file, 1,
        "`curl -i` prints the answer alone: say what it answers with --url URL, -H 'Origin: ...' and, as for curl, -X "
        "METHOD and further -H; or use the output of `curl -v`"));
  }
  auto url = fetch::parse_url(asked.url);
  if (!url)
    return std::unexpected(one_error(file, 0, "--url is no absolute http or https URL: " + suite::quote(asked.url)));
  Exchange exchange;
  exchange.method = asked.method.empty() ? "GET" : asked.method;
  exchange.url = *std::move(url);
  exchange.headers = asked.headers;
  std::vector<Exchange> exchanges;
  for (const auto& printed : heads_of_included(lines)) {
    auto head = parse_head(printed.text);
    if (!head || !is_answer(*head, {})) continue;
    exchange.response = {.status = *status_of(head->start_line), .headers = std::move(head->headers)};
    exchange.at_ms = static_cast<std::int64_t>(exchanges.size());
    exchanges.push_back(exchange);
    // curl -L prints the answers of all hops.
    const auto location = exchange.response->headers.get("Location");
    auto next = location ? fetch::parse_url(*location, &exchange.url) : std::unexpected(fetch::UrlError::relative);
    if (!next) break;
    exchange.url = *std::move(next);
  }
  return exchanges;
}

}  // namespace

bool is_curl_output(std::string_view text) {
  for (const auto& line : suite::text_lines(text)) {
    if (line.text.starts_with(sent) || line.text.starts_with(received) || status_of(line.text)) return true;
  }
  return false;
}

suite::Loaded<std::vector<Exchange>> read_curl_output(std::string_view file, std::string_view text,
                                                      const CurlRequest& asked) {
  const auto lines = suite::text_lines(text);
  bool is_verbose = false;
  for (const auto& line : lines) is_verbose = is_verbose || line.text.starts_with(sent);
  auto exchanges = is_verbose ? read_verbose(file, lines) : read_included(file, lines, asked);
  if (exchanges && exchanges->empty()) return std::unexpected(one_error(file, 0, "there is no final answer in it"));
  return exchanges;
}

}  // namespace corspec::recorded
