#include "recorded/curl_output.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "fetch/origin.hpp"
#include "fetch/url.hpp"
#include "message/method.hpp"
#include "recorded/curl_connections.hpp"
#include "recorded/raw_head.hpp"
#include "suite/spelling.hpp"
#include "suite/text_lines.hpp"

namespace corspec::recorded {
namespace {

using suite::TextLine;

/// A head that was printed line by line, and where it began.
struct PrintedHead {
  std::size_t line = 0;
  bool is_request = false;
  std::string text;
  bool is_complete = false;
  std::string_view scheme;  ///< of a request, as far as curl said
};

/// A line of `curl -v` that may be of a head: `> ` or `< ` and its content, or the mark alone.
struct MarkedLine {
  bool is_request = false;
  std::string_view content;

  [[nodiscard]] bool begins_head() const {
    return is_request ? is_request_line(content) : status_of(content).has_value();
  }
};

std::optional<MarkedLine> marked_line(std::string_view text) {
  if (!text.starts_with('>') && !text.starts_with('<')) return std::nullopt;
  if (text.size() > 1 && text[1] != ' ') return std::nullopt;
  return MarkedLine{text.front() == '>', text.size() > 2 ? text.substr(2) : std::string_view()};
}

bool begins_verbose_head(const TextLine& line) {
  const auto marked = marked_line(line.text);
  return marked && marked->begins_head();
}

/// To a proxy, for a tunnel.
bool is_connect(std::string_view request_line) {
  return request_line.starts_with("CONNECT ");
}

/// The heads of `curl -v`, in order; a head ends with a line that is its mark alone. Lines of a body may look like
/// marked ones: they are between heads.
std::vector<PrintedHead> heads_of_verbose(const std::vector<TextLine>& lines) {
  std::vector<PrintedHead> heads;
  CurlConnections connections;
  for (const auto& [number, text] : lines) {
    connections.read(text);
    const auto line = marked_line(text);
    if (!line) continue;
    if (line->begins_head()) heads.push_back({number, line->is_request, {}});
    if (line->begins_head() && line->is_request && !is_connect(line->content))
      heads.back().scheme = connections.take_scheme().value_or("");
    if (heads.empty() || heads.back().is_complete || heads.back().is_request != line->is_request) continue;
    heads.back().is_complete = line->content.empty();
    heads.back().text.append(line->content).append("\n");
  }
  return heads;
}

/// The heads of `curl -i`: each begins with a status line and ends with an empty line.
std::vector<PrintedHead> heads_of_included(const std::vector<TextLine>& lines) {
  std::vector<PrintedHead> heads;
  bool may_begin = true;
  for (const auto& [number, text] : lines) {
    if (may_begin && status_of(text)) heads.push_back({number, false, {}});
    if (heads.empty()) continue;
    PrintedHead& head = heads.back();
    // After a head comes its content, unless another head follows at once.
    may_begin = !head.is_complete && text.empty();
    if (head.is_complete) continue;
    head.is_complete = text.empty();
    head.text.append(text).append("\n");
  }
  return heads;
}

/// Final, and of the server itself.
bool is_answer(const RawHead& head, std::string_view asked_method) {
  const auto status = status_of(head.start_line);
  return status && *status >= 200 && asked_method != "CONNECT" && !head.start_line.ends_with("Connection established");
}

suite::LoadErrors one_error(std::string_view file, std::size_t line, std::string what) {
  return {
      {.file = std::string(file), .line = line, .column = line == 0 ? 0U : 1U, .pointer = {}, .what = std::move(what)}};
}

/// Null, or what is wrong with a head whose end is not there.
std::optional<suite::LoadErrors> cut_off(std::string_view file, const std::vector<PrintedHead>& heads) {
  const auto head = std::ranges::find(heads, false, &PrintedHead::is_complete);
  if (head == heads.end()) return std::nullopt;
  return one_error(file, head->line, "the head that begins here is cut off: the empty line that ends it is missing");
}

/// `OPTIONS /items HTTP/1.1` and its fields.
suite::Loaded<Exchange> read_request(std::string_view file, const PrintedHead& printed) {
  const auto head = parse_head(printed.text).value_or(RawHead{});
  const std::string_view start = head.start_line;
  const auto first = start.find(' ');
  const auto last = start.rfind(' ');
  const auto target = start.substr(first + 1, last - first - 1);
  // Where only the heads were kept: HTTP/2 and later are spoken over TLS.
  const auto scheme = !printed.scheme.empty() ? printed.scheme : start.contains(" HTTP/1") ? "http" : "https";
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

/// What curl says when no answer came; empty when it says nothing of that.
std::string failure_in(const std::vector<TextLine>& lines) {
  constexpr std::array<std::string_view, 7> signs{"curl: (",
                                                  "* Empty reply from server",
                                                  "* Recv failure: ",
                                                  "* Send failure: ",
                                                  "* Operation timed out",
                                                  "* Failed to connect",
                                                  "* Could not resolve host"};
  for (const auto& line : lines) {
    if (std::ranges::any_of(signs, [&](std::string_view sign) { return line.text.starts_with(sign); }))
      return std::string(line.text.starts_with("* ") ? line.text.substr(2) : line.text);
  }
  return {};
}

suite::Loaded<std::vector<Exchange>> read_verbose(std::string_view file, const std::vector<TextLine>& lines) {
  const auto heads = heads_of_verbose(lines);
  if (auto error = cut_off(file, heads)) return std::unexpected(*std::move(error));
  std::vector<Exchange> exchanges;
  std::string method;
  for (const auto& printed : heads) {
    if (printed.is_request) {
      method = printed.text.substr(0, printed.text.find(' '));
      if (is_connect(printed.text)) continue;
      auto exchange = read_request(file, printed);
      if (!exchange) return std::unexpected(exchange.error());
      exchange->at_ms = static_cast<std::int64_t>(exchanges.size());
      exchanges.push_back(*std::move(exchange));
      continue;
    }
    auto head = parse_head(printed.text);
    if (!head || !is_answer(*head, method) || exchanges.empty() || exchanges.back().response) continue;
    exchanges.back().response = {.status = *status_of(head->start_line), .headers = std::move(head->headers)};
  }
  if (!exchanges.empty() && !exchanges.back().response) exchanges.back().failure = failure_in(lines);
  return exchanges;
}

/// What is wrong with the flags that describe the request; null when nothing is.
std::optional<std::string> what_is_wrong(const CurlRequest& asked) {
  if (const auto url = fetch::parse_url(asked.url); !url)
    return "--url is no absolute http or https URL: " + suite::quote(asked.url);
  if (!asked.method.empty() && !message::is_method(asked.method))
    return "-X wants a method, not " + suite::quote(asked.method);
  if (asked.headers.count("Origin") > 1) return "-H gives `Origin` more than once";
  const auto origin = asked.headers.get("Origin").value_or("");
  const auto url = fetch::parse_url(origin);
  if (!fetch::parse_origin(origin) && !(url && fetch::serialize_origin(*url) == origin))
    return "-H gives an `Origin` that no browser sends (`https://app.example`, without a path, or `null`): " +
           suite::quote(origin);
  return std::nullopt;
}

suite::Loaded<std::vector<Exchange>> read_included(std::string_view file, const std::vector<TextLine>& lines,
                                                   const CurlRequest& asked) {
  if (asked.url.empty() || !asked.headers.contains("Origin")) {
    return std::unexpected(one_error(
        file, 1,
        "`curl -i` prints the answer alone: say what it answers with --url URL, -H 'Origin: ...' and, as for curl, -X "
        "METHOD and further -H; or use the output of `curl -v`"));
  }
  if (auto wrong = what_is_wrong(asked)) return std::unexpected(one_error(file, 0, *std::move(wrong)));
  const auto heads = heads_of_included(lines);
  if (auto error = cut_off(file, heads)) return std::unexpected(*std::move(error));
  Exchange exchange;
  exchange.method = asked.method.empty() ? "GET" : asked.method;
  exchange.url = *fetch::parse_url(asked.url);
  exchange.headers = asked.headers;
  std::vector<Exchange> exchanges;
  for (const auto& printed : heads) {
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
  return std::ranges::any_of(suite::text_lines(text), [](const TextLine& line) {
    return begins_verbose_head(line) || status_of(line.text).has_value();
  });
}

std::string curl_failure(std::string_view text) {
  return failure_in(suite::text_lines(text));
}

suite::Loaded<std::vector<Exchange>> read_curl_output(std::string_view file, std::string_view text,
                                                      const CurlRequest& asked) {
  const auto lines = suite::text_lines(text);
  const bool is_verbose = std::ranges::any_of(lines, begins_verbose_head);
  if (is_verbose && asked.is_given()) return std::unexpected(one_error(file, 0, std::string(flags_are_for_include)));
  auto exchanges = is_verbose ? read_verbose(file, lines) : read_included(file, lines, asked);
  if (exchanges && exchanges->empty()) return std::unexpected(one_error(file, 0, "there is no final answer in it"));
  return exchanges;
}

}  // namespace corspec::recorded
