#include "run/shell_word.hpp"

#include <algorithm>
#include <cstddef>

#include "message/bytes.hpp"

namespace corspec::run {
namespace {

constexpr std::string_view placeholder_start = "$CORSPEC_";

bool is_printable(char byte) {
  return byte >= ' ' && byte <= '~';
}

bool is_plain(char byte) {
  const auto unsigned_byte = static_cast<unsigned char>(byte);
  return message::is_ascii_alphanumeric(unsigned_byte) || std::string_view("-_./:,=+@%").contains(byte);
}

/// `\NNN`
std::string octal(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  const auto digit = [&](unsigned shift) { return static_cast<char>('0' + ((value >> shift) & 7U)); };
  return {'\\', digit(6), digit(3), digit(0)};
}

/// A quoted word without placeholders.
std::string quoted(std::string_view bytes) {
  if (std::ranges::all_of(bytes, is_printable)) {
    std::string word = "'";
    for (const char byte : bytes) word += byte == '\'' ? std::string("'\\''") : std::string(1, byte);
    return word += '\'';
  }
  std::string word = "$'";
  for (const char byte : bytes) {
    if (byte == '\'' || byte == '\\') {
      word += '\\';
      word += byte;
    } else if (is_printable(byte)) {
      word += byte;
    } else {
      word += octal(byte);
    }
  }
  return word += '\'';
}

/// The length of the placeholder that `bytes` begins with.
std::size_t placeholder_length(std::string_view bytes) {
  const auto is_name_byte = [](char byte) {
    const auto unsigned_byte = static_cast<unsigned char>(byte);
    return message::is_ascii_upper_alpha(unsigned_byte) || message::is_ascii_digit(unsigned_byte) || byte == '_';
  };
  std::size_t length = placeholder_start.size();
  while (length < bytes.size() && is_name_byte(bytes[length])) ++length;
  return length;
}

}  // namespace

std::string shell_word(std::string_view bytes) {
  if (!bytes.empty() && std::ranges::all_of(bytes, is_plain)) return std::string(bytes);
  if (bytes.empty()) return "''";
  std::string word;
  while (!bytes.empty()) {
    const std::size_t literal = std::min(bytes.find(placeholder_start), bytes.size());
    if (literal > 0) word += quoted(bytes.substr(0, literal));
    bytes.remove_prefix(literal);
    if (bytes.empty()) break;
    const std::size_t length = placeholder_length(bytes);
    word.append("\"").append(bytes.substr(0, length)).append("\"");
    bytes.remove_prefix(length);
  }
  return word;
}

}  // namespace corspec::run
