#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/connection.hpp"
#include "http/exchange.hpp"
#include "http/response_reader.hpp"

namespace corspec::http {

using Clock = std::chrono::steady_clock;

/// An exchange that was asked for.
struct Job {
  Request request;
  Deadlines deadlines;
  std::move_only_function<void(ExchangeResult)> done;
  bool needs_fresh_connection = false;       ///< raw bytes, a request that wants one, or a second try
  std::optional<Clock::time_point> started;  ///< by the first try
  std::chrono::system_clock::time_point began;
};

/// Exchanges over one connection, one at a time: write, read, feed the reader, watch the deadlines. Does no I/O of its
/// own and knows no event loop: the connection tells it what comes, the owner tells it when a deadline has passed.
class Conversation final : private ConnectionEvents {
 public:
  /// Of `ended` and `went_stale` the conversation calls one for each job, as its last act: it may be destroyed inside.
  class Owner {
   public:
    virtual void set_deadline(Clock::time_point deadline) = 0;
    virtual void ended(Conversation& conversation, ExchangeResult result) = 0;
    /// The reused connection had been given up by the peer: nothing is known about the job.
    virtual void went_stale(Conversation& conversation) = 0;

   protected:
    ~Owner() = default;
  };

  Conversation(Owner& owner, std::shared_ptr<Connection> connection, Limits limits);
  ~Conversation();
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  /// Opens the connection if it is the first job. Of an idle conversation only.
  void start(Job job);
  /// The job, back from a conversation that has ended it, or that is given up.
  [[nodiscard]] Job take_job();

  [[nodiscard]] bool is_busy() const { return phase_ != Phase::unopened && phase_ != Phase::idle; }
  /// An ended conversation: whether it can take another job.
  [[nodiscard]] bool is_reusable() const { return phase_ == Phase::idle && is_reusable_; }
  /// An idle conversation: whether the peer still keeps quiet on it.
  [[nodiscard]] bool is_quiet() const { return connection_->is_quiet(); }

  /// When `expire` is due; the end of time when idle.
  [[nodiscard]] Clock::time_point deadline() const { return deadline_; }
  /// Ends the job because its deadline has passed: without an answer, or with one whose body is incomplete.
  void expire();
  /// What a job that is given up now has come to.
  [[nodiscard]] TransportError error(TransportError::Kind kind, std::string detail);

 private:
  enum class Phase : std::uint8_t { unopened, opening, sending, waiting, receiving, idle };

  void opened() override;
  void written() override;
  void received(std::string_view bytes) override;
  void failed(ConnectionError error) override;
  void write_failed(ConnectionError error) override;

  void send();
  void write(std::string_view bytes);
  void hang_up();
  void follow_up();
  void wait_until(Clock::time_point deadline);
  void answered();
  void end(ExchangeResult result);
  void fail(TransportError::Kind kind, std::string detail);
  [[nodiscard]] bool is_stale_connection() const;
  [[nodiscard]] std::string timeout_detail() const;

  Owner& owner_;
  std::shared_ptr<Connection> connection_;
  Limits limits_;
  Phase phase_ = Phase::unopened;
  bool is_reused_ = false;
  bool is_reusable_ = false;
  bool is_sent_ = false;

  Job job_;
  std::string sent_;
  std::optional<ResponseReader> reader_;
  Clock::time_point deadline_ = Clock::time_point::max();
  Clock::time_point phase_began_;
  Timings timings_;
};

}  // namespace corspec::http
