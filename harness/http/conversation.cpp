#include "http/conversation.hpp"

#include <algorithm>
#include <utility>

#include "http/body_framing.hpp"

namespace corspec::http {

namespace {

std::chrono::microseconds since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
}

}  // namespace

Conversation::Conversation(Owner& owner, std::shared_ptr<Connection> connection, Limits limits)
    : owner_(owner), connection_(std::move(connection)), limits_(limits) {}

Conversation::~Conversation() {
  connection_->close();
}

void Conversation::start(Job job) {
  job_ = std::move(job);
  sent_ = job_.request.raw ? *std::move(job_.request.raw) : serialize(job_.request);
  timings_ = {};
  is_reused_ = phase_ == Phase::idle;
  is_reusable_ = false;
  is_sent_ = false;
  reader_.emplace(job_.request.method, limits_);
  phase_began_ = Clock::now();
  if (!job_.started) {
    job_.started = phase_began_;
    job_.began = std::chrono::system_clock::now();
  }
  timings_.began = job_.began;
  if (is_reused_) {
    send();
    return;
  }
  phase_ = Phase::opening;
  wait_until(phase_began_ + job_.deadlines.connect);
  connection_->open(*this, job_.deadlines.connect);
}

Job Conversation::take_job() {
  return std::move(job_);
}

void Conversation::opened() {
  timings_.connect = since(phase_began_);
  phase_began_ = Clock::now();
  send();
}

/// A read is pending while the request goes out, since a server may refuse a large one before it has read it all.
void Conversation::send() {
  write(sent_);
  if (is_sent_ && job_.request.hang_up) return hang_up();
  connection_->read();
}

void Conversation::write(std::string_view bytes) {
  phase_ = Phase::sending;
  is_sent_ = connection_->write(bytes);
  if (is_sent_) phase_ = Phase::waiting;
  wait_until(is_sent_ ? phase_began_ + job_.deadlines.first_byte : Clock::time_point::max());
}

/// The first answer is in. What came behind it already is what the peer takes for the next one.
void Conversation::follow_up() {
  if (!is_sent_ || !reader_->keep_alive()) return answered();
  const Request::FollowUp then = *std::exchange(job_.request.then, std::nullopt);
  const std::string excess(reader_->excess());
  reader_.emplace(then.method, limits_);
  const std::size_t sent_before = sent_.size();
  sent_ += then.bytes;
  phase_began_ = Clock::now();
  write(std::string_view(sent_).substr(sent_before));
  if (excess.empty()) {
    connection_->read();
  } else {
    received(excess);
  }
}

void Conversation::hang_up() {
  fail(TransportError::Kind::closed, "the client hung up after sending, as it was told to");
}

void Conversation::written() {
  is_sent_ = true;
  if (phase_ != Phase::sending) return;
  if (job_.request.hang_up) return hang_up();
  phase_ = Phase::waiting;
  phase_began_ = Clock::now();
  wait_until(phase_began_ + job_.deadlines.first_byte);
}

void Conversation::write_failed(ConnectionError) {
  if (phase_ != Phase::sending) return;
  phase_ = Phase::waiting;
  phase_began_ = Clock::now();
  wait_until(phase_began_ + job_.deadlines.first_byte);
}

void Conversation::received(std::string_view bytes) {
  if (bytes.empty()) {
    const auto finished = reader_->finish();
    if (finished) return answered();
    if (is_stale_connection()) return owner_.went_stale(*this);
    return fail(finished.error().kind, finished.error().detail);
  }
  if (phase_ != Phase::receiving) {
    if (is_sent_) timings_.first_byte = since(phase_began_);
    phase_ = Phase::receiving;
    wait_until(Clock::time_point::max());
  }
  const bool had_head = reader_->head_complete();
  const auto state = reader_->feed(bytes);
  if (!state) {
    // What stands in the way on a reused connection may be the rest of the answer before.
    if (is_reused_ && state.error().kind == TransportError::Kind::malformed) return owner_.went_stale(*this);
    return fail(state.error().kind, state.error().detail);
  }
  if (*state == ResponseReader::State::done) {
    // Nobody knows what else raw bytes have asked for.
    is_reusable_ = is_sent_ && !job_.request.raw && !closes_connection(job_.request.headers) && reader_->keep_alive() &&
                   reader_->excess().empty();
    return job_.request.then ? follow_up() : answered();
  }
  if (!had_head && reader_->head_complete()) wait_until(Clock::now() + job_.deadlines.body);
  connection_->read();
}

void Conversation::failed(ConnectionError error) {
  if (phase_ == Phase::opening) return fail(error.kind, std::move(error.detail));
  if (reader_->break_off()) return answered();
  if (is_stale_connection()) return owner_.went_stale(*this);
  fail(error.kind, std::move(error.detail));
}

bool Conversation::is_stale_connection() const {
  return is_reused_ && phase_ != Phase::receiving;
}

void Conversation::answered() {
  if (job_.request.then) return fail(TransportError::Kind::closed, "the connection ended with the answer before");
  Exchange exchange;
  exchange.response = reader_->take();
  // A server that gives up an idle connection may say so with a 408 that belongs to no request.
  if (is_reused_ && exchange.response.status == 408 && !is_reusable_) return owner_.went_stale(*this);
  exchange.sent = std::move(sent_);
  timings_.total = since(*job_.started);
  exchange.timings = timings_;
  exchange.peer = connection_->peer();
  exchange.reused_connection = is_reused_;
  end(std::move(exchange));
}

void Conversation::expire() {
  if (reader_->head_complete()) {
    reader_->stop();
    return answered();
  }
  fail(TransportError::Kind::timeout, timeout_detail());
}

std::string Conversation::timeout_detail() const {
  const Deadlines& deadlines = job_.deadlines;
  const bool is_total = deadline_ == *job_.started + deadlines.total;
  const auto within = [&](std::chrono::milliseconds phase) {
    return " within " + std::to_string((is_total ? deadlines.total : phase).count()) + " ms";
  };
  switch (phase_) {
    case Phase::opening:
      return "no connection" + within(deadlines.connect);
    case Phase::sending:
      return "the request was not taken" + within(deadlines.total);
    case Phase::waiting:
      return "no answer" + within(deadlines.first_byte);
    case Phase::receiving:
      return "the head was not complete" + within(deadlines.total);
    case Phase::unopened:
    case Phase::idle:
      break;
  }
  std::unreachable();
}

TransportError Conversation::error(TransportError::Kind kind, std::string detail) {
  timings_.total = since(*job_.started);
  TransportError error;
  error.kind = kind;
  error.detail = std::move(detail);
  error.sent = std::move(sent_);
  error.received = reader_->received();
  error.timings = timings_;
  error.peer = connection_->peer();
  return error;
}

void Conversation::fail(TransportError::Kind kind, std::string detail) {
  is_reusable_ = false;
  end(std::unexpected(error(kind, std::move(detail))));
}

void Conversation::end(ExchangeResult result) {
  phase_ = Phase::idle;
  deadline_ = Clock::time_point::max();
  owner_.ended(*this, std::move(result));
}

void Conversation::wait_until(Clock::time_point deadline) {
  deadline_ = std::min(deadline, *job_.started + job_.deadlines.total);
  owner_.set_deadline(deadline_);
}

}  // namespace corspec::http
