#include "message/bytes.hpp"

#include <algorithm>

namespace corspec::message {

namespace {

constexpr ByteClass token_bytes{is_token_byte};

constexpr unsigned char ascii_lowercase(unsigned char byte) {
  return is_ascii_upper_alpha(byte) ? static_cast<unsigned char>(byte + ('a' - 'A')) : byte;
}

constexpr unsigned char ascii_uppercase(unsigned char byte) {
  return is_ascii_lower_alpha(byte) ? static_cast<unsigned char>(byte - ('a' - 'A')) : byte;
}

constexpr unsigned char unsigned_byte(char byte) {
  return static_cast<unsigned char>(byte);
}

template <class Predicate>
std::string_view strip(std::string_view bytes, Predicate is_stripped) {
  while (!bytes.empty() && is_stripped(unsigned_byte(bytes.front()))) bytes.remove_prefix(1);
  while (!bytes.empty() && is_stripped(unsigned_byte(bytes.back()))) bytes.remove_suffix(1);
  return bytes;
}

}  // namespace

bool is_token(std::string_view bytes) {
  return !bytes.empty() && token_bytes.contains_all(bytes);
}

std::string byte_lowercase(std::string_view bytes) {
  std::string lowercase(bytes);
  for (char& byte : lowercase) byte = static_cast<char>(ascii_lowercase(unsigned_byte(byte)));
  return lowercase;
}

std::string byte_uppercase(std::string_view bytes) {
  std::string uppercase(bytes);
  for (char& byte : uppercase) byte = static_cast<char>(ascii_uppercase(unsigned_byte(byte)));
  return uppercase;
}

bool byte_case_insensitive_match(std::string_view left, std::string_view right) {
  // Most names arrive in the very case that they are looked up in.
  return left == right || std::ranges::equal(left, right, [](char one, char other) {
           return ascii_lowercase(unsigned_byte(one)) == ascii_lowercase(unsigned_byte(other));
         });
}

std::string_view strip_http_tab_or_space(std::string_view bytes) {
  return strip(bytes, is_http_tab_or_space);
}

std::string_view strip_http_whitespace(std::string_view bytes) {
  return strip(bytes, is_http_whitespace);
}

}  // namespace corspec::message
