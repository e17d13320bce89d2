#include "suite/json_document.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <unordered_set>
#include <utility>

#include "suite/spelling.hpp"

namespace corspec::suite {

namespace {

/// Hands the text to the parser and remembers how far it has read: nlohmann's events carry no positions.
class TrackedBytes {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  TrackedBytes(const char* at, const char** read) : at_(at), read_(read) {}

  reference operator*() const { return *at_; }
  TrackedBytes& operator++() {
    *read_ = ++at_;
    return *this;
  }
  TrackedBytes operator++(int) {
    TrackedBytes before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const TrackedBytes& left, const TrackedBytes& right) { return left.at_ == right.at_; }

 private:
  const char* at_;
  const char** read_;
};

bool is_between_tokens(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == ',' || byte == ':';
}

bool is_number_byte(char byte) {
  return (byte >= '0' && byte <= '9') || byte == '-' || byte == '+' || byte == '.' || byte == 'e' || byte == 'E';
}

/// The part of nlohmann's message that says what was wrong: its own positions and its excerpt of the text, which may
/// hold any bytes, are left out.
std::string plain_message(std::string_view message) {
  constexpr std::string_view dash = " - ";
  if (const auto reason = message.find(dash); reason != std::string_view::npos) {
    message.remove_prefix(reason + dash.size());
  }
  const auto excerpt = message.find("; last read: '");
  std::string text = "not JSON: " + std::string(message.substr(0, excerpt));
  if (excerpt == std::string_view::npos) return text;
  constexpr std::string_view expected = "'; expected ";
  if (const auto end_of_excerpt = message.rfind(expected); end_of_excerpt != std::string_view::npos) {
    text += message.substr(end_of_excerpt + 1);
  }
  return text;
}

}  // namespace

/// Receives the parser's events. Between the end of one token and the start of the next there is nothing but white
/// space, commas and colons, so remembering where the last one ended is enough to know where each begins.
class DocumentBuilder {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  DocumentBuilder(Document& document, std::string_view text, int max_depth)
      : document_(document), text_(text), max_depth_(max_depth), first_(std::to_address(text.begin())), read_(first_) {}

  TrackedBytes begin() { return {first_, &read_}; }
  TrackedBytes end() { return {first_ + text_.size(), &read_}; }
  LoadErrors take_errors() { return std::move(errors_); }

  bool null() {
    add(Node::Kind::null);
    return true;
  }
  bool boolean(bool value) {
    add(Node::Kind::boolean).boolean = value;
    return true;
  }
  bool number_integer(number_integer_t value) {
    add(Node::Kind::integer).integer = value;
    return true;
  }
  bool number_unsigned(number_unsigned_t value) {
    Node& node = add(Node::Kind::integer);
    if (std::in_range<std::int64_t>(value)) {
      node.integer = static_cast<std::int64_t>(value);
    } else {
      complain(node, "the number is out of range");
    }
    return true;
  }
  bool number_float(number_float_t, const string_t& written) {
    Node& node = add(Node::Kind::decimal);
    // nlohmann turns integers beyond 64 bits into floating point numbers without a word.
    if (written.find_first_of(".eE") == std::string::npos) complain(node, "the number is out of range");
    return true;
  }
  bool string(string_t& value) {
    add(Node::Kind::string).text = std::move(value);
    return true;
  }
  bool binary(binary_t&) { return false; }

  bool start_object(std::size_t) { return open(Node::Kind::object); }
  bool start_array(std::size_t) { return open(Node::Kind::array); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(string_t& value) {
    key_ = std::move(value);
    key_offset_ = token_start();
    has_key_ = true;
    last_end_ = offset_read();
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& error) {
    constexpr int number_overflow = 406;
    std::string what = error.id == number_overflow ? "the number is out of range" : plain_message(error.what());
    const std::string pointer = open_.empty() ? std::string() : json_pointer(*open_.back().node);
    const std::size_t offset = error_offset(what, position);
    errors_.push_back(document_.error_at_offset(offset, pointer, std::move(what)));
    return false;
  }

 private:
  struct OpenContainer {
    Node* node;
    std::unordered_set<std::string_view> keys;  ///< views of the children's `key`, which do not move
  };

  [[nodiscard]] std::size_t offset_read() const { return static_cast<std::size_t>(read_ - first_); }

  [[nodiscard]] std::size_t token_start() const {
    std::size_t at = last_end_;
    while (at < text_.size() && is_between_tokens(text_[at])) ++at;
    return at;
  }

  /// `position` is just behind the last byte that was read. Inside a string that byte is the culprit; elsewhere it is
  /// the token, whose start is worth more than its end.
  [[nodiscard]] std::size_t error_offset(std::string_view what, std::size_t position) const {
    if (what.contains("unexpected end of input")) return text_.size();
    const std::size_t last_read = std::min(position, text_.size()) - (position == 0 ? 0 : 1);
    if (what.contains("invalid string") && !what.contains("missing closing quote")) return last_read;
    return std::min(token_start(), last_read);
  }

  void complain(const Node& node, std::string what) { errors_.push_back(document_.error_at(node, std::move(what))); }

  Node& add(Node::Kind kind) {
    Node& node = document_.nodes_.emplace_back();
    node.kind = kind;
    node.offset = token_start();
    node.key_offset = node.offset;
    if (kind == Node::Kind::integer || kind == Node::Kind::decimal) {
      // The parser has looked one byte beyond a number.
      last_end_ = node.offset;
      while (last_end_ < text_.size() && is_number_byte(text_[last_end_])) ++last_end_;
    } else {
      last_end_ = offset_read();
    }
    if (!open_.empty()) attach(node, open_.back());
    return node;
  }

  void attach(Node& node, OpenContainer& container) {
    node.parent = container.node;
    node.index = container.node->children.size();
    container.node->children.push_back(&node);
    if (!has_key_) return;
    has_key_ = false;
    node.key = std::move(key_);
    node.key_offset = key_offset_;
    if (!container.keys.insert(node.key).second) {
      document_.repeated_.push_back(&node);
    }
  }

  bool open(Node::Kind kind) {
    Node& node = add(kind);
    if (open_.size() == static_cast<std::size_t>(max_depth_)) {
      complain(node, "nested more than " + std::to_string(max_depth_) + " deep");
      return false;
    }
    open_.push_back({&node, {}});
    return true;
  }

  bool close() {
    open_.pop_back();
    last_end_ = offset_read();
    return true;
  }

  Document& document_;
  std::string_view text_;
  int max_depth_;
  const char* first_;
  const char* read_;
  std::size_t last_end_ = 0;
  std::vector<OpenContainer> open_;
  bool has_key_ = false;
  std::string key_;
  std::size_t key_offset_ = 0;
  LoadErrors errors_;
};

const Node* Node::find(std::string_view member) const {
  if (kind != Kind::object) return nullptr;
  const auto found = std::ranges::find(children, member, &Node::key);
  return found == children.end() ? nullptr : *found;
}

std::string repeated_key(std::string_view key) {
  return "the key " + quote(key) + " stands here twice";
}

std::string_view describe(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::null:
      return "null";
    case Node::Kind::boolean:
      return "a boolean";
    case Node::Kind::integer:
      return "a number";
    case Node::Kind::decimal:
      return "a number with a fraction or an exponent";
    case Node::Kind::string:
      return "a string";
    case Node::Kind::array:
      return "an array";
    case Node::Kind::object:
      return "an object";
  }
  std::unreachable();
}

std::string json_pointer(const Node& node) {
  if (node.parent == nullptr) return {};
  std::string pointer = json_pointer(*node.parent) + "/";
  if (node.parent->kind == Node::Kind::array) return pointer + std::to_string(node.index);
  for (const char byte : node.key) {
    if (byte == '~') {
      pointer += "~0";
    } else if (byte == '/') {
      pointer += "~1";
    } else {
      pointer += byte;
    }
  }
  return pointer;
}

LoadError Document::error_at(const Node& node, std::string what) const {
  return error_at_offset(node.offset, json_pointer(node), std::move(what));
}

LoadError Document::error_at_key(const Node& node, std::string what) const {
  return error_at_offset(node.key_offset, json_pointer(node), std::move(what));
}

LoadError Document::error_at_offset(std::size_t offset, std::string pointer, std::string what) const {
  const auto after = std::ranges::upper_bound(line_starts_, offset);
  const auto line = static_cast<std::size_t>(after - line_starts_.begin());  // at least 1: the first line starts at 0
  return {.file = file_,
          .line = first_line_ + line - 1,
          .column = offset - line_starts_[line - 1] + 1,
          .pointer = std::move(pointer),
          .what = std::move(what)};
}

Loaded<Document> parse_document(std::string_view file, std::string_view text, std::size_t first_line, int max_depth,
                                RepeatedKeys repeated_keys) {
  Document document;
  document.file_ = file;
  document.first_line_ = first_line;
  document.line_starts_.push_back(0);
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    document.line_starts_.push_back(at + 1);
  }
  if (text.starts_with("\xEF\xBB\xBF")) {
    return std::unexpected(LoadErrors{document.error_at_offset(0, {}, "the file begins with a byte order mark")});
  }
  DocumentBuilder builder(document, text, max_depth);
  const bool complete = nlohmann::json::sax_parse(builder.begin(), builder.end(), &builder);
  LoadErrors errors = builder.take_errors();
  if (repeated_keys == RepeatedKeys::refuse || !errors.empty() || !complete) {
    for (const Node* node : document.repeated_) {
      errors.push_back(document.error_at_key(*node, repeated_key(node->key)));
    }
  }
  if (!errors.empty() || !complete) return std::unexpected(std::move(errors));
  return document;
}

}  // namespace corspec::suite
