#include "run/politeness.hpp"

#include <algorithm>
#include <charconv>

namespace corspec::run {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

std::optional<milliseconds> retry_after(const message::HeaderList& response) {
  const auto value = response.get("Retry-After");
  if (!value) return std::nullopt;
  std::uint32_t seconds = 0;
  const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), seconds);
  if (end != value->data() + value->size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) return milliseconds::max();
  if (error != std::errc{}) return std::nullopt;
  return std::chrono::seconds(seconds);
}

}  // namespace

std::optional<milliseconds> busy_wait(const message::HeaderList& response, int answers_before) {
  if (const auto asked = retry_after(response)) {
    return *asked <= longest_busy_wait ? asked : std::nullopt;
  }
  constexpr milliseconds first{250};
  return std::min(first * (1 << std::min(answers_before, 10)), longest_busy_wait);
}

Pace::Pace(double rate)
    : interval_(rate > 0 ? std::chrono::duration_cast<nanoseconds>(std::chrono::duration<double>(1.0 / rate))
                         : nanoseconds{0}) {}

milliseconds Pace::take_slot(Time now) {
  if (interval_ == nanoseconds{0}) return milliseconds{0};
  const Time slot = std::max(next_.value_or(now), now);
  next_ = slot + interval_;
  return std::chrono::ceil<milliseconds>(slot - now);
}

}  // namespace corspec::run
