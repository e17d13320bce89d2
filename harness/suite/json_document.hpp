#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "suite/load_error.hpp"

namespace corspec::suite {

/// One value of a JSON text that knows where it stands. Nodes belong to their document and never move.
struct Node {
  enum class Kind : std::uint8_t { null, boolean, integer, decimal, string, array, object };

  Kind kind = Kind::null;
  bool boolean = false;
  std::int64_t integer = 0;
  std::string text;            ///< a string's value, valid UTF-8
  std::size_t offset = 0;      ///< of the value's first byte
  std::string key;             ///< of a member of an object
  std::size_t key_offset = 0;  ///< of the key's opening quote; `offset` when there is no key
  std::size_t index = 0;       ///< among the parent's children
  const Node* parent = nullptr;
  std::vector<const Node*> children;  ///< elements or members, in the order of the file

  /// The member of that key; null when there is none, or this is no object.
  [[nodiscard]] const Node* find(std::string_view member) const;
};

/// "a string", "an object", ... for messages.
[[nodiscard]] std::string_view describe(Node::Kind kind);

/// RFC 6901: "/cases/3/steps/0"; empty for the root.
[[nodiscard]] std::string json_pointer(const Node& node);

/// What becomes of a key that stands twice in its object: the text is refused for it, or read on, for `Problems` to
/// tell beside whatever else is wrong with it.
enum class RepeatedKeys : std::uint8_t { refuse, keep };

[[nodiscard]] std::string repeated_key(std::string_view key);

/// A JSON text as a tree of nodes with positions.
class Document {
 public:
  Document(Document&&) noexcept = default;
  Document& operator=(Document&&) noexcept = default;
  // Nodes point at each other.
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;
  ~Document() = default;

  [[nodiscard]] const Node& root() const { return nodes_.front(); }
  [[nodiscard]] const std::string& file() const { return file_; }
  /// Members whose key stands twice in their object, in order: only where the document was read with
  /// `RepeatedKeys::keep`. `Node::find` gives the first of a key.
  [[nodiscard]] const std::vector<const Node*>& repeated() const { return repeated_; }

  /// An error at the value, and one at the key of a member.
  [[nodiscard]] LoadError error_at(const Node& node, std::string what) const;
  [[nodiscard]] LoadError error_at_key(const Node& node, std::string what) const;

 private:
  Document() = default;
  friend Loaded<Document> parse_document(std::string_view, std::string_view, std::size_t, int, RepeatedKeys);
  friend class DocumentBuilder;

  [[nodiscard]] LoadError error_at_offset(std::size_t offset, std::string pointer, std::string what) const;

  std::string file_;
  std::size_t first_line_ = 1;
  std::vector<std::size_t> line_starts_;
  std::deque<Node> nodes_;
  std::vector<const Node*> repeated_;
};

/// Nesting beyond this is refused in files that people write: writers of JSON recurse, and no format here comes near
/// it.
inline constexpr int max_json_depth = 32;

/// Reads one JSON text. Refuses what JSON libraries let pass or mend silently: a repeated key, a byte order mark,
/// integers beyond 64 bits, nesting beyond `max_depth`, invalid UTF-8. Linear in the size of the text; never
/// throws. `first_line` is the number of the text's first line in the file, for texts that are a part of it.
[[nodiscard]] Loaded<Document> parse_document(std::string_view file, std::string_view text, std::size_t first_line = 1,
                                              int max_depth = max_json_depth,
                                              RepeatedKeys repeated_keys = RepeatedKeys::refuse);

}  // namespace corspec::suite
