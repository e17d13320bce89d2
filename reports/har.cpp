#include "reports/har.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "recorded/raw_head.hpp"
#include "reports/describe.hpp"
#include "reports/escape.hpp"
#include "suite/base64.hpp"

namespace corspec::reports {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view end_of_head = "\r\n\r\n";

Json headers_json(const message::HeaderList& headers) {
  Json json = Json::array();
  for (const auto& header : headers)
    json.push_back({{"name", isomorphic_decode(header.name)}, {"value", isomorphic_decode(header.value)}});
  return json;
}

Json query_json(std::string_view url) {
  Json json = Json::array();
  const auto start = url.find('?');
  if (start == std::string_view::npos) return json;
  auto rest = url.substr(start + 1, url.find('#') - start - 1);
  while (!rest.empty()) {
    const auto pair = rest.substr(0, rest.find('&'));
    const auto equals = std::min(pair.find('='), pair.size());
    json.push_back({{"name", isomorphic_decode(pair.substr(0, equals))},
                    {"value", isomorphic_decode(pair.substr(std::min(equals + 1, pair.size())))}});
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
  }
  return json;
}

/// As text where it is text, whose characters are the bytes'; base64 otherwise.
void set_content(Json& json, std::string_view bytes) {
  json["text"] = bytes;
  try {
    (void)json.dump();
  } catch (const Json::type_error&) {
    json["text"] = suite::encode_base64(bytes);
    json["encoding"] = "base64";
  }
}

/// Of raw bytes, as far as they begin with a request line.
std::string method_of(const run::RecordedExchange& exchange, const std::optional<recorded::RawHead>& head) {
  if (!exchange.method.empty() || !head || !recorded::is_request_line(head->start_line)) return exchange.method;
  return head->start_line.substr(0, head->start_line.find(' '));
}

Json request_json(const run::RecordedExchange& exchange) {
  const auto head = recorded::parse_head(exchange.sent);
  const auto end = exchange.sent.find(end_of_head);
  const auto head_size = end == std::string::npos ? exchange.sent.size() : end + end_of_head.size();
  const std::string_view body = std::string_view(exchange.sent).substr(head_size);
  Json json{{"method", isomorphic_decode(method_of(exchange, head))},
            {"url", isomorphic_decode(exchange.url)},
            {"httpVersion", "HTTP/1.1"},
            {"cookies", Json::array()},
            {"headers", headers_json(head ? head->headers : message::HeaderList())},
            {"queryString", query_json(exchange.url)},
            {"headersSize", head_size},
            {"bodySize", body.size()}};
  if (!body.empty()) {
    const auto type = head ? head->headers.get("Content-Type") : std::nullopt;
    json["postData"] = {{"mimeType", isomorphic_decode(type.value_or(""))}, {"text", isomorphic_decode(body)}};
  }
  return json;
}

/// "No Content" of "HTTP/1.1 204 No Content".
std::string_view reason_of(std::string_view status_line) {
  const auto first = status_line.find(' ');
  const auto second = first == std::string_view::npos ? first : status_line.find(' ', first + 1);
  return second == std::string_view::npos ? std::string_view{} : status_line.substr(second + 1);
}

Json response_json(const run::RecordedExchange& exchange) {
  const auto head = recorded::parse_head(exchange.head);
  const auto headers = head ? head->headers : message::HeaderList();
  Json content{{"size", exchange.body.size()},
               {"mimeType", isomorphic_decode(headers.get("Content-Type").value_or(""))}};
  if (!exchange.body.empty()) set_content(content, exchange.body);
  if (exchange.body_truncated) content["comment"] = "the beginning";
  Json json{{"status", exchange.status},
            {"statusText", isomorphic_decode(head ? reason_of(head->start_line) : "")},
            {"httpVersion", "HTTP/1.1"},
            {"cookies", Json::array()},
            {"headers", headers_json(headers)},
            {"content", content},
            {"redirectURL", isomorphic_decode(headers.get("Location").value_or(""))},
            {"headersSize", exchange.head.size()},
            {"bodySize", exchange.body_truncated ? Json(-1) : Json(exchange.body.size())}};
  // As Chromium names why there is no answer.
  if (!exchange.error.empty()) json["_error"] = isomorphic_decode(exchange.error);
  return json;
}

/// What a browser would have asked for on a page of its own: the exchanges of an attempt at a case.
struct Page {
  std::string id;
  std::string run_started;
  const run::CaseResult* result = nullptr;
};

Json entry_json(const Page& page, const run::RecordedExchange& exchange) {
  const double milliseconds = static_cast<double>(exchange.duration.count()) / 1000.0;
  std::string comment =
      fmt::format("{} ({}), step {}: {}", page.id, run::name(page.result->result), exchange.step + 1, exchange.purpose);
  if (!exchange.error.empty()) comment += fmt::format("; no answer: {}", printable(exchange.error));
  if (!exchange.started) comment += "; when it was sent is not known, the time is that of the run's start";
  return {{"pageref", page.id},
          {"startedDateTime", exchange.started ? recorded::write_timestamp(*exchange.started) : page.run_started},
          {"time", milliseconds},
          {"request", request_json(exchange)},
          {"response", response_json(exchange)},
          {"cache", Json::object()},
          {"timings", {{"send", 0}, {"wait", milliseconds}, {"receive", 0}}},
          {"comment", comment},
          {"_purpose", exchange.purpose}};
}

}  // namespace

std::string har(const run::Report& report) {
  Json pages = Json::array();
  Json entries = Json::array();
  for (const auto& result : report.results) {
    const std::string label = case_label(report, result);
    for (std::size_t tried = 0; tried < result.attempts.size(); ++tried) {
      const Page page{tried == 0 ? label : fmt::format("{}, try {}", label, tried + 1), report.info.started, &result};
      const auto first = entries.size();
      for (const auto& exchange : result.attempts[tried].exchanges) {
        if (!exchange.stored_answer) entries.push_back(entry_json(page, exchange));
      }
      if (entries.size() == first) continue;
      pages.push_back({{"startedDateTime", entries[first]["startedDateTime"]},
                       {"id", page.id},
                       {"title", result.title},
                       {"pageTimings", Json::object()}});
    }
  }
  const Json document{{"log",
                       {{"version", "1.2"},
                        {"creator", {{"name", "corspec"}, {"version", report.info.tool_version}}},
                        {"pages", pages},
                        {"entries", entries},
                        {"comment", "In the order of the cases, of which several are under way at once."}}}};
  return document.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace corspec::reports
