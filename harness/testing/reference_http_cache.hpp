#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "testing/reference.hpp"

/// RFC 9111 for one stored answer, as plainly as can be; see reference.hpp.
namespace corspec::reference {

/// An answer to GET, and the fields of the request for it.
struct StoredAnswer {
  Headers request;
  int status = 0;
  Headers headers;
};

/// RFC 9110 section 5.6.7 in its three forms: seconds since 1970, or null. The day's name is any of the seven.
[[nodiscard]] std::optional<std::int64_t> http_date(const std::string& text);

/// Whether a shared cache keeps the answer, and it is one to that request (sections 3 and 4.1; VARY-3).
[[nodiscard]] bool is_selected(const StoredAnswer& stored, const Headers& request);

/// Whether a shared cache may give the answer to another GET for the same URL so many seconds later, without asking
/// (RFC 9111 sections 3, 4 and 5.2; VARY-3). `invents_lifetimes`: as section 4.2.2 has it, and of an answer without
/// dates two minutes.
[[nodiscard]] bool may_reuse(const StoredAnswer& stored, const Headers& request, std::int64_t seconds,
                             bool invents_lifetimes);

}  // namespace corspec::reference
