#include "suite/safe_methods.hpp"

#include "message/bytes.hpp"

namespace corspec::suite {

namespace {

std::string_view path_of(std::string_view target, const Facts& facts) {
  if (!facts.target.origin.empty() && target.starts_with(facts.target.origin)) {
    target.remove_prefix(facts.target.origin.size());
  }
  return target.substr(0, target.find('?'));
}

}  // namespace

bool is_safe(std::string_view method, std::string_view target, const Facts& facts) {
  if (method == "GET" || method == "HEAD" || method == "OPTIONS") return true;
  const std::string_view writable = facts.profile.paths.writable;
  return !writable.empty() && path_of(target, facts) == writable.substr(0, writable.find('?'));
}

bool are_safe_bytes(std::string_view bytes, const Facts& facts) {
  while (!bytes.empty()) {
    const auto line_end = bytes.find('\n');
    const std::string_view line = bytes.substr(0, line_end);
    const auto method_end = line.find(' ');
    // A header line has its colon before the first space, so that its start is no token.
    if (method_end != std::string_view::npos && message::is_token(line.substr(0, method_end))) {
      const std::string_view rest = line.substr(method_end + 1);
      const auto target_end = rest.find(' ');
      const bool is_request_line =
          target_end != std::string_view::npos && rest.substr(target_end + 1).starts_with("HTTP/");
      if (is_request_line && !is_safe(line.substr(0, method_end), rest.substr(0, target_end), facts)) return false;
    }
    if (line_end == std::string_view::npos) break;
    bytes.remove_prefix(line_end + 1);
  }
  return true;
}

}  // namespace corspec::suite
