#include "http/socket_connection.hpp"

#include <sys/socket.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "http/plain_words.hpp"

namespace corspec::http {

namespace asio = boost::asio;

SocketConnection::SocketConnection(asio::io_context& context, AddressBook& addresses)
    : socket_(context.get_executor()), attempt_timer_(context), address_book_(addresses) {}

void SocketConnection::open(ConnectionEvents& events, std::chrono::milliseconds budget) {
  events_ = &events;
  budget_ = budget;
  address_book_.look_up([self = shared_from_this()](AddressBook::Found found) {
    if (self->is_closed()) return;
    if (!found) return self->fail(std::move(found.error()));
    self->addresses_ = *std::move(found);
    self->try_address(0, {TransportError::Kind::resolve, "the host has no address"});
  });
}

/// Addresses are tried one after the other. All but the last get an equal share of the time, so that one that swallows
/// packets does not keep the next from being tried.
void SocketConnection::try_address(std::size_t index, ConnectionError last_error) {
  if (index == addresses_->size()) return fail(std::move(last_error));
  const Address& address = (*addresses_)[index];
  peer_ = address.name;
  if (index + 1 < addresses_->size()) {
    attempt_timer_.expires_after(budget_ / static_cast<int>(addresses_->size()));
    attempt_timer_.async_wait([self = shared_from_this(), index](const error_code& error) {
      error_code ignored;
      if (!error && self->attempt_ == index) self->socket_.cancel(ignored);
    });
  }
  attempt_ = index;
  socket_.async_connect(address.endpoint, [self = shared_from_this(), index](const error_code& error) {
    if (!self->is_closed()) self->end_attempt(index, error);
  });
}

void SocketConnection::end_attempt(std::size_t index, const error_code& error) {
  attempt_timer_.cancel();
  attempt_.reset();
  if (error) {
    error_code ignored;
    socket_.close(ignored);
    const bool is_given_up = error == asio::error::operation_aborted;
    const std::string detail = is_given_up ? "connection timed out" : plain_words(error);
    return try_address(index + 1, {TransportError::Kind::connect, detail});
  }
  address_book_.prefer(addresses_, index);
  error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  connected();
}

void SocketConnection::connected() {
  events_->opened();
}

/// Most requests fit into the socket's buffer: then no operation is queued, and no handler called.
bool SocketConnection::write(std::string_view bytes) {
  error_code error;
  const std::size_t sent = socket_.write_some(asio::buffer(bytes), error);
  if (!error && sent == bytes.size()) return true;
  asio::async_write(socket_, asio::buffer(bytes.substr(sent)),
                    [self = shared_from_this()](const error_code& failure, std::size_t) { self->end_write(failure); });
  return false;
}

void SocketConnection::end_write(const error_code& error) {
  if (is_closed()) return;
  if (error) {
    events_->write_failed({TransportError::Kind::closed, plain_words(error)});
  } else {
    events_->written();
  }
}

void SocketConnection::read() {
  socket_.async_read_some(buffer(), [self = shared_from_this()](const error_code& error, std::size_t size) {
    if (self->is_closed()) return;
    if (error && error != asio::error::eof) return self->fail({TransportError::Kind::closed, plain_words(error)});
    self->end_read(size);
  });
}

void SocketConnection::end_read(std::size_t size) {
  events_->received({buffer_.data(), size});
}

void SocketConnection::fail(ConnectionError error) {
  events_->failed(std::move(error));
}

/// Neither bytes nor an end of the stream wait to be read.
bool SocketConnection::is_quiet() {
  char byte;
  const auto size = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void SocketConnection::close() {
  events_ = nullptr;
  attempt_timer_.cancel();
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace corspec::http
