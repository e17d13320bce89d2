#include "run/readiness.hpp"

#include <fmt/format.h>

#include <utility>

#include "run/recording.hpp"

namespace corspec::run {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds pause{50};

std::string unreachable(const http::TransportError& error) {
  using Kind = http::TransportError::Kind;
  const bool connected = error.kind != Kind::resolve && error.kind != Kind::connect && error.kind != Kind::tls;
  return fmt::format("{}{}", connected ? "accepts connections, but a plain GET got no answer: " : "", describe(error));
}

/// Asks until there is an outcome, and then ends the event loop.
class Waiting {
 public:
  Waiting(Exchanger& exchanger, const http::Request& control, const Patience& patience)
      : exchanger_(&exchanger), control_(&control), patience_(&patience), end_(exchanger.now() + patience.time) {}

  std::expected<http::Exchange, std::string> outcome() {
    ask();
    watch();
    exchanger_->run();
    return std::move(outcome_);
  }

 private:
  [[nodiscard]] bool time_is_up() const { return exchanger_->now() >= end_; }

  void ask() {
    exchanger_->exchange(*control_, [this](http::ExchangeResult result) { on_exchange(std::move(result)); });
  }

  void on_exchange(http::ExchangeResult result) {
    if (!result && result.error().kind == http::TransportError::Kind::cancelled) return;
    const auto ended = patience_->target_ended ? patience_->target_ended() : std::nullopt;
    if (ended) {
      finish(std::unexpected(fmt::format("the command that starts it {} before the target answered", *ended)));
    } else if (result && (result->response.status != 503 || time_is_up())) {
      finish(*std::move(result));
    } else if (time_is_up()) {
      finish(std::unexpected(unreachable(result.error())));
    } else {
      // What is to be said when the time is over meanwhile.
      latest_ = result ? std::expected<http::Exchange, std::string>(*std::move(result))
                       : std::unexpected(unreachable(result.error()));
      exchanger_->after(pause, [this] { ask(); });
    }
  }

  /// Ctrl-C must not wait for a target that hangs, and the time given not for the deadlines of an exchange.
  void watch() {
    exchanger_->after(pause, [this] {
      if (patience_->interrupted && patience_->interrupted()) {
        finish(std::unexpected(std::string("interrupted while waiting for the target")));
      } else if (patience_->time.count() > 0 && time_is_up()) {
        finish(std::move(latest_));
      } else {
        watch();
      }
    });
  }

  void finish(std::expected<http::Exchange, std::string> outcome) {
    outcome_ = std::move(outcome);
    exchanger_->cancel();
  }

  Exchanger* exchanger_;
  const http::Request* control_;
  const Patience* patience_;
  Exchanger::Clock::time_point end_;
  std::expected<http::Exchange, std::string> latest_ = std::unexpected(std::string("does not answer in time"));
  std::expected<http::Exchange, std::string> outcome_ = std::unexpected(std::string("was not asked"));
};

}  // namespace

std::expected<http::Exchange, std::string> wait_until_ready(Exchanger& exchanger, const http::Request& control,
                                                            const Patience& patience) {
  return Waiting(exchanger, control, patience).outcome();
}

}  // namespace corspec::run
