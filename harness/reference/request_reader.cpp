#include "reference/request_reader.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <limits>
#include <optional>

#include "message/bytes.hpp"

namespace corspec::reference {
namespace {

namespace beast = boost::beast;
using beast::string_view;
using Error = beast::error_code;

/// Beast's own message type regroups fields by name; this one keeps them as they came.
class Parser final : public beast::http::basic_parser<true> {
 public:
  Parser(ReceivedRequest& request, std::size_t body_limit) : request_(request) {
    // RequestReader counts the bytes of the head itself: Beast counts those of the request line and of the fields
    // apart.
    header_limit(std::numeric_limits<std::uint32_t>::max());
    this->body_limit(body_limit);
  }

 private:
  void on_request_impl(beast::http::verb, string_view method, string_view target, int version, Error&) override {
    request_.method.assign(method.data(), method.size());
    request_.target.assign(target.data(), target.size());
    request_.minor_version = version - 10;
  }
  void on_field_impl(beast::http::field, string_view name, string_view value, Error&) override {
    // Fields after the head are trailers: nothing here has a use for them.
    if (!is_header_done()) request_.headers.append(std::string(name), std::string(value));
  }
  void on_header_impl(Error&) override { request_.keep_alive = keep_alive(); }
  std::size_t on_body_impl(string_view body, Error&) override { return append_body(body); }
  std::size_t on_chunk_body_impl(std::uint64_t, string_view body, Error&) override { return append_body(body); }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
  void on_chunk_header_impl(std::uint64_t, string_view, Error&) override {}
  void on_finish_impl(Error&) override {}
  void on_response_impl(int, string_view, int, Error&) override {}

  std::size_t append_body(string_view body) {
    request_.body.append(body.data(), body.size());
    return body.size();
  }

  ReceivedRequest& request_;
};

/// RFC 9112 section 2.2: empty lines before a request are ignored, for the sake of clients that send one too many.
std::size_t leading_empty_lines(std::string_view bytes) {
  std::size_t length = 0;
  while (bytes.substr(length, 2) == "\r\n") length += 2;
  return length;
}

/// The shortest end of a chunked body: the last chunk and the empty line.
constexpr std::size_t shortest_chunked_end = 5;

}  // namespace

struct RequestReader::Impl {
  RequestLimits limits;
  LeavesContent leaves_content;
  std::string unread;
  std::size_t taken = 0;  ///< bytes of `unread` that are dealt with
  ReceivedRequest request;
  std::optional<Parser> parser;
  int refusal = 0;

  [[nodiscard]] std::string_view rest() const { return std::string_view(unread).substr(taken); }

  Event refuse(int status) {
    refusal = status;
    request.keep_alive = false;
    return Event::refused;
  }

  void begin() {
    request = {};
    parser.emplace(request, limits.body);
  }

  [[nodiscard]] bool can_read() {
    if (parser->is_header_done()) {
      // Beast asserts that a final chunk which it met once without its end comes back with at least these bytes.
      return !rest().empty() && (!parser->chunked() || rest().size() >= shortest_chunked_end);
    }
    taken += leading_empty_lines(rest());
    return !rest().empty() && rest() != "\r";
  }

  /// What a head can ask for that Beast's parser does not look at.
  std::optional<Event> judge_head() {
    if (request.headers.contains("Transfer-Encoding")) {
      // RFC 9112 section 6.1: HTTP/1.0 knows no coding, and one we cannot undo leaves the end of the message unknown.
      if (request.minor_version == 0) return refuse(400);
      if (!parser->chunked()) return refuse(501);
    }
    const auto expect = request.headers.get("Expect");
    const bool waits = expect && message::byte_case_insensitive_match(*expect, "100-continue");
    if (waits && request.minor_version >= 1 && !parser->is_done() && rest().empty()) return Event::expects_continue;
    return std::nullopt;
  }

  [[nodiscard]] bool stops_after_head() const {
    return leaves_content && parser->is_header_done() && leaves_content(request);
  }

  /// The head, once it is complete. Until then it is parsed from its beginning whenever more has come: fed piecemeal,
  /// Beast would wait for the end of a head that is beyond saving already.
  std::optional<Event> read_head() {
    Error error;
    const auto size = parser->put(boost::asio::buffer(rest()), error);
    if (error == beast::http::error::need_more) {
      if (rest().size() > limits.head) return refuse(431);
      begin();
      return Event::need_more;
    }
    if (size > limits.head) return refuse(431);
    taken += size;
    if (error) return refuse(error == beast::http::error::body_limit ? 413 : 400);
    return judge_head();
  }

  /// A piece of the body; null when there is more to read.
  std::optional<Event> read_body() {
    Error error;
    taken += parser->put(boost::asio::buffer(rest()), error);
    if (error == beast::http::error::need_more) {
      // A chunk's extensions, or trailers, that never end.
      if (rest().size() > limits.head) return refuse(400);
      return Event::need_more;
    }
    if (error) return refuse(error == beast::http::error::body_limit ? 413 : 400);
    return std::nullopt;
  }
};

RequestReader::RequestReader(RequestLimits limits, LeavesContent leaves_content) : impl_(std::make_unique<Impl>()) {
  impl_->limits = limits;
  impl_->leaves_content = std::move(leaves_content);
}
RequestReader::~RequestReader() = default;
RequestReader::RequestReader(RequestReader&&) noexcept = default;
RequestReader& RequestReader::operator=(RequestReader&&) noexcept = default;

void RequestReader::append(std::string_view bytes) {
  impl_->unread.erase(0, impl_->taken);
  impl_->taken = 0;
  impl_->unread += bytes;
}

RequestReader::Event RequestReader::next() {
  if (impl_->refusal != 0) return Event::refused;
  if (!impl_->parser) impl_->begin();
  while (impl_->can_read()) {
    const auto event = impl_->parser->is_header_done() ? impl_->read_body() : impl_->read_head();
    if (event) return *event;
    if (impl_->parser->is_done() || impl_->stops_after_head()) {
      impl_->parser.reset();
      return Event::request;
    }
  }
  return Event::need_more;
}

const ReceivedRequest& RequestReader::request() const {
  return impl_->request;
}
int RequestReader::refusal() const {
  return impl_->refusal;
}

}  // namespace corspec::reference
