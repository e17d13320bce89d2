#include "run/readiness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "run/recording.hpp"

namespace corspec::run {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds pause{50};

/// One try must not use up the time of all the others: what listens but does not answer yet is asked again.
http::ClientOptions hurried(http::ClientOptions options, milliseconds left) {
  const milliseconds most = std::max(left, milliseconds{1000});
  options.deadlines.connect = std::min(options.deadlines.connect, most);
  options.deadlines.first_byte = std::min(options.deadlines.first_byte, most);
  options.deadlines.total = std::min(options.deadlines.total, most);
  return options;
}

std::string unreachable(const http::TransportError& error) {
  using Kind = http::TransportError::Kind;
  const bool connected = error.kind != Kind::resolve && error.kind != Kind::connect && error.kind != Kind::tls;
  return fmt::format("{}{}", connected ? "accepts connections, but a plain GET got no answer: " : "", describe(error));
}

}  // namespace

std::expected<http::Exchange, std::string> wait_until_ready(const http::ClientOptions& options,
                                                            const http::Request& control, const Patience& patience) {
  const auto end = Clock::now() + patience.time;
  while (true) {
    const auto left = std::chrono::duration_cast<milliseconds>(end - Clock::now());
    const bool last_try = left <= milliseconds{0};
    http::ExchangeResult result =
        http::exchange_once(patience.time.count() > 0 ? hurried(options, left) : options, control);
    if (result && (result->response.status != 503 || last_try)) return *std::move(result);
    if (patience.target_ended) {
      if (const auto ended = patience.target_ended()) {
        return std::unexpected(fmt::format("the command that starts it {} before the target answered", *ended));
      }
    }
    if (last_try) return std::unexpected(unreachable(result.error()));
    if (patience.interrupted && patience.interrupted())
      return std::unexpected(std::string("interrupted while waiting"));
    std::this_thread::sleep_for(std::min(pause, left));
  }
}

}  // namespace corspec::run
