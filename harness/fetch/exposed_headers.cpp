#include "fetch/exposed_headers.hpp"

#include <algorithm>
#include <array>

#include "fetch/header_values.hpp"
#include "message/bytes.hpp"

namespace corspec::fetch {

namespace {

constexpr std::array<std::string_view, 7> safelisted_names{
    "cache-control", "content-language", "content-length", "content-type", "expires", "last-modified", "pragma"};
constexpr std::array<std::string_view, 2> forbidden_names{"set-cookie", "set-cookie2"};

template <class Names>
bool contains_name(const Names& names, std::string_view name) {
  return std::ranges::any_of(
      names, [name](std::string_view listed) { return message::byte_case_insensitive_match(listed, name); });
}

}  // namespace

bool is_cors_safelisted_response_header_name(std::string_view name) {
  return contains_name(safelisted_names, name);
}

bool is_forbidden_response_header_name(std::string_view name) {
  return contains_name(forbidden_names, name);
}

std::vector<std::string> exposed_header_names(const message::HeaderList& response, CredentialsMode mode) {
  // Failure leaves no items, so a malformed header exposes as much as an absent one (EXPOSE-4).
  const auto items = extract_token_list(response, "Access-Control-Expose-Headers").items;
  const bool all = mode != CredentialsMode::include && std::ranges::find(items, "*") != items.end();
  const ListedNames listed(items);

  std::vector<std::string> names;
  for (const message::Header& header : response) {
    if (is_forbidden_response_header_name(header.name)) continue;
    if (all || is_cors_safelisted_response_header_name(header.name) || listed.contains(header.name)) {
      names.push_back(message::byte_lowercase(header.name));
    }
  }
  std::ranges::sort(names);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
  return names;
}

}  // namespace corspec::fetch
