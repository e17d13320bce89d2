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

}  // namespace

std::optional<std::string> LiteralReader::read(const Node& node, LiteralUse use) {
  if (node.kind == Node::Kind::string) return read_plain(node, use);
  if (node.find("b64") != nullptr) return read_base64(node);
  if (node.find("repeat") != nullptr) return read_repeat(node, use);
  if (node.find("concat") != nullptr) return read_concat(node, use);
  complain_of_kind(node, "a string, or an object with `b64`, `repeat` or `concat`", *problems_);
  return std::nullopt;
}

bool check_plain(const Node& node, LiteralUse use, Problems& problems) {
  if (std::ranges::all_of(node.text, [use](char byte) { return is_plain(byte, use); })) return true;
  problems.at(node, "has a character that is not printable ASCII: write the bytes as {\"b64\": \"...\"}");
  return false;
}

bool is_value_object(const Node& node) {
  return node.find("b64") != nullptr || node.find("repeat") != nullptr || node.find("concat") != nullptr;
}

std::optional<std::string> LiteralReader::read_text(const Node& node) {
  return node.text;
}

std::optional<std::int64_t> LiteralReader::read_times(const Node& node, IntegerRange allowed) {
  return read_integer(node, allowed, *problems_);
}

std::optional<std::string> LiteralReader::read_plain(const Node& node, LiteralUse use) {
  return check_plain(node, use, *problems_) ? read_text(node) : std::nullopt;
}

std::optional<std::string> LiteralReader::read_base64(const Node& node) {
  const ObjectReader object(node, {"b64"}, *problems_);
  const auto& encoded = *object.find("b64");
  const auto text = read_string(encoded, *problems_);
  if (!text) return std::nullopt;
  auto bytes = decode_base64(*text);
  if (!bytes) problems_->at(encoded, "is not base64 with padding (RFC 4648 section 4)");
  return bytes;
}

std::optional<std::string> LiteralReader::read_repeat(const Node& node, LiteralUse use) {
  const ObjectReader object(node, {"repeat", "times"}, *problems_);
  const auto part = read(*object.find("repeat"), use);
  const auto* times_node = object.require("times");
  if (times_node == nullptr) return std::nullopt;
  const auto times = read_times(*times_node, {.min = 0, .max = std::int64_t{max_literal_length}});
  if (!part || !times) return std::nullopt;
  // Neither is above 2^20, so that their product does not overflow.
  const auto length = part->size() * static_cast<std::size_t>(*times);
  if (!may_generate(node, length, length)) return std::nullopt;
  std::string bytes = part->substr(0, length);
  while (bytes.size() < length) bytes.append(bytes, 0, length - bytes.size());
  return bytes;
}

std::optional<std::string> LiteralReader::read_concat(const Node& node, LiteralUse use) {
  const ObjectReader object(node, {"concat"}, *problems_);
  const auto& list = *object.find("concat");
  std::string bytes;
  bool complete = list.kind == Node::Kind::array;
  for (const auto* element : read_array(list, *problems_)) {
    const auto part = read(*element, use);
    complete = complete && part;
    if (part) bytes += *part;
    if (bytes.size() > max_literal_length) break;
  }
  if (!complete || !may_generate(node, bytes.size(), bytes.size())) return std::nullopt;
  return bytes;
}

bool LiteralReader::may_generate(const Node& node, std::size_t whole, std::size_t added) {
  if (whole > max_literal_length) {
    problems_->at(node, "makes more than " + std::to_string(max_literal_length) + " bytes");
    return false;
  }
  *generated_ += added;
  if (*generated_ <= max_literals_length) return true;
  problems_->at(node,
                "makes, with all others of the file, more than " + std::to_string(max_literals_length) + " bytes");
  return false;
}

}  // namespace corspec::suite
