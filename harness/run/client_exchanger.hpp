#pragma once

#include <algorithm>
#include <utility>

#include "http/client.hpp"
#include "run/exchanger.hpp"

namespace corspec::run {

/// Exchanges over the network.
class ClientExchanger final : public Exchanger {
 public:
  explicit ClientExchanger(http::ClientOptions options) : brief_(options.deadlines), client_(std::move(options)) {
    brief_.first_byte = std::min(brief_.first_byte, std::chrono::milliseconds{500});
  }

  void exchange(http::Request request, Completion done) override {
    client_.exchange(std::move(request), std::move(done));
  }
  void exchange_briefly(http::Request request, Completion done) override {
    client_.exchange(std::move(request), brief_, std::move(done));
  }
  void close_idle() override { client_.close_idle(); }
  void after(std::chrono::milliseconds delay, std::move_only_function<void()> then) override {
    client_.after(delay, std::move(then));
  }
  void run() override { client_.run(); }
  void cancel() override { client_.cancel(); }
  void drop_timers() override { client_.drop_timers(); }
  [[nodiscard]] Clock::time_point now() const override { return Clock::now(); }

 private:
  http::Deadlines brief_;
  http::Client client_;
};

}  // namespace corspec::run
