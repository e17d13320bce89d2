#pragma once

#include <optional>
#include <string_view>

#include "fetch/credentials_mode.hpp"
#include "fetch/refusal.hpp"
#include "message/header_list.hpp"

namespace corspec::fetch {

/// https://fetch.spec.whatwg.org/#concept-cors-check (CORS-CHECK-1 to CORS-CHECK-9)
///
/// Null is success. `origin` is the byte-serialised request origin and is compared as bytes: comparing parsed origins
/// would accept spellings that no user agent accepts (an upper-case host, an explicit default port).
[[nodiscard]] std::optional<Refusal> cors_check(const message::HeaderList& response, CredentialsMode mode,
                                                std::string_view origin);

}  // namespace corspec::fetch
