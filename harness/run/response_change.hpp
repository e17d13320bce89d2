#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/credentials_mode.hpp"
#include "fetch/deviations.hpp"
#include "fetch/preflight.hpp"
#include "message/header_list.hpp"

namespace corspec::run {

/// One thing to change in a response.
struct ResponseChange {
  std::string_view field;            ///< a header's name, or "status"
  std::optional<std::string> value;  ///< of the one line to send instead of all lines of that name; null: send none

  friend bool operator==(const ResponseChange&, const ResponseChange&) = default;
};

/// What the change gives away, in a clause: "pages of https://app.example may then send PUT". Empty: nothing.
[[nodiscard]] std::string what_it_gives(const ResponseChange& change, std::string_view origin,
                                        fetch::CredentialsMode credentials);

/// The fewest changes after which the preflight succeeds: one for each field that stands in the way, in the order in
/// which a browser looks at them. What the response grants already stays granted. None when it succeeds as it is.
[[nodiscard]] std::vector<ResponseChange> changes_to_allow_preflight(const fetch::PreflightSubject& subject, int status,
                                                                     message::HeaderList response,
                                                                     const fetch::Deviations& deviations = {});

/// The fewest changes after which the response passes the CORS check. None when it passes as it is.
[[nodiscard]] std::vector<ResponseChange> changes_to_pass_cors_check(message::HeaderList response,
                                                                     fetch::CredentialsMode credentials,
                                                                     std::string_view origin);

}  // namespace corspec::run
