#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "fetch/credentials_mode.hpp"
#include "recorded/curl_output.hpp"
#include "suite/load_error.hpp"
#include "suite/scenario.hpp"

namespace corspec::recorded {

/// What the caller knows beyond the input.
struct Known {
  CurlRequest asked;
  std::optional<fetch::CredentialsMode> credentials;
};

struct Input {
  std::vector<suite::Scenario> scenarios;
  std::size_t left_out = 0;  ///< recorded exchanges that belong to no CORS request
};

/// Reads whatever describes requests and answers, by its content: scenarios, a HAR, corspec's own exchanges or a whole
/// report of it, JSON Lines of scenarios or exchanges, the output of `curl -v` or `curl -i`.
[[nodiscard]] suite::Loaded<Input> load_input(std::string_view file, std::string_view text, const Known& known);

}  // namespace corspec::recorded
