#include "run/recording.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace corspec::run {

namespace {

void record(const http::Timings& timings, RecordedExchange& into) {
  into.duration = timings.total;
  if (timings.began == std::chrono::system_clock::time_point{}) return;
  into.started = std::chrono::floor<std::chrono::microseconds>(timings.began);
}

}  // namespace

std::string describe(const http::TransportError& error) {
  const std::string_view kind = http::describe(error.kind);
  if (error.detail.empty()) return std::string(kind);
  return fmt::format("{}: {}", kind, error.detail);
}

void record(http::Exchange& exchange, RecordedExchange& into) {
  http::Response& response = exchange.response;
  into.sent = std::move(exchange.sent);
  into.head = std::move(response.head);
  into.body = std::move(response.body);
  into.body_truncated = !response.body_complete || into.body.size() > recorded_body;
  if (into.body.size() > recorded_body) into.body.resize(recorded_body);
  into.status = response.status;
  for (const http::FramingFinding finding : response.findings) into.findings.emplace_back(http::describe(finding));
  // RFC 9111 section 5.1: only a cache says how old an answer is.
  if (const auto age = response.headers.get("Age")) {
    into.findings.push_back(
        fmt::format("the answer comes out of a cache (Age: {}): it may have been made for another request", *age));
  }
  record(exchange.timings, into);
}

void record(http::TransportError& error, RecordedExchange& into) {
  into.error = describe(error);
  into.sent = std::move(error.sent);
  into.head = std::move(error.received);
  if (into.head.size() > recorded_body) into.head.resize(recorded_body);
  record(error.timings, into);
}

std::string render_head(int status, const message::HeaderList& headers) {
  std::string head = fmt::format("HTTP/1.1 {} \r\n", status);
  for (const message::Header& header : headers) head += fmt::format("{}: {}\r\n", header.name, header.value);
  return head += "\r\n";
}

}  // namespace corspec::run
