#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "suite/expectation.hpp"
#include "suite/json_document.hpp"
#include "suite/load_error.hpp"
#include "suite/spelling.hpp"

namespace corspec::suite {

/// Collects everything that is wrong with one document, beginning with the keys that stand twice in it. The document
/// must outlive it.
class Problems {
 public:
  explicit Problems(const Document& document);

  /// Points at the value. The same thing said twice of one place counts once.
  void at(const Node& node, std::string what);
  /// Points at the key of a member.
  void at_key(const Node& node, std::string what);

  [[nodiscard]] bool empty() const { return found_.empty(); }
  [[nodiscard]] std::size_t size() const { return found_.size(); }
  /// What was said first; only when not empty.
  [[nodiscard]] const std::string& first() const { return found_.front().what; }
  /// In the order of the file.
  [[nodiscard]] LoadErrors in_order() const;

 private:
  struct Problem {
    const Node* node;
    bool at_key;
    std::string what;
  };

  void add(const Node& node, bool at_key, std::string what);

  const Document* document_;
  std::vector<Problem> found_;
  std::set<std::pair<std::size_t, std::string>> said_;
};

/// An object whose keys are known. Whatever else stands in it is reported at once, with a guess at what was meant; a
/// value that is no object counts as an empty one and is reported too.
class ObjectReader {
 public:
  ObjectReader(const Node& node, std::span<const std::string_view> keys, Problems& problems);
  ObjectReader(const Node& node, std::initializer_list<std::string_view> keys, Problems& problems)
      : ObjectReader(node, std::span(keys.begin(), keys.size()), problems) {}

  /// Null when absent.
  [[nodiscard]] const Node* find(std::string_view key) const { return node_->find(key); }
  /// Null, and a problem of the object, when absent; unless an unknown key seems to be a slip of this one, which has
  /// been reported.
  [[nodiscard]] const Node* require(std::string_view key) const;
  [[nodiscard]] bool has_unknown_keys() const { return has_unknown_keys_; }
  [[nodiscard]] const Node& node() const { return *node_; }
  [[nodiscard]] bool is_object() const { return node_->kind == Node::Kind::object; }

 private:
  const Node* node_;
  Problems* problems_;
  bool has_unknown_keys_ = false;
  std::vector<std::string_view> meant_;  ///< what the unknown keys seem to be slips of
};

/// Says that a value has not the kind it should have: "must be a string, but is an array".
void complain_of_kind(const Node& node, std::string_view wanted, Problems& problems);

// Each reads a value of that kind, or reports why not and returns null.

[[nodiscard]] std::optional<std::string> read_string(const Node& node, Problems& problems);
[[nodiscard]] std::optional<bool> read_boolean(const Node& node, Problems& problems);
[[nodiscard]] std::optional<std::int64_t> read_integer(const Node& node, IntegerRange allowed, Problems& problems);
/// An array of strings; what is wrong with single elements is reported, and they are left out.
[[nodiscard]] std::optional<std::vector<std::string>> read_strings(const Node& node, Problems& problems);
/// The elements of an array; empty, and reported, when it is none.
[[nodiscard]] std::span<const Node* const> read_array(const Node& node, Problems& problems);

/// What is wrong with a text, or null.
using TextCheck = std::optional<std::string> (*)(std::string_view);

/// The string of a member that passes `check`; empty, and reported, when it does not. A null `node` reads as empty.
[[nodiscard]] std::string read_checked(const Node* node, TextCheck check, Problems& problems);

/// "must be from 1 to 9, not 10"; null when `value` is allowed.
[[nodiscard]] std::optional<std::string> outside(std::int64_t value, IntegerRange allowed);

/// A word of a fixed set and what it means.
template <typename Meaning>
using Choices = std::span<const std::pair<std::string_view, Meaning>>;

/// The meaning of `word`, or a problem at `node` that lists the words.
template <typename Meaning>
[[nodiscard]] std::optional<Meaning> choose(const Node& node, std::string_view word, Choices<Meaning> choices,
                                            Problems& problems) {
  std::vector<std::string_view> words;
  for (const auto& [name, meaning] : choices) {
    if (name == word) return meaning;
    words.push_back(name);
  }
  problems.at(node, "must be " + one_of(words) + ", not " + quote(word));
  return std::nullopt;
}

template <typename Meaning>
[[nodiscard]] std::optional<Meaning> read_choice(const Node& node, Choices<Meaning> choices, Problems& problems) {
  const auto word = read_string(node, problems);
  return word ? choose<Meaning>(node, *word, choices, problems) : std::nullopt;
}

/// Checks the member `version` of a file's root against the only version there is. False, with one problem, when
/// nothing else in the file should be read: it is of a newer format.
[[nodiscard]] bool check_version(const Node& root, Problems& problems);

}  // namespace corspec::suite
