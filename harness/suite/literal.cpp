#include "suite/literal.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "suite/base64.hpp"

namespace corspec::suite {
namespace {

bool is_plain(char byte, LiteralUse use) {
  const bool line_break = byte == '\r' || byte == '\n';
  return (byte >= ' ' && byte <= '~') || byte == '\t' || (use == LiteralUse::body && line_break);
}

std::optional<std::string> read_plain(const Node& node, LiteralUse use, Problems& problems) {
  const auto odd = std::ranges::find_if_not(node.text, [use](char byte) { return is_plain(byte, use); });
  if (odd == node.text.end()) return node.text;
  problems.at(node, "has a character that is not printable ASCII: write the bytes as `{\"b64\": ...}`");
  return std::nullopt;
}

std::optional<std::string> read_base64(const Node& node, Problems& problems) {
  const ObjectReader object(node, {"b64"}, problems);
  const auto text = read_string(*object.require("b64"), problems);
  if (!text) return std::nullopt;
  auto bytes = decode_base64(*text);
  if (!bytes) problems.at(*object.find("b64"), "is not base64");
  return bytes;
}

std::optional<std::string> too_long(const Node& node, Problems& problems) {
  problems.at(node, "is longer than " + std::to_string(max_literal_length) + " bytes");
  return std::nullopt;
}

std::optional<std::string> read_repeat(const Node& node, LiteralUse use, Problems& problems) {
  const ObjectReader object(node, {"repeat", "times"}, problems);
  const auto part = read_literal(*object.require("repeat"), use, problems);
  const auto* times_node = object.require("times");
  if (times_node == nullptr) return std::nullopt;
  const auto times = read_integer(*times_node, {.min = 0, .max = std::int64_t{max_literal_length}}, problems);
  if (!part || !times) return std::nullopt;
  const auto count = static_cast<std::size_t>(*times);
  if (!part->empty() && count > max_literal_length / part->size()) return too_long(node, problems);
  std::string bytes;
  bytes.reserve(part->size() * count);
  for (std::size_t i = 0; i < count && !part->empty(); ++i) bytes += *part;
  return bytes;
}

std::optional<std::string> read_concat(const Node& node, LiteralUse use, Problems& problems) {
  const ObjectReader object(node, {"concat"}, problems);
  std::string bytes;
  bool complete = object.find("concat")->kind == Node::Kind::array;
  for (const auto* element : read_array(*object.require("concat"), problems)) {
    const auto part = read_literal(*element, use, problems);
    complete = complete && part;
    if (!part) continue;
    bytes += *part;
    if (bytes.size() > max_literal_length) return too_long(node, problems);
  }
  return complete ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace

std::optional<std::string> read_literal(const Node& node, LiteralUse use, Problems& problems) {
  if (node.kind == Node::Kind::string) return read_plain(node, use, problems);
  if (node.find("b64") != nullptr) return read_base64(node, problems);
  if (node.find("repeat") != nullptr) return read_repeat(node, use, problems);
  if (node.find("concat") != nullptr) return read_concat(node, use, problems);
  complain_of_kind(node, "a string, or an object with `b64`, `repeat` or `concat`", problems);
  return std::nullopt;
}

}  // namespace corspec::suite
