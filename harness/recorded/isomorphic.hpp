#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace corspec::recorded {

/// https://infra.spec.whatwg.org/#isomorphic-encode of valid UTF-8: each character is one byte. Null when one is beyond
/// U+00FF.
[[nodiscard]] std::optional<std::string> isomorphic_encode(std::string_view utf8);

}  // namespace corspec::recorded
