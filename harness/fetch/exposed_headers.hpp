#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fetch/credentials_mode.hpp"
#include "message/header_list.hpp"

namespace corspec::fetch {

/// https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name (EXPOSE-1) and the forbidden ones (FORBID-2).
[[nodiscard]] bool is_cors_safelisted_response_header_name(std::string_view name);
[[nodiscard]] bool is_forbidden_response_header_name(std::string_view name);

/// fetch#concept-main-fetch s14 (EXPOSE-1 to EXPOSE-5): the names of the headers present on the response that script
/// may read; lower-case, sorted, unique.
[[nodiscard]] std::vector<std::string> exposed_header_names(const message::HeaderList& response, CredentialsMode mode);

}  // namespace corspec::fetch
