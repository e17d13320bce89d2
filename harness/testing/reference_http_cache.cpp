#include "testing/reference_http_cache.hpp"

#include <limits>
#include <vector>

#include "testing/reference_text.hpp"

// NOLINTBEGIN(performance-inefficient-*): plain is worth more than fast here.

namespace corspec::reference {

namespace {

using Words = std::vector<std::string>;

constexpr std::int64_t endless = std::numeric_limits<std::int64_t>::max();

const Words months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
const Words days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
const Words long_days = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

/// Where the word is in the list; -1 when it is not.
int place(const std::string& word, const Words& words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (words[at] == word) return static_cast<int>(at);
  }
  return -1;
}

bool only_digits(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

/// The number that so many digits are; -1 when they are not.
int number(const std::string& text, std::size_t digits) {
  return text.size() == digits && only_digits(text) ? std::stoi(text) : -1;
}

bool is_leap(int year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int days_in(int month, int year) {
  if (month == 1) return is_leap(year) ? 29 : 28;
  return month == 3 || month == 5 || month == 8 || month == 10 ? 30 : 31;
}

/// `month` from 0, `day` from 1; null when there is no such moment. Day by day, as on a wall calendar.
std::optional<std::int64_t> moment(int year, int month, int day, const std::string& time) {
  const Words parts = split(time, ':');
  if (parts.size() != 3 || year < 0 || month < 0) return std::nullopt;
  const int hour = number(parts[0], 2);
  const int minute = number(parts[1], 2);
  const int second = number(parts[2], 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return std::nullopt;
  if (day < 1 || day > days_in(month, year)) return std::nullopt;
  std::int64_t passed = day - 1;
  for (int before = 0; before < month; ++before) passed += days_in(before, year);
  for (int before = 1970; before < year; ++before) passed += is_leap(before) ? 366 : 365;
  for (int after = year; after < 1970; ++after) passed -= is_leap(after) ? 366 : 365;
  return ((passed * 24 + hour) * 60 + minute) * 60 + second;
}

/// The name of a day, and a comma after it where the form has one.
bool is_day(const std::string& word, const Words& names, const std::string& after) {
  for (const auto& name : names) {
    if (word == name + after) return true;
  }
  return false;
}

struct Directive {
  std::string name;
  std::string argument;
};

std::string unquoted(const std::string& text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return text;
  std::string content;
  for (std::size_t at = 1; at + 1 < text.size(); ++at) {
    if (text[at] == '\\' && at + 2 < text.size()) ++at;
    content += text[at];
  }
  return content;
}

std::vector<Directive> directives(const Headers& headers) {
  std::vector<Directive> all;
  const Extracted value = get(headers, "cache-control");
  if (value.null) return all;
  for (const auto& element : decode_and_split(value.values[0])) {
    const std::size_t equals = element.find('=');
    const std::string name = lowercase(strip(element.substr(0, equals), " \t"));
    all.push_back({name, equals == std::string::npos ? "" : unquoted(element.substr(equals + 1))});
  }
  return all;
}

bool says(const Headers& headers, const std::string& name) {
  for (const auto& directive : directives(headers)) {
    if (directive.name == name) return true;
  }
  return false;
}

/// RFC 9111 section 1.2.2; null when it is none.
std::optional<std::int64_t> delta_seconds(std::string text) {
  if (!only_digits(text)) return std::nullopt;
  while (text.size() > 1 && text[0] == '0') text = text.substr(1);
  const std::string largest = std::to_string(endless);
  if (text.size() > largest.size() || (text.size() == largest.size() && text > largest)) return endless;
  return std::stoll(text);
}

/// What a directive says; nothing valid, or two things: none at all. Null when it is not there.
std::optional<std::int64_t> seconds_of(const Headers& headers, const std::string& name) {
  std::optional<std::int64_t> said;
  for (const auto& directive : directives(headers)) {
    if (directive.name != name) continue;
    const auto seconds = delta_seconds(directive.argument);
    if (!seconds) return 0;
    if (said && *said != *seconds) return 0;
    said = seconds;
  }
  return said;
}

bool has(const Headers& headers, const std::string& name) {
  return !get(headers, name).null;
}

std::optional<std::int64_t> date(const Headers& headers, const std::string& name) {
  return has(headers, name) ? http_date(get(headers, name).values[0]) : std::nullopt;
}

/// RFC 9110 section 15.1, without 206, which this cache does not combine.
bool is_heuristically_cacheable(int status) {
  for (int cacheable : {200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501}) {
    if (status == cacheable) return true;
  }
  return false;
}

/// Section 3.
bool may_store(const StoredAnswer& answer) {
  if (answer.status < 200 || answer.status == 206 || answer.status == 304) return false;
  if (says(answer.headers, "no-store") || says(answer.request, "no-store") || says(answer.headers, "private"))
    return false;
  const bool shared =
      says(answer.headers, "must-revalidate") || says(answer.headers, "public") || says(answer.headers, "s-maxage");
  if (has(answer.request, "authorization") && !shared) return false;
  return says(answer.headers, "public") || has(answer.headers, "expires") || says(answer.headers, "max-age") ||
         says(answer.headers, "s-maxage") || is_heuristically_cacheable(answer.status);
}

std::int64_t since(std::optional<std::int64_t> earlier, std::optional<std::int64_t> later) {
  return earlier && later && *later > *earlier ? *later - *earlier : 0;
}

/// Sections 4.2.1 and 4.2.2.
std::int64_t lifetime(const StoredAnswer& answer, bool invents_lifetimes) {
  for (std::string name : {"s-maxage", "max-age"}) {
    const auto seconds = seconds_of(answer.headers, name);
    if (seconds) return *seconds;
  }
  if (has(answer.headers, "expires")) return since(date(answer.headers, "date"), date(answer.headers, "expires"));
  if (!invents_lifetimes) return 0;
  if (!is_heuristically_cacheable(answer.status) && !says(answer.headers, "public")) return 0;
  if (!has(answer.headers, "last-modified")) return 120;
  return since(date(answer.headers, "last-modified"), date(answer.headers, "date")) / 10;
}

/// Section 5.1: the first of several; what is invalid is old.
std::int64_t age(const Headers& headers) {
  const Extracted value = get(headers, "age");
  if (value.null) return 0;
  return delta_seconds(decode_and_split(value.values[0])[0]).value_or(endless);
}

}  // namespace

std::optional<std::int64_t> http_date(const std::string& text) {
  const Words words = split(text, ' ');
  if (words.size() == 6 && is_day(words[0], days, ",") && words[5] == "GMT")
    return moment(number(words[3], 4), place(words[2], months), number(words[1], 2), words[4]);
  if (words.size() == 4 && is_day(words[0], long_days, ",") && words[3] == "GMT") {
    const Words parts = split(words[1], '-');
    if (parts.size() != 3) return std::nullopt;
    const int year = number(parts[2], 2);
    if (year < 0) return std::nullopt;
    return moment(year < 70 ? year + 2000 : year + 1900, place(parts[1], months), number(parts[0], 2), words[2]);
  }
  if (words.size() == 5 && is_day(words[0], days, ""))
    return moment(number(words[4], 4), place(words[1], months), number(words[2], 2), words[3]);
  if (words.size() == 6 && is_day(words[0], days, "") && words[2].empty())
    return moment(number(words[5], 4), place(words[1], months), number(words[3], 1), words[4]);
  return std::nullopt;
}

bool is_selected(const StoredAnswer& stored, const Headers& request) {
  if (!may_store(stored)) return false;
  const Extracted vary = get(stored.headers, "vary");
  if (vary.null) return true;
  for (const auto& name : decode_and_split(vary.values[0])) {
    if (name.empty()) continue;
    if (name == "*") return false;
    const Extracted then = get(stored.request, name);
    const Extracted now = get(request, name);
    if (then.null != now.null) return false;
    if (!then.null && decode_and_split(then.values[0]) != decode_and_split(now.values[0])) return false;
  }
  return true;
}

bool may_reuse(const StoredAnswer& stored, const Headers& request, std::int64_t seconds, bool invents_lifetimes) {
  if (!is_selected(stored, request)) return false;
  // Section 5.2.2.4, and of the request 5.2.1.4: not without asking.
  if (says(stored.headers, "no-cache") || says(request, "no-cache")) return false;
  // Section 4.2: fresh while it is younger than its lifetime.
  const std::int64_t came_with = age(stored.headers);
  if (seconds >= lifetime(stored, invents_lifetimes) - came_with) return false;
  // Section 5.2.1.1.
  const auto wanted = seconds_of(request, "max-age");
  return !wanted || came_with <= *wanted - seconds;
}

}  // namespace corspec::reference

// NOLINTEND(performance-inefficient-*)
