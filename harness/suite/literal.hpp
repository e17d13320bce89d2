#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "suite/json_document.hpp"
#include "suite/json_reader.hpp"

namespace corspec::suite {

/// Where a value's bytes go: its plain strings may hold printable ASCII and HTAB, in a body CR and LF too.
enum class LiteralUse : std::uint8_t { field, body };

/// A longer value is refused, and so is what makes all values of a file together longer than the second: a small file
/// must not fill the memory. Bytes.
inline constexpr std::size_t max_literal_length = std::size_t{1024} * 1024;
inline constexpr std::size_t max_literals_length = 64 * max_literal_length;

/// Reads values as cases/README.md defines them ("Values"): a string, `{"b64": ...}`, `{"repeat": value, "times": n}`
/// or
/// `{"concat": [value, ...]}`. As it is, without names to bind.
class LiteralReader {
 public:
  /// `generated` counts the bytes that are made in the whole file.
  LiteralReader(Problems& problems, std::size_t& generated) : problems_(&problems), generated_(&generated) {}
  LiteralReader(const LiteralReader&) = default;
  LiteralReader& operator=(const LiteralReader&) = default;
  virtual ~LiteralReader() = default;

  /// What is wrong with a value is reported; null when nothing is left of it.
  [[nodiscard]] std::optional<std::string> read(const Node& node, LiteralUse use);
  [[nodiscard]] Problems& problems() const { return *problems_; }

 protected:
  /// What a string stands for, and how often a value is repeated: for readers that bind names.
  [[nodiscard]] virtual std::optional<std::string> read_text(const Node& node);
  [[nodiscard]] virtual std::optional<std::int64_t> read_times(const Node& node, IntegerRange allowed);
  /// Whether a value may grow to `whole` bytes by `added` ones; says so at `node` when not.
  [[nodiscard]] bool may_generate(const Node& node, std::size_t whole, std::size_t added);

 private:
  [[nodiscard]] std::optional<std::string> read_plain(const Node& node, LiteralUse use);
  [[nodiscard]] std::optional<std::string> read_base64(const Node& node);
  [[nodiscard]] std::optional<std::string> read_repeat(const Node& node, LiteralUse use);
  [[nodiscard]] std::optional<std::string> read_concat(const Node& node, LiteralUse use);

  Problems* problems_;
  std::size_t* generated_;
};

/// Whether the string, as written, may stand for bytes of that use; says so when not.
[[nodiscard]] bool check_plain(const Node& node, LiteralUse use, Problems& problems);

/// Whether `node` is an object of the kind that `LiteralReader` reads.
[[nodiscard]] bool is_value_object(const Node& node);

}  // namespace corspec::suite
