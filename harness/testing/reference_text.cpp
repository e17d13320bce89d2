#include "testing/reference_text.hpp"

namespace corspec::reference {

std::string lowercase(std::string bytes) {
  for (std::size_t position = 0; position < bytes.size(); ++position) {
    if ('A' <= bytes[position] && bytes[position] <= 'Z')
      bytes[position] = static_cast<char>(bytes[position] - 'A' + 'a');
  }
  return bytes;
}

std::string strip(const std::string& bytes, const std::string& stripped) {
  std::size_t start = 0;
  std::size_t end = bytes.size();
  while (start < end && stripped.find(bytes[start]) != std::string::npos) ++start;
  while (start < end && stripped.find(bytes[end - 1]) != std::string::npos) --end;
  return bytes.substr(start, end - start);
}

std::vector<std::string> split(const std::string& bytes, char separator) {
  std::vector<std::string> parts = {""};
  for (char byte : bytes) {
    if (byte == separator) {
      parts.push_back("");
    } else {
      parts.back() += byte;
    }
  }
  return parts;
}

}  // namespace corspec::reference
