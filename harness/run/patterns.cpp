#include "run/patterns.hpp"

#include <re2/re2.h>

namespace corspec::run {
namespace {

/// Field values are bytes, not UTF-8; and a pattern from a file must not write to standard error by itself.
RE2::Options options() {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_log_errors(false);
  return options;
}

re2::StringPiece piece(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}

}  // namespace

std::optional<std::string> check_pattern(std::string_view pattern) {
  const RE2 expression(piece(pattern), options());
  if (expression.ok()) return std::nullopt;
  return expression.error();
}

bool matches_whole(std::string_view pattern, std::string_view bytes) {
  const RE2 expression(piece(pattern), options());
  return expression.ok() && RE2::FullMatch(piece(bytes), expression);
}

}  // namespace corspec::run
