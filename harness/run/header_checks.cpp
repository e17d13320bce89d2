#include "run/header_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

#include "message/bytes.hpp"
#include "run/patterns.hpp"
#include "run/sentences.hpp"

namespace corspec::run {
namespace {

/// What is looked at: the lines of one header.
struct Lines {
  std::string_view header;
  std::vector<std::string_view> values;
  std::string joined;  ///< as *get* reads them (HV-2)

  [[nodiscard]] bool absent() const { return values.empty(); }
};

HeaderComplaint complaint(const Lines& lines, std::string clause, std::string expected) {
  return {fmt::format("{} {}", lines.header, clause), std::move(expected), lines.joined, lines.absent()};
}

using Complaints = std::vector<HeaderComplaint>;

void check_present(const Lines& lines, bool present, Complaints& complaints) {
  if (lines.absent() == !present) return;
  complaints.push_back(
      present ? complaint(lines, "is missing", "present")
              : complaint(lines, fmt::format("must not be there, but is {}", quoted_value(lines.joined)), "absent"));
}

/// A predicate on the one line needs that line. Null when it is there alone.
std::optional<HeaderComplaint> not_one_line(const Lines& lines, const std::string& expected) {
  if (lines.absent()) return complaint(lines, fmt::format("is missing; expected {}", expected), expected);
  if (lines.values.size() == 1) return std::nullopt;
  return complaint(lines, fmt::format("comes in {} lines; there must be one", lines.values.size()), expected);
}

void check_any_of(const Lines& lines, const std::vector<std::string>& any_of, Complaints& complaints) {
  const std::string expected = enumerate(any_of, "or");
  if (auto found = not_one_line(lines, expected)) {
    complaints.push_back(*std::move(found));
  } else if (std::ranges::find(any_of, lines.values.front()) == any_of.end()) {
    complaints.push_back(
        complaint(lines, fmt::format("is {}; expected {}", quoted_value(lines.joined), expected), expected));
  }
}

/// 1*DIGIT; saturates, since too large is never malformed (HV-9).
std::optional<std::int64_t> parse_digits(std::string_view text) {
  const auto is_digit = [](char byte) { return message::is_ascii_digit(static_cast<unsigned char>(byte)); };
  if (text.empty() || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} ? number : std::numeric_limits<std::int64_t>::max();
}

void check_integer(const Lines& lines, const suite::IntegerRange& range, Complaints& complaints) {
  const std::string expected = describe(range);
  if (auto found = not_one_line(lines, expected)) {
    complaints.push_back(*std::move(found));
    return;
  }
  const auto number = parse_digits(lines.values.front());
  if (!number) {
    complaints.push_back(
        complaint(lines, fmt::format("is {}, which is not a number in digits", quoted_value(lines.joined)), expected));
  } else if (!range.contains(*number)) {
    complaints.push_back(
        complaint(lines, fmt::format("is {}; expected {}", quoted_value(lines.joined), expected), expected));
  }
}

void check_count(const Lines& lines, const suite::IntegerRange& range, Complaints& complaints) {
  if (range.contains(static_cast<std::int64_t>(lines.values.size()))) return;
  const std::string expected = describe(range);
  complaints.push_back(complaint(lines,
                                 fmt::format("comes in {} field lines; expected {}", lines.values.size(), expected),
                                 fmt::format("{} field lines", expected)));
}

/// A statement about every line says nothing about a header without lines.
void check_pattern_of_lines(const Lines& lines, const std::string& pattern, Complaints& complaints) {
  for (const std::string_view value : lines.values) {
    if (matches_whole(pattern, value)) continue;
    complaints.push_back(
        complaint(lines, fmt::format("is {}, which does not match {}", quoted_value(value), quoted_value(pattern)),
                  fmt::format("a match of {}", quoted_value(pattern))));
    return;
  }
}

/// RFC 9110 section 5.6.1.2: empty elements do not count (HV-6).
std::vector<std::string> list_elements(const std::vector<std::string_view>& lines) {
  std::vector<std::string> elements;
  for (std::string_view line : lines) {
    while (true) {
      const std::size_t comma = line.find(',');
      const std::string_view element = message::strip_http_tab_or_space(line.substr(0, comma));
      if (!element.empty()) elements.emplace_back(element);
      if (comma == std::string_view::npos) break;
      line.remove_prefix(comma + 1);
    }
  }
  return elements;
}

class ElementSet {
 public:
  ElementSet(const std::vector<std::string>& elements, bool case_insensitively)
      : elements_(&elements), case_insensitively_(case_insensitively) {}

  [[nodiscard]] bool contains(std::string_view wanted) const {
    return std::ranges::any_of(*elements_, [this, wanted](std::string_view element) {
      return case_insensitively_ ? message::byte_case_insensitive_match(element, wanted) : element == wanted;
    });
  }

  /// Those of `others` that are, or are not, in the set.
  [[nodiscard]] std::vector<std::string> pick(const std::vector<std::string>& others, bool present) const {
    std::vector<std::string> picked;
    for (const std::string& other : others) {
      if (contains(other) == present) picked.push_back(other);
    }
    return picked;
  }

 private:
  const std::vector<std::string>* elements_;
  bool case_insensitively_;
};

std::string join(const std::vector<std::string>& elements) {
  std::string joined;
  for (const std::string& element : elements) {
    if (!joined.empty()) joined += ", ";
    joined += element;
  }
  return joined;
}

void check_list_of_lines(const Lines& lines, const suite::ListMatcher& matcher, Complaints& complaints) {
  std::vector<std::string> elements = list_elements(lines.values);
  // VARY-3: `*` varies by everything there is, so no expected name is missing.
  if (message::byte_case_insensitive_match(lines.header, "Vary") &&
      std::ranges::find(elements, "*") != elements.end()) {
    elements.insert(elements.end(), matcher.contains.begin(), matcher.contains.end());
  }
  for (HeaderComplaint& found :
       check_list(lines.header, matcher, elements, compares_case_insensitively(lines.header))) {
    found.seen = lines.joined;
    found.absent = lines.absent();
    complaints.push_back(std::move(found));
  }
}

}  // namespace

bool compares_case_insensitively(std::string_view header) {
  constexpr std::array<std::string_view, 7> lists_of_field_names{"access-control-allow-headers",
                                                                 "access-control-expose-headers",
                                                                 "access-control-request-headers",
                                                                 "vary",
                                                                 "connection",
                                                                 "trailer",
                                                                 "te"};
  return std::ranges::find(lists_of_field_names, message::byte_lowercase(header)) != lists_of_field_names.end();
}

std::vector<HeaderComplaint> check_header(std::string_view header, const suite::HeaderMatcher& matcher,
                                          const message::HeaderList& headers) {
  const Lines lines{header, headers.lines(header), headers.get(header).value_or("")};
  Complaints complaints;
  if (matcher.present) check_present(lines, *matcher.present, complaints);
  if (!matcher.any_of.empty()) check_any_of(lines, matcher.any_of, complaints);
  if (matcher.list) check_list_of_lines(lines, *matcher.list, complaints);
  if (matcher.integer) check_integer(lines, *matcher.integer, complaints);
  if (matcher.count) check_count(lines, *matcher.count, complaints);
  if (matcher.matches) check_pattern_of_lines(lines, *matcher.matches, complaints);
  return complaints;
}

std::vector<HeaderComplaint> check_list(std::string_view what, const suite::ListMatcher& matcher,
                                        const std::vector<std::string>& elements, bool case_insensitively) {
  Complaints complaints;
  const ElementSet set(elements, case_insensitively);
  const auto complain = [&](std::string_view verb, const std::vector<std::string>& items, std::string expected) {
    if (items.empty()) return;
    complaints.push_back(
        {fmt::format("{} {} {}", what, verb, enumerate(items)), std::move(expected), join(elements), false});
  };
  complain("does not list", set.pick(matcher.contains, false),
           fmt::format("a list with {}", enumerate(matcher.contains)));
  complain("lists", set.pick(matcher.excludes, true), fmt::format("a list without {}", enumerate(matcher.excludes)));
  if (matcher.within) {
    const ElementSet offered(*matcher.within, case_insensitively);
    complain("lists more than it may:", offered.pick(elements, false),
             matcher.within->empty() ? "an empty list" : fmt::format("nothing beyond {}", enumerate(*matcher.within)));
  }
  if (matcher.equals_as_set) {
    const std::string expected =
        matcher.equals_as_set->empty() ? "an empty list" : fmt::format("exactly {}", enumerate(*matcher.equals_as_set));
    complain("does not list", set.pick(*matcher.equals_as_set, false), expected);
    complain("also lists", ElementSet(*matcher.equals_as_set, case_insensitively).pick(elements, false), expected);
  }
  return complaints;
}

bool holds(const suite::ResponseMatcher& matcher, int status, const message::HeaderList& headers) {
  const bool status_fits = matcher.status.empty() || std::ranges::any_of(matcher.status, [status](const auto& range) {
                             return range.contains(status);
                           });
  return status_fits && std::ranges::all_of(matcher.headers, [&headers](const suite::NamedHeaderMatcher& named) {
           // A condition on a value presumes the value, lest an answer without the header be judged as if it had one.
           if (named.matcher.matches && !headers.contains(named.header)) return false;
           return check_header(named.header, named.matcher, headers).empty();
         });
}

}  // namespace corspec::run
