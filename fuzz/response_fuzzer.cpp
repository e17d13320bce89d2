// Bytes of a server, through the wire's own reader, to a verdict: the same however they are split, and of what is
// written by the book the status, the fields, the content and the verdict that the simplest reader there is finds.
// Input: `METHOD` on a line of its own, then the bytes.

#include "http/response_reader.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "fetch/preflight.hpp"
#include "fuzz/grammar/lines.hpp"
#include "fuzz/mutator.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/target.hpp"
#include "testing/reference.hpp"

namespace {

using namespace corspec;
using http::ResponseReader;

/// Within the reach of inputs as long as they may be.
constexpr http::Limits limits{.head = 256, .body = 64};

struct Outcome {
  std::optional<ResponseReader::Error> error;
  http::Response response;
};

/// Reads pieces of the sizes that `random` chooses, at most `largest` bytes each, then the end of the connection.
Outcome read(std::string_view method, std::string_view bytes, std::size_t largest, fuzz::Random random) {
  ResponseReader reader(method, limits);
  while (!bytes.empty()) {
    const auto piece = bytes.substr(0, random.between(1, largest));
    bytes.remove_prefix(piece.size());
    const auto state = reader.feed(piece);
    if (!state) return {state.error(), {}};
    if (*state == ResponseReader::State::done) return {{}, reader.take()};
  }
  const auto finished = reader.finish();
  if (!finished) return {finished.error(), {}};
  return {{}, reader.take()};
}

/// Bytes behind the message are seen only if they come in one read with it; what is said of them may differ.
bool is_about_surplus(http::FramingFinding finding) {
  return finding == http::FramingFinding::body_on_no_content;
}

std::vector<http::FramingFinding> comparable(std::vector<http::FramingFinding> findings) {
  std::erase_if(findings, is_about_surplus);
  return findings;
}

void check_same(const Outcome& whole, const Outcome& split, std::string_view input) {
  fuzz::agree(split.error.has_value(), whole.error.has_value(), "refused or not, however split", input);
  if (whole.error) {
    fuzz::require(split.error->kind == whole.error->kind, "refused for the same reason", input);
    return;
  }
  const auto& left = split.response;
  const auto& right = whole.response;
  fuzz::agree(left.head, right.head, "the same head", input);
  fuzz::agree(left.body, right.body, "the same content", input);
  fuzz::require(left.interim == right.interim, "the same interim answers", input);
  fuzz::require(left.body_complete == right.body_complete, "as complete", input);
  fuzz::require(comparable(left.findings) == comparable(right.findings), "the same findings", input);
}

void check_limits(const http::Response& response, std::string_view input) {
  std::size_t heads = response.head.size();
  for (const auto& interim : response.interim) heads += interim.size();
  fuzz::require(heads <= limits.head, "the heads are within their limit", input);
  fuzz::require(response.body.size() <= limits.body, "the content is within its limit", input);
  fuzz::require(response.status >= 0 && response.status <= 999, "a status has at most three digits", input);
}

bool is_about_content(http::FramingFinding finding) {
  using enum http::FramingFinding;
  return finding == body_on_no_content || finding == truncated_body || finding == broken_chunked;
}

/// The field lines of a head that is written by the book, as the simplest reader there is finds them; null when there
/// is anything unusual in it.
std::optional<reference::Headers> plain_headers(const http::Response& response) {
  if (!std::ranges::all_of(response.findings, is_about_content)) return std::nullopt;
  reference::Headers headers;
  std::string_view rest = response.head;
  fuzz::take_line(rest);
  while (!rest.empty()) {
    auto line = fuzz::take_line(rest);
    if (!line.ends_with('\r')) return std::nullopt;
    line.remove_suffix(1);
    if (line.empty()) break;
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    auto value = line.substr(colon + 1);
    while (value.starts_with(' ') || value.starts_with('\t')) value.remove_prefix(1);
    while (value.ends_with(' ') || value.ends_with('\t')) value.remove_suffix(1);
    headers.emplace_back(line.substr(0, colon), value);
  }
  return headers;
}

/// The content that follows a plain head; null when it is framed in a way that takes more than the simplest reader.
struct Content {
  std::string bytes;
  bool is_complete = true;

  void append(std::string_view more) {
    const std::size_t room = limits.body - bytes.size();
    is_complete = is_complete && more.size() <= room;
    bytes += more.substr(0, room);
  }
};

/// chunk-size CRLF chunk-data CRLF, without extensions and trailers, and all of it there.
std::optional<Content> plain_chunks(std::string_view rest) {
  Content content;
  for (;;) {
    const auto line_end = rest.find("\r\n");
    if (line_end == 0 || line_end > 4) return std::nullopt;
    std::size_t size = 0;
    for (const char digit : rest.substr(0, line_end)) {
      const auto value = std::string_view("0123456789abcdefABCDEF").find(digit);
      if (value == std::string_view::npos) return std::nullopt;
      size = size * 16 + (value < 16 ? value : value - 6);
    }
    rest.remove_prefix(line_end + 2);
    if (size == 0) return rest.starts_with("\r\n") ? std::optional(content) : std::nullopt;
    content.append(rest.substr(0, size));
    // What is behind the limit is not looked at.
    if (!content.is_complete) return content;
    if (rest.size() < size + 2 || rest.substr(size, 2) != "\r\n") return std::nullopt;
    rest.remove_prefix(size + 2);
  }
}

std::optional<Content> plain_content(std::string_view method, int status, const reference::Headers& headers,
                                     std::string_view rest) {
  const auto coding = reference::get(headers, "transfer-encoding");
  const auto length = reference::get(headers, "content-length");
  if (method == "CONNECT" || status == 101 || (!coding.null && !length.null)) return std::nullopt;
  if (method == "HEAD" || status == 204 || status == 304) return Content{};
  if (!coding.null) return coding.values[0] == "chunked" ? plain_chunks(rest) : std::nullopt;
  Content content;
  if (length.null) {
    content.append(rest);
    return content;
  }
  const std::string& digits = length.values[0];
  if (digits.empty() || digits.size() > 4 || digits.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  const std::size_t size = std::stoul(digits);
  content.append(rest.substr(0, size));
  return rest.size() < size && content.is_complete ? std::nullopt : std::optional(content);
}

/// Of an answer of HTTP/1.1 whose head is plain, without what came before that.
void check_content(std::string_view method, std::string_view bytes, const http::Response& response,
                   const reference::Headers& headers, std::string_view input) {
  const auto digits = std::to_string(1000 + response.status).substr(1);
  fuzz::agree<std::string_view>(digits, std::string_view(response.head).substr(9, 3), "the status", input);
  if (response.minor_version != 1) return;
  bytes.remove_prefix(response.head.size());
  for (const auto& interim : response.interim) bytes.remove_prefix(interim.size());
  const auto content = plain_content(method, response.status, headers, bytes);
  if (!content) return;
  fuzz::agree(response.body, content->bytes, "the content", input);
  fuzz::agree(response.body_complete, content->is_complete, "whether all of it came", input);
  fuzz::require(comparable(response.findings).empty(), "nothing is wrong with it", input);
}

void check_verdict(const http::Response& response, const std::optional<reference::Headers>& plain,
                   std::string_view input) {
  if (!plain) return;
  fuzz::agree(response.headers.size(), plain->size(), "as many field lines as there are", input);
  std::size_t at = 0;
  for (const auto& header : response.headers) {
    fuzz::agree(header.name, (*plain)[at].first, "the field's name", input);
    fuzz::agree(header.value, (*plain)[at].second, "the field's value", input);
    ++at;
  }
  const message::HeaderList author{{"X-A", "1"}};
  const auto subject = fetch::preflight_subject("https://app.example", "PUT", author, fetch::CredentialsMode::include);
  const auto ours = fetch::evaluate_preflight(subject, response.status, response.headers);
  const auto reference = reference::evaluate_preflight({"https://app.example", "PUT", {{"X-A", "1"}}, true, false},
                                                       response.status, *plain);
  fuzz::agree(std::string(ours.refusal ? ours.refusal->rule : ""), reference.rule, "the verdict", input);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::text(data, size);
  auto bytes = input;
  const auto method = fuzz::take_line(bytes);
  const fuzz::Random random(bytes.size());
  const auto whole = read(method, bytes, size + 1, random);
  check_same(whole, read(method, bytes, 32, random), input);
  if (whole.error) {
    fuzz::require(!whole.error->detail.empty(), "every error says what is wrong", input);
    const bool is_limit = whole.error->kind == http::TransportError::Kind::limit;
    fuzz::require(!is_limit || bytes.size() > limits.head, "only what is too large is too large", input);
    return 0;
  }
  check_limits(whole.response, input);
  const auto plain = plain_headers(whole.response);
  if (plain) check_content(method, bytes, whole.response, *plain, input);
  check_verdict(whole.response, plain, input);
  return 0;
}

std::string fuzz::mutate(std::string_view text, fuzz::Random& random) {
  return fuzz::mutate_lines(text, fuzz::LineKind::response, random);
}
