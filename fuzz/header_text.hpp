#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/target.hpp"
#include "message/bytes.hpp"
#include "message/header_list.hpp"
#include "testing/reference.hpp"

namespace corspec::fuzz {

/// One header list, for both sides of a comparison.
struct HeaderPair {
  message::HeaderList ours;
  reference::Headers reference;

  void append(const std::string& name, const std::string& value) {
    ours.append(name, value);
    reference.emplace_back(name, value);
  }
};

/// Each line of `input` as the value of a field line of that name. More lines than these show nothing that these do
/// not.
inline HeaderPair lines_of_name(std::string_view name, std::string_view input) {
  constexpr std::size_t most_lines = 6;
  std::vector<message::Header> ours;
  reference::Headers reference;
  ours.reserve(most_lines + 1);
  reference.reserve(most_lines + 1);
  while (!input.empty() && ours.size() < most_lines) {
    const std::string value(message::strip_http_tab_or_space(take_line(input)));
    ours.push_back({std::string(name), value});
    reference.emplace_back(name, value);
  }
  return {message::HeaderList(std::move(ours)), std::move(reference)};
}

/// What the wire takes: RFC 9110 section 5.5, without the bytes that no field value may have anywhere.
inline bool can_be_field_value(std::string_view value) {
  return value.find_first_of(std::string_view("\0\r\n", 3)) == std::string_view::npos;
}

/// Lines `Name: value` up to an empty line, or the end. A line without a colon is a name without a value. Values have
/// no whitespace around them, as none has that comes from a wire (HV-1).
inline HeaderPair take_headers(std::string_view& rest) {
  HeaderPair headers;
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    if (line.empty()) break;
    const std::size_t colon = line.find(':');
    const std::string_view value = colon == std::string_view::npos ? "" : line.substr(colon + 1);
    headers.append(std::string(line.substr(0, colon)), std::string(message::strip_http_whitespace(value)));
  }
  return headers;
}

}  // namespace corspec::fuzz
