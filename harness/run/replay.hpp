#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "browser/engine.hpp"
#include "browser/http_cache.hpp"
#include "browser/main_fetch.hpp"
#include "browser/preflight_cache.hpp"
#include "fetch/time.hpp"
#include "http/exchange.hpp"
#include "run/observation.hpp"
#include "run/report.hpp"
#include "run/wire.hpp"
#include "suite/case.hpp"

namespace corspec::run {

/// What a case is replayed against.
struct ReplayContext {
  const browser::Engine* engine = nullptr;
  WireContext wire;
  /// The profile's path that answers errors: a 503 that stays is an answer there.
  std::string error_path;
};

/// A case as a machine without input or output, with a browser, a clock and a shared cache of its own:
///
///     Replay replay(subject, context);
///     while (auto request = replay.next()) replay.on_exchange(exchange(*std::move(request)));
///     Replay::Outcome outcome = replay.take();
///
/// `subject` and `context` must outlive it.
class Replay {
 public:
  struct Outcome {
    /// Everything but its duration, the commands that reproduce its exchanges, and what depends on the run's options.
    Attempt attempt;
    std::string reason;  ///< of an error or a skip
    /// An exchange whose answer is looked at brought no byte of it.
    bool brought_nothing = false;
    bool unanswered = false;  ///< an exchange got no answer: whether the target is alive is to be found out (PF-17)
  };

  Replay(const suite::Case& subject, const ReplayContext& context);
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;
  ~Replay() = default;

  /// The request to send next, or null when the case is over. What was asked for before must have been answered.
  [[nodiscard]] std::optional<http::Request> next();
  /// The same request once more, after an answer that decides nothing (429, 503).
  [[nodiscard]] http::Request again() const;
  /// Whether that status in answer to the last request says that the target is too busy to be judged.
  [[nodiscard]] bool is_inconclusive(int status) const;
  /// Whether an inconclusive status that stays is the path's own: a 503 of the path that answers errors.
  [[nodiscard]] bool may_stay(int status) const;
  /// Whether anybody looks at the answer to the last request: raw bytes may be sent for their effect alone.
  [[nodiscard]] bool wants_answer() const;
  void on_exchange(http::ExchangeResult result);
  /// Ends the case as an error, with what came last.
  void abandon(std::string reason, http::ExchangeResult last);

  /// After `next` gave null.
  [[nodiscard]] Outcome take();

 private:
  /// A fetch or preflight step under way.
  struct Fetching {
    browser::MainFetch machine;
    browser::Action action;
    bool request_sent = false;  ///< the preflight of the page's own request lies behind
  };

  [[nodiscard]] const suite::Step& step() const { return subject_->steps[step_]; }
  template <typename Action>
  [[nodiscard]] const Action* action() const {
    return std::get_if<Action>(&step().action);
  }

  /// The current step's raw bytes are followed by others.
  [[nodiscard]] bool follows_up() const;
  void begin_step();
  void begin_fetch(const suite::FetchStep& fetch);
  /// Goes on without the network where that is possible. False: something has to be sent.
  [[nodiscard]] bool settle();
  [[nodiscard]] bool settle_fetch(const suite::FetchStep& fetch);
  void finish_step();
  void leave_target(const std::string& location);
  void stop(Result result, std::string reason);
  [[nodiscard]] bool is_judged(const std::string& rule) const;

  [[nodiscard]] const browser::Send* pending_send() const;
  [[nodiscard]] browser::SharedCache* cache_for_pending();
  [[nodiscard]] bool answer_from_cache();
  void on_answer(browser::Response response);
  void on_failure(const std::string& failure);
  void note_verdict(browser::Verdict verdict);
  [[nodiscard]] RecordedExchange new_record() const;
  void keep(RecordedExchange record);

  const suite::Case* subject_;
  const ReplayContext* context_;
  std::string target_origin_;
  browser::PreflightCache preflight_cache_;
  std::optional<browser::SharedCache> explicit_cache_;
  std::optional<browser::SharedCache> heuristic_cache_;
  fetch::Instant now_;

  std::size_t step_ = 0;
  bool begun_ = false;     ///< the current step
  bool answered_ = false;  ///< the current plain or raw step
  bool stopped_ = false;
  std::optional<Fetching> fetching_;
  Observation observation_;
  std::vector<std::optional<browser::Response>> answers_;  ///< of the steps that are over

  Outcome outcome_;
  std::vector<const suite::Expectation*> judged_;  ///< those outside the set-up that applied
  std::string left_;
};

}  // namespace corspec::run
