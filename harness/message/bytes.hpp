#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

/// Byte classes and byte-sequence operations, named as Infra and RFC 9110 name them.
/// Everything here works on bytes: no locale, no Unicode.
namespace corspec::message {

/// The bytes that a predicate holds for, found out once: a look-up is several times faster than a search.
class ByteClass {
 public:
  template <class Predicate>
  explicit constexpr ByteClass(Predicate is_member) {
    for (std::size_t byte = 0; byte < members_.size(); ++byte)
      members_[byte] = is_member(static_cast<unsigned char>(byte));
  }

  [[nodiscard]] constexpr bool contains(char byte) const { return members_[static_cast<unsigned char>(byte)]; }
  [[nodiscard]] constexpr bool contains_all(std::string_view bytes) const { return leading(bytes) == bytes.size(); }
  /// How many bytes at the front of `bytes` are members.
  [[nodiscard]] constexpr std::size_t leading(std::string_view bytes) const {
    std::size_t count = 0;
    for (const char byte : bytes) {
      if (!contains(byte)) break;
      ++count;
    }
    return count;
  }

 private:
  std::array<bool, 256> members_{};
};

[[nodiscard]] constexpr bool is_ascii_digit(unsigned char byte) {
  return byte >= '0' && byte <= '9';
}
[[nodiscard]] constexpr bool is_ascii_lower_alpha(unsigned char byte) {
  return byte >= 'a' && byte <= 'z';
}
[[nodiscard]] constexpr bool is_ascii_upper_alpha(unsigned char byte) {
  return byte >= 'A' && byte <= 'Z';
}
[[nodiscard]] constexpr bool is_ascii_alpha(unsigned char byte) {
  return is_ascii_lower_alpha(byte) || is_ascii_upper_alpha(byte);
}
[[nodiscard]] constexpr bool is_ascii_alphanumeric(unsigned char byte) {
  return is_ascii_alpha(byte) || is_ascii_digit(byte);
}

/// HTTP tab or space: HTAB, SP. RFC 9110's OWS is any number of these.
[[nodiscard]] constexpr bool is_http_tab_or_space(unsigned char byte) {
  return byte == '\t' || byte == ' ';
}

/// fetch#http-whitespace: HTAB, SP, CR, LF.
[[nodiscard]] constexpr bool is_http_whitespace(unsigned char byte) {
  return is_http_tab_or_space(byte) || byte == '\r' || byte == '\n';
}

/// RFC 9110 section 5.6.2 `tchar` (HV-6).
[[nodiscard]] constexpr bool is_token_byte(unsigned char byte) {
  return is_ascii_alphanumeric(byte) ||
         std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(byte)) != std::string_view::npos;
}

/// RFC 9110 section 5.6.2 `token` = 1*tchar: a method, a field name (METH-1, HV-6).
[[nodiscard]] bool is_token(std::string_view bytes);

/// https://infra.spec.whatwg.org/#byte-lowercase
[[nodiscard]] std::string byte_lowercase(std::string_view bytes);

/// https://infra.spec.whatwg.org/#byte-uppercase
[[nodiscard]] std::string byte_uppercase(std::string_view bytes);

/// https://infra.spec.whatwg.org/#byte-case-insensitive-match
[[nodiscard]] bool byte_case_insensitive_match(std::string_view left, std::string_view right);

/// `bytes` without leading and trailing HTTP tab or space (OWS).
[[nodiscard]] std::string_view strip_http_tab_or_space(std::string_view bytes);

/// `bytes` without leading and trailing HTTP whitespace: what normalising a header value means
/// (fetch#concept-header-value-normalize).
[[nodiscard]] std::string_view strip_http_whitespace(std::string_view bytes);

}  // namespace corspec::message
