#include "recorded/har.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "fetch/url.hpp"
#include "message/bytes.hpp"
#include "recorded/isomorphic.hpp"
#include "suite/json_reader.hpp"

namespace corspec::recorded {
namespace {

using suite::Node;
using suite::Problems;

const Node& log_of(const Node& root) {
  const Node* log = root.find("log");
  return log != nullptr ? *log : root;
}

std::string_view text_of(const Node& object, std::string_view key) {
  const Node* member = object.find(key);
  return member != nullptr && member->kind == Node::Kind::string ? std::string_view(member->text) : std::string_view();
}

/// A header's bytes: DevTools write each byte as the character of that number. Text beyond is left as it is.
std::string header_bytes(std::string_view utf8) {
  return isomorphic_encode(utf8).value_or(std::string(utf8));
}

message::HeaderList read_headers(const Node& message) {
  message::HeaderList headers;
  const Node* lines = message.find("headers");
  if (lines == nullptr || lines->kind != Node::Kind::array) return headers;
  for (const Node* line : lines->children) {
    const auto name = text_of(*line, "name");
    // `:authority` and the like belong to HTTP/2.
    if (!message::is_token(name)) continue;
    headers.append(std::string(name),
                   std::string(message::strip_http_whitespace(header_bytes(text_of(*line, "value")))));
  }
  return headers;
}

/// As many digits as `text` begins with, at most `most`; they are taken off it.
std::optional<int> take_number(std::string_view& text, std::size_t most) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + std::min(most, text.size()), number);
  if (error != std::errc{} || number < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

/// ISO 8601 as HAR wants it, `2026-01-31T12:00:00.123Z` or `...+02:00`, in milliseconds since 1970.
std::optional<std::int64_t> parse_time(std::string_view text) {
  constexpr std::string_view separators = "--T::";
  std::array<int, 6> parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto number = take_number(text, i == 0 ? 4 : 2);
    if (!number) return std::nullopt;
    parts[i] = *number;
    if (i == separators.size()) break;
    if (!text.starts_with(separators[i])) return std::nullopt;
    text.remove_prefix(1);
  }
  const auto& [year, month, day, hour, minute, second] = parts;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  std::int64_t milliseconds = 0;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const auto digits = text.substr(0, text.find_first_not_of("0123456789"));
    auto thousandths = std::string(digits.substr(0, 3));
    thousandths.resize(3, '0');
    std::from_chars(thousandths.data(), thousandths.data() + 3, milliseconds);
    text.remove_prefix(digits.size());
  }
  std::int64_t offset_minutes = 0;
  if (text.starts_with('+') || text.starts_with('-')) {
    const int sign = text.front() == '+' ? 1 : -1;
    text.remove_prefix(1);
    const auto hours = take_number(text, 2);
    if (text.starts_with(':')) text.remove_prefix(1);
    const auto minutes = take_number(text, 2);
    offset_minutes = sign * (hours.value_or(0) * 60 + minutes.value_or(0));
  }
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return (((days * 24 + hour) * 60 + minute - offset_minutes) * 60 + second) * 1000 + milliseconds;
}

/// The origin of a page's URL; empty when it is none.
std::string origin_of(std::string_view url) {
  const auto parsed = fetch::parse_url(url);
  return parsed ? fetch::serialize_origin(*parsed) : std::string();
}

/// The pages by id, each with its origin. Their titles are URLs in the exports of browsers.
std::map<std::string, std::string, std::less<>> read_pages(const Node& log) {
  std::map<std::string, std::string, std::less<>> origins;
  const Node* pages = log.find("pages");
  if (pages == nullptr || pages->kind != Node::Kind::array) return origins;
  for (const Node* page : pages->children) origins.emplace(text_of(*page, "id"), origin_of(text_of(*page, "title")));
  return origins;
}

struct Recorder {
  std::string_view name;  ///< of `creator` or `browser`
  std::string_view engine;
};

constexpr std::array<Recorder, 6> recorders{{{"WebInspector", "chromium"},
                                             {"WebKit Web Inspector", "webkit"},
                                             {"Firefox", "firefox"},
                                             {"chromium", "chromium"},
                                             {"firefox", "firefox"},
                                             {"webkit", "webkit"}}};

/// The engine of the browser that made the requests; empty when the HAR does not name one that is known.
std::string_view read_engine(const Node& log) {
  for (const std::string_view key : {"creator", "browser"}) {
    const Node* who = log.find(key);
    if (who == nullptr) continue;
    const auto known = std::ranges::find(recorders, text_of(*who, "name"), &Recorder::name);
    if (known != recorders.end()) return known->engine;
  }
  return {};
}

/// Chromium says of every response how it failed, and null when it did not. Others leave it out either way.
bool says_it_did_not_fail(const Node& response) {
  const Node* error = response.find("_error");
  return error != nullptr && error->kind == Node::Kind::null;
}

std::optional<browser::Response> read_response(const Node& entry) {
  const Node* response = entry.find("response");
  if (response == nullptr || response->kind != Node::Kind::object) return std::nullopt;
  const Node* status = response->find("status");
  if (status == nullptr || status->kind != Node::Kind::integer || status->integer < 100 || status->integer > 999)
    return std::nullopt;
  return browser::Response{.status = static_cast<int>(status->integer), .headers = read_headers(*response)};
}

/// Null, and nothing said, when the entry is of another scheme.
std::optional<Exchange> read_entry(const Node& entry, Problems& problems) {
  const Node* request = entry.find("request");
  if (request == nullptr || request->kind != Node::Kind::object) {
    problems.at(entry, "an entry of a HAR has an object `request`");
    return std::nullopt;
  }
  const Node* url = request->find("url");
  if (url == nullptr || url->kind != Node::Kind::string) {
    problems.at(*request, "the request has no `url`");
    return std::nullopt;
  }
  auto parsed = fetch::parse_url(url->text);
  if (!parsed) return std::nullopt;
  Exchange exchange;
  exchange.url = *std::move(parsed);
  exchange.method = text_of(*request, "method");
  if (!message::is_token(exchange.method)) {
    problems.at(*request, "the request has no `method`");
    return std::nullopt;
  }
  const auto started = text_of(entry, "startedDateTime");
  const auto at = parse_time(started);
  if (!at) {
    problems.at(entry, "`startedDateTime` must be a time like 2026-01-31T12:00:00.000Z, not " + suite::quote(started));
    return std::nullopt;
  }
  exchange.at_ms = *at;
  exchange.headers = read_headers(*request);
  exchange.response = read_response(entry);
  if (const Node* response = entry.find("response")) {
    exchange.failure = text_of(*response, "_error");
    exchange.shown = exchange.response && says_it_did_not_fail(*response);
  }
  const auto kind = text_of(entry, "_resourceType");
  exchange.by_browser = true;
  exchange.by_script = kind == "fetch" || kind == "xhr";
  exchange.by_navigation = kind == "document";
  exchange.page = text_of(entry, "pageref");
  exchange.page_origin = origin_of(exchange.headers.get("Referer").value_or(""));
  return exchange;
}

}  // namespace

bool is_har(const Node& root) {
  const Node* entries = log_of(root).find("entries");
  return entries != nullptr && entries->kind == Node::Kind::array;
}

suite::Loaded<std::vector<Exchange>> read_har(const suite::Document& document) {
  Problems problems(document);
  const Node& log = log_of(document.root());
  const auto pages = read_pages(log);
  const auto engine = read_engine(log);
  std::vector<Exchange> exchanges;
  for (const Node* entry : log.find("entries")->children) {
    auto exchange = read_entry(*entry, problems);
    if (!exchange) continue;
    const auto page = pages.find(exchange->page);
    if (exchange->page_origin.empty() && page != pages.end()) exchange->page_origin = page->second;
    exchange->engine = engine;
    exchanges.push_back(*std::move(exchange));
  }
  if (!problems.empty()) return std::unexpected(problems.in_order());
  return exchanges;
}

}  // namespace corspec::recorded
