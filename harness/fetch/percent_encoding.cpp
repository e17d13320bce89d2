#include "fetch/percent_encoding.hpp"

#include <cstddef>
#include <utility>

namespace corspec::fetch {
namespace {

/// The ASCII members of a set beyond the C0 controls. Later sets of the Standard are built from earlier ones; here each
/// is written out.
constexpr std::string_view printable_members(PercentEncodeSet set) {
  switch (set) {
    case PercentEncodeSet::fragment:
      return " \"<>`";
    case PercentEncodeSet::special_query:
      return " \"#<>'";
    case PercentEncodeSet::path:
      return " \"#<>?^`{}";
    case PercentEncodeSet::userinfo:
      return " \"#<>?^`{}/:;=@[\\]|";
  }
  std::unreachable();
}

}  // namespace

bool in_percent_encode_set(unsigned char byte, PercentEncodeSet set) {
  return byte < 0x20 || byte > 0x7E || printable_members(set).contains(static_cast<char>(byte));
}

std::string percent_encode(std::string_view bytes, PercentEncodeSet set) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(bytes.size());
  for (const char character : bytes) {
    const auto byte = static_cast<unsigned char>(character);
    if (in_percent_encode_set(byte, set)) {
      encoded += '%';
      encoded += digits[byte >> 4];
      encoded += digits[byte & 0xF];
    } else {
      encoded += character;
    }
  }
  return encoded;
}

std::string percent_decode(std::string_view bytes) {
  std::string decoded;
  decoded.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const bool complete = bytes[i] == '%' && bytes.size() - i > 2;
    const int high = complete ? hex_value(static_cast<unsigned char>(bytes[i + 1])) : -1;
    const int low = complete ? hex_value(static_cast<unsigned char>(bytes[i + 2])) : -1;
    if (high >= 0 && low >= 0) {
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      decoded += bytes[i];
    }
  }
  return decoded;
}

}  // namespace corspec::fetch
