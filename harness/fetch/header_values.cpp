#include "fetch/header_values.hpp"

#include <algorithm>
#include <cstddef>

#include "message/bytes.hpp"

namespace corspec::fetch {

namespace {

/// A longer list is sorted before it is asked about.
constexpr std::size_t max_unsorted_names = 32;

/// How many elements a list can have at most.
std::size_t most_elements(std::string_view list) {
  return static_cast<std::size_t>(std::ranges::count(list, ',')) + 1;
}

/// Appends the elements of one `#token` line; false when an element is not a token.
bool append_tokens(std::string_view line, std::vector<std::string>& tokens) {
  if (tokens.empty()) tokens.reserve(most_elements(line));
  while (true) {
    const auto comma = line.find(',');
    const auto element = message::strip_http_tab_or_space(line.substr(0, comma));
    if (!element.empty()) {
      if (!message::is_token(element)) return false;
      tokens.emplace_back(element);
    }
    if (comma == std::string_view::npos) return true;
    line.remove_prefix(comma + 1);
  }
}

/// https://fetch.spec.whatwg.org/#collect-an-http-quoted-string without extracting: the offset behind the quoted string
/// that starts at `position`. One without an end runs to the end of the input.
std::size_t quoted_string_end(std::string_view input, std::size_t position) {
  for (++position; position < input.size(); ++position) {
    if (input[position] == '"') return position + 1;
    if (input[position] == '\\') ++position;
  }
  return input.size();
}

}  // namespace

std::optional<std::vector<std::string>> parse_token_list(std::string_view line) {
  std::vector<std::string> tokens;
  if (!append_tokens(line, tokens)) return std::nullopt;
  return tokens;
}

ExtractedValues extract_token_list(const message::HeaderList& headers, std::string_view name) {
  ExtractedValues values;
  for (const message::Header& header : headers) {
    if (!message::byte_case_insensitive_match(header.name, name)) continue;
    if (!append_tokens(header.value, values.items)) {
      return {ExtractedValues::Outcome::failure, {}, header.value};
    }
    values.outcome = ExtractedValues::Outcome::list;
  }
  return values;
}

ListedNames::ListedNames(const std::vector<std::string>& names) : names_(&names) {
  if (names.size() <= max_unsorted_names) return;
  sorted_.reserve(names.size());
  for (const std::string& name : names) sorted_.push_back(message::byte_lowercase(name));
  std::ranges::sort(sorted_);
}

bool ListedNames::contains(std::string_view name) const {
  if (!sorted_.empty()) return std::ranges::binary_search(sorted_, message::byte_lowercase(name));
  return std::ranges::any_of(
      *names_, [name](std::string_view listed) { return message::byte_case_insensitive_match(listed, name); });
}

std::vector<std::string> decode_and_split(std::string_view value) {
  std::vector<std::string> values;
  values.reserve(most_elements(value));
  std::size_t start = 0;
  std::size_t position = 0;
  while (true) {
    position = value.find_first_of("\",", position);
    if (position != std::string_view::npos && value[position] == '"') {
      position = quoted_string_end(value, position);
      continue;
    }
    values.emplace_back(message::strip_http_tab_or_space(value.substr(start, position - start)));
    if (position == std::string_view::npos) return values;
    start = ++position;
  }
}

std::optional<std::vector<std::string>> get_decode_and_split(const message::HeaderList& headers,
                                                             std::string_view name) {
  const auto value = headers.get(name);
  if (!value) return std::nullopt;
  return decode_and_split(*value);
}

}  // namespace corspec::fetch
