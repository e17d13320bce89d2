#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/exchange.hpp"
#include "run/dependencies.hpp"
#include "run/exchanger.hpp"
#include "run/liveness.hpp"
#include "run/options.hpp"
#include "run/outcome.hpp"
#include "run/politeness.hpp"
#include "run/replay.hpp"
#include "suite/case.hpp"

namespace corspec::run {

struct ScheduleOptions {
  int jobs = 16;
  double rate = 0;
  int retry = 0;
  bool fail_fast = false;
  bool one_connection = false;  ///< the target was seen to take no more at a time; `jobs` then means nothing
  /// The case that ended the run before this schedule began; then nothing is run. Empty: none did.
  std::string failed_fast_by;
  /// False in a shard: cases run without regard to each other, and the merge resolves `depends_on`.
  bool resolve_dependencies = true;
  Weights weights;
  std::string today;  ///< `YYYY-MM-DD`
  /// Path of the control request, and the target's URL for its record.
  std::string control_path = "/";
  std::string control_url;
  /// Asked every so often while the run goes on; true ends it.
  std::function<bool()> interrupted;
  /// How the target's own process ended, if it was started here and has: then it is not waited for.
  std::function<std::optional<std::string>()> target_ended;
};

struct ScheduledCase {
  const suite::Case* subject = nullptr;
  KnownEntries known;
  const ReplayContext* context = nullptr;  ///< instead of the schedule's; must outlive it
};

/// The end of a case.
struct FinishedCase {
  std::size_t index = 0;  ///< into the scheduled cases
  JudgedCase judged;
  std::vector<Attempt> attempts;  ///< none when the case never ran
};

/// Replays cases over one exchanger: so many at once, each after those it depends on, failed ones again.
class Schedule {
 public:
  using Finished = std::function<void(FinishedCase)>;

  /// `context` must outlive the schedule, and so must the cases. Their `depends_on` has no cycles; what it names
  /// outside of `cases` is taken to hold.
  Schedule(Exchanger& exchanger, std::vector<ScheduledCase> cases, const ReplayContext& context,
           ScheduleOptions options, Finished finished);
  Schedule(const Schedule&) = delete;
  Schedule& operator=(const Schedule&) = delete;
  ~Schedule() = default;

  /// Runs until every case is finished, or somebody interrupts. Finished cases are told in order of completion.
  void run();

  [[nodiscard]] bool was_interrupted() const { return interrupted_; }
  /// The case whose gating result ended the run early (`fail_fast`); empty when none did.
  [[nodiscard]] const std::string& failed_fast_by() const { return options_.failed_fast_by; }
  /// After `run`: how many cases did not come to an end.
  [[nodiscard]] std::size_t unfinished() const { return unfinished_; }
  /// Why the target is taken for dead; empty when it is not.
  [[nodiscard]] const std::string& dead_reason() const { return dead_reason_; }
  /// Whether the target takes one connection at a time, as far as is known.
  [[nodiscard]] bool uses_one_connection() const { return one_connection_; }

 private:
  struct Unit {
    ScheduledCase scheduled;
    int waits_for = 0;       ///< tables that it depends on
    std::string blocked_by;  ///< reason; empty when nothing that it depends on has failed
    Root blocked_at;         ///< while it is blocked
    bool runs_alone = false;
    std::vector<Attempt> attempts;
    std::unique_ptr<Replay> replay;
    Exchanger::Clock::time_point started;
    int busy_answers = 0;
    bool is_second_try = false;  ///< got no answer among others, and is run again alone
    bool had_room = false;       ///< no other connection was open from its start
    bool done = false;
  };

  /// What others depend on: every row of a case.
  struct Table {
    std::size_t unfinished = 0;
    std::optional<Root> root;             ///< by the first row that did not do what others build on
    std::vector<std::size_t> dependents;  ///< into the units
  };

  void link_dependencies();
  void start_more();
  void start(std::size_t index);
  void start_attempt(std::size_t index);
  void advance(std::size_t index);
  void send(std::size_t index, http::Request request);
  void send_now(std::size_t index, http::Request request);
  void exchange(std::size_t index, http::Request request);
  void on_exchange(std::size_t index, http::ExchangeResult result);
  void slow_down(std::chrono::milliseconds wait);
  void send_again_later(std::size_t index, http::ExchangeResult result);
  void finish_attempt(std::size_t index);
  void conclude(std::size_t index, Replay::Outcome outcome);
  void conclude_unanswered(std::size_t index, Replay::Outcome outcome, const Liveness::Control& control);
  [[nodiscard]] bool may_lack_room(std::size_t index, const Replay::Outcome& outcome,
                                   const Liveness::Control& control) const;
  void use_one_connection();
  void start_again_alone(std::size_t index);
  void finish(std::size_t index, JudgedCase judged);
  void finish_unrun(std::size_t index, Result result, std::string reason);
  void release_dependents(const Unit& unit, Result result);
  void watch();
  void end();

  Exchanger* exchanger_;
  const ReplayContext* context_;
  ScheduleOptions options_;
  Finished finished_;
  std::vector<Unit> units_;
  std::map<std::string_view, Table> tables_;  ///< by base id; empty where dependencies are resolved at a merge
  std::deque<std::size_t> ready_;
  Liveness liveness_;
  Pace pace_;
  int jobs_;  ///< fewer than asked for once the target was too busy, or takes one connection at a time
  bool one_connection_;
  Exchanger::Clock::time_point quiet_until_;  ///< the target asked for it
  bool was_busy_elsewhere_ = false;           ///< 429 or 503 came where it is nobody's own answer
  int silent_alone_ = 0;                      ///< cases that got no answer when they were run again alone
  int too_busy_ = 0;                          ///< cases in a row that were given up for 429 or 503
  std::string busy_reason_;                   ///< why nothing more is sent; empty while something is
  int active_ = 0;
  bool alone_ = false;  ///< what is active runs alone
  std::size_t unfinished_ = 0;
  bool starting_ = false;  ///< within `start_more`
  bool running_ = false;   ///< within the exchanger's `run`
  bool interrupted_ = false;
  std::string dead_reason_;
};

}  // namespace corspec::run
