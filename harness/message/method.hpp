#pragma once

#include <string>
#include <string_view>

namespace corspec::message {

/// https://fetch.spec.whatwg.org/#concept-method (METH-1, METH-6): an RFC 9110 token; `*` is one.
[[nodiscard]] bool is_method(std::string_view bytes);

/// https://fetch.spec.whatwg.org/#concept-method-normalize (METH-2): upper-cases DELETE, GET, HEAD, OPTIONS, POST and
/// PUT on a case-insensitive match, and nothing else: `patch` stays `patch`.
[[nodiscard]] std::string normalize_method(std::string_view method);

/// https://fetch.spec.whatwg.org/#cors-safelisted-method (METH-3): exactly GET, HEAD, POST.
[[nodiscard]] bool is_cors_safelisted_method(std::string_view method);

/// https://fetch.spec.whatwg.org/#forbidden-method (METH-4): CONNECT, TRACE, TRACK in any case.
[[nodiscard]] bool is_forbidden_method(std::string_view method);

}  // namespace corspec::message
