#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "http/conversation.hpp"

namespace corspec::http {

/// Connections to one endpoint, at most so many at a time, kept open between jobs; jobs wait in the order they came.
class ConnectionPool final : private Conversation::Owner {
 public:
  using MakeConnection = std::function<std::shared_ptr<Connection>()>;
  using WatchDeadline = std::function<void(Clock::time_point)>;
  /// A job is over: to be completed with that result.
  using Complete = std::function<void(Job, ExchangeResult)>;

  ConnectionPool(MakeConnection make_connection, WatchDeadline watch_deadline, Complete complete, Limits limits,
                 std::size_t max_connections);

  ConnectionPool(const ConnectionPool&) = delete;
  ConnectionPool& operator=(const ConnectionPool&) = delete;

  void submit(Job job);
  /// Ends what has passed its deadline by `now`; the earliest deadline that is left, or the end of time.
  Clock::time_point expire(Clock::time_point now);
  /// Gives up every job, waiting or under way; the completions are the caller's.
  [[nodiscard]] std::vector<std::pair<Job, TransportError>> cancel();

  /// Closes the connections that no job is on.
  void close_idle();

  [[nodiscard]] std::size_t open_connections() const { return conversations_.size(); }

 private:
  void set_deadline(Clock::time_point deadline) override { watch_deadline_(deadline); }
  void ended(Conversation& conversation, ExchangeResult result) override;
  void went_stale(Conversation& conversation) override;

  void dispatch();
  [[nodiscard]] Conversation* find_idle();
  [[nodiscard]] Conversation* connect();
  void drop(const Conversation& conversation);

  MakeConnection make_connection_;
  WatchDeadline watch_deadline_;
  Complete complete_;
  Limits limits_;
  std::size_t max_connections_;
  std::deque<Job> waiting_;
  std::vector<std::unique_ptr<Conversation>> conversations_;
  std::vector<Conversation*> idle_;  ///< the one used last comes first again: it is the least likely to be stale
};

}  // namespace corspec::http
