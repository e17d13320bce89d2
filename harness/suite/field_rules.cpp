#include "suite/field_rules.hpp"

#include <algorithm>
#include <array>

#include "message/bytes.hpp"
#include "suite/spelling.hpp"

namespace corspec::suite {

namespace {

bool is_word_byte(char byte) {
  const auto code = static_cast<unsigned char>(byte);
  return message::is_ascii_lower_alpha(code) || message::is_ascii_digit(code) || byte == '-';
}

bool is_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_word_byte);
}

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char byte) { return message::is_ascii_digit(static_cast<unsigned char>(byte)); });
}

int number(std::string_view digits) {
  int value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return value;
}

bool is_day(int year, int month, int day) {
  constexpr std::array days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1) return false;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= days[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

}  // namespace

std::optional<std::string> wrong_with_prose(std::string_view text) {
  return text.empty() ? std::optional<std::string>("must not be empty") : std::nullopt;
}

std::optional<std::string> wrong_with_id(std::string_view id) {
  std::string_view rest = id;
  for (;;) {
    const auto slash = rest.find('/');
    if (!is_word(rest.substr(0, slash))) {
      return "must be parts of a-z, 0-9 and - joined by /, not " + quote(id);
    }
    if (slash == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(slash + 1);
  }
}

std::optional<std::string> wrong_with_word(std::string_view word) {
  if (is_word(word)) return std::nullopt;
  return "must be of a-z, 0-9 and -, not " + quote(word);
}

std::optional<std::string> wrong_with_rule_id(std::string_view id) {
  const auto dash = id.rfind('-');
  const auto is_name_byte = [](char byte) {
    return message::is_ascii_upper_alpha(static_cast<unsigned char>(byte)) || byte == '-';
  };
  if (dash != std::string_view::npos && dash != 0 && all_digits(id.substr(dash + 1)) &&
      std::ranges::all_of(id.substr(0, dash), is_name_byte)) {
    return std::nullopt;
  }
  return "must look like CORS-CHECK-4, not " + quote(id);
}

std::optional<std::string> wrong_with_token(std::string_view token) {
  if (message::is_token(token)) return std::nullopt;
  return "must be a token (letters, digits, !#$%&'*+-.^_`|~), not " + quote(token);
}

std::optional<std::string> wrong_with_path(std::string_view path) {
  if (!path.starts_with('/')) return "must begin with /, not " + quote(path);
  const auto is_fine = [](char byte) { return byte > ' ' && byte < '\x7F' && byte != '#'; };
  if (std::ranges::all_of(path, is_fine)) return std::nullopt;
  return "must be a path of printable ASCII without spaces and #, not " + quote(path);
}

std::optional<std::string> wrong_with_field_value(std::string_view value) {
  if (value.find_first_of(std::string_view("\0\r\n", 3)) == std::string_view::npos) return std::nullopt;
  return "holds NUL, CR or LF, which no field can carry: use a `raw` step";
}

std::optional<std::string> wrong_with_date(std::string_view date) {
  const bool shaped = date.size() == 10 && date[4] == '-' && date[7] == '-' && all_digits(date.substr(0, 4)) &&
                      all_digits(date.substr(5, 2)) && all_digits(date.substr(8, 2));
  if (shaped && is_day(number(date.substr(0, 4)), number(date.substr(5, 2)), number(date.substr(8, 2)))) {
    return std::nullopt;
  }
  return "must be a day like 2027-01-31, not " + quote(date);
}

}  // namespace corspec::suite
