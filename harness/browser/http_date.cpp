#include "browser/http_date.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>

#include "message/bytes.hpp"

namespace corspec::browser {
namespace {

constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> days = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 7> long_days = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                       "Friday", "Saturday", "Sunday"};

struct DateTime {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

/// Takes a date apart from its beginning. The first thing that is not there makes `failed` true for good.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  void literal(std::string_view expected) {
    if (rest_.starts_with(expected)) {
      rest_.remove_prefix(expected.size());
    } else {
      failed_ = true;
    }
  }

  int digits(std::size_t count) {
    const auto text = rest_.substr(0, count);
    const bool valid = text.size() == count && std::ranges::all_of(text, [](char digit) {
                         return message::is_ascii_digit(static_cast<unsigned char>(digit));
                       });
    if (!valid) {
      failed_ = true;
      return 0;
    }
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    rest_.remove_prefix(count);
    return value;
  }

  /// asctime pads the day of the month with a space.
  int padded_two_digits() {
    if (!rest_.starts_with(' ')) return digits(2);
    literal(" ");
    return digits(1);
  }

  /// The index of the name that comes next.
  template <std::size_t Size>
  unsigned one_of(const std::array<std::string_view, Size>& names) {
    for (unsigned i = 0; i < Size; ++i) {
      if (rest_.starts_with(names[i])) {
        rest_.remove_prefix(names[i].size());
        return i;
      }
    }
    failed_ = true;
    return 0;
  }

  void time_of_day(DateTime& date) {
    date.hour = digits(2);
    literal(":");
    date.minute = digits(2);
    literal(":");
    date.second = digits(2);
  }

  [[nodiscard]] bool succeeded() const { return !failed_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

/// `Sun, 06 Nov 1994 08:49:37 GMT`
bool read_imf_fixdate(std::string_view text, DateTime& date) {
  Cursor cursor(text);
  cursor.one_of(days);
  cursor.literal(", ");
  date.day = static_cast<unsigned>(cursor.digits(2));
  cursor.literal(" ");
  date.month = cursor.one_of(months) + 1;
  cursor.literal(" ");
  date.year = cursor.digits(4);
  cursor.literal(" ");
  cursor.time_of_day(date);
  cursor.literal(" GMT");
  return cursor.succeeded();
}

/// `Sunday, 06-Nov-94 08:49:37 GMT`
bool read_rfc850_date(std::string_view text, DateTime& date) {
  Cursor cursor(text);
  cursor.one_of(long_days);
  cursor.literal(", ");
  date.day = static_cast<unsigned>(cursor.digits(2));
  cursor.literal("-");
  date.month = cursor.one_of(months) + 1;
  cursor.literal("-");
  const int year = cursor.digits(2);
  date.year = year < 70 ? 2000 + year : 1900 + year;
  cursor.literal(" ");
  cursor.time_of_day(date);
  cursor.literal(" GMT");
  return cursor.succeeded();
}

/// `Sun Nov  6 08:49:37 1994`
bool read_asctime_date(std::string_view text, DateTime& date) {
  Cursor cursor(text);
  cursor.one_of(days);
  cursor.literal(" ");
  date.month = cursor.one_of(months) + 1;
  cursor.literal(" ");
  date.day = static_cast<unsigned>(cursor.padded_two_digits());
  cursor.literal(" ");
  cursor.time_of_day(date);
  cursor.literal(" ");
  date.year = cursor.digits(4);
  return cursor.succeeded();
}

}  // namespace

std::optional<std::int64_t> parse_http_date(std::string_view text) {
  DateTime date;
  if (!read_imf_fixdate(text, date) && !read_rfc850_date(text, date) && !read_asctime_date(text, date))
    return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year{date.year}, std::chrono::month{date.month},
                                        std::chrono::day{date.day}};
  // A leap second is 60.
  if (!day.ok() || date.hour > 23 || date.minute > 59 || date.second > 60) return std::nullopt;
  const std::int64_t day_number = std::chrono::sys_days{day}.time_since_epoch().count();
  return ((day_number * 24 + date.hour) * 60 + date.minute) * 60 + date.second;
}

}  // namespace corspec::browser
