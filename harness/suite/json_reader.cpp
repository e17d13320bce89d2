#include "suite/json_reader.hpp"

#include <algorithm>
#include <tuple>

namespace corspec::suite {

Problems::Problems(const Document& document) : document_(&document) {
  for (const Node* node : document.repeated()) at_key(*node, repeated_key(node->key));
}

void Problems::at(const Node& node, std::string what) {
  add(node, false, std::move(what));
}

void Problems::at_key(const Node& node, std::string what) {
  add(node, true, std::move(what));
}

void Problems::add(const Node& node, bool at_key, std::string what) {
  const std::size_t offset = at_key ? node.key_offset : node.offset;
  if (!said_.emplace(offset, what).second) return;
  found_.push_back({&node, at_key, std::move(what)});
}

LoadErrors Problems::in_order() const {
  // By the order of saying where the place is the same. (std::stable_sort does not compile without warnings on clang 19
  // with libstdc++ 12.)
  std::vector<std::pair<std::size_t, const Problem*>> sorted;
  sorted.reserve(found_.size());
  for (const Problem& problem : found_) {
    sorted.emplace_back(problem.at_key ? problem.node->key_offset : problem.node->offset, &problem);
  }
  std::ranges::sort(sorted);
  LoadErrors errors;
  for (const auto& [offset, problem] : sorted) {
    errors.push_back(problem->at_key ? document_->error_at_key(*problem->node, problem->what)
                                     : document_->error_at(*problem->node, problem->what));
  }
  return errors;
}

ObjectReader::ObjectReader(const Node& node, std::span<const std::string_view> keys, Problems& problems)
    : node_(&node), problems_(&problems) {
  if (!is_object()) {
    complain_of_kind(node, "an object", problems);
    return;
  }
  for (const Node* member : node.children) {
    if (std::ranges::find(keys, member->key) != keys.end()) continue;
    problems.at_key(*member, "unknown key " + quote(member->key) + guess(member->key, keys));
    has_unknown_keys_ = true;
    if (const auto meant = closest(member->key, keys)) meant_.push_back(*meant);
  }
}

const Node* ObjectReader::require(std::string_view key) const {
  const Node* member = find(key);
  const bool is_misspelt = std::ranges::find(meant_, key) != meant_.end();
  if (member == nullptr && is_object() && !is_misspelt) problems_->at(*node_, "`" + std::string(key) + "` is missing");
  return member;
}

void complain_of_kind(const Node& node, std::string_view wanted, Problems& problems) {
  problems.at(node, "must be " + std::string(wanted) + ", but is " + std::string(describe(node.kind)));
}

std::optional<std::string> read_string(const Node& node, Problems& problems) {
  if (node.kind == Node::Kind::string) return node.text;
  complain_of_kind(node, "a string", problems);
  return std::nullopt;
}

std::string read_checked(const Node* node, TextCheck check, Problems& problems) {
  if (node == nullptr) return {};
  auto text = read_string(*node, problems);
  if (!text) return {};
  if (auto what = check(*text)) {
    problems.at(*node, std::move(*what));
    return {};
  }
  return std::move(*text);
}

std::optional<bool> read_boolean(const Node& node, Problems& problems) {
  if (node.kind == Node::Kind::boolean) return node.boolean;
  complain_of_kind(node, "true or false", problems);
  return std::nullopt;
}

std::optional<std::string> outside(std::int64_t value, IntegerRange allowed) {
  if (allowed.contains(value)) return std::nullopt;
  std::string text = "must be ";
  if (allowed.min && allowed.min == allowed.max) {
    text += std::to_string(*allowed.min);
  } else if (allowed.min && allowed.max) {
    text += "from " + std::to_string(*allowed.min) + " to " + std::to_string(*allowed.max);
  } else if (allowed.min) {
    text += "at least " + std::to_string(*allowed.min);
  } else {
    text += "at most " + std::to_string(*allowed.max);
  }
  return text + ", not " + std::to_string(value);
}

std::optional<std::int64_t> read_integer(const Node& node, IntegerRange allowed, Problems& problems) {
  if (node.kind != Node::Kind::integer) {
    complain_of_kind(node, "a whole number", problems);
    return std::nullopt;
  }
  if (auto what = outside(node.integer, allowed)) {
    problems.at(node, std::move(*what));
    return std::nullopt;
  }
  return node.integer;
}

std::span<const Node* const> read_array(const Node& node, Problems& problems) {
  if (node.kind == Node::Kind::array) return node.children;
  complain_of_kind(node, "an array", problems);
  return {};
}

std::optional<std::vector<std::string>> read_strings(const Node& node, Problems& problems) {
  if (node.kind != Node::Kind::array) {
    complain_of_kind(node, "an array of strings", problems);
    return std::nullopt;
  }
  std::vector<std::string> strings;
  for (const Node* element : node.children) {
    if (auto string = read_string(*element, problems)) strings.push_back(std::move(*string));
  }
  return strings;
}

bool check_version(const Node& root, Problems& problems) {
  constexpr std::int64_t newest = 1;
  if (root.kind != Node::Kind::object) return true;
  const Node* version = root.find("version");
  if (version == nullptr) {
    problems.at(root, "`version` is missing; this corspec reads version 1");
    return true;
  }
  if (version->kind == Node::Kind::integer && version->integer > newest) {
    problems.at(*version, "the file is of version " + std::to_string(version->integer) +
                              ", this corspec reads version 1: a newer corspec is needed");
    return false;
  }
  [[maybe_unused]] const auto known = read_integer(*version, {.min = newest, .max = newest}, problems);
  return true;
}

}  // namespace corspec::suite
