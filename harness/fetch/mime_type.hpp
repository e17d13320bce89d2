#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace corspec::fetch {

/// https://mimesniff.spec.whatwg.org/#parse-a-mime-type, the essence only (SAFE-9): lower-case `type/subtype`,
/// or null on failure. Parameters never cause failure.
[[nodiscard]] std::optional<std::string> mime_type_essence(std::string_view input);

}  // namespace corspec::fetch
