#include "http/response_reader.hpp"

#include <optional>
#include <utility>

#include "http/body_decoder.hpp"
#include "http/body_framing.hpp"
#include "http/field_lines.hpp"

namespace corspec::http {

struct ResponseReader::Impl {
  std::string method;
  Limits limits;

  std::string head;         ///< of the message being read, as far as it came
  std::size_t scanned = 0;  ///< how much of `head` was searched for its end
  std::size_t interim_size = 0;
  bool has_status_line = false;
  bool is_head_complete = false;
  bool keep_alive = false;
  std::string excess;  ///< what follows the message
  std::optional<BodyDecoder> body;
  Response response;

  [[nodiscard]] std::expected<State, Error> feed_head(std::string_view bytes);
  [[nodiscard]] std::expected<std::optional<std::size_t>, Error> find_head(std::string_view bytes);
  [[nodiscard]] State begin_body(const BodyFraming& framing, std::string_view rest);
  [[nodiscard]] State feed_body(std::string_view bytes);
  void end_body(bool is_complete);
  [[nodiscard]] std::expected<void, Error> end(bool is_body_complete);
};

namespace {

std::unexpected<ResponseReader::Error> malformed(std::string_view detail) {
  return std::unexpected(ResponseReader::Error{TransportError::Kind::malformed, std::string(detail)});
}

}  // namespace

/// The size of the head that `bytes` begins with, or null while it is not complete.
std::expected<std::optional<std::size_t>, ResponseReader::Error> ResponseReader::Impl::find_head(
    std::string_view bytes) {
  if (!has_status_line) {
    const auto start = find_status_line(bytes);
    if (!start) return malformed(describe(start.error()));
    if (!*start) return std::nullopt;
    has_status_line = true;
    scanned = **start;
  }
  const auto size = find_end_of_head(bytes, scanned);
  if (size.value_or(bytes.size()) + interim_size > limits.head) {
    const std::string detail = "the head is larger than " + std::to_string(limits.head) + " bytes";
    return std::unexpected(Error{TransportError::Kind::limit, detail});
  }
  scanned = bytes.size();
  return size;
}

/// Takes bytes until the final head is in; what follows it in `bytes` belongs to the body. A head that comes in one
/// piece is searched where it stands, so that many interim heads in one piece cost no more than one.
std::expected<ResponseReader::State, ResponseReader::Error> ResponseReader::Impl::feed_head(std::string_view bytes) {
  for (;;) {
    const std::size_t held = head.size();
    // One byte more than may be kept tells a head at the limit from one beyond it.
    const std::string_view next = bytes.substr(0, limits.head - interim_size - held + 1);
    if (held > 0) head.append(next);
    const std::string_view seen = held > 0 ? std::string_view(head) : next;
    const auto size = find_head(seen);
    if (!size || !*size) {
      if (held == 0) head = next;
      if (!size) return std::unexpected(size.error());
      return State::need_more;
    }
    head = seen.substr(0, **size);
    bytes.remove_prefix(**size - held);

    auto parsed = parse_head(head);
    if (!parsed) return malformed(describe(parsed.error()));
    // 101 is no interim response: nothing of HTTP/1.x follows it.
    if (parsed->status / 100 == 1 && parsed->status != 101) {
      interim_size += head.size();
      response.interim.push_back(std::exchange(head, {}));
      has_status_line = false;
      scanned = 0;
      if (bytes.empty()) return State::need_more;
      continue;
    }
    auto framing = body_framing(method, *parsed);
    if (!framing) return malformed(describe(framing.error()));
    response.status = parsed->status;
    response.reason = std::move(parsed->reason);
    response.minor_version = parsed->minor_version;
    response.headers = std::move(parsed->headers);
    response.findings = std::move(parsed->findings);
    for (const FramingFinding finding : framing->findings) add_finding(response.findings, finding);
    response.head = std::exchange(head, {});
    is_head_complete = true;
    return begin_body(*framing, bytes);
  }
}

ResponseReader::State ResponseReader::Impl::begin_body(const BodyFraming& framing, std::string_view rest) {
  keep_alive = framing.keep_alive;
  if (framing.kind == BodyFraming::Kind::none) {
    excess = rest;
    if (!rest.empty() && framing.is_contentless) {
      add_finding(response.findings, FramingFinding::body_on_no_content);
    }
    return State::done;
  }
  body.emplace(framing, limits.body);
  return rest.empty() ? State::need_more : feed_body(rest);
}

ResponseReader::State ResponseReader::Impl::feed_body(std::string_view bytes) {
  const BodyDecoder::Progress progress = body->feed(bytes);
  switch (progress.state) {
    case BodyDecoder::State::need_more:
      return State::need_more;
    case BodyDecoder::State::done:
      excess = bytes.substr(progress.consumed);
      end_body(true);
      return State::done;
    case BodyDecoder::State::cut_at_limit:
      break;
    case BodyDecoder::State::broken:
      add_finding(response.findings, FramingFinding::broken_chunked);
      break;
  }
  end_body(false);
  return State::done;
}

void ResponseReader::Impl::end_body(bool is_complete) {
  response.body = body->take_body();
  response.body_complete = is_complete;
  if (!is_complete) keep_alive = false;
  body.reset();
}

/// The connection ended.
std::expected<void, ResponseReader::Error> ResponseReader::Impl::end(bool is_body_complete) {
  if (!is_head_complete) {
    const bool is_silent = head.empty() && response.interim.empty();
    return std::unexpected(Error{TransportError::Kind::closed, is_silent
                                                                   ? "connection closed without an answer"
                                                                   : "connection closed before the head was complete"});
  }
  if (!body) return {};
  if (!is_body_complete) add_finding(response.findings, FramingFinding::truncated_body);
  end_body(is_body_complete);
  return {};
}

ResponseReader::ResponseReader(std::string_view method, Limits limits) : impl_(std::make_unique<Impl>()) {
  impl_->method = method;
  impl_->limits = limits;
}

ResponseReader::~ResponseReader() = default;
ResponseReader::ResponseReader(ResponseReader&&) noexcept = default;
ResponseReader& ResponseReader::operator=(ResponseReader&&) noexcept = default;

std::expected<ResponseReader::State, ResponseReader::Error> ResponseReader::feed(std::string_view bytes) {
  if (bytes.empty()) return State::need_more;
  if (impl_->is_head_complete) return impl_->feed_body(bytes);
  return impl_->feed_head(bytes);
}

std::expected<void, ResponseReader::Error> ResponseReader::finish() {
  return impl_->end(impl_->body && impl_->body->may_end());
}

std::expected<void, ResponseReader::Error> ResponseReader::break_off() {
  return impl_->end(false);
}

void ResponseReader::stop() {
  if (impl_->body) impl_->end_body(false);
}

bool ResponseReader::head_complete() const {
  return impl_->is_head_complete;
}

bool ResponseReader::keep_alive() const {
  return impl_->keep_alive;
}

std::string_view ResponseReader::excess() const {
  return impl_->excess;
}

std::string ResponseReader::received() const {
  std::string bytes;
  for (const std::string& interim : impl_->response.interim) bytes += interim;
  return bytes + impl_->response.head + impl_->head;
}

Response ResponseReader::take() {
  return std::move(impl_->response);
}

}  // namespace corspec::http
