#include "fuzz/live/growth.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace corspec::fuzz {

namespace {

using std::chrono::microseconds;

constexpr std::array<LongInput, 5> all{{{"Access-Control-Request-Headers", "x-a", ",x-a"},
                                        {"Access-Control-Request-Headers", "x-a", ", "},
                                        {"Access-Control-Request-Headers", "x-a", ","},
                                        {"Origin", "https://a", ".a"},
                                        {"Origin", "https://a", "a"}}};

constexpr std::size_t shorter_input = longest_input / 4;
constexpr int tries = 3;
/// What takes less is no trouble, whatever it grows like.
constexpr microseconds noticeable{40000};

/// Null when the server refuses the length, or breaks off.
std::optional<microseconds> quickest(const Probe& probe, const std::function<http::ExchangeResult(const Probe&)>& ask) {
  std::optional<microseconds> best;
  for (int at = 0; at < tries; ++at) {
    const auto result = ask(probe);
    if (!result && result.error().kind != http::TransportError::Kind::timeout) return std::nullopt;
    // A time-out took at least that long.
    if (!result) return best ? best : std::optional(result.error().timings.total);
    if (result->response.status == 431 || result->response.status == 400) return std::nullopt;
    best = std::min(best.value_or(result->timings.first_byte), result->timings.first_byte);
  }
  return best;
}

}  // namespace

std::span<const LongInput> long_inputs() {
  return all;
}

Probe with_length(Probe probe, const LongInput& input, std::size_t length) {
  std::string value(input.begin);
  while (value.size() + input.repeated.size() <= length) value += input.repeated;
  probe.headers.set(input.name, value);
  return probe;
}

std::optional<std::string> growth_of(const LongInput& input, const Probe& probe,
                                     const std::function<http::ExchangeResult(const Probe&)>& ask) {
  const auto base = quickest(with_length(probe, input, 16), ask);
  const auto shorter = quickest(with_length(probe, input, shorter_input), ask);
  const auto longest = quickest(with_length(probe, input, longest_input), ask);
  if (!base || !shorter || !longest || *longest < noticeable) return std::nullopt;
  // Linear is 4 here, quadratic 16.
  if (*longest - *base < 8 * std::max(*shorter - *base, microseconds(100))) return std::nullopt;
  const auto milliseconds = [](microseconds time) { return std::to_string((time.count() + 500) / 1000) + " ms"; };
  return "the time for an answer grows faster than " + std::string(input.name) + ": " + milliseconds(*shorter) +
         " for " + std::to_string(shorter_input) + " bytes of `" + std::string(input.repeated) + "`, " +
         milliseconds(*longest) + " for " + std::to_string(longest_input);
}

}  // namespace corspec::fuzz
