#include "suite/matcher_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "message/bytes.hpp"
#include "suite/base64.hpp"

namespace corspec::suite {

namespace {

constexpr IntegerRange any_status{.min = 100, .max = 599};
constexpr IntegerRange natural{.min = 0, .max = std::nullopt};

std::optional<std::int64_t> status_code(std::string_view digits) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || digits.size() != 3) return std::nullopt;
  return any_status.contains(value) ? std::optional(value) : std::nullopt;
}

/// "2xx", "200-299", "204"
std::optional<IntegerRange> parse_status(std::string_view text) {
  if (text.size() == 3 && text.ends_with("xx") && text[0] >= '1' && text[0] <= '5') {
    const std::int64_t first = std::int64_t{text[0] - '0'} * 100;
    return IntegerRange{.min = first, .max = first + 99};
  }
  const auto dash = text.find('-');
  const auto first = status_code(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : status_code(text.substr(dash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return IntegerRange{.min = first, .max = last};
}

std::optional<IntegerRange> read_status_item(const Node& node, Binder& binder) {
  if (node.kind == Node::Kind::integer) {
    const auto code = read_integer(node, any_status, binder.problems());
    return code ? std::optional(IntegerRange{.min = code, .max = code}) : std::nullopt;
  }
  if (node.kind == Node::Kind::object) return read_range(node, PlainNumber::refused, binder);
  if (node.kind != Node::Kind::string) {
    complain_of_kind(node, "a status, \"2xx\", \"200-299\" or an object with `min` and `max`", binder.problems());
    return std::nullopt;
  }
  const auto text = binder.text(node);
  if (!text) return std::nullopt;
  const auto range = parse_status(*text);
  if (!range) binder.complain(node, "must be a status from 100 to 599, \"2xx\" or \"200-299\", not " + quote(*text));
  return range;
}

/// A single exact value in one of its three spellings.
std::optional<std::vector<std::string>> read_exact(const ObjectReader& object, Binder& binder) {
  const Node* exact = object.find("exact");
  const Node* any_of = object.find("any_of");
  const Node* bytes = object.find("bytes");
  if ((exact != nullptr) + (any_of != nullptr) + (bytes != nullptr) > 1) {
    binder.complain(object.node(), "say only one of `exact`, `any_of` and `bytes`");
    return std::nullopt;
  }
  std::vector<std::string> values;
  if (exact != nullptr) {
    auto value = binder.field_value(*exact);
    if (!value) return std::nullopt;
    values.push_back(std::move(*value));
  }
  if (any_of != nullptr) {
    auto list = binder.list(*any_of);
    if (!list) return std::nullopt;
    if (list->empty()) {
      binder.complain(*any_of, "must not be empty");
      return std::nullopt;
    }
    values = std::move(*list);
  }
  if (bytes != nullptr) {
    const auto encoded = binder.text(*bytes);
    if (!encoded) return std::nullopt;
    auto value = decode_base64(*encoded);
    if (!value) {
      binder.complain(*bytes, "is not base64 with padding (RFC 4648 section 4)");
      return std::nullopt;
    }
    values.push_back(std::move(*value));
  }
  return values;
}

std::optional<std::string> read_pattern(const Node& node, Binder& binder, const LoadOptions& options) {
  auto pattern = binder.pattern(node);
  if (!pattern || !options.check_pattern) return pattern;
  if (const auto what = options.check_pattern(*pattern)) {
    binder.complain(node, "is no regular expression of RE2: " + *what);
    return std::nullopt;
  }
  return pattern;
}

std::optional<HeaderMatcher> read_header_matcher(const Node& node, Binder& binder, const LoadOptions& options) {
  HeaderMatcher matcher;
  if (node.kind == Node::Kind::string) {
    if (node.text == "absent" || node.text == "present") {
      const std::string_view answer = node.text == "present" ? "true" : "false";
      binder.complain(node, "a string is the field's bytes; did you mean {\"present\": " + std::string(answer) + "}?");
      return std::nullopt;
    }
    auto value = binder.field_value(node);
    if (!value) return std::nullopt;
    matcher.any_of.push_back(std::move(*value));
    return matcher;
  }
  const ObjectReader object(node, {"present", "exact", "any_of", "list", "integer", "count", "matches", "bytes"},
                            binder.problems());
  if (!object.is_object()) return std::nullopt;
  if (node.children.empty()) {
    binder.complain(node, "says nothing about the header");
    return std::nullopt;
  }
  bool complete = true;
  const auto keep = [&](auto& slot, auto value) {
    complete = complete && value.has_value();
    slot = std::move(value);
  };
  if (const Node* present = object.find("present")) keep(matcher.present, binder.boolean(*present));
  if (const Node* list = object.find("list")) keep(matcher.list, read_list_matcher(*list, binder));
  if (const Node* integer = object.find("integer")) {
    keep(matcher.integer, read_range(*integer, PlainNumber::refused, binder));
  }
  if (const Node* count = object.find("count")) keep(matcher.count, read_range(*count, PlainNumber::taken, binder));
  if (const Node* matches = object.find("matches")) keep(matcher.matches, read_pattern(*matches, binder, options));
  auto exact = read_exact(object, binder);
  if (!exact || !complete) return std::nullopt;
  matcher.any_of = std::move(*exact);
  const bool looks_at_value =
      !matcher.any_of.empty() || matcher.list || matcher.integer || matcher.count || matcher.matches;
  if (matcher.present == false && looks_at_value) {
    binder.complain(node, "an absent header has nothing else to look at: `present: false` stands alone");
    return std::nullopt;
  }
  return matcher;
}

}  // namespace

std::optional<IntegerRange> read_range(const Node& node, PlainNumber plain_number, Binder& binder) {
  const bool is_number = node.kind == Node::Kind::integer || node.kind == Node::Kind::string;
  if (plain_number == PlainNumber::taken && is_number) {
    const auto value = binder.integer(node, natural);
    return value ? std::optional(IntegerRange{.min = value, .max = value}) : std::nullopt;
  }
  if (node.kind != Node::Kind::object) {
    const std::string or_number = plain_number == PlainNumber::taken ? "a whole number, or " : "";
    complain_of_kind(node, or_number + "an object with `min` and `max`", binder.problems());
    return std::nullopt;
  }
  const ObjectReader object(node, {"min", "max"}, binder.problems());
  const Node* min = object.find("min");
  const Node* max = object.find("max");
  if (min == nullptr && max == nullptr) {
    if (!object.has_unknown_keys()) binder.complain(node, "needs `min`, `max` or both");
    return std::nullopt;
  }
  IntegerRange range;
  if (min != nullptr) range.min = binder.integer(*min, natural);
  if (max != nullptr) range.max = binder.integer(*max, natural);
  if ((min != nullptr && !range.min) || (max != nullptr && !range.max)) return std::nullopt;
  if (range.min && range.max && *range.min > *range.max) {
    binder.complain(node, "`min` is larger than `max`");
    return std::nullopt;
  }
  return range;
}

std::optional<ListMatcher> read_list_matcher(const Node& node, Binder& binder) {
  const ObjectReader object(node, {"contains", "excludes", "within", "equals_as_set"}, binder.problems());
  if (!object.is_object()) return std::nullopt;
  if (node.children.empty()) {
    binder.complain(node, "needs `contains`, `excludes`, `within` or `equals_as_set`");
    return std::nullopt;
  }
  ListMatcher matcher;
  bool complete = true;
  const auto read_into = [&](std::vector<std::string>& slot, std::string_view key) {
    const Node* member = object.find(key);
    if (member == nullptr) return;
    auto elements = binder.list(*member);
    complete = complete && elements.has_value();
    if (!elements) return;
    if (elements->empty()) {
      binder.complain(*member, "must not be empty");
      complete = false;
    }
    slot = std::move(*elements);
  };
  read_into(matcher.contains, "contains");
  read_into(matcher.excludes, "excludes");
  const auto read_set = [&](std::optional<std::vector<std::string>>& slot, std::string_view key) {
    const Node* member = object.find(key);
    if (member == nullptr) return;
    slot = binder.list(*member);
    complete = complete && slot.has_value();
  };
  read_set(matcher.within, "within");
  read_set(matcher.equals_as_set, "equals_as_set");
  if (!complete) return std::nullopt;
  return matcher;
}

std::optional<std::vector<IntegerRange>> read_status(const Node& node, Binder& binder) {
  std::vector<IntegerRange> ranges;
  if (node.kind != Node::Kind::array) {
    const auto range = read_status_item(node, binder);
    if (!range) return std::nullopt;
    return std::vector{*range};
  }
  bool complete = !node.children.empty();
  if (node.children.empty()) binder.complain(node, "must not be empty");
  for (const Node* element : node.children) {
    const auto range = read_status_item(*element, binder);
    complete = complete && range.has_value();
    if (range) ranges.push_back(*range);
  }
  if (!complete) return std::nullopt;
  return ranges;
}

std::optional<std::vector<NamedHeaderMatcher>> read_header_matchers(const Node& node, Binder& binder,
                                                                    const LoadOptions& options) {
  if (node.kind != Node::Kind::object) {
    complain_of_kind(node, "an object of header names and predicates", binder.problems());
    return std::nullopt;
  }
  bool complete = !node.children.empty();
  if (node.children.empty()) binder.complain(node, "names no header");
  std::vector<NamedHeaderMatcher> matchers;
  for (const Node* member : node.children) {
    const auto key = binder.bound_text(*member, member->key);
    const auto* name = key ? std::get_if<std::string>(&key->value) : nullptr;
    auto matcher = read_header_matcher(*member, binder, options);
    complete = complete && name != nullptr && matcher.has_value();
    if (key && name == nullptr) binder.problems().at_key(*member, "must be the name of a header");
    if (name == nullptr) continue;
    const auto same_name = [&](const NamedHeaderMatcher& other) {
      return message::byte_case_insensitive_match(other.header, *name);
    };
    if (auto what = wrong_with_token(*name)) {
      binder.problems().at_key(*member, std::move(*what));
      complete = false;
    } else if (std::ranges::any_of(matchers, same_name)) {
      binder.problems().at_key(*member, "the header " + quote(*name) + " stands here twice");
      complete = false;
    }
    matchers.push_back({*name, std::move(matcher).value_or(HeaderMatcher{})});
  }
  if (!complete) return std::nullopt;
  return matchers;
}

}  // namespace corspec::suite
