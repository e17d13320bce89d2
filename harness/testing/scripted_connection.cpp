#include "testing/scripted_connection.hpp"

#include <utility>

namespace corspec::testing {

void ScriptedLoop::run() {
  while (!events_.empty()) {
    const auto event = std::move(events_.front());
    events_.pop_front();
    event();
  }
}

void ScriptedConnection::tell(std::function<void(http::ConnectionEvents&)> event) {
  loop_.post([self = shared_from_this(), event = std::move(event)] {
    if (self->events_ != nullptr) event(*self->events_);
  });
}

void ScriptedConnection::open(http::ConnectionEvents& events, std::chrono::milliseconds) {
  events_ = &events;
  if (fails()) {
    tell([failure = behaviour_.failure](http::ConnectionEvents& to) { to.failed(failure); });
  } else {
    tell([](http::ConnectionEvents& to) { to.opened(); });
  }
}

bool ScriptedConnection::write(std::string_view bytes) {
  if (fails()) {
    tell([failure = behaviour_.failure](http::ConnectionEvents& to) { to.write_failed(failure); });
    return false;
  }
  written_ += bytes;
  if (!behaviour_.writes_slowly) return true;
  tell([](http::ConnectionEvents& to) { to.written(); });
  return false;
}

void ScriptedConnection::read() {
  if (fails()) {
    tell([failure = behaviour_.failure](http::ConnectionEvents& to) { to.failed(failure); });
    return;
  }
  if (next_read_ == behaviour_.reads.size()) return;
  tell([bytes = behaviour_.reads[next_read_++]](http::ConnectionEvents& to) { to.received(bytes); });
}

}  // namespace corspec::testing
