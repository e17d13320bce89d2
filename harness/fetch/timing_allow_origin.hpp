#pragma once

#include <optional>
#include <string_view>

#include "fetch/refusal.hpp"
#include "message/header_list.hpp"

namespace corspec::fetch {

/// https://fetch.spec.whatwg.org/#concept-tao-check (TAO-1) for one response of a cross-origin fetch. Null is success.
[[nodiscard]] std::optional<Refusal> tao_check(const message::HeaderList& response, std::string_view origin);

}  // namespace corspec::fetch
