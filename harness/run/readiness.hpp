#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <optional>
#include <string>

#include "http/exchange.hpp"
#include "run/exchanger.hpp"

namespace corspec::run {

/// How long a target is given to come up.
struct Patience {
  std::chrono::milliseconds time{0};  ///< 0: it has to be there, and answer within the deadlines of an exchange
  /// How the target's own process ended, if it was started here and has.
  std::function<std::optional<std::string>()> target_ended;
  std::function<bool()> interrupted;
};

/// Sends `control` until the target answers, and tells what it said: the control exchange before all others (PF-17).
/// While there is time, an answer of 503 counts as "not yet". The error is one sentence: why the target cannot be
/// reached.
[[nodiscard]] std::expected<http::Exchange, std::string> wait_until_ready(Exchanger& exchanger,
                                                                          const http::Request& control,
                                                                          const Patience& patience);

}  // namespace corspec::run
