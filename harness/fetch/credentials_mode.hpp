#pragma once

#include <cstdint>

namespace corspec::fetch {

/// https://fetch.spec.whatwg.org/#concept-request-credentials-mode
/// `omit` and `same_origin` behave alike in every CORS decision.
enum class CredentialsMode : std::uint8_t { omit, same_origin, include };

}  // namespace corspec::fetch
