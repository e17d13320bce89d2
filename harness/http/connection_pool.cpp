#include "http/connection_pool.hpp"

#include <algorithm>

namespace corspec::http {

ConnectionPool::ConnectionPool(MakeConnection make_connection, WatchDeadline watch_deadline, Complete complete,
                               Limits limits, std::size_t max_connections)
    : make_connection_(std::move(make_connection)),
      watch_deadline_(std::move(watch_deadline)),
      complete_(std::move(complete)),
      limits_(limits),
      max_connections_(std::max<std::size_t>(max_connections, 1)) {}

void ConnectionPool::submit(Job job) {
  waiting_.push_back(std::move(job));
  dispatch();
}

void ConnectionPool::dispatch() {
  while (!waiting_.empty()) {
    Conversation* conversation = waiting_.front().needs_fresh_connection ? nullptr : find_idle();
    if (conversation == nullptr) conversation = connect();
    if (conversation == nullptr) return;
    Job job = std::move(waiting_.front());
    waiting_.pop_front();
    conversation->start(std::move(job));
  }
}

/// Bytes that came while nobody asked are the rest of an answer before, or a farewell: the connection is no good.
Conversation* ConnectionPool::find_idle() {
  while (!idle_.empty()) {
    Conversation* const conversation = idle_.back();
    idle_.pop_back();
    if (conversation->is_quiet()) return conversation;
    drop(*conversation);
  }
  return nullptr;
}

void ConnectionPool::close_idle() {
  for (const Conversation* const conversation : std::exchange(idle_, {})) drop(*conversation);
}

/// Null when every connection allowed is busy.
Conversation* ConnectionPool::connect() {
  if (conversations_.size() >= max_connections_) {
    if (idle_.empty()) return nullptr;
    drop(*idle_.front());
    idle_.erase(idle_.begin());
  }
  Conversation::Owner& owner = *this;
  return conversations_.emplace_back(std::make_unique<Conversation>(owner, make_connection_(), limits_)).get();
}

void ConnectionPool::drop(const Conversation& conversation) {
  const auto found = std::ranges::find(conversations_, &conversation, &std::unique_ptr<Conversation>::get);
  std::swap(*found, conversations_.back());
  conversations_.pop_back();
}

void ConnectionPool::ended(Conversation& conversation, ExchangeResult result) {
  Job job = conversation.take_job();
  // A server that answers without reading the content takes it for the next request, of whoever sends one there.
  if (conversation.is_reusable() && job.request.body.empty()) {
    idle_.push_back(&conversation);
  } else {
    drop(conversation);
  }
  dispatch();
  complete_(std::move(job), std::move(result));
}

void ConnectionPool::went_stale(Conversation& conversation) {
  Job job = conversation.take_job();
  drop(conversation);
  job.needs_fresh_connection = true;
  waiting_.push_front(std::move(job));
  dispatch();
}

Clock::time_point ConnectionPool::expire(Clock::time_point now) {
  const auto is_due = [now](const auto& conversation) { return conversation->deadline() <= now; };
  // Ending one may start others and end none, but it changes the list.
  for (;;) {
    const auto due = std::ranges::find_if(conversations_, is_due);
    if (due == conversations_.end()) break;
    (*due)->expire();
  }
  Clock::time_point earliest = Clock::time_point::max();
  for (const auto& conversation : conversations_) earliest = std::min(earliest, conversation->deadline());
  return earliest;
}

std::vector<std::pair<Job, TransportError>> ConnectionPool::cancel() {
  std::vector<std::pair<Job, TransportError>> given_up;
  constexpr auto kind = TransportError::Kind::cancelled;
  for (const auto& conversation : conversations_) {
    if (!conversation->is_busy()) continue;
    TransportError error = conversation->error(kind, "cancelled");
    given_up.emplace_back(conversation->take_job(), std::move(error));
  }
  for (Job& job : waiting_) {
    TransportError error{.kind = kind, .detail = "cancelled before it was sent"};
    given_up.emplace_back(std::move(job), std::move(error));
  }
  waiting_.clear();
  idle_.clear();
  conversations_.clear();
  return given_up;
}

}  // namespace corspec::http
