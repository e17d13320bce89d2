#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "suite/expectation.hpp"
#include "suite/field_rules.hpp"
#include "suite/json_reader.hpp"
#include "suite/literal.hpp"
#include "suite/scope.hpp"

namespace corspec::suite {

/// Reads the values of a case with their names bound. The same code validates a case when its file is loaded, under
/// sample values, and binds it to a profile later: what one accepts the other cannot refuse.
///
/// Each reader returns null when there is nothing to read: because the case is wrong (a problem says so), or because
/// the profile does not give a name (`missing` says which).
class Binder : private LiteralReader {
 public:
  /// `generated` counts the bytes made of names, `repeat` and `concat`, over all rows.
  Binder(const Scope& scope, Problems& problems, std::size_t& generated)
      : LiteralReader(problems, generated), scope_(&scope) {}

  [[nodiscard]] const Scope& scope() const { return *scope_; }
  /// The reason why the profile does not give what the case uses; the first one.
  [[nodiscard]] const std::optional<std::string>& missing() const { return missing_; }
  void set_missing(std::string reason);

  /// Says what is wrong with `node`, and in which row when that depends on the row.
  void complain(const Node& node, std::string what);
  using LiteralReader::problems;

  /// A string, or what the one name in it stands for.
  [[nodiscard]] std::optional<Bound> bound(const Node& node);
  /// `bound` of a text that is no node: the key of `node`, or a default.
  [[nodiscard]] std::optional<Bound> bound_text(const Node& node, std::string_view text);
  /// A role's value: a value, a number, a boolean or a list of strings.
  [[nodiscard]] std::optional<Bound> any_value(const Node& node);

  [[nodiscard]] std::optional<std::string> text(const Node& node);
  [[nodiscard]] std::optional<std::string> text(const Node& node, TextCheck check);
  /// The text of a regular expression; what names stand for is matched literally.
  [[nodiscard]] std::optional<std::string> pattern(const Node& node);
  [[nodiscard]] std::optional<std::int64_t> integer(const Node& node, IntegerRange allowed);
  [[nodiscard]] std::optional<bool> boolean(const Node& node);
  /// An array of strings, or a name bound to a list; also inside the array.
  [[nodiscard]] std::optional<std::vector<std::string>> list(const Node& node);
  /// A list, or a single string.
  [[nodiscard]] std::optional<std::vector<std::string>> one_or_more(const Node& node);

  template <typename Meaning>
  [[nodiscard]] std::optional<Meaning> choice(const Node& node, Choices<Meaning> choices) {
    const auto word = text(node);
    if (!word) return std::nullopt;
    std::vector<std::string_view> words;
    for (const auto& [name, meaning] : choices) {
      if (name == *word) return meaning;
      words.push_back(name);
    }
    complain(node, "must be " + one_of(words) + ", not " + quote(*word));
    return std::nullopt;
  }

  /// Bytes that go out: a string, `b64`, `repeat`, `concat`.
  [[nodiscard]] std::optional<std::string> value(const Node& node, LiteralUse use = LiteralUse::field) {
    return read(node, use);
  }
  /// A value that fits a field: no NUL, CR, LF.
  [[nodiscard]] std::optional<std::string> field_value(const Node& node);

 private:
  [[nodiscard]] std::optional<std::string> read_text(const Node& node) override { return text(node); }
  [[nodiscard]] std::optional<std::int64_t> read_times(const Node& node, IntegerRange allowed) override {
    return integer(node, allowed);
  }
  [[nodiscard]] std::optional<std::string> as_text(const Node& node, const Bound& bound);

  const Scope* scope_;
  std::optional<std::string> missing_;
};

}  // namespace corspec::suite
