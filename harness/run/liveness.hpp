#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "http/exchange.hpp"
#include "run/exchanger.hpp"
#include "run/report.hpp"

namespace corspec::run {

/// Finds out whether the target is alive, by a plain control request (PF-17: no answer fails a case only when the
/// target answers others). Several askers at once share one request, on a connection of its own. A target that stays
/// silent three times, with pauses between, and no other connection kept open after the first, is dead for good.
class Liveness {
 public:
  struct Control {
    RecordedExchange exchange;  ///< `error` is empty when the target is alive
    /// It was answered only once the connections kept open were closed, this one or one before it.
    bool needed_room = false;
  };
  /// What the control request came to.
  using Answer = std::move_only_function<void(const Control& control)>;

  /// `url` is for the record.
  Liveness(Exchanger& exchanger, http::Request control, std::string url);

  /// Asks the target, by a request that starts after this call, and tells from inside `Exchanger::run`. A dead target
  /// is not asked again.
  void ask(Answer answer);

  /// Something else was answered: who is silent now may only have no room for the control request.
  void heard() { silent_ = 0; }

  [[nodiscard]] bool dead() const { return dead_; }

 private:
  void start();
  void send();
  void on_exchange(http::ExchangeResult result);
  void tell();

  Exchanger* exchanger_;
  http::Request control_;
  std::string url_;
  std::vector<Answer> waiting_;  ///< for the next request
  std::vector<Answer> served_;   ///< by the request under way
  bool under_way_ = false;
  int silent_ = 0;           ///< control requests in a row that went unanswered
  bool timed_out_ = false;   ///< one of them, by waiting for an answer
  bool needs_room_ = false;  ///< the connections kept open are closed before the first request, too
  bool dead_ = false;
  Control last_;
};

}  // namespace corspec::run
