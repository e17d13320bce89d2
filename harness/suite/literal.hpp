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

/// Reads values as cases/README.md defines them ("Values") where there are no names to bind: a string, `{"b64": ...}`,
/// `{"repeat": value, "times": n}` or `{"concat": [value, ...]}`.
class LiteralReader {
 public:
  /// `generated` counts the bytes that `repeat` and `concat` make in the whole file.
  LiteralReader(Problems& problems, std::size_t& generated) : problems_(&problems), generated_(&generated) {}

  /// What is wrong with a value is reported; null when nothing is left of it.
  [[nodiscard]] std::optional<std::string> read(const Node& node, LiteralUse use);
  [[nodiscard]] Problems& problems() { return *problems_; }

 private:
  [[nodiscard]] std::optional<std::string> read_plain(const Node& node, LiteralUse use);
  [[nodiscard]] std::optional<std::string> read_base64(const Node& node);
  [[nodiscard]] std::optional<std::string> read_repeat(const Node& node, LiteralUse use);
  [[nodiscard]] std::optional<std::string> read_concat(const Node& node, LiteralUse use);
  [[nodiscard]] bool may_generate(const Node& node, std::size_t length);

  Problems* problems_;
  std::size_t* generated_;
};

}  // namespace corspec::suite
