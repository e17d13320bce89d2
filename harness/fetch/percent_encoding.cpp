#include "fetch/percent_encoding.hpp"

#include <algorithm>
#include <utility>

#include "message/bytes.hpp"

namespace corspec::fetch {
namespace {

using message::ByteClass;

/// `members`: the ASCII members of a set beyond the C0 controls. Later sets of the Standard are built from earlier
/// ones; here each is written out.
consteval ByteClass kept_beside(std::string_view members) {
  return ByteClass([members](unsigned char byte) {
    return byte >= 0x20 && byte <= 0x7E && !members.contains(static_cast<char>(byte));
  });
}

constexpr ByteClass kept_in_fragment = kept_beside(" \"<>`");
constexpr ByteClass kept_in_query = kept_beside(" \"#<>'");
constexpr ByteClass kept_in_path = kept_beside(" \"#<>?^`{}");
constexpr ByteClass kept_in_userinfo = kept_beside(" \"#<>?^`{}/:;=@[\\]|");

const ByteClass& kept_bytes(PercentEncodeSet set) {
  switch (set) {
    case PercentEncodeSet::fragment:
      return kept_in_fragment;
    case PercentEncodeSet::special_query:
      return kept_in_query;
    case PercentEncodeSet::path:
      return kept_in_path;
    case PercentEncodeSet::userinfo:
      return kept_in_userinfo;
  }
  std::unreachable();
}

}  // namespace

bool in_percent_encode_set(unsigned char byte, PercentEncodeSet set) {
  return !kept_bytes(set).contains(static_cast<char>(byte));
}

std::string percent_encode(std::string_view bytes, PercentEncodeSet set) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const ByteClass& kept = kept_bytes(set);
  std::string encoded;
  for (;;) {
    const auto run = kept.leading(bytes);
    encoded += bytes.substr(0, run);
    if (run == bytes.size()) return encoded;
    const auto byte = static_cast<unsigned char>(bytes[run]);
    encoded += '%';
    encoded += digits[byte >> 4];
    encoded += digits[byte & 0xF];
    bytes.remove_prefix(run + 1);
  }
}

std::string percent_decode(std::string_view bytes) {
  std::string decoded;
  for (;;) {
    const auto percent = std::min(bytes.find('%'), bytes.size());
    decoded += bytes.substr(0, percent);
    if (percent == bytes.size()) return decoded;
    bytes.remove_prefix(percent + 1);
    const int high = bytes.size() >= 2 ? hex_value(static_cast<unsigned char>(bytes[0])) : -1;
    const int low = bytes.size() >= 2 ? hex_value(static_cast<unsigned char>(bytes[1])) : -1;
    const bool is_escape = high >= 0 && low >= 0;
    decoded += is_escape ? static_cast<char>(high * 16 + low) : '%';
    if (is_escape) bytes.remove_prefix(2);
  }
}

}  // namespace corspec::fetch
