#include "reports/escape.hpp"

namespace corspec::reports {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

void append_printable(std::string& out, unsigned char byte) {
  switch (byte) {
    case '\\':
      out += "\\\\";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\n':
      out += "\\n";
      return;
    default:
      break;
  }
  if (byte >= 0x20 && byte < 0x7f) {
    out += static_cast<char>(byte);
    return;
  }
  out += "\\x";
  out += hex_digits[byte >> 4];
  out += hex_digits[byte & 0x0f];
}

void append_utf8(std::string& out, unsigned char code_point) {
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
    return;
  }
  out += static_cast<char>(0xc0 | (code_point >> 6));
  out += static_cast<char>(0x80 | (code_point & 0x3f));
}

}  // namespace

std::string printable(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (const char byte : bytes) append_printable(out, static_cast<unsigned char>(byte));
  return out;
}

std::string printable_command(std::string_view command) {
  std::string out;
  out.reserve(command.size());
  for (const char byte : command) {
    if (byte == '\n' || byte == '\\') {
      out += byte;
    } else {
      append_printable(out, static_cast<unsigned char>(byte));
    }
  }
  return out;
}

std::string isomorphic_decode(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (const char byte : bytes) append_utf8(out, static_cast<unsigned char>(byte));
  return out;
}

std::string xml_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char character : text) {
    switch (character) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&apos;";
        break;
      case '\t':
        out += "&#9;";
        break;
      case '\n':
        out += "&#10;";
        break;
      case '\r':
        out += "&#13;";
        break;
      default:
        if (static_cast<unsigned char>(character) < 0x20) {
          out += "\xef\xbf\xbd";
        } else {
          out += character;
        }
    }
  }
  return out;
}

}  // namespace corspec::reports
