#include "suite/binder.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "message/bytes.hpp"
#include "suite/text_parts.hpp"

namespace corspec::suite {

namespace {

/// What kind a bound value is, for messages.
std::string_view describe(const BoundValue& value) {
  constexpr std::array<std::string_view, 4> kinds{"a text", "a list", "a number", "true or false"};
  return kinds[value.index()];
}

/// RE2's QuoteMeta: every byte stands for itself.
std::string quote_pattern(std::string_view text) {
  std::string quoted;
  for (const char byte : text) {
    const auto code = static_cast<unsigned char>(byte);
    if (code == 0) {
      quoted += "\\x00";
      continue;
    }
    if (!message::is_ascii_alphanumeric(code) && byte != '_' && code < 0x80) quoted += '\\';
    quoted += byte;
  }
  return quoted;
}

std::size_t size_of(const BoundValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text->size();
  std::size_t size = 0;
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    for (const std::string& element : *list) size += element.size();
  }
  return size;
}

}  // namespace

void Binder::set_missing(std::string reason) {
  if (!missing_) missing_ = std::move(reason);
}

void Binder::complain(const Node& node, std::string what) {
  const bool depends_on_row = node.kind == Node::Kind::string && node.text.contains("{{") && !scope_->row().empty();
  if (depends_on_row) what += " (in row " + quote(scope_->row()) + ")";
  problems().at(node, std::move(what));
}

std::optional<Bound> Binder::bound(const Node& node) {
  if (node.kind != Node::Kind::string) {
    complain_of_kind(node, "a string", problems());
    return std::nullopt;
  }
  return bound_text(node, node.text);
}

std::optional<Bound> Binder::bound_text(const Node& node, std::string_view text) {
  const auto parts = split_text(text);
  if (!parts) {
    complain(node, parts.error());
    return std::nullopt;
  }
  std::string bytes;
  for (const TextPart& part : *parts) {
    if (!part.is_name) {
      bytes += part.text;
      continue;
    }
    const Resolved* resolved = scope_->find(part.text);
    if (resolved == nullptr) {
      complain(node, "unknown name " + quote(part.text) + guess(part.text, scope_->known_names()));
      return std::nullopt;
    }
    if (!*resolved) {
      set_missing(resolved->error());
      return std::nullopt;
    }
    const std::size_t size = size_of((*resolved)->value);
    if (!may_generate(node, bytes.size() + size, size)) return std::nullopt;
    if (parts->size() == 1) return **resolved;
    const auto piece = as_text(node, **resolved);
    if (!piece) return std::nullopt;
    bytes += *piece;
  }
  return Bound{std::move(bytes)};
}

std::optional<std::string> Binder::as_text(const Node& node, const Bound& bound) {
  if (const auto* text = std::get_if<std::string>(&bound.value)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&bound.value)) return std::to_string(*number);
  complain(node, "a text is wanted here, but the name stands for " + std::string(describe(bound.value)));
  return std::nullopt;
}

std::optional<Bound> Binder::any_value(const Node& node) {
  switch (node.kind) {
    case Node::Kind::string:
      return check_plain(node, LiteralUse::body, problems()) ? bound(node) : std::nullopt;
    case Node::Kind::integer:
      return Bound{node.integer};
    case Node::Kind::boolean:
      return Bound{node.boolean};
    case Node::Kind::array:
      if (auto elements = list(node)) return Bound{std::move(*elements)};
      return std::nullopt;
    case Node::Kind::object:
      if (auto bytes = value(node, LiteralUse::body)) return Bound{std::move(*bytes)};
      return std::nullopt;
    case Node::Kind::null:
    case Node::Kind::decimal:
      break;
  }
  complain_of_kind(node, "a value, a whole number, true, false or an array of strings", problems());
  return std::nullopt;
}

std::optional<std::string> Binder::text(const Node& node) {
  const auto value = bound(node);
  return value ? as_text(node, *value) : std::nullopt;
}

std::optional<std::string> Binder::text(const Node& node, TextCheck check) {
  auto value = text(node);
  if (!value) return std::nullopt;
  if (auto what = check(*value)) {
    complain(node, std::move(*what));
    return std::nullopt;
  }
  return value;
}

std::optional<std::string> Binder::pattern(const Node& node) {
  if (node.kind != Node::Kind::string) return text(node);
  const auto parts = split_text(node.text);
  // One that is wrong, or nothing but a name, is `text`'s business.
  if (!parts || parts->size() < 2) {
    const auto whole = text(node);
    const bool is_name = parts && parts->size() == 1 && parts->front().is_name;
    return whole && is_name ? quote_pattern(*whole) : whole;
  }
  std::string expression;
  for (const TextPart& part : *parts) {
    if (!part.is_name) {
      expression += part.text;
      continue;
    }
    const auto resolved = bound_text(node, "{{" + std::string(part.text) + "}}");
    const auto piece = resolved ? as_text(node, *resolved) : std::nullopt;
    if (!piece) return std::nullopt;
    expression += quote_pattern(*piece);
  }
  return expression;
}

std::optional<std::int64_t> Binder::integer(const Node& node, IntegerRange allowed) {
  if (node.kind != Node::Kind::string) return read_integer(node, allowed, problems());
  const auto value = bound(node);
  if (!value) return std::nullopt;
  const auto* number = std::get_if<std::int64_t>(&value->value);
  if (number == nullptr) {
    complain(node, "must be a whole number, but is " + std::string(describe(value->value)));
    return std::nullopt;
  }
  if (auto what = outside(*number, allowed)) {
    complain(node, std::move(*what));
    return std::nullopt;
  }
  return *number;
}

std::optional<bool> Binder::boolean(const Node& node) {
  if (node.kind != Node::Kind::string) return read_boolean(node, problems());
  const auto value = bound(node);
  if (!value) return std::nullopt;
  const auto* answer = std::get_if<bool>(&value->value);
  if (answer == nullptr) complain(node, "must be true or false, but is " + std::string(describe(value->value)));
  return answer == nullptr ? std::nullopt : std::optional(*answer);
}

std::optional<std::vector<std::string>> Binder::list(const Node& node) {
  if (node.kind == Node::Kind::string) {
    const auto value = bound(node);
    if (!value) return std::nullopt;
    if (const auto* elements = std::get_if<std::vector<std::string>>(&value->value)) return *elements;
    complain(node, "must be a list, but is " + std::string(describe(value->value)));
    return std::nullopt;
  }
  if (node.kind != Node::Kind::array) {
    complain_of_kind(node, "an array of strings", problems());
    return std::nullopt;
  }
  std::vector<std::string> elements;
  bool complete = true;
  for (const Node* child : node.children) {
    const auto value = bound(*child);
    if (value && std::holds_alternative<std::vector<std::string>>(value->value)) {
      std::ranges::copy(std::get<std::vector<std::string>>(value->value), std::back_inserter(elements));
      continue;
    }
    auto element = value ? as_text(*child, *value) : std::nullopt;
    complete = complete && element.has_value();
    if (element) elements.push_back(std::move(*element));
  }
  if (!complete) return std::nullopt;
  return elements;
}

std::optional<std::vector<std::string>> Binder::one_or_more(const Node& node) {
  if (node.kind != Node::Kind::string) return list(node);
  auto value = bound(node);
  if (!value) return std::nullopt;
  if (auto* elements = std::get_if<std::vector<std::string>>(&value->value)) return std::move(*elements);
  auto element = as_text(node, *value);
  if (!element) return std::nullopt;
  return std::vector{std::move(*element)};
}

std::optional<std::string> Binder::field_value(const Node& node) {
  auto bytes = value(node);
  if (!bytes) return std::nullopt;
  if (auto what = wrong_with_field_value(*bytes)) {
    complain(node, std::move(*what));
    return std::nullopt;
  }
  return bytes;
}

}  // namespace corspec::suite
