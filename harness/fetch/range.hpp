#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace corspec::fetch {

/// A single range; the numbers as digits, since they may be of any length. Empty means absent.
struct SingleRange {
  std::string_view start;
  std::string_view end;
};

/// https://fetch.spec.whatwg.org/#simple-range-header-value with allowWhitespace false (SAFE-10): `bytes=1-2`,
/// `bytes=1-`, `bytes=-2`; null on anything else.
[[nodiscard]] std::optional<SingleRange> parse_single_range(std::string_view value);

}  // namespace corspec::fetch
