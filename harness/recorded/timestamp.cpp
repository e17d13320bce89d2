#include "recorded/timestamp.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>

namespace corspec::recorded {
namespace {

/// As many digits as `text` begins with, at most `most`; they are taken off it.
std::optional<int> take_number(std::string_view& text, std::size_t most) {
  int number = 0;
  const auto digits = text.substr(0, most);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || number < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

/// The fraction of a second that `text` begins with, if any; it is taken off it.
std::chrono::microseconds take_fraction(std::string_view& text) {
  if (!text.starts_with('.')) return {};
  text.remove_prefix(1);
  const auto digits = text.substr(0, text.find_first_not_of("0123456789"));
  auto millionths = std::string(digits.substr(0, 6));
  millionths.resize(6, '0');
  std::int64_t count = 0;
  std::from_chars(millionths.data(), millionths.data() + millionths.size(), count);
  text.remove_prefix(digits.size());
  return std::chrono::microseconds{count};
}

/// How far local time is ahead of UTC, by what is left of `text`.
std::chrono::minutes offset_of(std::string_view text) {
  if (!text.starts_with('+') && !text.starts_with('-')) return {};
  const int sign = text.front() == '+' ? 1 : -1;
  text.remove_prefix(1);
  const auto hours = take_number(text, 2);
  if (text.starts_with(':')) text.remove_prefix(1);
  const auto minutes = take_number(text, 2);
  return std::chrono::minutes{sign * (hours.value_or(0) * 60 + minutes.value_or(0))};
}

}  // namespace

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  constexpr std::string_view separators = "--T::";
  std::array<int, 6> parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto number = take_number(text, i == 0 ? 4 : 2);
    if (!number) return std::nullopt;
    parts[i] = *number;
    if (i == separators.size()) break;
    if (!text.starts_with(separators[i])) return std::nullopt;
    text.remove_prefix(1);
  }
  const auto& [year, month, day, hour, minute, second] = parts;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  const auto fraction = take_fraction(text);
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) - offset_of(text) +
         std::chrono::seconds(second) + fraction;
}

std::string write_timestamp(Timestamp at) {
  const auto midnight = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{midnight};
  const std::chrono::hh_mm_ss time{at - midnight};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

}  // namespace corspec::recorded
