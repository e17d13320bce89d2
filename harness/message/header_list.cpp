#include "message/header_list.hpp"

#include <algorithm>
#include <utility>

#include "message/bytes.hpp"

namespace corspec::message {

namespace {

auto has_name(std::string_view name) {
  return [name](const Header& header) { return byte_case_insensitive_match(header.name, name); };
}

}  // namespace

void HeaderList::append(std::string name, std::string value) {
  headers_.push_back({std::move(name), std::move(value)});
}

void HeaderList::set(std::string_view name, std::string value) {
  const auto first = std::ranges::find_if(headers_, has_name(name));
  if (first == headers_.end()) {
    append(std::string(name), std::move(value));
    return;
  }
  first->value = std::move(value);
  headers_.erase(std::remove_if(first + 1, headers_.end(), has_name(name)), headers_.end());
}

void HeaderList::remove(std::string_view name) {
  std::erase_if(headers_, has_name(name));
}

bool HeaderList::contains(std::string_view name) const {
  return std::ranges::any_of(headers_, has_name(name));
}

std::optional<std::string> HeaderList::get(std::string_view name) const {
  std::optional<std::string> joined;
  for (const Header& header : headers_) {
    if (!byte_case_insensitive_match(header.name, name)) continue;
    if (joined) {
      joined->append(", ").append(header.value);
    } else {
      joined = header.value;
    }
  }
  return joined;
}

std::vector<std::string_view> HeaderList::lines(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Header& header : headers_) {
    if (byte_case_insensitive_match(header.name, name)) values.push_back(header.value);
  }
  return values;
}

std::size_t HeaderList::count(std::string_view name) const {
  return static_cast<std::size_t>(std::ranges::count_if(headers_, has_name(name)));
}

}  // namespace corspec::message
