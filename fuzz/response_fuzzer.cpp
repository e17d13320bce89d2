// Bytes of a server, through the wire's own reader, to a verdict: the same however they are split, and the same as the
// reference says of the field lines that anyone can see. Input: `METHOD` on a line of its own, then the bytes.

#include "http/response_reader.hpp"

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

constexpr http::Limits limits{.head = 4096, .body = 64};

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

/// The field lines of a head that is written by the book, as the simplest reader there is finds them; null when there
/// is anything unusual in it.
std::optional<reference::Headers> plain_headers(const http::Response& response) {
  if (!response.findings.empty()) return std::nullopt;
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

void check_verdict(const http::Response& response, std::string_view input) {
  const auto plain = plain_headers(response);
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
    return 0;
  }
  check_limits(whole.response, input);
  check_verdict(whole.response, input);
  return 0;
}

std::string fuzz::mutate(std::string_view text, fuzz::Random& random) {
  return fuzz::mutate_lines(text, fuzz::LineKind::response, random);
}
