#include <string>
#include <vector>

#include "testing/reference.hpp"
#include "testing/reference_text.hpp"

// https://fetch.spec.whatwg.org/#origin-header: one function for each rule of the grammar.

namespace corspec::reference {

namespace {

bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

bool is_lower_alpha(char byte) {
  return byte >= 'a' && byte <= 'z';
}

bool is_lower_alphanum(char byte) {
  return is_lower_alpha(byte) || is_digit(byte);
}

bool is_hex(char byte) {
  return is_digit(byte) || (byte >= 'a' && byte <= 'f');
}

/// serialized-scheme = lower-alpha *( lower-alphanum / "+" / "-" / "." )
bool is_scheme(const std::string& bytes) {
  if (bytes.empty() || !is_lower_alpha(bytes[0])) return false;
  for (char byte : bytes) {
    if (!is_lower_alphanum(byte) && byte != '+' && byte != '-' && byte != '.') return false;
  }
  return true;
}

/// dec-octet = DIGIT / %x31-39 DIGIT / "1" 2DIGIT / "2" %x30-34 DIGIT / "25" %x30-35
bool is_dec_octet(const std::string& bytes) {
  for (int number = 0; number <= 255; ++number) {
    if (bytes == std::to_string(number)) return true;
  }
  return false;
}

}  // namespace

/// serialized-ipv4 = dec-octet "." dec-octet "." dec-octet "." dec-octet
bool is_ipv4(const std::string& bytes) {
  std::vector<std::string> octets = split(bytes, '.');
  return octets.size() == 4 && is_dec_octet(octets[0]) && is_dec_octet(octets[1]) && is_dec_octet(octets[2]) &&
         is_dec_octet(octets[3]);
}

namespace {

/// h16 = "0" / ( non-zero-hex 0*3hex )
bool is_h16(const std::string& bytes) {
  if (bytes == "0") return true;
  if (bytes.empty() || bytes.size() > 4 || bytes[0] == '0') return false;
  for (char byte : bytes) {
    if (!is_hex(byte)) return false;
  }
  return true;
}

/// How many h16 stand in `bytes`, separated by ":"; -1 when something else stands there, 0 when it is empty.
int count_h16(const std::string& bytes) {
  if (bytes.empty()) return 0;
  int count = 0;
  for (const auto& piece : split(bytes, ':')) {
    if (!is_h16(piece)) return -1;
    ++count;
  }
  return count;
}

/// serialized-ipv6 = 7( h16 ":" ) h16
///                 / "::" 5( h16 ":" ) h16
///                 / [ h16 ] "::" 4( h16 ":" ) h16
///                 / [ *1( h16 ":" ) h16 ] "::" 3( h16 ":" ) h16
///                 / [ *2( h16 ":" ) h16 ] "::" 2( h16 ":" ) h16
///                 / [ *3( h16 ":" ) h16 ] "::" h16 ":" h16
///                 / [ *4( h16 ":" ) h16 ] "::" h16
///                 / [ *5( h16 ":" ) h16 ] "::"
bool is_ipv6(const std::string& bytes) {
  std::size_t compressed = bytes.find("::");
  if (compressed == std::string::npos) return count_h16(bytes) == 8;
  int left = count_h16(bytes.substr(0, compressed));
  int right = count_h16(bytes.substr(compressed + 2));
  if (left < 0 || right < 0) return false;
  if (right == 6) return left == 0;
  if (right == 5) return left <= 1;
  if (right == 4) return left <= 2;
  if (right == 3) return left <= 3;
  if (right == 2) return left <= 4;
  if (right == 1) return left <= 5;
  if (right == 0) return left <= 6;
  return false;
}

/// domain-label = lower-alphanum / ( lower-alphanum *( lower-alphanum / "-" ) lower-alphanum )
bool is_domain_label(const std::string& bytes) {
  if (bytes.empty()) return false;
  if (!is_lower_alphanum(bytes[0]) || !is_lower_alphanum(bytes[bytes.size() - 1])) return false;
  for (char byte : bytes) {
    if (!is_lower_alphanum(byte) && byte != '-') return false;
  }
  return true;
}

/// serialized-domain = *( domain-label "." ) domain-label
bool is_domain(const std::string& bytes) {
  for (const auto& label : split(bytes, '.')) {
    if (!is_domain_label(label)) return false;
  }
  return true;
}

/// serialized-host = serialized-ipv4 / "[" serialized-ipv6 "]" / serialized-domain
bool is_host(const std::string& bytes) {
  if (is_ipv4(bytes)) return true;
  if (bytes.size() >= 2 && bytes[0] == '[' && bytes[bytes.size() - 1] == ']') {
    return is_ipv6(bytes.substr(1, bytes.size() - 2));
  }
  return is_domain(bytes);
}

/// serialized-port = 1*5DIGIT
bool is_port(const std::string& bytes) {
  if (bytes.empty() || bytes.size() > 5) return false;
  for (char byte : bytes) {
    if (!is_digit(byte)) return false;
  }
  return true;
}

/// serialized-origin = serialized-scheme "://" serialized-host [ ":" serialized-port ]
bool is_origin(const std::string& bytes) {
  for (std::size_t separator = 0; separator < bytes.size(); ++separator) {
    if (bytes.substr(separator, 3) != "://") continue;
    if (!is_scheme(bytes.substr(0, separator))) continue;
    std::string rest = bytes.substr(separator + 3);
    if (is_host(rest)) return true;
    for (std::size_t colon = 0; colon < rest.size(); ++colon) {
      if (rest[colon] == ':' && is_port(rest.substr(colon + 1)) && is_host(rest.substr(0, colon))) return true;
    }
  }
  return false;
}

}  // namespace

/// origin-or-null = serialized-origin / %s"null"
bool accepts_origin(const std::string& bytes) {
  return bytes == "null" || is_origin(bytes);
}

}  // namespace corspec::reference
