#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace corspec::reference {

/// RFC 9110 section 5.6.7, IMF-fixdate: `Sun, 06 Nov 1994 08:49:37 GMT`.
[[nodiscard]] std::string http_date(std::chrono::sys_seconds time);

/// The date of now, made anew once a second.
class HttpDateClock {
 public:
  /// Valid until the next call.
  [[nodiscard]] std::string_view now();

 private:
  std::chrono::sys_seconds second_;
  std::string date_;
};

}  // namespace corspec::reference
