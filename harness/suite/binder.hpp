#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "suite/expectation.hpp"
#include "suite/field_rules.hpp"
#include "suite/json_reader.hpp"
#include "suite/scope.hpp"

namespace corspec::suite {

/// Largest value that names, `repeat` and `concat` may make, and all they may make in one file or expansion: a small
/// file must not fill the memory. Bytes.
inline constexpr std::size_t max_value_size = std::size_t{1} << 20U;
inline constexpr std::size_t max_generated_size = std::size_t{64} << 20U;

/// Reads the values of a case with their names bound. The same code validates a case when its file is loaded, under
/// sample values, and binds it to a profile later: what one accepts the other cannot refuse.
///
/// Each reader returns null when there is nothing to read: because the case is wrong (a problem says so), or because
/// the profile does not give a name (`missing` says which).
class Binder {
 public:
  /// `generated` counts the bytes made of names, `repeat` and `concat`, over all rows.
  Binder(const Scope& scope, Problems& problems, std::size_t& generated)
      : scope_(&scope), problems_(&problems), generated_(&generated) {}

  [[nodiscard]] const Scope& scope() const { return *scope_; }
  /// The reason why the profile does not give what the case uses; the first one.
  [[nodiscard]] const std::optional<std::string>& missing() const { return missing_; }
  void set_missing(std::string reason);

  /// Says what is wrong with `node`, and in which row when that depends on the row.
  void complain(const Node& node, std::string what);
  [[nodiscard]] Problems& problems() { return *problems_; }

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

  /// Which literal bytes a string may hold besides printable ASCII and HTAB.
  enum class LineBreaks { refused, taken };
  /// Bytes that go out: a string, `b64`, `repeat`, `concat`.
  [[nodiscard]] std::optional<std::string> value(const Node& node, LineBreaks line_breaks = LineBreaks::refused);
  /// A value that fits a field: no NUL, CR, LF.
  [[nodiscard]] std::optional<std::string> field_value(const Node& node);

 private:
  [[nodiscard]] std::optional<std::string> as_text(const Node& node, const Bound& bound);
  [[nodiscard]] std::optional<std::string> repeated(const ObjectReader& object, LineBreaks line_breaks);
  [[nodiscard]] std::optional<std::string> concatenated(const Node& list, LineBreaks line_breaks);
  /// Whether a value may grow to `whole` bytes by `added` ones; says so at `node` when not.
  [[nodiscard]] bool may_generate(const Node& node, std::size_t whole, std::size_t added);

  const Scope* scope_;
  Problems* problems_;
  std::size_t* generated_;
  std::optional<std::string> missing_;
};

/// Whether `node` is an object of the kind that `Binder::value` reads.
[[nodiscard]] bool is_value_object(const Node& node);

}  // namespace corspec::suite
