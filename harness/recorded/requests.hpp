#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "fetch/credentials_mode.hpp"
#include "recorded/exchange.hpp"
#include "suite/scenario.hpp"

namespace corspec::recorded {

struct Requests {
  /// One for each page, in order of time; its steps are the page's cross-origin requests.
  std::vector<suite::Scenario> scenarios;
  std::size_t left_out = 0;  ///< exchanges that belong to no CORS request, or to a page that nothing names
};

/// The value that stands for one that was not recorded: it makes every header unsafe, as the name in
/// Access-Control-Request-Headers says that it was.
inline constexpr std::string_view unknown_value = "(unknown)";

/// What pages asked for, from what was seen on the wire: preflights are joined with the requests that they are for, and
/// the hops of redirects with each other. What the recording does not have is taken from what it has: the author's
/// headers from Access-Control-Request-Headers, the origin from the preflight, from Referer or from the page's URL.
/// `credentials` is the mode when the caller knows it; else a cookie, or an answer to a challenge, that went to another
/// origin says `include`, and without one the mode is unknown (`ScenarioStep::Recording`).
[[nodiscard]] Requests requests_of(const std::vector<Exchange>& exchanges,
                                   std::optional<fetch::CredentialsMode> credentials = std::nullopt);

}  // namespace corspec::recorded
