#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/time.hpp"
#include "message/header_list.hpp"

namespace corspec::browser {

/// RFC 9111 section 5.2: the directives of all Cache-Control lines of a message.
class CacheControl {
 public:
  explicit CacheControl(const message::HeaderList& headers);

  /// Whether a directive of that (lower-case) name is there, with or without an argument.
  [[nodiscard]] bool contains(std::string_view name) const;
  /// The argument of a directive as delta-seconds, token or quoted, saturating; null when there is no such directive.
  /// RFC 9111 section 4.2.1 lets a cache take invalid or contradictory arguments as "stale": they are zero here.
  [[nodiscard]] std::optional<fetch::Seconds> seconds(std::string_view name) const;

 private:
  struct Directive {
    std::string name;  ///< lower-case
    std::string argument;
  };

  std::vector<Directive> directives_;
};

/// RFC 9111 section 1.2.2 `delta-seconds` = 1*DIGIT; too large a number is the largest. Null on anything else.
[[nodiscard]] std::optional<fetch::Seconds> parse_delta_seconds(std::string_view text);

}  // namespace corspec::browser
