#include "recorded/har.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "fetch/url.hpp"
#include "message/bytes.hpp"
#include "recorded/isomorphic.hpp"
#include "recorded/timestamp.hpp"
#include "suite/json_reader.hpp"

namespace corspec::recorded {
namespace {

using suite::Node;
using suite::Problems;

const Node& log_of(const Node& root) {
  const Node* log = root.find("log");
  return log != nullptr ? *log : root;
}

/// Null, too, when the member is: tools write that for what they do not have.
const Node* member_of(const Node& object, std::string_view key) {
  const Node* member = object.find(key);
  return member == nullptr || member->kind == Node::Kind::null ? nullptr : member;
}

/// The text of a member of the format; empty when it is absent, and a problem when it is something else.
std::string_view text_of(const Node& object, std::string_view key, Problems& problems) {
  const Node* member = member_of(object, key);
  if (member == nullptr) return {};
  if (member->kind == Node::Kind::string) return member->text;
  complain_of_kind(*member, "a string", problems);
  return {};
}

/// The member that must be there; null, and a problem, when it is not.
const Node* require(const Node& object, std::string_view key, Problems& problems) {
  const Node* member = object.find(key);
  if (member == nullptr) problems.at(object, "`" + std::string(key) + "` is missing");
  return member;
}

/// The text of a member that is some tool's own, whose names begin with `_`: other tools may mean another thing.
std::string_view own_text_of(const Node& object, std::string_view key) {
  const Node* member = object.find(key);
  return member != nullptr && member->kind == Node::Kind::string ? std::string_view(member->text) : std::string_view();
}

/// The objects in an array that may be absent; what is none is a problem and left out.
std::vector<const Node*> objects_of(const Node& object, std::string_view key, Problems& problems) {
  std::vector<const Node*> objects;
  const Node* member = member_of(object, key);
  if (member == nullptr) return objects;
  for (const Node* element : suite::read_array(*member, problems)) {
    if (element->kind == Node::Kind::object) {
      objects.push_back(element);
    } else {
      complain_of_kind(*element, "an object", problems);
    }
  }
  return objects;
}

/// A header's bytes: DevTools write each byte as the character of that number. Text beyond is left as it is.
std::string header_bytes(std::string_view utf8) {
  return isomorphic_encode(utf8).value_or(std::string(utf8));
}

message::HeaderList read_headers(const Node& message, Problems& problems) {
  message::HeaderList headers;
  for (const Node* line : objects_of(message, "headers", problems)) {
    const Node* name = require(*line, "name", problems);
    const Node* value = require(*line, "value", problems);
    if (name == nullptr || value == nullptr) continue;
    auto name_text = suite::read_string(*name, problems).value_or("");
    const auto bytes = header_bytes(suite::read_string(*value, problems).value_or(""));
    // `:authority` and the like belong to HTTP/2.
    if (!message::is_token(name_text)) continue;
    headers.append(std::move(name_text), std::string(message::strip_http_whitespace(bytes)));
  }
  return headers;
}

std::optional<std::string> what_is_wrong_with_time(std::string_view text) {
  if (parse_timestamp(text)) return std::nullopt;
  return "must be a time like 2026-01-31T12:00:00.000Z, not " + suite::quote(text);
}

std::optional<std::string> what_is_wrong_with_method(std::string_view text) {
  if (message::is_token(text)) return std::nullopt;
  return suite::quote(text) + " is no method";
}

/// The origin of a page's URL; empty when it is none.
std::string origin_of(std::string_view url) {
  const auto parsed = fetch::parse_url(url);
  return parsed ? fetch::serialize_origin(*parsed) : std::string();
}

/// The pages by id, each with its origin. Their titles are URLs in the exports of browsers.
std::map<std::string, std::string, std::less<>> read_pages(const Node& log, Problems& problems) {
  std::map<std::string, std::string, std::less<>> origins;
  for (const Node* page : objects_of(log, "pages", problems))
    origins.emplace(text_of(*page, "id", problems), origin_of(text_of(*page, "title", problems)));
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
std::string_view read_engine(const Node& log, Problems& problems) {
  for (const std::string_view key : {"creator", "browser"}) {
    const Node* who = member_of(log, key);
    if (who == nullptr) continue;
    const auto known = std::ranges::find(recorders, text_of(*who, "name", problems), &Recorder::name);
    if (known != recorders.end()) return known->engine;
  }
  return {};
}

/// Chromium says of every response how it failed, and null when it did not. Others leave it out either way.
bool says_it_did_not_fail(const Node& response) {
  const Node* error = response.find("_error");
  return error != nullptr && error->kind == Node::Kind::null;
}

/// What came back, and what the recorder says of it.
void read_response(const Node& response, Exchange& exchange, Problems& problems) {
  if (response.kind != Node::Kind::object) {
    complain_of_kind(response, "an object", problems);
    return;
  }
  const Node* status = require(response, "status", problems);
  if (status == nullptr) return;
  // 0, and -1 of some tools, say that there was none.
  const auto number = suite::read_integer(*status, {.min = -1, .max = 999}, problems);
  auto headers = read_headers(response, problems);
  if (number.value_or(0) >= 100)
    exchange.response = {.status = static_cast<int>(*number), .headers = std::move(headers)};
  exchange.failure = own_text_of(response, "_error");
  exchange.shown = exchange.response && says_it_did_not_fail(response);
}

/// `data:`, `blob:`, `wss:` and the like.
bool has_other_scheme(std::string_view url) {
  const auto colon = url.find(':');
  const auto scheme = message::byte_lowercase(url.substr(0, colon));
  return colon != std::string_view::npos && scheme != "http" && scheme != "https" &&
         scheme.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+-.") == std::string::npos;
}

/// Null when it is of another scheme, and when it is broken, which is a problem.
std::optional<fetch::Url> read_url(const Node& node, Problems& problems) {
  const auto text = suite::read_string(node, problems);
  if (!text) return std::nullopt;
  auto url = fetch::parse_url(*text);
  if (url) return *std::move(url);
  if (!has_other_scheme(*text)) problems.at(node, "is no absolute URL: " + std::string(describe(url.error())));
  return std::nullopt;
}

/// What corspec itself sent it for; empty in what others recorded.
std::string_view purpose_of(const Node& entry) {
  return own_text_of(entry, "_purpose");
}

/// What corspec itself sent without a page that asked for it: raw bytes, and the question whether the target lives.
bool is_of_no_page(const Node& entry) {
  return purpose_of(entry) == "raw" || purpose_of(entry) == "control";
}

/// Null, and nothing said, when the entry is of another scheme, or no page's.
std::optional<Exchange> read_entry(const Node& entry, Problems& problems) {
  if (is_of_no_page(entry)) return std::nullopt;
  const Node* request = require(entry, "request", problems);
  if (request == nullptr) return std::nullopt;
  if (request->kind != Node::Kind::object) {
    complain_of_kind(*request, "an object", problems);
    return std::nullopt;
  }
  const Node* url = require(*request, "url", problems);
  const Node* method = require(*request, "method", problems);
  const Node* started = require(entry, "startedDateTime", problems);
  auto parsed = url == nullptr ? std::nullopt : read_url(*url, problems);
  if (!parsed || method == nullptr || started == nullptr) return std::nullopt;
  Exchange exchange;
  exchange.url = *std::move(parsed);
  exchange.method = suite::read_checked(method, what_is_wrong_with_method, problems);
  const auto at =
      parse_timestamp(suite::read_checked(started, what_is_wrong_with_time, problems)).value_or(Timestamp{});
  exchange.at_ms = std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch()).count();
  exchange.headers = read_headers(*request, problems);
  if (const Node* response = member_of(entry, "response")) read_response(*response, exchange, problems);
  const auto kind = own_text_of(entry, "_resourceType");
  // corspec's cases also send what a browser holds back.
  exchange.by_browser = purpose_of(entry).empty();
  exchange.by_script = kind == "fetch" || kind == "xhr";
  exchange.by_navigation = kind == "document";
  exchange.page = text_of(entry, "pageref", problems);
  exchange.page_origin = origin_of(exchange.headers.get("Referer").value_or(""));
  return exchange;
}

void read_log(const Node& log, std::vector<Exchange>& exchanges, Problems& problems) {
  if (log.kind != Node::Kind::object) {
    complain_of_kind(log, "an object: the log of a HAR", problems);
    return;
  }
  if (require(log, "entries", problems) == nullptr) return;
  const auto pages = read_pages(log, problems);
  const auto engine = read_engine(log, problems);
  for (const Node* entry : objects_of(log, "entries", problems)) {
    auto exchange = read_entry(*entry, problems);
    if (!exchange) continue;
    const auto page = pages.find(exchange->page);
    if (exchange->page_origin.empty() && page != pages.end()) exchange->page_origin = page->second;
    exchange->engine = engine;
    // Those of corspec stand in the order in which they were made.
    if (!exchange->by_browser) exchange->at_ms = static_cast<std::int64_t>(exchanges.size());
    exchanges.push_back(*std::move(exchange));
  }
}

}  // namespace

bool is_har(const Node& root) {
  if (root.kind == Node::Kind::array) return !root.children.empty() && is_har(*root.children.front());
  return root.find("log") != nullptr || root.find("entries") != nullptr;
}

suite::Loaded<std::vector<Exchange>> read_har(std::span<const suite::Document* const> documents) {
  std::vector<Exchange> exchanges;
  suite::LoadErrors errors;
  for (const auto* document : documents) {
    Problems problems(*document);
    const Node& root = document->root();
    if (root.kind == Node::Kind::array) {
      for (const Node* one : root.children) read_log(log_of(*one), exchanges, problems);
    } else {
      read_log(log_of(root), exchanges, problems);
    }
    std::ranges::move(problems.in_order(), std::back_inserter(errors));
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return exchanges;
}

}  // namespace corspec::recorded
